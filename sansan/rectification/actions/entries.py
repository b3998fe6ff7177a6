"""Writing one task into the ledger, whichever way it came: from a report, a table or a form."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Max

from sansan.documents.model import StatusCode
from sansan.errors import Invalid
from sansan.people.models import Organisation, Person
from sansan.rectification.actions.access import locked_round, locked_task
from sansan.rectification.matching import differences
from sansan.rectification.models import (
    Assignment,
    Citation,
    Measure,
    PolicyDocument,
    Round,
    SourceDocument,
    Task,
    TaskArea,
    TaskClass,
    TaskFigure,
)
from sansan.rectification.proposals import (
    Heading,
    ProposedFigure,
    ProposedReference,
    ProposedTask,
    ProposedUnit,
)
from sansan.rectification.snapshot import snapshot
from sansan.trail.record import record

Known = Mapping[str, Organisation]  # name or short name → organisation


@transaction.atomic
def add_task(*, by: Person, round_id: int, data: ProposedTask) -> Task:
    """A task entered by hand, at the end of the round."""
    round_ = locked_round(round_id, by, "rectification.intake")
    if not data.problem.strip():
        raise Invalid("请填写问题描述。", field="problem")
    order = (round_.tasks.aggregate(last=Max("order"))["last"] or 0) + 1
    return enter_task(
        by=by,
        round_=round_,
        data=data,
        order=order,
        source=None,
        parent=None,
        organisations=known_organisations(data.units),
    )


@transaction.atomic
def edit_task(*, by: Person, task_id: int, data: ProposedTask, reason: str) -> Task:
    """Correct a task's particulars by hand; why is kept."""
    task = locked_task(task_id, by, "rectification.intake")
    if not data.problem.strip():
        raise Invalid("请填写问题描述。", field="problem")
    if not reason.strip():
        raise Invalid("请填写修改理由。", field="reason")
    before = snapshot(task)
    _set_fields(task, data)
    task.save()
    _replace_measures(task, data.measures)
    _replace_areas(task, data.area_codes)
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


def enter_task(
    *,
    by: Person,
    round_: Round,
    data: ProposedTask,
    order: int,
    source: SourceDocument | None,
    parent: Task | None,
    organisations: Known,
) -> Task:
    """Make the task with its units, measures, areas, figures and citations; permission is the caller's."""
    klass = _class(round_, data.klass, None)
    task = Task(round=round_, order=order, source=source, parent=parent)
    task.klass = klass
    task.section = _class(round_, data.section, klass)
    _set_fields(task, data)
    task.spans = data.spans if source else {}
    task.save()
    _add_units(task, data.units, organisations)
    Measure.objects.bulk_create(
        Measure(task=task, order=i, text=text) for i, text in enumerate(data.measures, 1)
    )
    TaskArea.objects.bulk_create(  # the county of a unit named above may be there already
        (TaskArea(task=task, area_code=code) for code in data.area_codes), ignore_conflicts=True
    )
    _add_figures(task, data.figures, source)
    _cite(task, data.references)
    record(
        "task.added",
        target=task,
        by=by,
        area_code=round_.area_code,
        after={"number": task.number, "problem": task.problem, "status": task.claimed_status},
    )
    return task


def update_task(
    *,
    by: Person,
    task: Task,
    data: ProposedTask,
    source: SourceDocument,
    refused: Sequence[str],
    organisations: Known,
) -> Task:
    """Take over what a newer report says, but for the refused fields. The state, the office's own, is not touched."""
    before = snapshot(task)
    changes = [c for c in differences(before, data) if c.field not in refused]
    fields = {c.field for c in changes}
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
    task.source, task.spans = source, data.spans
    task.save()
    if "units" in fields:
        _add_units(task, data.units, organisations)
    if "measures" in fields:
        _replace_measures(task, data.measures)
    if "figures" in fields:
        _add_figures(task, data.figures, source)
    _cite(task, data.references)
    if changes:
        record(
            "task.updated",
            target=task,
            by=by,
            area_code=task.round.area_code,
            before={c.field: c.before for c in changes},
            after={c.field: c.after for c in changes},
        )
    return task


def known_organisations(units: Sequence[ProposedUnit]) -> dict[str, Organisation]:
    """The organisations the names stand for; a name that is none stays a name."""
    names = [u.name for u in units]
    rows = Organisation.objects.filter(name__in=names) | Organisation.objects.filter(short_name__in=names)
    return {name: o for o in rows for name in (o.name, o.short_name) if name}


