"""A closed problem that is back: a task of its own, tied to the closed one."""

from django.db.models import Max

from sansan.people.models import Person
from sansan.rectification.models import Assignment, Measure, Task, TaskArea
from sansan.rectification.workflow import Kind, State
from sansan.trail.record import hold_chain, record


def recur(*, by: Person, task: Task, reason: str) -> Task:
    """Open the recurrence with the units, areas and measures of the closed task, every measure to be done anew.

    Belongs inside the caller's transaction; permission is the caller's.
    """
    units = [a for a in task.assignments.all() if a.organisation_id]
    hold_chain()  # others may be adding tasks to the round
    last = task.round.tasks.aggregate(last=Max("order"))["last"] or 0
    again = Task.objects.create(
        round=task.round,
        klass=task.klass,
        section=task.section,
        office=task.office,
        kind=Kind.RECURRENCE,
        recurs=task,
        number=f"{task.number}复{task.recurrences.count() + 1}" if task.number else "",
        order=last + 1,
        problem=task.problem,
        goal=task.goal,
        state=State.RECTIFYING if units else State.OPEN,
    )
    Assignment.objects.bulk_create(
        Assignment(task=again, organisation_id=a.organisation_id, name=a.name, role=a.role, order=a.order)
        for a in task.assignments.all()
    )
    TaskArea.objects.bulk_create(TaskArea(task=again, area_code=a.area_code) for a in task.areas.all())
    Measure.objects.bulk_create(Measure(task=again, order=m.order, text=m.text) for m in task.measures.all())
    record(
        "task.reopened",
        target=task,
        by=by,
        area_code=task.round.area_code,
        reason=reason,
        after={"recurrence": again.pk, "number": again.number},
    )
    record(
        "task.recurred",
        target=again,
        by=by,
        area_code=task.round.area_code,
        reason=reason,
        after={"task": task.pk, "problem": task.problem},
    )
    return again
