"""The sample's leads and records, played through the room's actions."""

import datetime as dt
import itertools
import tomllib
from collections.abc import Iterator, Mapping
from importlib.resources import files
from typing import Any

from django.db import transaction
from django.utils import timezone

from sansan.accountability.actions.leads import RUNG, collect_leads, decide_lead, receive_lead
from sansan.accountability.actions.records import (
    add_subject,
    advance,
    close_record,
    decide,
    start_record,
)
from sansan.accountability.actions.retention import hold
from sansan.accountability.models import Lead, Record
from sansan.accountability.workflow import State
from sansan.people.models import Person
from sansan.people.roles import Role
from sansan.rectification.actions.supervision import demand_of, draft_paper, facts_of, sign_paper
from sansan.rectification.ladder import rung_of
from sansan.rectification.models import Task
from sansan.rectification.models.task import DOING_ROLES
from sansan.rectification.workflow import UNFINISHED
from sansan.trail.record import SYSTEM

PROPOSALS = 2


@transaction.atomic
def load() -> None:
    """Two proposals of the ladder, one of them filed; and closed records for the statistics."""
    if Record.objects.exists():
        return
    data = tomllib.loads(files("sansan.accountability").joinpath("data/sample.toml").read_text("utf-8"))
    officer = Person.objects.get(posts__role=Role.DISCIPLINE_OFFICER)
    names = _names(data["surnames"])
    for row in data["record"]:
        _settled(row, officer, names, data["deciding_body"])
    _propose()
    collect_leads(by=SYSTEM)
    _handle(officer, names)


def _settled(row: Mapping[str, Any], officer: Person, names: Iterator[str], body: str) -> None:
    """A record from the clue to the closed file."""
    found_on = timezone.localdate() + dt.timedelta(days=row["days"])
    record = start_record(
        by=officer,
        area_code=row["area"],
        cause=row["cause"],
        facts=row["facts"],
        found_on=found_on,
        tasks=list(Task.objects.filter(number=row.get("task", "-")).order_by("round_id")[:1]),
    )
    outcomes: dict[int, str] = {}
    for kind, level, number in row["people"]:
        for _ in range(number):
            subject = add_subject(
                by=officer,
                record_id=record.pk,
                is_body=False,
                name=next(names),
                post="时任负责人",
                unit="某单位（样例）",
                level=level,
            )
            outcomes[subject.pk] = kind
    for kind, name in row.get("bodies", ()):
        subject = add_subject(by=officer, record_id=record.pk, is_body=True, name=name)
        outcomes[subject.pk] = kind
    for state in (State.ACCEPTED, State.INVESTIGATING):
        advance(by=officer, record_id=record.pk, to=state)
    decided_on = found_on + dt.timedelta(days=20)
    decide(
        by=officer,
        record_id=record.pk,
        deciding_body=body,
        document_number=f"驻纪决〔{decided_on.year}〕{record.serial}号（样例）",
        decided_on=decided_on,
        outcomes=outcomes,
    )
    advance(by=officer, record_id=record.pk, to=State.EXECUTING)
    close_record(
        by=officer, record_id=record.pk, note="决定已送达执行，材料归档（样例）。", closed_on=decided_on
    )
    if "hold" in row:
        hold(by=officer, record_id=record.pk, reason=row["hold"])


def _propose() -> None:
    """The office proposes accountability for tasks that stay late, and the leader signs."""
    today = timezone.localdate()
    office = Person.objects.get(posts__role=Role.CITY_OFFICE)
    leader = Person.objects.filter(posts__role=Role.CITY_LEADER).order_by("pk")[0]
    rung = rung_of(RUNG)
    late = Task.objects.filter(state__in=UNFINISHED, deadline_date__lt=today).select_related("round")
    sent = 0
    for task in late.order_by("deadline_date", "pk"):
        unit = task.assignments.filter(role__in=DOING_ROLES, organisation__isnull=False).first()
        if unit is None or unit.organisation_id is None or sent == PROPOSALS:
            continue
        paper = draft_paper(
            by=office,
            task_id=task.pk,
            organisation_id=unit.organisation_id,
            rung=RUNG,
            facts=facts_of(task, today),
            demand=demand_of(rung, today),
        )
        sign_paper(by=leader, paper_id=paper.pk)
        sent += 1


def _handle(officer: Person, names: Iterator[str]) -> None:
    """The first lead is filed and under investigation, the second waits."""
    lead = Lead.objects.order_by("pk").first()
    if lead is None:
        return
    receive_lead(by=officer, lead_id=lead.pk)
    lead = decide_lead(
        by=officer, lead_id=lead.pk, decision=Lead.Decision.FILED, reason="超期事实清楚，予以立案。"
    )
    assert lead.record_id is not None  # filed leads have a record
    advance(by=officer, record_id=lead.record_id, to=State.ACCEPTED)
    add_subject(
        by=officer,
        record_id=lead.record_id,
        is_body=False,
        name=next(names),
        post="分管负责人",
        unit="某单位（样例）",
        level="township",
    )
    advance(by=officer, record_id=lead.record_id, to=State.INVESTIGATING)


def _names(surnames: str) -> Iterator[str]:
    """甄某一（样例）, 甄某二（样例） …: nobody is called so."""
    for numeral, surname in itertools.product("一二三四五六七", surnames):
        yield f"{surname}某{numeral}（样例）"
