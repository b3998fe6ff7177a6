"""The one door between 月调度 and the figures of tasks: which indicators a task has, their last values, a new value."""

import datetime as dt
import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal

from django.utils import timezone

from sansan.documents.model import Bound
from sansan.people.models import Person
from sansan.rectification.figures import queries
from sansan.rectification.figures.actions import entering
from sansan.rectification.figures.printed import read_entry
from sansan.rectification.models import TaskFigure
from sansan.rectification.models.figure import BOUND_LABELS

CORRECTED = "月调度填报更正当日数值"


@dataclass(frozen=True, slots=True)
class Indicator:
    """One number of a task with its last value, None before the first. `typed`: not computed by the system."""

    key: str
    task_id: int
    name: str
    unit: str
    scope: str
    value: Decimal | None
    bound: Bound
    as_of: dt.date | None
    figure_id: int
    typed: bool = True

    @property
    def label(self) -> str:
        return f"{self.name}（{self.scope}）" if self.scope else self.name

    @property
    def printed(self) -> str:
        """约200, as a person would type it back."""
        return "" if self.value is None else f"{BOUND_LABELS[self.bound]}{self.value.normalize():f}"


def indicators(task_ids: Collection[int], *, on: dt.date | None = None) -> dict[int, list[Indicator]]:
    """Each task's indicators with what stood on the day `on` (today); two queries."""
    found = queries.figures_as_of(task_ids, on or timezone.localdate())
    return {task: [_indicator(row) for row in rows] for task, rows in found.items()}


def _indicator(row: queries.AsOf) -> Indicator:
    figure, latest = row.figure, row.latest
    return Indicator(
        key=key_of(figure.name, figure.unit, figure.scope),
        task_id=figure.task_id,
        name=figure.name,
        unit=figure.unit,
        scope=figure.scope,
        value=latest.value if latest else None,
        bound=Bound(latest.bound) if latest else Bound.EXACT,
        as_of=latest.as_of if latest else None,
        figure_id=figure.pk,
        typed=not figure.binding,
    )


def key_of(name: str, unit: str, scope: str) -> str:
    """Same name, unit and scope: the same number, in every month."""
    return hashlib.sha256("\x1f".join((name, unit, scope)).encode()).hexdigest()[:12]


def enter(*, by: Person, indicator: Indicator, typed: str, as_of: dt.date, answer: str) -> None:
    """A further value of the indicator; one of the same day already there is put right instead.

    `answer` is what the unit says to the doubts a value raises.
    """
    figure = TaskFigure.objects.get(pk=indicator.figure_id)
    same = next((value for value in figure.series if value.as_of == as_of), None)
    if same is None:
        given = entering.Figures({figure.pk: typed}, answer)
        entering.record_values(by=by, task_id=figure.task_id, as_of=as_of, figures=given)
    elif read_entry(typed).amount != queries.amount_of(same):
        entering.correct_value(by=by, value_id=same.pk, text=typed, reason=CORRECTED)
