"""A task and its parts: the whole is not handed in or accepted before they are."""

from django.db.models import Q, QuerySet

from sansan.errors import Conflict
from sansan.rectification.models import Task
from sansan.rectification.workflow import AFTER_PARTS, STEPS, State, Step


def live_parts(task: Task) -> QuerySet[Task]:
    """The parts that count: those not taken back, and what came back of one that was closed."""
    own = Q(parent=task) | Q(recurs__parent=task)
    return Task.objects.filter(own).exclude(state=State.WITHDRAWN)


def unaccepted(task: Task) -> int:
    """How many of the task's parts nobody has accepted yet."""
    return live_parts(task).filter(accepted_at=None).count()


def why_not(step: Step, left: int) -> str:
    """Why the step has to wait for so many parts; "" where it has not."""
    if step not in AFTER_PARTS or not left:
        return ""
    return f"还有 {left} 项下级任务（分解任务）没有验收，验收后才能{STEPS[step].label}。"


def ensure_parts_accepted(task: Task, step: Step) -> None:
    if reason := why_not(step, unaccepted(task)):
        raise Conflict(reason)
