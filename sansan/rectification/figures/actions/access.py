"""Finding the figure to write, and what the trail says of it."""

import datetime as dt
from decimal import Decimal

from sansan.documents.model import Bound
from sansan.people.models import Person
from sansan.rectification.actions.access import locked_task
from sansan.rectification.figures.printed import Entry
from sansan.rectification.models import Task, TaskFigure

FIGURES = "rectification.figures"
BIND = "rectification.intake"  # what an indicator is computed from, and what must add up, the office says


def locked_figure(figure_id: int, by: Person, verb: str) -> tuple[TaskFigure, Task]:
    """The figure as it is once its task is locked."""
    task_id = TaskFigure.objects.filter(pk=figure_id).values_list("task", flat=True).first()
    task = locked_task(task_id or 0, by, verb)
    return TaskFigure.objects.get(pk=figure_id), task


def said_of(figure: TaskFigure, entry: Entry, as_of: dt.date | None) -> dict[str, object]:
    value = Decimal(f"{entry.amount.value.normalize():f}")
    said = {"name": figure.name, "value": value, "unit": figure.unit, "as_of": as_of}
    if entry.amount.bound != Bound.EXACT:
        said["bound"] = entry.amount.bound.value
    return {**said, "scope": figure.scope}
