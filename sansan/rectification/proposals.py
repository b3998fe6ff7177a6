"""A task as proposed: from a reading, from a row of a table, from a form. Pure: values in, values out.

The same shape describes a task of the ledger (`snapshot.py`), so that a newer report is compared like with like.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import TypeVar

from pydantic import BaseModel, Field

from sansan.documents.flow import fold
from sansan.documents.markers import level_name, read_marker
from sansan.documents.model import (
    Bound,
    Figure,
    PlaceMention,
    Reading,
    Reference,
    Span,
    StatusCode,
    Task,
    UnitRole,
)
from sansan.errors import Invalid

Position = tuple[int, int, int]  # line, start, end
COUNTY_DIGITS = 6
_T = TypeVar("_T")


class Heading(BaseModel):
    number: str = ""
    title: str = ""


class ProposedUnit(BaseModel):
    name: str
    role: UnitRole = UnitRole.RESPONSIBLE


class ProposedFigure(BaseModel):
    name: str
    value: Decimal
    printed: str
    unit: str = ""
    bound: Bound = Bound.EXACT
    as_of: dt.date | None = None
    scope: str = ""
    span: Position | None = None


class ProposedReference(BaseModel):
    number: str = ""
    title: str = ""
    spans: list[Position] = Field(default_factory=list)


class ProposedTask(BaseModel):
    """One task. `spans` maps a field to the passages it was read from; empty where a person typed it."""

    key: str
    number: str = ""
    klass: Heading | None = None
    section: Heading | None = None
    parent: str | None = None
    problem: str
    status: str = ""
    status_code: StatusCode | None = None
    goal: str = ""
    deadline: str = ""
    deadline_date: dt.date | None = None
    standing: bool = False
    units: list[ProposedUnit] = Field(default_factory=list)
    measures: list[str] = Field(default_factory=list)
    area_codes: list[str] = Field(default_factory=list)
    figures: list[ProposedFigure] = Field(default_factory=list)
    references: list[ProposedReference] = Field(default_factory=list)
    spans: dict[str, list[Position]] = Field(default_factory=dict)


def propose(reading: Reading) -> list[ProposedTask]:
    """The tasks of a reading in document order."""
    outline = reading.outline
    headings: dict[tuple[str | None, str | None], Heading] = {
        (c.number, None): Heading(number=c.number or "", title=c.title) for c in outline.classes
    }
    headings |= {
        (c.number, s.number): Heading(number=s.number or "", title=s.title)
        for c in outline.classes
        for s in c.sections
    }
    return [
        _proposed(
            task,
            klass=headings.get((task.class_number, None)) or _named(task.class_number),
            section=headings.get((task.class_number, task.section_number)) or _named(task.section_number)
            if task.section_number
            else None,
            figures=[_figure(f, reading) for f in reading.figures if f.task == task.key],
            references=_references(reading.references, task.span),
            places=reading.places,
        )
        for task in outline.tasks
    ]


def split(
    task: ProposedTask, *, problems: tuple[str, str], second_measures: Iterable[int]
) -> tuple[ProposedTask, ProposedTask]:
    """Two tasks out of one: their problems, and which measures (by index) go with the second.

    Figures stay with the first unless they stand in a measure that moves.
    """
    first_problem, second_problem = (p.strip() for p in problems)
    if not first_problem or not second_problem:
        raise Invalid("拆分后的两项任务都须有问题描述。", field="problem")
    moved = set(second_measures)
    spans = task.spans.get("measures", [])
    moved_spans = [span for i, span in enumerate(spans) if i in moved]

    def moves(figure: ProposedFigure) -> bool:
        return figure.span is not None and any(s[1] <= figure.span[1] < s[2] for s in moved_spans)

    first = task.model_copy(
        update={
            "problem": first_problem,
            "measures": [m for i, m in enumerate(task.measures) if i not in moved],
            "figures": [f for f in task.figures if not moves(f)],
            "spans": {**task.spans, "measures": [s for i, s in enumerate(spans) if i not in moved]},
        }
    )
    second = task.model_copy(
        update={
            "key": f"{task.key}+",
            "number": "",
            "problem": second_problem,
            "measures": [m for i, m in enumerate(task.measures) if i in moved],
            "figures": [f for f in task.figures if moves(f)],
            "spans": {**task.spans, "measures": moved_spans},
        }
    )
    return first, second


def merge(tasks: Sequence[ProposedTask]) -> ProposedTask:
    """One task out of several neighbours: the first one's number, class and status; everything else joined in order."""
    if len(tasks) < 2:
        raise Invalid("请至少选择两项任务再合并。", field="proposals")
    first = tasks[0]
    spans: dict[str, list[Position]] = {}
    for task in tasks:
        for name, passages in task.spans.items():
            spans.setdefault(name, []).extend(passages)
    return first.model_copy(
        update={
            "problem": "\n".join(t.problem for t in tasks),
            "goal": "\n".join(t.goal for t in tasks if t.goal),
            "units": _once(u for t in tasks for u in t.units),
            "measures": [m for t in tasks for m in t.measures],
            "area_codes": _once(c for t in tasks for c in t.area_codes),
            "figures": [f for t in tasks for f in t.figures],
            "references": _once(r for t in tasks for r in t.references),
            "spans": spans,
        }
    )


