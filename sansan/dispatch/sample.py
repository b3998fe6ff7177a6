"""月调度 of the sample city: two months played to their paper, the third begun."""

import datetime as dt
import tomllib
from importlib import resources
from typing import Any

from django.db import transaction
from django.utils import timezone

from sansan.dispatch.actions.bulletins import draft_bulletin, edit_bulletin, issue_bulletin
from sansan.dispatch.actions.freezing import freeze
from sansan.dispatch.actions.handing_in import hand_in
from sansan.dispatch.actions.periods import open_period, urge
from sansan.dispatch.actions.reviewing import review_many
from sansan.dispatch.bulletin import TO_SETTLE
from sansan.dispatch.checks import Filled
from sansan.dispatch.drafts import note_opened, save_draft
from sansan.dispatch.lights import Claim
from sansan.dispatch.models import Bulletin, Entry, Period, Statement
from sansan.dispatch.queries import Row, unit_rows
from sansan.dispatch.rules import first_day, month_before
from sansan.people.models import Organisation, Person, Post
from sansan.people.roles import ROLES, Role
from sansan.rectification.actions.steps import assign
from sansan.rectification.models import ProgressReport, Task
from sansan.rectification.workflow import State

CITY = "4117"
NOON = dt.time(12)


@transaction.atomic
def load() -> None:
    """Expects the city's rounds with their work. The current month stays open, some units missing."""
    story = _story()
    posts = list(Post.objects.select_related("person", "organisation").order_by("pk"))
    office = next(post.person for post in posts if post.role == Role.CITY_OFFICE)
    leader = next(post.person for post in posts if post.role == Role.CITY_LEADER)
    reporters = _reporters(posts)
    this = first_day(timezone.localdate())
    months = [month_before(month_before(this)), month_before(this), this]
    for at, month in enumerate(months):
        period = open_period(by=office, month=month, area_code=CITY)
        current = month == this
        for body, person in reporters.items():
            _report(period, body, person, story, at, current=current)
        if current:
            _look_over(period, office, story)
            urge(by=office, period_id=period.pk)
            continue
        _backdate(period, story)
        accepted = Statement.objects.filter(entry__period=period).values_list("report", flat=True)
        review_many(by=office, report_ids=list(accepted), good=True)
        freeze(by=office, period_id=period.pk)
        _publish(period, office, leader, issued=at == 0)
        if at == 0:
            _hand_over(office, story)


def _reporters(posts: list[Post]) -> dict[Organisation, Person]:
    found: dict[Organisation, Person] = {}
    for post in posts:
        if "rectification.report" in ROLES[Role(post.role)].grants:
            found.setdefault(post.organisation, post.person)
    return found


def _report(
    period: Period, body: Organisation, by: Person, story: dict[str, Any], at: int, *, current: bool
) -> None:
    """A unit's month: all of it, or none; in the open month the demo accounts' own stay for whoever tries."""
    if body.code in story["silent"] or (current and by.username in ("xianban", "xiangzhen", "bumen")):
        return
    rows = [
        row for row in unit_rows(by, period.month, body.pk) if row.open and row.entry.period_id == period.pk
    ]
    if rows:
        note_opened(by=by, rows=rows)
    for row in rows[: len(rows) // 2 if current else None]:
        filled = _filled(row, body, story, at)
        save_draft(by=by, entry_id=row.entry.pk, filled=filled, version=0)
    if rows and not (current and len(rows) < 2):
        hand_in(by=by, month=period.month, organisation_id=body.pk)


def _filled(row: Row, body: Organisation, story: dict[str, Any], at: int) -> Filled:
    behind = body.code in story["behind"] and row.task.state == "rectifying"
    text = story["usual"][at]
    if at and row.last_text.endswith(text):
        return Filled(text=story["unchanged"], claim=Claim.ON_TIME, unchanged=True)
    return Filled(
        text=text,
        claim=Claim.BEHIND if behind else Claim.ON_TIME,
        percent=story["percents"]["behind" if behind else "usual"][at],
        cause=story["cause"] if behind else "",
        next_step=story["next_step"] if behind else "",
        figures={
            i.key: story["figures"][i.name] for i in row.indicators if at == 1 and i.name in story["figures"]
        },
    )


def _look_over(period: Period, office: Person, story: dict[str, Any]) -> None:
    """Some accepted, one returned, the rest in the queue."""
    said = list(
        Statement.objects.filter(entry__period=period).order_by("report").values_list("report", flat=True)
    )
    if said:
        review_many(by=office, report_ids=said[:1], good=False, note=story["returned"])
    if said[1:4]:
        review_many(by=office, report_ids=said[1:4], good=True)


def _backdate(period: Period, story: dict[str, Any]) -> None:
    """The month is played in one second: its reports get the days the story gives them, so that late means late."""
    for entry in Entry.objects.filter(period=period).select_related("organisation"):
        late = entry.organisation.code in story["late"]
        day = min(period.due_on + dt.timedelta(days=1) if late else period.due_on, period.month_end)
        moment = timezone.make_aware(dt.datetime.combine(day, NOON))
        ProgressReport.objects.filter(statement__entry=entry).update(at=moment)


def _publish(period: Period, office: Person, leader: Person, *, issued: bool) -> None:
    """The older month's paper is issued; the newer one's is a draft for whoever tries."""
    draft: Bulletin = draft_bulletin(by=office, period_id=period.pk)
    if issued:
        settled = {key: text.replace(TO_SETTLE, "") for key, text in draft.sections.items()}
        edit_bulletin(
            by=office, bulletin_id=draft.pk, title=draft.title, sections=settled, revision=draft.revision
        )
        issue_bulletin(by=leader, bulletin_id=draft.pk)


def _hand_over(office: Person, story: dict[str, Any]) -> None:
    """A task that waited goes to a unit, so that the next month differs in more than lights."""
    waiting = Task.objects.filter(state=State.OPEN, round__is_sample=True).order_by("-pk").first()
    body = Organisation.objects.get(code=story["hand_over"])
    if waiting is not None:
        assign(by=office, task_id=waiting.pk, organisation_id=body.pk, note="请牵头制定抽查办法。")


def _story() -> dict[str, Any]:
    text = resources.files("sansan.dispatch").joinpath("data/sample.toml").read_text("utf-8")
    return tomllib.loads(text)
