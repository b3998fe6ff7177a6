"""What examining a task came to, as a page shows it: every sentence, and of the rows those the reader may see."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any

from django.db.models import Count
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from sansan.evidence.access import visible_to
from sansan.evidence.models import Evidence
from sansan.people.models import Person
from sansan.rectification.closing.examine import OFF, Result, examine
from sansan.rectification.closing.queries import last_closing, open_request, overrides_in, switched_off_in
from sansan.rectification.closing.registry import JUDGEMENT_LABELS, Judgement, claims, row_kinds
from sansan.rectification.closing.rules import note
from sansan.rectification.figures.presentation import shown_figures as figure_pages
from sansan.rectification.models import (
    AuditFinding,
    ClosingOverride,
    ClosingRequest,
    ProgressReport,
    Round,
    Task,
)
from sansan.rectification.presentation.frame import task_url
from sansan.rectification.workflow import State
from sansan.ui.table import Column, Table

WORDS: Mapping[str, str] = {**{j.value: label for j, label in JUDGEMENT_LABELS.items()}, OFF: "不适用"}
MARKS: Mapping[str, tuple[str, str]] = {
    Judgement.HOLDS.value: ("circle-check", "good"),
    Judgement.CONTRADICTED.value: ("alert-triangle", "bad"),
    Judgement.UNJUDGED.value: ("question-mark", "warn"),
    OFF: ("ban", ""),
}
_ORDER = (Judgement.CONTRADICTED.value, Judgement.UNJUDGED.value, Judgement.HOLDS.value, OFF)
SHOWN_ROWS = 6
BRIEF = 8


@dataclass(frozen=True)
class ShownRow:
    says: str
    url: str


@dataclass(frozen=True)
class Line:
    """One claim on a page. `note` counts the rows that are not listed."""

    result: Result
    word: str
    icon: str
    tone: str
    rows: Sequence[ShownRow]
    note: str
    limits: str
    override: ClosingOverride | None = None


@dataclass(frozen=True)
class Board:
    """The claims of a task: live, or as a request froze them."""

    lines: Sequence[Line]
    sentence: str
    request: ClosingRequest | None
    frozen: bool

    @property
    def unsettled(self) -> Sequence[Line]:
        return [line for line in self.lines if line.result.needs_word]

    @property
    def settled(self) -> Sequence[Line]:
        """What agrees or does not apply: folded, since nobody has to do anything about it."""
        return [line for line in self.lines if not line.result.needs_word]


def board_of(person: Person, task: Task, *, now: dt.datetime) -> Board | None:
    """What the task's page shows; None for a task not handed out, or closed before there were requests."""
    if task.state == State.CLOSED:
        request = last_closing(task)
        return frozen_board(person, request) if request else None
    if task.state in (State.PLANNING, State.OPEN, State.WITHDRAWN):
        return None
    return _board(person, examine(task, now=now), request=open_request(task), frozen=False)


def frozen_board(person: Person, request: ClosingRequest) -> Board:
    """The results as the request froze them, with what was overridden."""
    results = [Result.from_json(data) for data in request.results]
    return _board(person, results, request=request, frozen=True)


def _board(
    person: Person, results: Sequence[Result], *, request: ClosingRequest | None, frozen: bool
) -> Board:
    overrides = {o.claim: o for o in request.overrides.all()} if request and frozen else {}
    links = _links(person, results)
    lines = [_line(result, links, overrides.get(result.key)) for result in sorted(results, key=_urgency)]
    return Board(lines, _sentence(results), request, frozen)


def _urgency(result: Result) -> int:
    """What needs a word stands first, what was switched off last."""
    return list(_ORDER).index(result.judgement)


def _sentence(results: Iterable[Result]) -> str:
    """11 项核对：9 项相符，1 项矛盾，1 项无法核对."""
    numbers = Counter(result.judgement for result in results)
    parts = "，".join(f"{numbers[key]} 项{word}" for key, word in WORDS.items() if numbers[key])
    return f"{sum(numbers.values())} 项核对：{parts}" if parts else "没有要核对的内容"


def _line(result: Result, links: Mapping[tuple[str, int], str], override: ClosingOverride | None) -> Line:
    seen = [
        ShownRow(row.says, links[row.kind, row.key]) for row in result.rows if (row.kind, row.key) in links
    ]
    more, hidden = max(0, len(seen) - SHOWN_ROWS), len(result.rows) - len(seen)
    notes = [f"另有 {more} 处未列出"] if more else []
    notes += [f"{hidden} 处不在您的权限范围内"] if hidden else []
    icon, tone = MARKS[result.judgement]
    return Line(
        result,
        WORDS[result.judgement],
        icon,
        tone,
        seen[:SHOWN_ROWS],
        "；".join(notes),
        limits_of(result.key, result.parameters),
        override,
    )


def limits_of(key: str, parameters: Mapping[str, int]) -> str:
    """界外不超过 2000 米（默认值，待本地确认）: the limits a claim was judged by."""
    claim = claims().get(key)
    if claim is None or not parameters:
        return ""
    known = [p for p in claim.parameters if p.name in parameters]
    said = "，".join(f"{p.label} {parameters[p.name]} {p.unit}" for p in known)
    default = all(parameters[p.name] == claim.defaults[p.name] for p in known)
    return f"{said}（{note()}）" if default and said else said