def _proposed(
    task: Task,
    *,
    klass: Heading | None,
    section: Heading | None,
    figures: list[ProposedFigure],
    references: list[ProposedReference],
    places: Sequence[PlaceMention],
) -> ProposedTask:
    return ProposedTask(
        key=task.key,
        number=task.number or "",
        klass=klass,
        section=section,
        parent=task.parent,
        problem=task.problem.value,
        status=task.status.value if task.status else "",
        status_code=task.status_code,
        goal=task.goal.value if task.goal else "",
        deadline=task.deadline.wording if task.deadline else "",
        deadline_date=task.deadline.date if task.deadline else None,
        standing=task.deadline.standing if task.deadline else False,
        units=_once(ProposedUnit(name=u.name, role=u.role) for u in task.units),
        measures=[m.value for m in task.measures],
        area_codes=_areas_of(task.problem.span, places),
        figures=figures,
        references=references,
        spans=_spans(task),
    )


def _named(printed: str | None) -> Heading | None:
    """The heading a cell of a table names (一、散煤治理监管不到位); it stands nowhere as a heading of its own."""
    if not printed:
        return None
    marker = read_marker(fold(printed))
    if marker is None:
        return Heading(title=printed)
    return Heading(number=level_name(marker), title=printed[marker.length :].strip())


def _spans(task: Task) -> dict[str, list[Position]]:
    named: dict[str, list[Span]] = {
        "task": [task.span],
        "problem": [task.problem.span],
        "status": [task.status.span] if task.status else [],
        "goal": [task.goal.span] if task.goal else [],
        "deadline": [task.deadline.span] if task.deadline else [],
        "units": [u.span for u in task.units],
        "measures": [m.span for m in task.measures],
    }
    return {name: [_position(s) for s in spans] for name, spans in named.items() if spans}


def _areas_of(problem: Span, places: Sequence[PlaceMention]) -> list[str]:
    """The counties the problem names, a firm's name included: 西平县预制构件厂 lies in 西平县."""
    codes = (
        p.code[:COUNTY_DIGITS]
        for p in places
        if p.code and len(p.code) >= COUNTY_DIGITS and problem.start <= p.span.start < problem.end
    )
    return _once(codes)


def _figure(figure: Figure, reading: Reading) -> ProposedFigure:
    """A figure whose sentence names no day is of the day the report speaks for."""
    text = reading.source.text
    return ProposedFigure(
        name=figure.noun,
        value=figure.value,
        printed=text[figure.span.start : figure.span.end].removesuffix(figure.unit),
        unit=figure.unit,
        bound=figure.bound,
        as_of=figure.as_of or reading.outline.as_of,
        scope=figure.scope or "",
        span=_position(figure.span),
    )


def _references(references: Sequence[Reference], task: Span) -> list[ProposedReference]:
    found = []
    for reference in references:
        spans = [_position(s) for s in reference.mentions if task.start <= s.start < task.end]
        if spans:
            found.append(
                ProposedReference(number=reference.number or "", title=reference.title or "", spans=spans)
            )
    return found


def _position(span: Span) -> Position:
    return (span.line, span.start, span.end)


def _once(items: Iterable[_T]) -> list[_T]:
    """In order, without repeats (items need not hash)."""
    kept: list[_T] = []
    for item in items:
        if item not in kept:
            kept.append(item)
    return kept
