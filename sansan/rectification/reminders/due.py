"""What is to be spoken of on a day: all that has a date, judged by the rules, in a fixed number of queries."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from sansan.rectification import ladder
from sansan.rectification.models import Instrument, LookBack, Notice, Request, Task
from sansan.rectification.models.task import DOING_ROLES, Assignment, TaskArea
from sansan.rectification.queries import TODO
from sansan.rectification.reminders.rules import About, Stage, rules, stage_of
from sansan.rectification.workflow import UNFINISHED, State

REPORT, ASSIGN, ACCEPT = "rectification.report", "rectification.assign", "rectification.accept"
SUPERVISE, CLOSE = "rectification.supervise", "rectification.close"
SHORT = 32
CHUNK = 5000
UNANSWERED = (Instrument.State.ISSUED, Instrument.State.RECEIVED)


@dataclass(frozen=True, slots=True)
class Due:
    """One thing to be spoken of. `units` are bodies whose reporters are told; `verbs` tell whoever holds them there."""

    about: About
    stage: Stage
    task_id: int
    anchor: dt.date
    says: str
    units: frozenset[int] = frozenset()
    doing: bool = False  # the units that do the task, whichever they are
    verbs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Facts:
    """What a reminder has to know of a task: its name, and what decides who sees it."""

    pk: int
    number: str
    problem: str
    round_name: str
    round_area: str
    office_id: int | None
    areas: frozenset[str] = frozenset()
    assigned: frozenset[int] = frozenset()
    doing: frozenset[int] = frozenset()
    unknown: tuple[str, ...] = ()
    """Doing units the system has no body for: nobody there can be told."""

    @property
    def label(self) -> str:
        problem = self.problem.strip().rstrip("。")
        short = problem if len(problem) <= SHORT else f"{problem[:SHORT]}…"
        return f"第 {self.number} 项 {short}" if self.number else short


@dataclass(frozen=True)
class Day:
    """Everything due on a day, and the tasks it is about."""

    today: dt.date
    dues: list[Due] = field(default_factory=list)
    tasks: Mapping[int, Facts] = field(default_factory=dict)


def due_on(today: dt.date, *, since: dt.date) -> Day:
    """What the rules speak of on a day after `since`, up to and with `today`, and still stands."""
    speaks = _Speaks(since, today)
    dues = [
        *_deadlines(speaks),
        *_monthly(speaks),
        *_notices(speaks),
        *_look_backs(speaks),
        *_requests(speaks),
        *_papers(speaks),
    ]
    return Day(today, dues, _facts({due.task_id for due in dues}))


@dataclass(frozen=True, slots=True)
class _Speaks:
    since: dt.date
    today: dt.date

    def of(self, about: About, anchor: dt.date) -> bool:
        return rules().schedules[about].speaks(anchor, self.since, self.today)

    def anchors(self, about: About, rows: "QuerySet[Any]", name: str) -> list[dt.date]:
        """The anchors among the rows that are spoken of; each date is judged once, however many rows share it."""
        known = rows.order_by().values_list(name, flat=True).distinct()
        return [anchor for anchor in known if self.of(about, anchor)]

    def office(self, about: About, anchor: dt.date) -> tuple[str, ...]:
        return (SUPERVISE,) if rules().schedules[about].tells_office(anchor, self.today) else ()


def _deadlines(speaks: _Speaks) -> Iterable[Due]:
    running = Task.objects.filter(state__in=UNFINISHED, deadline_date__isnull=False)
    anchors = speaks.anchors(About.DEADLINE, running, "deadline_date")
    rows = running.filter(deadline_date__in=anchors).order_by("deadline_date", "pk")
    for pk, anchor, state in rows.values_list("pk", "deadline_date", "state"):
        assert anchor is not None  # filtered
        says = _until(anchor, speaks.today, "期限")
        office = speaks.office(About.DEADLINE, anchor)
        stage = stage_of(anchor, speaks.today)
        if state == State.OPEN:
            yield Due(About.DEADLINE, stage, pk, anchor, f"{says}，尚未交办", verbs=(ASSIGN,))
        elif state == State.SUBMITTED:
            yield Due(About.DEADLINE, stage, pk, anchor, f"{says}，等待验收", verbs=(ACCEPT, *office))
        else:
            yield Due(About.DEADLINE, stage, pk, anchor, says, doing=True, verbs=office)


def _monthly(speaks: _Speaks) -> Iterable[Due]:
    today = speaks.today
    anchor = (today.replace(day=1) + dt.timedelta(days=32)).replace(day=1) - dt.timedelta(days=1)
    if not speaks.of(About.MONTHLY, anchor):
        return
    says = f"持续推进，{today.month} 月尚未填报，{_until(anchor, today, '本月')}"
    for pk in Task.objects.filter(TODO["monthly"].rows(today)).order_by("pk").values_list("pk", flat=True):
        yield Due(About.MONTHLY, stage_of(anchor, today), pk, anchor, says, doing=True)


def _notices(speaks: _Speaks) -> Iterable[Due]:
    running = Notice.objects.filter(task__state=State.NOTICED, withdrawn_at=None)
    anchors = speaks.anchors(About.NOTICE, running, "ends_on")
    rows = running.filter(ends_on__in=anchors).order_by("ends_on", "pk")
    for task_id, anchor in rows.values_list("task", "ends_on"):
        over = anchor < speaks.today
        says = (
            f"公示已于 {_day(anchor, speaks.today)}期满，可办理销号"
            if over
            else f"公示将于 {_day(anchor, speaks.today)}期满"
        )
        yield Due(About.NOTICE, stage_of(anchor, speaks.today), task_id, anchor, says, verbs=(CLOSE,))


def _look_backs(speaks: _Speaks) -> Iterable[Due]:
    waiting = LookBack.objects.filter(done_on=None, task__state=State.CLOSED)
    anchors = speaks.anchors(About.LOOK_BACK, waiting, "due_on")
    rows = waiting.filter(due_on__in=anchors).order_by("due_on", "pk")
    for task_id, anchor in rows.values_list("task", "due_on"):
        says = _until(anchor, speaks.today, "应回头看")
        yield Due(About.LOOK_BACK, stage_of(anchor, speaks.today), task_id, anchor, says, verbs=(ACCEPT,))


def _requests(speaks: _Speaks) -> Iterable[Due]:
    waiting = Request.objects.filter(state=Request.State.WAITING).select_related("organisation", "to")
    for request in waiting.order_by("at", "pk"):
        anchor = timezone.localdate(request.at)
        if not speaks.of(About.REQUEST, anchor):
            continue
        says = f"{request}，{_day(anchor, speaks.today)}提出，等待答复"
        units = frozenset({request.to_id} if request.to_id else ())
        stage = stage_of(anchor, speaks.today)
        yield Due(About.REQUEST, stage, request.task_id, anchor, says, units=units, verbs=(CLOSE,))


def _papers(speaks: _Speaks) -> Iterable[Due]:
    """Papers nobody has received, and replies that are due; a late reply says which paper the ladder proposes next."""
    today = speaks.today
    open_ = Instrument.objects.filter(state__in=UNANSWERED).select_related("task").order_by("reply_by", "pk")
    spoken = []
    for paper in open_:
        sent = timezone.localdate(paper.issued_at)
        if paper.state == Instrument.State.ISSUED and speaks.of(About.RECEIPT, sent):
            spoken.append((About.RECEIPT, paper, sent))
        if speaks.of(About.REPLY, paper.reply_by):
            spoken.append((About.REPLY, paper, paper.reply_by))
    issued = _issued({paper.task_id for about, paper, _ in spoken if about is About.REPLY})
    for about, paper, anchor in spoken:
        stage = stage_of(anchor, today)
        if about is About.RECEIPT:
            says = f"{paper}，{_day(anchor, today)}发出，尚未签收"
        else:
            says = f"{paper}，{_until(anchor, today, '答复期限')}"
            rung = _proposed(paper, issued, today) if stage is Stage.LATE else None
            says += f"，可升级为{rung.label}（由办公室决定）" if rung else ""
        units = frozenset({paper.organisation_id})
        yield Due(about, stage, paper.task_id, anchor, says, units=units, verbs=speaks.office(about, anchor))


def _issued(task_ids: Collection[int]) -> Mapping[tuple[int, int, dt.date], list[ladder.Issued]]:
    """What each unit has got for each deadline of these tasks."""
    found: defaultdict[tuple[int, int, dt.date], list[ladder.Issued]] = defaultdict(list)
    papers = Instrument.objects.filter(task__in=task_ids).exclude(state=Instrument.State.WITHDRAWN)
    for paper in papers:
        found[paper.task_id, paper.organisation_id, paper.deadline].append(
            ladder.Issued(
                rung=paper.rung,
                issued_on=(paper.issued_at or paper.drafted_at).date(),
                reply_by=paper.reply_by,
                answered=paper.answered_at is not None,
            )
        )
    return found


def _proposed(
    paper: Instrument, issued: Mapping[tuple[int, int, dt.date], list[ladder.Issued]], today: dt.date
) -> ladder.Rung | None:
    if paper.task.state not in UNFINISHED or paper.task.deadline_date != paper.deadline:
        return None
    key = (paper.task_id, paper.organisation_id, paper.deadline)
    return ladder.due(paper.deadline, issued[key], today)


def _facts(task_ids: Collection[int]) -> dict[int, Facts]:
    """Plain values, not rows as objects: a city may have thousands of late tasks."""
    found: dict[int, Facts] = {}
    wanted = sorted(task_ids)
    for start in range(0, len(wanted), CHUNK):
        found |= _facts_of(Q(pk__in=wanted[start : start + CHUNK]))
    return found


def _facts_of(which: Q) -> dict[int, Facts]:
    tasks = Task.objects.filter(which).order_by()
    areas: defaultdict[int, set[str]] = defaultdict(set)
    for task_id, code in TaskArea.objects.filter(task__in=tasks.values("pk")).values_list(
        "task", "area_code"
    ):
        areas[task_id].add(code)
    assigned: defaultdict[int, set[int]] = defaultdict(set)
    doing: defaultdict[int, set[int]] = defaultdict(set)
    unknown: defaultdict[int, list[str]] = defaultdict(list)
    rows = Assignment.objects.filter(task__in=tasks.values("pk")).order_by("order", "pk")
    for task_id, organisation, name, role in rows.values_list("task", "organisation", "name", "role"):
        if organisation:
            assigned[task_id].add(organisation)
        if role in DOING_ROLES:
            if organisation:
                doing[task_id].add(organisation)
            else:
                unknown[task_id].append(name)
    columns = ("pk", "number", "problem", "round__name", "round__area_code", "office")
    return {
        pk: Facts(
            pk,
            number,
            problem,
            round_name,
            round_area,
            office_id,
            areas=frozenset(areas[pk]),
            assigned=frozenset(assigned[pk]),
            doing=frozenset(doing[pk]),
            unknown=tuple(unknown[pk]),
        )
        for pk, number, problem, round_name, round_area, office_id in tasks.values_list(*columns)
    }


def _until(anchor: dt.date, today: dt.date, what: str) -> str:
    """期限 6月12日，已超期 3 天（1 个工作日）: how the day stands to the anchor."""
    days, head = (anchor - today).days, f"{what} {_day(anchor, today)}"
    if days == 0:
        return f"{head}，就是今天"
    if days > 0:
        return f"{head}，还有 {days} 天（{ladder.days_between(today, anchor)} 个工作日）"
    return f"{head}，已过 {-days} 天（{ladder.days_between(anchor, today)} 个工作日）"


def _day(day: dt.date, today: dt.date) -> str:
    """The year is said where it is not this one."""
    return f"{day.month}月{day.day}日" if day.year == today.year else f"{day.year}年{day.month}月{day.day}日"
