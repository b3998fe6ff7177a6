"""Month's end: the worker takes the values of bound indicators into their series."""

import datetime as dt

import structlog
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from sansan.errors import DomainError
from sansan.rectification.figures.actions.taking import take_month_end
from sansan.rectification.figures.bindings import bindings
from sansan.rectification.models import FigureValue, TaskFigure
from sansan.rectification.workflow import State

log = structlog.get_logger()
EVENING = 22
"""From this hour of a month's last day on, what cannot be computed afterwards is taken."""
MOST_AT_ONCE = 200
"""Values of one job: other jobs wait for no more than these."""


@task()
def take_due() -> None:
    """Take what is due, each value in a transaction of its own."""
    for figure_id, day in due(timezone.localtime()):
        try:
            take_month_end(figure_id=figure_id, day=day)
        except DomainError as error:
            log.warning("figure_not_taken", figure=figure_id, day=str(day), why=error.message)


def tick() -> None:
    """For the worker's clock: have it look when a month has ended."""
    if due(timezone.localtime(), most=1):
        waiting = DBTaskResult.objects.filter(task_path=take_due.module_path, status=TaskResultStatus.READY)
        if not waiting.exists():
            take_due.enqueue()


def due(now: dt.datetime, *, most: int = MOST_AT_ONCE) -> list[tuple[int, dt.date]]:
    """Bound indicators without the value of their month's end. The value of a past day is final, one of today is not:
    only what cannot be computed tomorrow is taken on the day itself."""
    today = now.date()
    last_month = today.replace(day=1) - dt.timedelta(days=1)
    found = [(pk, last_month) for pk in _missing(last_month, looking_back=True, most=most)]
    if (today + dt.timedelta(days=1)).day == 1 and now.hour >= EVENING:
        found += [(pk, today) for pk in _missing(today, looking_back=False, most=most)]
    return found


def _missing(day: dt.date, *, looking_back: bool, most: int) -> list[int]:
    keys = [key for key, binding in bindings().items() if binding.looks_back == looking_back]
    taken = FigureValue.objects.filter(figure=OuterRef("pk"), as_of=day, origin=FigureValue.Origin.BINDING)
    rows = TaskFigure.objects.filter(~Exists(taken), binding__in=keys, bound_on__lte=day)
    rows = rows.exclude(task__state=State.CLOSED)
    return list(rows.order_by("pk").values_list("pk", flat=True)[:most])
