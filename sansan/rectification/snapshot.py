"""A task of the ledger in the shape a reader proposes, so that the two can be compared, printed and read back."""

from collections.abc import Iterable

from sansan.documents.model import Bound, StatusCode, UnitRole
from sansan.rectification.models import FigureValue, Task
from sansan.rectification.proposals import (
    Heading,
    ProposedFigure,
    ProposedReference,
    ProposedTask,
    ProposedUnit,
)
from sansan.rectification.querysets import TaskQuerySet


def snapshots(tasks: TaskQuerySet) -> dict[int, ProposedTask]:
    """Task id → snapshot, in the ledger's order; a fixed number of queries."""
    rows: Iterable[Task] = (
        tasks.select_related("klass", "section")
        .prefetch_related("assignments", "measures", "areas", "figures", "citations__policy")
        .order_by("order")
    )
    return {task.pk: snapshot(task) for task in rows}


def in_force(task: Task) -> list[FigureValue]:
    """What is printed of the task's figures: of each its newest day, in the order they were entered."""
    return sorted((v for f in task.figures.all() for v in f.latest_day), key=lambda v: (v.order, v.pk))


def snapshot(task: Task) -> ProposedTask:
    """One task; related rows should be prefetched where many are made."""
    return ProposedTask(
        key=str(task.pk),
        number=task.number,
        klass=Heading(number=task.klass.number, title=task.klass.title) if task.klass else None,
        section=Heading(number=task.section.number, title=task.section.title) if task.section else None,
        parent=str(task.parent_id) if task.parent_id else None,
        problem=task.problem,
        status=task.claimed_status,
        status_code=StatusCode(task.claimed_code) if task.claimed_code else None,
        goal=task.goal,
        deadline=task.deadline_wording,
        deadline_date=task.deadline_date,
        standing=task.standing,
        units=[ProposedUnit(name=a.name, role=UnitRole(a.role)) for a in task.assignments.all()],
        measures=[m.text for m in task.measures.all()],
        area_codes=[a.area_code for a in task.areas.all()],
        figures=[
            ProposedFigure(
                name=v.figure.name,
                value=v.value,
                printed=v.printed,
                unit=v.figure.unit,
                bound=Bound(v.bound),
                as_of=v.as_of,
                scope=v.figure.scope,
            )
            for v in in_force(task)
        ],
        references=[
            ProposedReference(number=c.policy.number, title=c.policy.title, spans=c.spans)
            for c in task.citations.all()
        ],
        spans=task.spans,
    )
