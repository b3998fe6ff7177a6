"""Background work of the room."""

import datetime as dt

from django.db.models import Q
from django.utils import timezone
from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from sansan.rectification.actions.intake import read_source
from sansan.rectification.archives.actions import make_archive, revive
from sansan.rectification.reminders.actions import send_reminders
from sansan.rectification.reminders.rules import is_working, rules

PATIENCE = dt.timedelta(minutes=10)
"""A run not over by then was killed with its worker; running it again sends nothing twice."""


@task()
def read_report(source_id: int) -> None:
    """Read a received report; how it went is on the report itself."""
    read_source(source_id=source_id)


@task()
def make_round_archive(archive_id: int) -> None:
    """Make a round's archive; how far it is and how it went is on its row."""
    make_archive(archive_id=archive_id)


@task()
def remind() -> None:
    """Send the reminders of the day the worker comes to it."""
    send_reminders(today=timezone.localdate())


def tick() -> None:
    """For the worker's clock: what is time for."""
    for archive_id in revive():
        make_round_archive.enqueue(archive_id)
    _remind_once_a_day()


def _remind_once_a_day() -> None:
    """On a working day, from the hour of the rules on."""
    now = timezone.localtime()
    if now.hour < rules().hour or not is_working(now.date()):
        return
    today = now.replace(hour=0, minute=0, second=0, microsecond=0)
    since = now - PATIENCE
    runs = DBTaskResult.objects.filter(task_path=remind.module_path, enqueued_at__gte=today)
    settled = Q(status__in=[TaskResultStatus.READY, TaskResultStatus.SUCCESSFUL]) | Q(enqueued_at__gte=since)
    if not runs.filter(settled).exists():
        remind.enqueue()
