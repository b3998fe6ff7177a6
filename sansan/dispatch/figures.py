"""The one door between 月调度 and the figures of tasks: which indicators a task has, their last values, new values."""

import datetime as dt
import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.urls import reverse
from django.utils import timezone

from sansan.documents.model import Bound
from sansan.errors import Invalid
from sansan.people.models import Person
from sansan.rectification.figures import queries
from sansan.rectification.figures.actions import entering
from sansan.rectification.figures.arithmetic import Amount, plain
from sansan.rectification.figures.plausible import Entered, Known
from sansan.rectification.figures.plausible import questions as raised
from sansan.rectification.figures.presentation import completion_said, figure_url
from sansan.rectification.figures.printed import read_entry
from sansan.rectification.models import FigureValue, ProgressReport, TaskFigure
from sansan.rectification.models.figure import BOUND_LABELS

CORRECTED = "月调度填报更正当日数值"


@dataclass(frozen=True, slots=True)
class Indicator:
    """One number of a task with its value on the day asked for, None before the first."""

    key: str
    figure: TaskFigure
    latest: FigureValue | None

    @property
    def name(self) -> str:
        return self.figure.name

    @property
    def unit(self) -> str:
        return self.figure.unit

    @property
    def scope(self) -> str:
        return self.figure.scope

    @property
    def figure_id(self) -> int:
        return self.figure.pk

    @property
    def value(self) -> Decimal | None:
        return self.latest.value if self.latest else None

    @property
    def bound(self) -> Bound:
        return Bound(self.latest.bound) if self.latest else Bound.EXACT

    @property
    def as_of(self) -> dt.date | None:
        return self.latest.as_of if self.latest else None

    @property
    def typed(self) -> bool:
        """Whether people fill it in; a bound one is computed by the system."""
        return not self.figure.binding

    @property
    def label(self) -> str:
        return f"{self.name}（{self.scope}）" if self.scope else self.name

    @property
    def printed(self) -> str:
        """约200, as a person would type it back."""
        return "" if self.value is None else f"{BOUND_LABELS[self.bound]}{self.value.normalize():f}"

    @property
    def target(self) -> str:
        """目标 300 家（2026-12-31前），完成 ≥ 70.0%，… as far as the value's bound allows to say."""
        figure = self.figure
        if figure.target is None:
            return ""
        by_when = f"（{figure.target_on}前）" if figure.target_on else ""
        done = completion_said(figure)
        return (
            f"目标 {plain(figure.target)} {figure.unit}".strip()
            + by_when
            + (f"，完成 {done}" if done else "")
        )

    @property
    def url(self) -> str:
        return figure_url(self.figure)

    @property
    def rows_url(self) -> str:
        """The page that lists what a bound indicator counts."""
        return reverse("rectification:figure_rows", args=[self.figure.pk])


def indicators(task_ids: Collection[int], *, on: dt.date | None = None) -> dict[int, list[Indicator]]:
    """Each task's indicators with what stood on the day `on` (today); two queries."""
    found = queries.figures_as_of(task_ids, on or timezone.localdate())
    return {task: [_indicator(row) for row in rows] for task, rows in found.items()}


def _indicator(row: queries.AsOf) -> Indicator:
    figure = row.figure
    return Indicator(key_of(figure.name, figure.unit, figure.scope), figure, row.latest)


def key_of(name: str, unit: str, scope: str) -> str:
    """Same name, unit and scope: the same number, in every month."""
    return hashlib.sha256("\x1f".join((name, unit, scope)).encode()).hexdigest()[:12]


def questions(
    found: Sequence[Indicator],
    typed: Mapping[str, str],
    *,
    as_of: dt.date,
    organisation_id: int,
) -> list[str]:
    """What the series asks about the values typed; what cannot be read as a number is said elsewhere.

    A value of the same day is about to be corrected by the new one and stands against nothing; but one another unit
    gave is not overwritten without a word.
    """
    asked = []
    for indicator in found:
        text = typed.get(indicator.key, "").strip()
        if not text or not indicator.typed:
            continue
        figure = indicator.figure
        try:
            amount = read_entry(text).amount
        except Invalid:
            continue
        series = [Known(queries.amount_of(v), v.as_of) for v in figure.series if v.as_of and v.as_of != as_of]
        entered = Entered(figure.name, figure.unit, figure.kind, amount, as_of)
        asked += raised(entered, series, today=timezone.localdate())
        asked += _of_others(indicator, amount, as_of, organisation_id)
    return asked


def _of_others(indicator: Indicator, amount: Amount, as_of: dt.date, organisation_id: int) -> list[str]:
    """Whether another unit of the task has given another value of that day."""
    same = [v for v in indicator.figure.series if v.as_of == as_of and queries.amount_of(v) != amount]
    report = same[-1].report if same else None
    if report is None or report.organisation_id == organisation_id:
        return []
    given = f"{report.organisation}已填报“{indicator.label}”{as_of}为 {same[-1].said}"
    return [f"{given}，这次的 {amount} 会更正它，核对过了吗？"]


def enter(
    *, by: Person, report: ProgressReport, found: Sequence[Indicator], typed: Mapping[str, str], answer: str
) -> None:
    """The values a report brings, each with the report; one of the same day already there is put right instead.

    `answer` is what the unit says to the questions its values raise; it is kept with them.
    """
    new: dict[int, str] = {}
    for indicator in found:
        text = typed.get(indicator.key, "").strip()
        if not text or not indicator.typed:
            continue
        same = next((value for value in indicator.figure.series if value.as_of == report.as_of), None)
        if same is None:
            new[indicator.figure_id] = text
        elif read_entry(text).amount != queries.amount_of(same):
            reason = f"{CORRECTED}：{answer.strip()}" if answer.strip() else CORRECTED
            entering.correct_value(by=by, value_id=same.pk, text=text, reason=reason)
    entering.enter_reported(by=by, report=report, figures=entering.Figures(new, answer))
