"""What the pages show of bodies, terms and charges."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch
from django.urls import reverse
from django.utils import timezone

from sansan.leadership.board import badge
from sansan.leadership.models import Body, Charge, Decision, Meeting, Seat, Term
from sansan.leadership.naming import held_by
from sansan.leadership.querysets import MANAGE, VIEW
from sansan.leadership.terms import during, holder
from sansan.people.access import may
from sansan.people.models import Person
from sansan.places.queries import area_name
from sansan.rectification.models import Instrument, Task
from sansan.ui.parts import Crumb, Moment, Tab
from sansan.ui.table import Column

TABS = (("bodies", "领导机构"), ("meetings", "会议"), ("decisions", "议定事项"))


def tabs(current: str) -> list[Tab]:
    return [Tab(label, reverse(f"leadership:{name}"), current=name == current) for name, label in TABS]


def crumbs(*steps: Crumb | Body | Meeting) -> list[Crumb]:
    return [Crumb("组织领导", reverse("leadership:bodies")), *map(_crumb, steps)]


def _crumb(step: Crumb | Body | Meeting) -> Crumb:
    if isinstance(step, Body):
        return Crumb(step.name, body_url(step))
    if isinstance(step, Meeting):
        return Crumb(str(step), meeting_url(step))
    return step


def body_url(body: Body) -> str:
    return reverse("leadership:body", args=[body.pk])


def meeting_url(meeting: Meeting) -> str:
    return reverse("leadership:meeting", args=[meeting.pk])


def decision_url(decision: Decision) -> str:
    return reverse("leadership:decision", args=[decision.pk])


@dataclass(frozen=True)
class SeatRow:
    """A seat on a day: who holds it, and whoever held it, newest first."""

    seat: Seat
    now: Term | None
    history: Sequence[Term]


def seat_rows(body: Body, on: dt.date) -> list[SeatRow]:
    """In two queries."""
    return [
        SeatRow(seat, holder(seat.terms.all(), on), list(reversed(seat.terms.all())))
        for seat in body.seats.prefetch_related("terms")
    ]


def body_moments(body: Body, rows: Iterable[SeatRow]) -> list[Moment]:
    """The body's history, the newest first: founded, every change of a seat, dissolved."""
    found = [Moment(body.valid_from, "成立", text=body.founded_by, tone="good")]
    if body.valid_to:
        found.append(Moment(body.valid_to, "撤销", text=body.dissolved_by, tone="bad"))
    for row in rows:
        for term in row.history:
            found.append(
                Moment(term.starts_on, f"{row.seat.title}：{term}任职", text=term.appointed_by, tone="now")
            )
            followed = any(t.starts_on == _next(term.ends_on) for t in row.history)
            if term.ends_on and not followed:
                found.append(Moment(term.ends_on, f"{row.seat.title}：{term}卸任", text=term.ended_by))
    return sorted(found, key=lambda moment: moment.at, reverse=True)


def _next(day: dt.date | None) -> dt.date | None:
    return day + dt.timedelta(days=1) if day else None


@dataclass(frozen=True)
class Chaired:
    """A meeting and who chaired it on its day."""

    meeting: Meeting
    chair: str


def chaired(person: Person, body: Body, limit: int) -> list[Chaired]:
    """The body's last meetings the viewer may see, each under whoever held the chair that day."""
    rows = Meeting.objects.visible_to(person).filter(body=body).select_related("body", "chair")
    rows = rows.prefetch_related("chair__terms")[:limit]
    return [Chaired(m, held_by(m.chair, m.held_on) if m.chair else m.chair_name) for m in rows]


@dataclass(frozen=True)
class SignedPaper:
    """A paper of supervision and the seat its signer held on that day."""

    paper: Instrument
    seat: str
    url: str


def signed(person: Person, rows: Iterable[SeatRow], limit: int) -> list[SignedPaper]:
    """Papers the viewer may see that were signed by somebody who held a seat of the body on that day."""
    held = [(row.seat, term) for row in rows for term in row.history if term.person_id]
    papers = (
        Instrument.objects.visible_to(person)
        .filter(signed_by__in={term.person_id for _, term in held}, issued_at__isnull=False)
        .select_related("organisation", "signed_by")
        .order_by("-issued_at", "-pk")[:limit]
    )
    found = []
    for paper in papers:
        day = timezone.localtime(paper.issued_at).date()
        seats = [s.title for s, t in held if t.person_id == paper.signed_by_id and holder([t], day)]
        if seats:
            url = reverse("rectification:paper", args=[paper.pk])
            found.append(SignedPaper(paper, f"{seats[0]}{paper.signed_by}", url))
    return found


@dataclass(frozen=True)
class Answering:
    """One charge and everybody who answered under it, each for his own time."""

    charge: Charge
    now: str
    before: Sequence[tuple[str, dt.date, dt.date | None]]
    url: str
    removable: bool

    @property
    def kind(self) -> str:
        return self.charge.get_kind_display()


@dataclass(frozen=True)
class TaskPanel:
    """What the task's page shows of its leaders and of the decisions it carries out."""

    rows: Sequence[Answering]
    decisions: Sequence[tuple[Decision, str, str]]
    may_change: bool
    new_url: str


