"""Background work of the room."""

import datetime as dt

from django.utils import timezone
from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from sansan.accountability.actions.leads import collect_leads, waiting
from sansan.accountability.actions.retention import remove_names
from sansan.accountability.announcing import announce
from sansan.trail.record import SYSTEM

_asked: set[dt.date] = set()
"""The days for which this process has had names looked through; doing it again removes nothing twice."""


@task()
def collect() -> None:
    """Take in proposals and false closings."""
    collect_leads(by=SYSTEM)


@task()
def keep_no_longer() -> None:
    """Remove the names whose time is over, and announce those of next month."""
    today = timezone.localdate()
    remove_names(by=SYSTEM, today=today)
    announce(today)


def tick() -> None:
    """For the worker's clock: what is waiting is taken in at once, names are looked through once a day."""
    queued = DBTaskResult.objects.filter(task_path=collect.module_path, status=TaskResultStatus.READY)
    if any(waiting()) and not queued.exists():
        collect.enqueue()
    today = timezone.localdate()
    if today not in _asked:
        keep_no_longer.enqueue()
        _asked.clear()
        _asked.add(today)
