"""Tasks entering the ledger, whichever way they come: from a report, a table or a form."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from sansan.errors import Invalid
from sansan.people.models import Organisation, Person
from sansan.rectification.actions import particulars
from sansan.rectification.actions.access import locked_round, locked_task
from sansan.rectification.actions.particulars import Known
from sansan.rectification.actions.planned import (
    PLANNED_FIELDS,
    ensure_not_planned,
    first_state,
    planned_tasks,
)
from sansan.rectification.matching import Change, differences
from sansan.rectification.models import Round, SourceDocument, Task
from sansan.rectification.proposals import ProposedTask, ProposedUnit
from sansan.rectification.snapshot import snapshot, snapshots
from sansan.rectification.workflow import Kind
from sansan.trail.record import Entry, hold_chain, record, record_all


@transaction.atomic
def add_task(*, by: Person, round_id: int, data: ProposedTask) -> Task:
    """A task entered by hand, at the end of the round."""
    round_ = locked_round(round_id, by, "rectification.intake")
    if not data.problem.strip():
        raise Invalid("请填写问题描述。", field="problem")
    (task,) = enter_tasks(
        by=by, round_=round_, proposed=[data], source=None, organisations=known_organisations(data.units)
    )
    return task


@transaction.atomic
def edit_task(*, by: Person, task_id: int, data: ProposedTask, reason: str) -> Task:
    """Correct a task's particulars by hand; why is kept."""
    task = locked_task(task_id, by, "rectification.intake")
    if not data.problem.strip():
        raise Invalid("请填写问题描述。", field="problem")
    if not reason.strip():
        raise Invalid("请填写修改理由。", field="reason")
    before = snapshot(task)
    ensure_not_planned(task, _planned_changes(before, data))
    particulars.set_fields(task, data)
    task.save()
    particulars.replace_measures([(task, data.measures)])
    task.areas.exclude(area_code__in=data.area_codes).delete()
    particulars.add_areas([(task, data.area_codes)])
    after = snapshot(Task.objects.get(pk=task.pk))
    record(
        "task.edited",
        target=task,
        by=by,
        area_code=task.round.area_code,
        reason=reason,
        before=_changed(before, after),
        after=_changed(after, before),
    )
    return task


def enter_tasks(
    *,
    by: Person,
    round_: Round,
    proposed: Sequence[ProposedTask],
    source: SourceDocument | None,
    organisations: Known,
    parents: Mapping[str, Task] | None = None,
) -> list[Task]:
    """Make the tasks, at the end of the round, with all that hangs on them; permission is the caller's.

    `parents`: tasks of the ledger that proposed ones may be parts of, by key.
    """
    headings = particulars.Headings(round_)
    hold_chain()  # tasks of the round may be split, or come back, at this moment
    last = round_.tasks.aggregate(last=Max("order"))["last"] or 0
    state = first_state(round_)
    tasks = []
    for order, data in enumerate(proposed, last + 1):
        klass = headings.find(data.klass, None)
        task = Task(round=round_, order=order, source=source, klass=klass, state=state)
        task.section = headings.find(data.section, klass)
        particulars.set_fields(task, data)
        task.spans = data.spans if source else {}
        tasks.append(task)
    pairs = list(zip(tasks, proposed, strict=True))
    _save_parents_first(pairs, parents or {})
    particulars.add_units([(task, data.units) for task, data in pairs], organisations)
    particulars.replace_measures([(task, data.measures) for task, data in pairs])
    particulars.add_areas([(task, data.area_codes) for task, data in pairs])
    particulars.add_figures([(task, data.figures) for task, data in pairs], source, by)
    particulars.cite([(task, data.references) for task, data in pairs])
    record_all(
        [
            Entry(
                "task.added",
                target=task,
                area_code=round_.area_code,
                after={"number": task.number, "problem": task.problem, "status": task.claimed_status},
            )
            for task in tasks
        ],
        by=by,
    )
    return tasks


@dataclass(frozen=True)
class Update:
    """What a newer report says of a task of the ledger, and which fields of it a person does not take over."""

    task: Task
    data: ProposedTask
    refused: Sequence[str]