def _set_fields(task: Task, data: ProposedTask) -> None:
    task.number = data.number
    task.problem = data.problem.strip()
    task.goal = data.goal
    task.claimed_status = data.status
    task.claimed_code = data.status_code or (StatusCode.UNKNOWN if data.status else "")
    task.deadline_wording = data.deadline
    task.deadline_date = data.deadline_date
    task.standing = data.standing


def _class(round_: Round, heading: Heading | None, parent: TaskClass | None) -> TaskClass | None:
    if heading is None:
        return None
    found = round_.classes.filter(number=heading.number, title=heading.title, parent=parent).first()
    if found:
        return found
    order = (round_.classes.aggregate(last=Max("order"))["last"] or 0) + 1
    return TaskClass.objects.create(
        round=round_, parent=parent, number=heading.number, title=heading.title, order=order
    )


def _add_units(task: Task, units: Sequence[ProposedUnit], organisations: Known) -> None:
    """Add the units not there yet: a report that names fewer does not take anybody off the task."""
    there = {(a.name, a.role) for a in task.assignments.all()}
    Assignment.objects.bulk_create(
        Assignment(task=task, name=u.name, role=u.role, organisation=organisations.get(u.name), order=i)
        for i, u in enumerate(units, len(there))
        if (u.name, u.role) not in there
    )
    # A unit of a smaller area than the round's must see the task: its area is one the task concerns.
    codes = {organisations[u.name].area_code for u in units if u.name in organisations}
    TaskArea.objects.bulk_create(
        (TaskArea(task=task, area_code=code) for code in codes if len(code) > len(task.round.area_code)),
        ignore_conflicts=True,
    )


def _replace_measures(task: Task, texts: Sequence[str]) -> None:
    """The report's measures in its order; one that was ticked off and stays to the letter stays ticked off."""
    done: dict[str, dt.datetime | None] = {m.text: m.done_at for m in task.measures.all()}
    task.measures.all().delete()
    Measure.objects.bulk_create(
        Measure(task=task, order=i, text=text, done_at=done.get(text)) for i, text in enumerate(texts, 1)
    )


def _replace_areas(task: Task, codes: Sequence[str]) -> None:
    task.areas.exclude(area_code__in=codes).delete()
    there = {a.area_code for a in task.areas.all()}
    TaskArea.objects.bulk_create(TaskArea(task=task, area_code=c) for c in codes if c not in there)


def _add_figures(task: Task, figures: Sequence[ProposedFigure], source: SourceDocument | None) -> None:
    """Add to the series; the same number of the same day and scope is there once."""
    there = {(f.name, f.unit, f.scope, f.as_of, f.value) for f in task.figures.all()}
    new = []
    for order, f in enumerate(figures, len(there)):
        identity = (f.name, f.unit, f.scope, f.as_of, f.value)
        if identity in there:
            continue
        there.add(identity)
        new.append(
            TaskFigure(
                task=task,
                name=f.name,
                value=f.value,
                printed=f.printed,
                unit=f.unit,
                bound=f.bound,
                as_of=f.as_of,
                scope=f.scope,
                source=source,
                span=f.span,
                order=order,
            )
        )
    TaskFigure.objects.bulk_create(new)


def _cite(task: Task, references: Sequence[ProposedReference]) -> None:
    for reference in references:
        policy = _policy(reference)
        Citation.objects.update_or_create(task=task, policy=policy, defaults={"spans": reference.spans})


def _policy(reference: ProposedReference) -> PolicyDocument:
    """The document by its number, else by its title; a number met later completes a title known without one."""
    if reference.number:
        found = PolicyDocument.objects.filter(number=reference.number).first()
        if found is None and reference.title:
            found = PolicyDocument.objects.filter(number="", title=reference.title).first()
            if found:
                found.number = reference.number
                found.save(update_fields=["number"])
    else:
        found = PolicyDocument.objects.filter(title=reference.title).order_by("pk").first()
    if found is None:
        return PolicyDocument.objects.create(number=reference.number, title=reference.title)
    if reference.title and not found.title:
        found.title = reference.title
        found.save(update_fields=["title"])
    return found


def _changed(one: ProposedTask, other: ProposedTask) -> dict[str, Any]:
    mine, theirs = one.model_dump(mode="json"), other.model_dump(mode="json")
    return {name: value for name, value in mine.items() if value != theirs[name]}
