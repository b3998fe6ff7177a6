"""Binding indicators to queries, and taking their values into the series."""

import datetime as dt
from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone

from sansan.errors import Conflict, Invalid
from sansan.people.models import Person
from sansan.rectification.actions.access import locked_task
from sansan.rectification.figures.actions.access import BIND, FIGURES, locked_figure, said_of
from sansan.rectification.figures.bindings import bindings
from sansan.rectification.figures.printed import Entry
from sansan.rectification.figures.queries import amount_of
from sansan.rectification.models import FigureValue, Task, TaskFigure
from sansan.trail.record import SYSTEM, Actor, record

TAKEN_AGAIN = "同日重新取数"


@transaction.atomic
def bind_figure(
    *, by: Person, task_id: int, name: str, binding: str, parameters: Mapping[str, str], scope: str = ""
) -> TaskFigure:
    """Let the system compute an indicator instead of having it typed. One that is typed already keeps its values."""
    task = locked_task(task_id, by, BIND)
    query = bindings().get(binding)
    if query is None:
        raise Invalid("请选择取数方式。", field="binding")
    if not name.strip():
        raise Invalid("请填写指标名称。", field="name")
    checked = query.checked(parameters)
    figure, _ = TaskFigure.objects.get_or_create(
        task=task,
        name=name.strip(),
        unit=query.unit,
        scope=scope.strip(),
        defaults={"order": task.figures.count()},
    )
    if (figure.binding, figure.parameters) == (binding, checked):
        raise Invalid("该指标已按此方式取数。", field="binding")
    before = {"name": figure.name, "binding": figure.binding}
    figure.binding, figure.parameters, figure.kind = binding, checked, query.kind
    figure.bound_on = timezone.localdate()
    figure.save(update_fields=["binding", "parameters", "kind", "bound_on"])
    record(
        "figure.bound",
        target=task,
        by=by,
        area_code=task.round.area_code,
        before=before,
        after={"name": figure.name, "binding": binding, "parameters": checked},
    )
    return figure


@transaction.atomic
def unbind_figure(*, by: Person, figure_id: int, reason: str) -> TaskFigure:
    """Have an indicator typed again; what the system took stays in the series."""
    figure, task = locked_figure(figure_id, by, BIND)
    if not figure.binding:
        raise Conflict("该指标已改为人工填报，请刷新页面。")
    if not reason.strip():
        raise Invalid("请填写理由。", field="reason")
    before = {"name": figure.name, "binding": figure.binding, "parameters": figure.parameters}
    figure.binding, figure.parameters, figure.bound_on = "", {}, None
    figure.save(update_fields=["binding", "parameters", "bound_on"])
    record(
        "figure.unbound",
        target=task,
        by=by,
        area_code=task.round.area_code,
        reason=reason,
        before=before,
        after={"name": figure.name},
    )
    return figure


@transaction.atomic
def take_value(*, by: Person, figure_id: int) -> FigureValue:
    """Take today's value of a bound indicator into its series; the same value of the same day is there once."""
    figure, task = locked_figure(figure_id, by, FIGURES)
    return _take(by=by, figure=figure, task=task, day=timezone.localdate())


@transaction.atomic
def take_month_end(*, figure_id: int, day: dt.date) -> FigureValue | None:
    """The worker's half: the value of a month's last day, once. None where the indicator is typed by now."""
    task = Task.objects.select_for_update(of=("self",)).filter(figures=figure_id).first()
    figure = TaskFigure.objects.filter(pk=figure_id).first()
    if task is None or figure is None or figure.binding not in bindings():
        return None
    return _take(by=SYSTEM, figure=figure, task=task, day=day)


def _take(*, by: Actor, figure: TaskFigure, task: Task, day: dt.date) -> FigureValue:
    query = bindings().get(figure.binding)
    if query is None:
        raise Conflict("该指标由人工填报，没有可取的数。")
    if day < timezone.localdate() and not query.looks_back:
        raise Invalid(f"“{figure.name}”只能取当天的数。")
    amount = query.compute(task, figure.parameters, day)
    taken = [v for v in figure.series if v.as_of == day and v.origin == FigureValue.Origin.BINDING]
    if taken and amount_of(taken[-1]) == amount:
        return taken[-1]
    value = FigureValue.objects.create(
        figure=figure,
        value=amount.value,
        printed=f"{amount.value:f}",
        bound=amount.bound,
        as_of=day,
        origin=FigureValue.Origin.BINDING,
        by_id=by.pk,
        corrects=taken[-1] if taken else None,
        reason=TAKEN_AGAIN if taken else "",
        order=figure.values.count(),
    )
    record(
        "figure.taken",
        target=task,
        by=by,
        area_code=task.round.area_code,
        after=said_of(figure, Entry(amount, value.printed), day),
    )
    return value
