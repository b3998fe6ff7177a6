"""What the pages show, and the one line a task's page says."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.http import urlencode

from sansan.accountability.models import Lead, Record, Subject
from sansan.accountability.querysets import HANDLE, STATISTICS, VIEW
from sansan.accountability.rules import NONE, rules
from sansan.accountability.statistics import Breakdown
from sansan.accountability.workflow import DECIDED, FOLLOWING, LABELS, State
from sansan.people.access import may
from sansan.people.models import Person
from sansan.places.queries import area_name
from sansan.rectification.models import Task
from sansan.ui.parts import Crumb, Step, Tab
from sansan.ui.table import Column

TABS = (
    ("statistics", "统计", STATISTICS),
    ("leads", "线索", VIEW),
    ("records", "问责记录", VIEW),
    ("retention", "留存期", HANDLE),
)
_LOOKS = {
    State.CLUE: "not_started",
    State.ACCEPTED: "in_progress",
    State.INVESTIGATING: "in_progress",
    State.DECIDED: "awaiting",
    State.EXECUTING: "in_progress",
    State.CLOSED: "closed",
}
_LEAD_LOOKS = {
    Lead.Decision.WAITING: "awaiting",
    Lead.Decision.RECEIVED: "in_progress",
    Lead.Decision.FILED: "closed",
    Lead.Decision.DECLINED: "closed",
    Lead.Decision.PASSED_ON: "closed",
}


def tabs(person: Person, current: str) -> list[Tab]:
    return [
        Tab(label, reverse(f"accountability:{name}"), current=name == current)
        for name, label, verb in TABS
        if may(person, verb)
    ]


def crumbs(*steps: Crumb) -> list[Crumb]:
    return [Crumb("问责", reverse("accountability:statistics")), *steps]


def record_url(row: Record) -> str:
    return reverse("accountability:record", args=[row.pk])


def lead_url(lead: Lead) -> str:
    return reverse("accountability:lead", args=[lead.pk])


def badge(row: Record) -> tuple[str, str]:
    return _LOOKS[State(row.state)], row.get_state_display()


def stages(row: Record) -> list[Step]:
    """Where the record stands on its way."""
    order = [State.CLUE, *FOLLOWING.values()]
    at = order.index(State(row.state))
    return [
        Step(
            LABELS[state],
            "done" if n < at or state is State.CLOSED is State(row.state) else "now" if n == at else "next",
        )
        for n, state in enumerate(order)
    ]


def kinds_of(subjects: Iterable[Subject]) -> str:
    """诫勉 2、通报 1: how many of which kind."""
    counted = Counter(subject.kind_label or "未决定" for subject in subjects)
    return "、".join(f"{label} {number}" for label, number in counted.items())


def record_columns() -> Sequence[Column]:
    """Of a list of records: nothing in it names anybody, so looking at it is not reading a record."""
    return (
        Column("记录", str, link=True, key="record"),
        Column("区域", lambda r: area_name(r.area_code), width="104px", key="area"),
        Column("情形", lambda r: rules().causes.get(r.cause, r.cause), width="168px", key="cause"),
        Column("对象", lambda r: kinds_of(r.subjects.all()) or "未登记", key="subjects"),
        Column("决定日期", "decided_on", kind="date", width="104px"),
        Column("状态", badge, kind="status", width="96px", key="state"),
    )


def record_list_columns() -> Sequence[Column]:
    """And what somebody may choose; nothing that is kept sealed is among it."""
    return (
        *record_columns(),
        Column("线索日期", "found_on", kind="date", width="104px", optional=True),
        Column("决定机关", "deciding_body", width="136px", optional=True),
        Column("结案日期", "closed_on", kind="date", width="104px", optional=True),
        Column("到期清除日期", "removable_on", kind="date", width="112px", optional=True),
    )


def lead_list_columns() -> Sequence[Column]:
    return (
        *lead_columns(),
        Column("接收日期", "received_at", kind="date", width="104px", optional=True),
        Column("处理日期", "decided_at", kind="date", width="104px", optional=True),
        Column("转往", "passed_to", width="136px", optional=True),
    )


def lead_columns() -> Sequence[Column]:
    return (
        Column("线索", "source", link=True),
        Column("整改任务", lambda lead: str(lead.task), key="task"),
        Column("区域", lambda lead: area_name(lead.area_code), width="104px", key="area"),
        Column("送达", "arrived_at", kind="date", width="104px"),
        Column(
            "处理",
            lambda lead: (_LEAD_LOOKS[Lead.Decision(lead.decision)], lead.get_decision_display()),
            kind="status",
            width="104px",
            key="decision",
        ),
    )


def retention_columns(on: dt.date) -> Sequence[Column]:
    def stays(row: Record) -> tuple[str, str]:
        return ("ongoing", "暂缓清除") if row.held_at else ("overdue", "到期清除")

    return (
        Column("记录", str, link=True),
        Column("人员", lambda r: sum(not s.is_body for s in r.subjects.all()), kind="number", unit="人次"),
        Column("决定日期", "decided_on", kind="date"),
        Column(
            "影响期止",
            lambda r: max((s.effect_until for s in r.subjects.all() if s.effect_until), default=None),
            kind="date",
        ),
        Column("到期日", "removable_on", kind="date"),
        Column("处置", stays, kind="status"),
    )


@dataclass(frozen=True)
class TaskPanel:
    """已问责: a number and kinds. `records` only for those who may open them."""

    number: int
    kinds: str
    records: Sequence[Record]


def task_panel(person: Person, task: Task) -> TaskPanel | None:
    """One query, and one more for those who may read records. Whoever sees the task may know this much."""
    decided = [state.value for state in DECIDED]
    subjects = list(
        Subject.objects.filter(record__tasks=task, record__state__in=decided)
        .exclude(kind=NONE)
        .only("kind_label")
        .order_by("kind", "pk")
    )
    records = list(Record.objects.visible_to(person).filter(tasks=task)) if may(person, VIEW) else []
    if not subjects and not records:
        return None
    return TaskPanel(len(subjects), kinds_of(subjects), records)


@dataclass(frozen=True)
class Line:
    """One line of a statistic as this reader sees it; `url` opens the rows for whoever may."""

    label: str
    number: int | None
    url: str


def lines_of(table: Breakdown, *, until: dt.date, opened: bool) -> list[Line]:
    base = reverse("accountability:records")
    return [
        Line(
            table.words[name],
            number if opened else table.shown.cells[name],
            f"{base}?{urlencode({table.key: name, 'until': str(until)})}" if opened else "",
        )
        for name, number in table.counts.items()
    ]