def update_tasks(
    *, by: Person, updates: Sequence[Update], source: SourceDocument, organisations: Known
) -> None:
    """Take over what a newer report says, but for the refused fields. The state, the office's own, is not touched.

    What a plan in force settles is not a report's to change either.
    """
    ids = [update.task.pk for update in updates]
    before, planned = snapshots(Task.objects.filter(pk__in=ids)), planned_tasks(ids)
    changes = [
        [
            c
            for c in differences(before[update.task.pk], update.data)
            if c.field not in update.refused and not (update.task.pk in planned and c.field in PLANNED_FIELDS)
        ]
        for update in updates
    ]

    def changed(field: str) -> list[Update]:
        return [u for u, found in zip(updates, changes, strict=True) if any(c.field == field for c in found)]

    for update, found in zip(updates, changes, strict=True):
        _take_over(update, {c.field for c in found}, source)
    Task.objects.bulk_update([update.task for update in updates], _TAKEN_OVER, batch_size=100)
    particulars.add_units([(u.task, u.data.units) for u in changed("units")], organisations)
    particulars.replace_measures([(u.task, u.data.measures) for u in changed("measures")])
    particulars.add_figures([(u.task, u.data.figures) for u in changed("figures")], source, by)
    particulars.cite([(update.task, update.data.references) for update in updates])
    record_all(
        [_updated(update.task, found) for update, found in zip(updates, changes, strict=True) if found], by=by
    )


def known_organisations(units: Iterable[ProposedUnit]) -> dict[str, Organisation]:
    """The organisations the names stand for; a name that is none stays a name."""
    names = {u.name for u in units}
    rows = Organisation.objects.filter(name__in=names) | Organisation.objects.filter(short_name__in=names)
    return {name: o for o in rows for name in (o.name, o.short_name) if name}


_TAKEN_OVER = (
    "problem",
    "claimed_status",
    "claimed_code",
    "goal",
    "deadline_wording",
    "deadline_date",
    "standing",
    "source",
    "spans",
    "updated_at",
)


def _take_over(update: Update, fields: set[str], source: SourceDocument) -> None:
    task, data = update.task, update.data
    if "problem" in fields:
        task.problem = data.problem
    if "status" in fields:
        task.claimed_status, task.claimed_code = data.status, data.status_code or ""
    if "goal" in fields:
        task.goal = data.goal
    if "deadline" in fields:
        task.deadline_wording, task.deadline_date, task.standing = (
            data.deadline,
            data.deadline_date,
            data.standing,
        )
    task.source, task.spans, task.updated_at = source, data.spans, timezone.now()


def _updated(task: Task, changes: Sequence[Change]) -> Entry:
    return Entry(
        "task.updated",
        target=task,
        area_code=task.round.area_code,
        before={c.field: c.before for c in changes},
        after={c.field: c.after for c in changes},
    )


def _save_parents_first(pairs: Sequence[tuple[Task, ProposedTask]], parents: Mapping[str, Task]) -> None:
    """Level by level, so that a part can point at the task it is a part of."""
    known = {data.key: task for task, data in reversed(pairs)} | dict(parents)
    waiting = list(pairs)
    while waiting:
        keys = {data.key for _, data in waiting}
        level = [pair for pair in waiting if pair[1].parent not in keys] or waiting
        for task, data in level:
            task.parent = known.get(data.parent or "")
            task.kind = Kind.SUB if task.parent else Kind.TASK
        Task.objects.bulk_create([task for task, _ in level])
        waiting = [pair for pair in waiting if pair[0].pk is None]


def _planned_changes(before: ProposedTask, after: ProposedTask) -> list[str]:
    """Which of the fields a plan settles are to be changed by hand."""
    parts = {
        "goal": ("goal",),
        "deadline": ("deadline", "deadline_date", "standing"),
        "measures": ("measures",),
    }
    return [
        field
        for field, names in parts.items()
        if any(getattr(before, name) != getattr(after, name) for name in names)
    ]


def _changed(one: ProposedTask, other: ProposedTask) -> dict[str, Any]:
    mine, theirs = one.model_dump(mode="json"), other.model_dump(mode="json")
    return {name: value for name, value in mine.items() if value != theirs[name]}
