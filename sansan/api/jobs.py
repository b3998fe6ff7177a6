"""Background work of the room."""

from django.utils import timezone
from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from sansan.api import idempotency
from sansan.api.pushing import anything_due, push_due

MOST_AT_ONCE = 50
"""Pushes of one job: other jobs wait for no more than these."""


@task()
def push() -> None:
    """Push what is due; how it went is on the pushes themselves."""
    push_due(most=MOST_AT_ONCE)
    tick()


def tick() -> None:
    """For the worker's clock: have subscribers told of what is new, and forget old idempotency keys."""
    if idempotency.stale(timezone.now()).exists():
        idempotency.sweep()
    if anything_due():
        waiting = DBTaskResult.objects.filter(task_path=push.module_path, status=TaskResultStatus.READY)
        if not waiting.exists():
            push.enqueue()
