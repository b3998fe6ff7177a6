"""Background work of the room."""

import datetime as dt

from django.utils import timezone
from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from sansan.lists.bulk_actions import carry_out
from sansan.lists.models import BulkRun

PATIENCE, GIVEN_UP = dt.timedelta(minutes=10), dt.timedelta(days=1)
"""A run not over after the one was perhaps stopped in the middle; one not over after the other cannot be done."""


@task()
def run_bulk(run_id: int) -> None:
    """Do what a person asked to be done to many rows; how it went is on the run itself."""
    carry_out(run_id=run_id)


@task()
def go_on() -> None:
    """Carry on the runs that were stopped. Of one that is still being carried out no row is done twice."""
    for run in _stopped():
        run_bulk.func(run.pk)


def tick() -> None:
    """For the worker's clock: have it look after runs whose process was killed."""
    waiting = DBTaskResult.objects.filter(task_path=go_on.module_path, status=TaskResultStatus.READY)
    if _stopped() and not waiting.exists():
        go_on.enqueue()


def _stopped() -> list[BulkRun]:
    now = timezone.now()
    rows = BulkRun.objects.filter(finished_at=None, at__lt=now - PATIENCE, at__gte=now - GIVEN_UP)
    return list(rows.order_by("pk"))
