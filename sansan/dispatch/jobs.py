"""Background work of the room."""

from django.utils import timezone
from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from sansan.dispatch.clockwork import due


@task()
def keep_time() -> None:
    """Do what the time has come for; each is a transaction of its own."""
    for one in due(timezone.localtime()):
        one.act()


def tick() -> None:
    """For the worker's clock: have it look when the time of something has come."""
    waiting = DBTaskResult.objects.filter(task_path=keep_time.module_path, status=TaskResultStatus.READY)
    if due(timezone.localtime()) and not waiting.exists():
        keep_time.enqueue()
