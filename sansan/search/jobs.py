"""Background work of the room."""

from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from sansan.search import indexing


@task()
def follow() -> None:
    """Make the index where there is none, and take in what it is behind."""
    if indexing.wants_building():
        indexing.rebuild()
    else:
        indexing.catch_up()


def tick() -> None:
    """For the worker's clock."""
    if not indexing.wants_building() and not indexing.behind():
        return
    if not DBTaskResult.objects.filter(task_path=follow.module_path, status=TaskResultStatus.READY).exists():
        follow.enqueue()
