"""The office moves a task's deadline itself; what units ask for is answered in `requests`."""

import datetime as dt

from django.db import transaction

from sansan.errors import Conflict, Invalid
from sansan.people.models import Person
from sansan.rectification.actions.access import locked_task
from sansan.rectification.models import Task
from sansan.rectification.workflow import STATE_LABELS, UNFINISHED, State
from sansan.trail.record import record

MOVE = "rectification.intake"


@transaction.atomic
def move_deadline(*, by: Person, task_id: int, deadline: dt.date, reason: str) -> Task:
    """Another day for a task that is still being worked on. The plan's own wording stays as it was published."""
    task = locked_task(task_id, by, MOVE)
    if task.state not in UNFINISHED:
        raise Conflict(f"任务{STATE_LABELS[State(task.state)]}，不再调整期限。")
    if not reason.strip():
        raise Invalid("请写明调整期限的理由和依据。", field="reason")
    if task.deadline_date == deadline:
        raise Invalid(f"期限已是 {deadline}，不用调整。", field="deadline")
    before, task.deadline_date = task.deadline_date, deadline
    task.save(update_fields=["deadline_date", "updated_at"])
    record(
        "task.deadline_moved",
        target=task,
        by=by,
        area_code=task.round.area_code,
        reason=reason.strip(),
        before={"deadline_date": before},
        after={"deadline_date": deadline},
    )
    return task
