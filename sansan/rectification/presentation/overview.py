"""A round at a glance: numbers by state, county and class, what is late, what the reports claim, what happened."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q
from django.http import QueryDict
from django.urls import reverse

from sansan.documents.model import StatusCode
from sansan.people.models import Person
from sansan.places.queries import counties
from sansan.rectification import queries
from sansan.rectification.board import WORDS, badge, conditions, counts, shown_words
from sansan.rectification.models import AuditFinding, Disposition, Request, Round, SourceDocument, Task
from sansan.rectification.models.task import STATUS_LABELS
from sansan.rectification.presentation.activity import recent
from sansan.rectification.presentation.board import brief_columns, ledger_url, sentence, stats
from sansan.rectification.presentation.frame import task_url
from sansan.rectification.queries import NONE, Line
from sansan.rectification.querysets import TaskQuerySet
from sansan.rectification.workflow import KIND_LABELS, Kind
from sansan.ui.choropleth import Choropleth, MapArea
from sansan.ui.parts import Moment, Stat
from sansan.ui.table import Column, Table

LATE_ROWS = 8
EVENTS = 8
NAMED = 3  # areas in the map's title
ON_PHONE = frozenset({"total", "overdue", "awaiting", "closed"})  # a card of nine numbers is no longer read


@dataclass(frozen=True)
class RoundCard:
    """A round in the list, with its numbers and one sentence."""

    round: Round
    numbers: Mapping[str, int]
    sentence: str
    shares: list[tuple[str, str, int, str]]  # display state, word, number, address
    beside: "list[Beside]"


def cards(person: Person, rounds: Sequence[Round], today: dt.date) -> list[RoundCard]:
    """Two queries for the numbers of all rounds of a page."""
    seen = Task.objects.visible_to(person).filter(round__in=[r.pk for r in rounds])
    counted = seen.counted().order_by().values("round").annotate(**counts(today))
    rows: dict[int, Any] = {r["round"]: r for r in counted}
    others: dict[int, dict[str, int]] = {}
    kinds = seen.exclude(kind=Kind.TASK).order_by().values_list("round", "kind")
    for round_id, kind, number in kinds.annotate(number=Count("pk")):
        others.setdefault(round_id, {})[kind] = number
    empty = dict.fromkeys(("total", *conditions(today)), 0)
    return [_card(r, rows.get(r.pk, empty), others.get(r.pk, {})) for r in rounds]


def give_numbers(person: Person, rounds: Sequence[Any], today: dt.date) -> None:
    """Gives each round its `card`."""
    for card in cards(person, rounds, today):
        card.round.card = card  # type: ignore[attr-defined]  # of this page only


def _card(round_: Round, numbers: Mapping[str, int], others: Mapping[str, int]) -> RoundCard:
    shares = [
        (name, word, numbers[name], ledger_url(round=round_.pk, state=name))
        for name, word in WORDS.items()
        if numbers[name]
    ]
    return RoundCard(round_, numbers, sentence(numbers), shares, beside(round_, others))


@dataclass(frozen=True)
class Beside:
    """Rows a total does not count, and the address of exactly these."""

    label: str
    number: int
    url: str


def beside(round_: Round, numbers: Mapping[str, int]) -> list[Beside]:
    """Sub-tasks, parts and recurrences of the round: listed beside its total, never in it."""
    return [
        Beside(KIND_LABELS[kind], numbers[kind], ledger_url(round=round_.pk, kind=kind.value))
        for kind in Kind
        if numbers.get(kind)
    ]


@dataclass(frozen=True)
class RoundPage:
    """Everything the page of one round shows."""

    total: int
    sentence: str
    stats: list[Stat]
    beside: list[Beside]
    map: Choropleth
    elsewhere: int  # tasks in no county
    elsewhere_url: str
    classes: Table
    claims: Table
    late: Table
    passed_on: Table
    findings: list[Stat]
    sources: list[SourceDocument]
    events: list[Moment]


def page(person: Person, round_: Round, today: dt.date) -> RoundPage:
    """A fixed number of queries, however many tasks the round has."""
    seen = Task.objects.visible_to(person).filter(round=round_)
    tasks = seen.counted()
    numbers = queries.state_counts(tasks, today)
    parameters = QueryDict(f"round={round_.pk}")
    late = queries.ledger_rows(tasks.filter(conditions(today)["overdue"])).order_by("deadline_date", "pk")
    return RoundPage(
        total=numbers["total"],
        sentence=sentence(numbers),
        stats=stats(numbers, parameters),
        beside=beside(round_, queries.kinds_beside(seen)),
        map=_map(round_, tasks, today),
        elsewhere=queries.in_no_county(tasks),
        elsewhere_url=ledger_url(round=round_.pk, county=NONE),
        classes=_classes(round_, queries.by_class(tasks, today)),
        claims=_claims(round_, tasks),
        late=Table(
            columns=brief_columns(),
            rows=list(late[:LATE_ROWS]),
            caption="超期任务",
            row_url=task_url,
            empty="没有超期任务",
        ),
        passed_on=_passed_on(seen, today),
        findings=_findings(person, round_),
        sources=list(
            SourceDocument.objects.visible_to(person, "rectification.intake")
            .filter(round=round_)
            .defer("text", "reading")
        ),
        events=recent(person, round_, seen, EVENTS),
    )


def _passed_on(tasks: TaskQuerySet, today: dt.date) -> Table:
    """Tasks that units have asked twice or more to be another's: 推诿 is there to be seen."""
    transfers = Count("requests", filter=Q(requests__kind=Request.Kind.TRANSFER))
    often = tasks.annotate(transfers=transfers).filter(transfers__gt=1).order_by("-transfers", "order")
    return Table(
        columns=[
            Column("编号", "number", width="56px"),
            Column("反馈问题", "problem", template="rectification/cells/problem.html", link=True),
            Column("申请转办", "transfers", kind="number", unit="次", width="96px"),
            Column("状态", lambda task: badge(task, today), kind="status", width="96px"),
        ],
        rows=list(often.select_related("round")[:LATE_ROWS]),
        caption="多次申请转办的任务",
        row_url=task_url,
    )


