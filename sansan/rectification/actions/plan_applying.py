"""A plan comes into force: what it says is written onto its tasks."""

import datetime as dt
from collections.abc import Sequence

from django.utils import timezone

from sansan.documents.model import UnitRole
from sansan.people.models import Person
from sansan.rectification.actions import particulars
from sansan.rectification.actions.entries import known_organisations
from sansan.rectification.models import Plan, PlanItem, Task
from sansan.rectification.models.task import ROLE_LABELS
from sansan.rectification.planning import Planned, differences
from sansan.rectification.proposals import ProposedUnit
from sansan.rectification.workflow import Kind, State
from sansan.trail.record import Entry, record_all

_Shortened = tuple[Task, dt.date]


def apply(plan: Plan, former: Plan | None, *, by: Person) -> None:
    """Write onto the tasks what the version changes against the former one; tasks that waited may be handed out.

    A field the new version leaves as it was stays as it is on the task: a deadline extended since is not moved back.
    """
    before = {item.task_id: item.planned for item in former.items.all()} if former else {}
    # Locked before they are read: a deadline that is being moved at this moment is not put back.
    list(
        Task.objects.filter(plan_items__plan=plan).select_for_update(of=("self",), no_key=True).order_by("pk")
    )
    items = list(plan.items.select_related("task__round").order_by("task__order"))
    changed: list[tuple[PlanItem, set[str]]] = []
    for item in items:
        found = differences(before.get(item.task_id) or _as_told(item.task), item.planned, ROLE_LABELS)
        item.changed = [{"field": d.field, "before": d.before, "after": d.after} for d in found]
        changed.append((item, {d.field for d in found}))
    PlanItem.objects.bulk_update(items, ["changed"], batch_size=200)
    shortened = _write(changed, before)
    released = _release(plan)
    record_all(
        [
            Entry(
                "task.planned",
                target=item.task,
                area_code=plan.round.area_code,
                reason=plan.reason,
                before={c["field"]: c["before"] for c in item.changed},
                after={"plan": plan.title, **{c["field"]: c["after"] for c in item.changed}},
            )
            for item in items
            if item.changed or item.task_id in released
        ]
        + [
            Entry(
                "task.planned",
                target=part,
                area_code=plan.round.area_code,
                reason="上级任务的期限提前，分解任务的期限随之提前。",
                before={"deadline_date": was},
                after={"plan": plan.title, "deadline_date": part.deadline_date},
            )
            for part, was in shortened
        ],
        by=by,
    )


def _as_told(task: Task) -> Planned:
    """What the ledger says now of a task the former version did not have."""
    return Planned(
        units=tuple((a.name, UnitRole(a.role)) for a in task.assignments.all()),
        goal=task.goal,
        deadline=task.deadline_wording,
        deadline_date=task.deadline_date,
        standing=task.standing,
        measures=tuple(m.text for m in task.measures.all()),
    )


def _write(changed: Sequence[tuple[PlanItem, set[str]]], before: dict[int, Planned]) -> list[_Shortened]:
    """Write what changed; the parts whose deadline had to follow, each with the day it had."""
    now = timezone.now()
    tasks = []
    for item, fields in changed:
        task = item.task
        if "goal" in fields:
            task.goal = item.goal
        if "deadline" in fields:
            task.deadline_wording, task.standing = item.deadline, item.standing
            task.deadline_date = item.deadline_date
        if fields:
            task.updated_at = now
            tasks.append(task)
    Task.objects.bulk_update(
        tasks, ["goal", "deadline_wording", "deadline_date", "standing", "updated_at"], batch_size=200
    )
    units = [
        (item.task, [ProposedUnit(name=name, role=role) for name, role in item.planned.units])
        for item, fields in changed
        if "units" in fields
    ]
    particulars.add_units(units, known_organisations(unit for _, named in units for unit in named))
    for item, fields in changed:
        if "units" in fields and item.task_id in before:
            _take_off(item, before[item.task_id])
    particulars.replace_measures(
        [(item.task, item.planned.measures) for item, fields in changed if "measures" in fields]
    )
    return _bound_parts([item.task for item, fields in changed if "deadline" in fields])


def _take_off(item: PlanItem, before: Planned) -> None:
    """Units the adjustment leaves out; one that was added by hand since was never the plan's to take away."""
    for name, role in set(before.units) - set(item.planned.units):
        item.task.assignments.filter(name=name, role=role).delete()


def _bound_parts(tasks: Sequence[Task]) -> list[_Shortened]:
    """No part runs longer than its whole."""
    deadlines = {task.pk: task.deadline_date for task in tasks if task.deadline_date}
    late: list[_Shortened] = []
    parts = Task.objects.filter(parent__in=deadlines, kind=Kind.PART).exclude(deadline_date=None)
    for part in parts.select_for_update(of=("self",), no_key=True).order_by("pk"):
        whole = deadlines[part.parent_id or 0]
        if part.deadline_date and whole and part.deadline_date > whole:
            late.append((part, part.deadline_date))
            part.deadline_date, part.updated_at = whole, timezone.now()
    Task.objects.bulk_update([part for part, _ in late], ["deadline_date", "updated_at"])
    return late


def _release(plan: Plan) -> set[int]:
    """The tasks that waited for the plan may be handed out; with a report's sub-tasks the task over them."""
    planned = plan.items.values("task")
    waiting = plan.round.tasks.filter(state=State.PLANNING)
    found = set(waiting.filter(pk__in=planned).values_list("pk", flat=True))
    found |= set(waiting.filter(parts__in=planned).values_list("pk", flat=True))
    Task.objects.filter(pk__in=found).update(state=State.OPEN, updated_at=timezone.now())
    return found
