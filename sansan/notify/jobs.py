"""Background work of the room."""

from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from sansan.notify.sending import anything_due, send_due

MOST_AT_ONCE = 50
"""Deliveries of one job: other jobs, a report to be read, wait for no more than these."""


@task()
def send() -> None:
    """Send what is due; how it went is on the deliveries themselves."""
    send_due(most=MOST_AT_ONCE)
    tick()


def wake() -> None:
    """Have the worker look, unless it is about to: one waiting look sees everything committed before it."""
    waiting = DBTaskResult.objects.filter(task_path=send.module_path, status=TaskResultStatus.READY)
    if not waiting.exists():
        send.enqueue()


def tick() -> None:
    """For the worker's clock: have it look when the time of something has come."""
    if anything_due():
        wake()