def _map(round_: Round, tasks: TaskQuerySet, today: dt.date) -> Choropleth:
    boundaries = dict(counties(round_.area_code).values_list("code", "boundary"))
    lines = queries.by_county(tasks, round_.area_code, today)
    return Choropleth(
        title=_most({line.label: line.numbers["total"] for line in lines}),
        unit="项",
        value_label="任务数",
        areas=[
            MapArea(
                code=line.parameters["county"],
                name=line.label,
                value=line.numbers["total"],
                geometry=boundaries.get(line.parameters["county"]),
                url=ledger_url(round=round_.pk, **line.parameters),
            )
            for line in lines
        ],
        source="一项任务涉及几个县区，就在几个县区各计一次；边界为示意",
    )


def _most(numbers: Mapping[str, int]) -> str:
    """The map's title as a statement. Several areas may share the first place."""
    most = max(numbers.values(), default=0)
    first = [name for name, number in numbers.items() if number == most]
    if not most:
        return "任务还没有落到县区"
    if len(first) == 1:
        return f"{first[0]}任务最多，{most} 项"
    if len(first) == len(numbers):
        return f"各县区任务一样多，各 {most} 项"
    return f"{'、'.join(first[:NAMED])}{'等' if len(first) > NAMED else ''}任务最多，各 {most} 项"


def _classes(round_: Round, lines: Sequence[Line]) -> Table:
    def number(name: str) -> Column:
        label = "合计" if name == "total" else WORDS[name]
        return Column(
            label,
            lambda line: (line.numbers[name], _address(round_, line, name)),
            kind="number",
            template="rectification/cells/linked_number.html",
            phone=name in ON_PHONE,
        )

    totals = {name: sum(line.numbers[name] for line in lines) for name in WORDS}
    return Table(
        columns=[Column("类别", "label"), *(number(name) for name in ("total", *shown_words(totals)))],
        rows=lines,
        caption="各类任务的状态（项）",
        empty="还没有任务",
    )


def _address(round_: Round, line: Line, name: str) -> str:
    state = {} if name == "total" else {"state": name}
    return ledger_url(round=round_.pk, **line.parameters, **state)


def _claims(round_: Round, tasks: TaskQuerySet) -> Table:
    """What the reports say beside what has been decided: a claim is no decision."""
    settled = dict(
        tasks.filter(state="closed").order_by().values_list("claimed_code").annotate(number=Count("pk"))
    )
    rows = [
        {
            "label": STATUS_LABELS[StatusCode(code)] if code else "报告未写状态",
            "claimed": (number, ledger_url(round=round_.pk, status=code or NONE)),
            "settled": settled.get(code, 0),
        }
        for code, number in queries.by_status(tasks)
    ]
    linked = "rectification/cells/linked_number.html"
    return Table(
        columns=[
            Column("报告自述", "label"),
            Column("任务", "claimed", kind="number", unit="项", template=linked),
            Column("已销号", "settled", kind="number", unit="项"),
        ],
        rows=rows,
        caption="报告状态与销号情况",
        empty="还没有任务",
    )


def _findings(person: Person, round_: Round) -> list[Stat]:
    rows = AuditFinding.objects.visible_to(person).filter(round=round_)
    numbers = rows.order_by().aggregate(
        open=Count("pk", filter=Q(disposition=Disposition.OPEN)),
        settled=Count("pk", filter=~Q(disposition=Disposition.OPEN)),
    )
    base = _findings_url(round_)
    return [
        Stat(
            "待处置",
            numbers["open"],
            "条",
            f"{base}&disposition=open",
            tone="warn" if numbers["open"] else "",
        ),
        Stat("已处置", numbers["settled"], "条", f"{base}&disposition=settled"),
    ]


def _findings_url(round_: Round) -> str:
    return f"{reverse('rectification:findings')}?round={round_.pk}"