def task_panel(person: Person, task: Task) -> TaskPanel | None:
    """Three queries. None where there is nothing to show and nothing to do."""
    today = timezone.localdate()
    may_change = may(person, MANAGE)
    terms = Prefetch("seat__terms", Term.objects.order_by("starts_on"))
    charges = Charge.objects.filter(task=task).select_related("seat__body").prefetch_related(terms)
    own = set(Body.objects.visible_to(person, MANAGE).values_list("pk", flat=True)) if may_change else set()
    rows = [_answering(charge, today, charge.seat.body_id in own) for charge in charges]
    decisions = []
    if may(person, VIEW):
        seen = Decision.objects.visible_to(person).filter(task=task).select_related("meeting__body")
        decisions = [(decision, str(decision.meeting), decision_url(decision)) for decision in seen]
    if not rows and not decisions and not may_change:
        return None
    return TaskPanel(rows, decisions, may_change, reverse("leadership:charge_new", args=[task.pk]))


def _answering(charge: Charge, today: dt.date, own: bool) -> Answering:
    last = charge.ends_on
    spells = during(charge.seat.terms.all(), charge.starts_on, last)
    running = last is None or last >= today
    now = holder(spells, today) if running else None
    before = [
        (str(term), max(term.starts_on, charge.starts_on), _earlier(term.ends_on, last))
        for term in spells
        if term is not now
    ]
    said = f"已于 {last} 终止" if not running else str(now) if now else "席位空缺"
    return Answering(
        charge, said, before, body_url(charge.seat.body), removable=own and charge.ends_on is None
    )


def _earlier(left: dt.date | None, right: dt.date | None) -> dt.date | None:
    return min(filter(None, (left, right)), default=None)


def decision_columns(today: dt.date, *, of_one_meeting: bool = False) -> Sequence[Column]:
    def deadline(decision: Decision) -> tuple[dt.date | None, bool, str]:
        return decision.deadline, badge(decision, today)[0] == "closed", "未定时限"

    meeting = (
        [] if of_one_meeting else [Column("会议", lambda d: str(d.meeting), width="208px", key="meeting")]
    )
    return (
        Column("议定事项", "text", link=True),
        *meeting,
        Column("责任单位", lambda d: str(d.organisation), width="136px", key="organisation"),
        Column("时限", deadline, kind="deadline", width="116px", key="deadline"),
        Column("状态", lambda d: badge(d, today), kind="status", width="96px", key="state"),
    )


def decision_list_columns(today: dt.date) -> Sequence[Column]:
    """Of the list of decisions: the usual ones, and those somebody may choose."""
    return (
        *decision_columns(today),
        Column("纪要文号", "meeting.number", width="144px", optional=True),
        Column("会议日期", "meeting.held_on", kind="date", width="104px", optional=True),
        Column("整改任务", "task_shown", width="200px", optional=True),
        Column("最近报告", _last_report, width="200px", key="report", optional=True),
        Column("办结日期", "closed_at", kind="date", width="104px", optional=True),
        Column("办结意见", "closing_note", width="200px", optional=True),
    )


def _last_report(decision: Decision) -> str:
    last = next(iter(decision.reports.all()), None)  # newest first
    return last.text if last else ""


def show_tasks(person: Person, decisions: Sequence[Any]) -> None:
    """Gives each decision the name of its task, "" where the person may not see that; one query for all."""
    seen = Task.objects.visible_to(person).filter(pk__in={d.task_id for d in decisions if d.task_id})
    names = {task.pk: str(task) for task in seen}
    for decision in decisions:
        decision.task_shown = names.get(decision.task_id, "")


def body_columns(day: dt.date) -> Sequence[Column]:
    """What a sheet of bodies holds; the page shows each as a card."""

    def heads(body: Body) -> str:
        return "；".join(
            f"{seat.title}：{holder(seat.terms.all(), day) or '空缺'}" for seat in body.seats.all()
        )

    return (
        Column("名称", "name", link=True),
        Column("类别", lambda body: body.get_kind_display(), key="kind"),
        Column("区域", lambda body: area_name(body.area_code), key="area"),
        Column("上级机构", "parent.name"),
        Column("日常工作承担单位", "organisation.name"),
        Column("在任", heads, key="heads"),
        Column("成立日期", "valid_from", kind="date"),
        Column("成立文号", "founded_by"),
        Column("职责", "duties"),
    )


def meeting_columns() -> Sequence[Column]:
    def chair(meeting: Any) -> str:
        return held_by(meeting.chair, meeting.held_on) if meeting.chair else meeting.chair_name

    return (
        Column("会议", str, link=True, key="meeting"),
        Column("主题", "subject", phone=False),
        Column("日期", "held_on", kind="date", width="104px"),
        Column("主持", chair, width="168px", key="chair"),
        Column("议定事项", "decided", kind="number", unit="项", width="88px"),
        Column(
            "纪要",
            lambda m: ("closed", m.number) if m.issued_at else ("not_started", "未印发"),
            kind="status",
            width="152px",
            key="minutes",
        ),
        Column("召集机构", "body.name", width="168px", optional=True),
        Column("类型", "kind_label", width="104px", optional=True),
        Column("地点", "place", width="136px", optional=True),
        Column("印发日期", "issued_at", kind="date", width="104px", optional=True),
    )