def _links(person: Person, results: Iterable[Result]) -> dict[tuple[str, int], str]:
    """The address of every row the reader may see; one question for each kind of row."""
    wanted: defaultdict[str, set[int]] = defaultdict(set)
    for result in results:
        for row in result.rows:
            wanted[row.kind].add(row.key)
    kinds = row_kinds()
    return {
        (kind, key): url
        for kind, keys in wanted.items()
        if kind in kinds
        for key, url in kinds[kind](person, keys).items()
    }


@dataclass(frozen=True)
class Exceptions:
    """What was let through without holding: how many, on how many tasks, the newest of them, where all are."""

    title: str
    number: int
    tasks: int
    table: Table
    url: str

    @property
    def note(self) -> SafeString:
        """The numbers, as a link to their rows."""
        return format_html('<a href="{}">{} 条，涉及 {} 项任务</a>', self.url, self.number, self.tasks)


def overridden(person: Person, round_: Round) -> Exceptions:
    """For the card 带理由销号 of a round's page."""
    rows = overrides_in(person, round_)
    numbers = rows.order_by().aggregate(number=Count("pk"), tasks=Count("request__task", distinct=True))
    return Exceptions(
        "带理由销号",
        **numbers,
        table=KINDS["overrides"].table(rows[:BRIEF] if numbers["number"] else ()),
        url=exceptions_url(round_, "overrides"),
    )


def switched_off(person: Person, round_: Round) -> Exceptions:
    """For the card 不适用的核对项 of a round's page."""
    rows = switched_off_in(person, round_)
    numbers = rows.order_by().aggregate(number=Count("pk"), tasks=Count("task", distinct=True))
    return Exceptions(
        "不适用的核对项",
        **numbers,
        table=KINDS["off"].table(rows[:BRIEF] if numbers["number"] else ()),
        url=exceptions_url(round_, "off"),
    )


def exceptions_url(round_: Round, kind: str) -> str:
    return f"{reverse('rectification:round_exceptions', args=[round_.pk])}?kind={kind}"


@dataclass(frozen=True)
class ExceptionKind:
    """A kind of rows of a round that did not close as they should. `task` is the way from a row to its task."""

    title: str
    rows: Callable[[Person, Round], Any]
    columns: Callable[[], Sequence[Column]]
    task: str
    empty: str

    def url(self, row: Any) -> str:
        return task_url(reduce(getattr, self.task.split("__"), row)) + "#closing"

    def table(self, rows: Iterable[Any]) -> Table:
        return Table(self.columns(), list(rows), self.title, row_url=self.url, empty=self.empty)


def _override_columns() -> Sequence[Column]:
    return [
        Column(
            "任务",
            lambda o: o.request.task.number or str(o.request.task),
            link=True,
            width="72px",
            key="task",
        ),
        Column("核对项", "label", key="claim"),
        Column("结论", lambda o: WORDS.get(o.judgement, o.judgement), key="judgement"),
        Column("理由", "reason"),
        Column("理由人", "by.name"),
        Column("日期", "at", kind="date"),
    ]


def _switched_off_columns() -> Sequence[Column]:
    known = claims()
    return [
        Column("任务", lambda c: c.task.number or str(c.task), link=True, width="72px", key="task"),
        Column("核对项", lambda c: known[c.claim].label if c.claim in known else c.claim, key="claim"),
        Column("理由", "reason"),
        Column("选定人", "by.name"),
        Column("日期", "at", kind="date"),
    ]


KINDS: Mapping[str, ExceptionKind] = {
    "overrides": ExceptionKind(
        "带理由销号", overrides_in, _override_columns, "request__task", "没有带理由的销号"
    ),
    "off": ExceptionKind(
        "不适用的核对项", switched_off_in, _switched_off_columns, "task", "没有选为不适用的核对项"
    ),
}


def shown_evidence(person: Any, keys: Collection[int]) -> dict[int, str]:
    rows = Evidence.objects.filter(pk__in=keys)
    return {e.pk: reverse("evidence:file", args=[e.pk]) for e in visible_to(person, rows)}


def shown_reports(person: Any, keys: Collection[int]) -> dict[int, str]:
    rows = ProgressReport.objects.visible_to(person).filter(pk__in=keys)
    return {pk: reverse("rectification:task", args=[task]) for pk, task in rows.values_list("pk", "task")}


def shown_findings(person: Any, keys: Collection[int]) -> dict[int, str]:
    rows = AuditFinding.objects.visible_to(person).filter(pk__in=keys).values_list("pk", "task")
    return {pk: reverse("rectification:task", args=[task]) if task else "" for pk, task in rows}


def shown_tasks(person: Any, keys: Collection[int]) -> dict[int, str]:
    rows = Task.objects.visible_to(person).filter(pk__in=keys)
    return {pk: reverse("rectification:task", args=[pk]) for pk in rows.values_list("pk", flat=True)}


def shown_figures(person: Any, keys: Collection[int]) -> dict[int, str]:
    """The page of the figure each of these values belongs to."""
    return figure_pages(person, keys)


def shown_with_task(person: Any, keys: Collection[int]) -> dict[int, str]:
    """Rows everybody who sees the task sees: measures, cited documents, the closing opinion."""
    return dict.fromkeys(keys, "")
