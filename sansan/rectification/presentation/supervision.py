"""What the office might send out today, and the list of what was sent."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch
from django.urls import reverse

from sansan.people.models import Organisation, Person
from sansan.rectification import ladder
from sansan.rectification.actions.supervision import SUPERVISE
from sansan.rectification.models import Acceptance, Assignment, Instrument, LookBack, Task
from sansan.rectification.models.task import DOING_ROLES
from sansan.rectification.workflow import WORKABLE, State
from sansan.ui.table import Column

MOST_TASKS = 60  # the most pressing first; those after them come up when these are dealt with
AHEAD_DAYS = 14  # calendar days looked ahead: more than any rung's working days
_LOOKS = {
    Instrument.State.DRAFTED: "awaiting",
    Instrument.State.ISSUED: "in_progress",
    Instrument.State.RECEIVED: "in_progress",
    Instrument.State.ANSWERED: "awaiting",
    Instrument.State.CLOSED: "closed",
    Instrument.State.WITHDRAWN: "not_started",
}


@dataclass(frozen=True)
class Proposed:
    """A paper that is due: a clue for the office, not an act."""

    task: Task
    unit: Organisation
    rung: ladder.Rung
    why: str

    @property
    def url(self) -> str:
        base = reverse("rectification:paper_new", args=[self.task.pk])
        return f"{base}?unit={self.unit.pk}&rung={self.rung.key}"


def proposals(person: Person, today: dt.date) -> list[Proposed]:
    """Papers due within the person's reach of supervision: false closings first, then the latest; few queries."""
    return _of_false_closings(person, today) + _of_deadlines(person, today)


def _of_false_closings(person: Person, today: dt.date) -> list[Proposed]:
    """Those who did the work and those who accepted it, each once."""
    found = (
        LookBack.objects.filter(
            result=LookBack.Result.FALSE, task__in=Task.objects.visible_to(person, SUPERVISE)
        )
        .select_related("task__round")
        .prefetch_related(
            Prefetch(
                "task__assignments",
                Assignment.objects.filter(role__in=DOING_ROLES).select_related("organisation"),
                to_attr="doing",
            ),
            Prefetch(
                "task__acceptances",
                Acceptance.objects.filter(withdrawn_at=None).select_related("organisation"),
                to_attr="accepting",
            ),
            Prefetch("task__instruments", Instrument.objects.exclude(state="withdrawn"), to_attr="papers"),
        )
        .order_by("-done_on", "-pk")[:MOST_TASKS]
    )
    return [proposed for look_back in found for proposed in _of_false_closing(look_back, today)]


def _of_false_closing(look_back: LookBack, today: dt.date) -> list[Proposed]:
    task, day = look_back.task, look_back.done_on
    assert day is not None  # a result has its day
    rows = [*_prefetched(task, "doing"), *_prefetched(task, "accepting")]
    bodies = {row.organisation_id: row.organisation for row in rows if row.organisation_id}
    proposed = []
    for body in bodies.values():
        has = [
            p.rung for p in _prefetched(task, "papers") if (p.organisation_id, p.deadline) == (body.pk, day)
        ]
        if rung := ladder.for_false_closing(day, has, today):
            proposed.append(Proposed(task, body, rung, f"回头看 {day} 发现虚假整改"))
    return proposed


def _of_deadlines(person: Person, today: dt.date) -> list[Proposed]:
    units = Assignment.objects.filter(role__in=DOING_ROLES, organisation__isnull=False)
    live = Task.objects.exclude(state=State.WITHDRAWN)
    tasks = (
        Task.objects.visible_to(person, SUPERVISE)
        .filter(state__in=WORKABLE, deadline_date__lte=today + dt.timedelta(days=AHEAD_DAYS))
        .select_related("round")
        .prefetch_related(
            Prefetch("assignments", units.select_related("organisation"), to_attr="doing"),
            Prefetch("parts", live.prefetch_related("assignments"), to_attr="live_parts"),
            Prefetch("instruments", Instrument.objects.exclude(state="withdrawn"), to_attr="papers"),
        )
        .order_by("deadline_date", "pk")[:MOST_TASKS]
    )
    return [found for task in tasks for found in _of_task(task, today)]


def _of_task(task: Task, today: dt.date) -> list[Proposed]:
    assert task.deadline_date is not None
    deadline = task.deadline_date
    found = []
    by_part = {a.organisation_id for part in _prefetched(task, "live_parts") for a in part.assignments.all()}
    for unit in {a.organisation_id: a.organisation for a in _prefetched(task, "doing")}.values():
        if unit.pk in by_part:  # urged for its part, not for the whole as well
            continue
        issued = [
            ladder.Issued(
                rung=paper.rung,
                issued_on=(paper.issued_at or paper.drafted_at).date(),
                reply_by=paper.reply_by,
                answered=paper.answered_at is not None,
            )
            for paper in _prefetched(task, "papers")
            if paper.organisation_id == unit.pk and paper.deadline == deadline
        ]
        rung = ladder.due(deadline, issued, today)
        if rung:
            found.append(Proposed(task, unit, rung, _late(deadline, today)))
    return found


def _late(deadline: dt.date, today: dt.date) -> str:
    days = (today - deadline).days
    late = f"，已超期 {days} 天" if days > 0 else "，今日到期" if days == 0 else ""
    return f"期限 {deadline}{late}"


def _prefetched(task: Task, name: str) -> Any:
    """What `proposals` has read into an attribute of its own."""
    return getattr(task, name)


def _state(paper: Instrument) -> tuple[str, str]:
    return _LOOKS[Instrument.State(paper.state)], paper.get_state_display()


def columns(today: dt.date) -> Sequence[Column]:
    return (
        Column("文书", lambda p: f"{p.name} {p.number}".strip(), link=True, key="paper"),
        Column("任务", lambda p: str(p.task), key="task"),
        Column("主送单位", "organisation.name"),
        Column("发出", "issued_at", kind="date", phone=False),
        Column(
            "答复期限", lambda p: (p.reply_by, p.answered_at is not None), kind="deadline", key="reply_by"
        ),
        Column(
            "状态",
            lambda p: (_LOOKS[Instrument.State(p.state)], p.get_state_display()),
            kind="status",
            key="state",
        ),
        Column("签收", "received_at", kind="date", optional=True),
        Column("签发人", "signed_by.name", optional=True),
        Column("事由", "facts", optional=True),
        Column("答复", "reply", optional=True),
    )


def paper_url(paper: Instrument) -> str:
    return reverse("rectification:paper", args=[paper.pk])
