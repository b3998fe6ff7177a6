"""What hangs on tasks — headings, units, areas, measures, figures, citations — written for many tasks at once.

Each function takes pairs of a saved task and what is said of it, and costs a fixed number of statements however many
pairs there are.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from typing import Any, TypeVar

from django.db.models import Max, Model

from sansan.documents.model import StatusCode
from sansan.people.models import Organisation, Person
from sansan.rectification.models import (
    Assignment,
    Citation,
    FigureValue,
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

Known = Mapping[str, Organisation]  # name or short name → organisation
_BATCH = 500  # values named in one statement
_M = TypeVar("_M", bound=Model)


def set_fields(task: Task, data: ProposedTask) -> None:
    """The task's own columns; not saved."""
    task.number = data.number
    task.problem = data.problem.strip()
    task.goal = data.goal
    task.claimed_status = data.status
    task.claimed_code = data.status_code or (StatusCode.UNKNOWN if data.status else "")
    task.deadline_wording = data.deadline
    task.deadline_date = data.deadline_date
    task.standing = data.standing


class Headings:
    """The classes and sections of one round; one met for the first time is made."""

    def __init__(self, round_: Round) -> None:
        self._round = round_
        self._known = {(c.parent_id, c.number, c.title): c for c in round_.classes.all()}
        self._last = round_.classes.aggregate(last=Max("order"))["last"] or 0

    def find(self, heading: Heading | None, parent: TaskClass | None) -> TaskClass | None:
        if heading is None:
            return None
        key = (parent.pk if parent else None, heading.number, heading.title)
        if key not in self._known:
            self._last += 1
            self._known[key] = TaskClass.objects.create(
                round=self._round,
                parent=parent,
                number=heading.number,
                title=heading.title,
                order=self._last,
            )
        return self._known[key]


def add_units(pairs: Sequence[tuple[Task, Sequence[ProposedUnit]]], organisations: Known) -> None:
    """Add the units not there yet: a report that names fewer does not take anybody off the task."""
    assigned = _there(Assignment, pairs)
    rows, areas = [], []
    for task, units in pairs:
        there = {(a.name, a.role) for a in assigned[task.pk]}
        rows += [
            Assignment(task=task, name=u.name, role=u.role, organisation=organisations.get(u.name), order=i)
            for i, u in enumerate(units, len(there))
            if (u.name, u.role) not in there
        ]
        # A unit of a smaller area than the round's must see the task: its area is one the task concerns.
        codes = {organisations[u.name].area_code for u in units if u.name in organisations}
        areas.append((task, [code for code in codes if len(code) > len(task.round.area_code)]))
    Assignment.objects.bulk_create(rows)
    add_areas(areas)


def add_areas(pairs: Iterable[tuple[Task, Sequence[str]]]) -> None:
    """Areas a task concerns; the county of a unit or of the problem may be there already."""
    TaskArea.objects.bulk_create(
        (TaskArea(task=task, area_code=code) for task, codes in pairs for code in codes),
        ignore_conflicts=True,
    )


def replace_measures(pairs: Sequence[tuple[Task, Sequence[str]]]) -> None:
    """The report's measures in its order; one that was ticked off and stays to the letter stays ticked off."""
    before = _there(Measure, pairs)
    rows = []
    for task, texts in pairs:
        done: dict[str, dt.datetime | None] = {m.text: m.done_at for m in before[task.pk]}
        rows += [
            Measure(task=task, order=i, text=text, done_at=done.get(text)) for i, text in enumerate(texts, 1)
        ]
    Measure.objects.filter(task__in=before.keys()).delete()
    Measure.objects.bulk_create(rows)


def add_figures(
    pairs: Sequence[tuple[Task, Sequence[ProposedFigure]]], source: SourceDocument | None, by: Person
) -> None:
    """Add to the series of each indicator. A number the series has for that day, in force or corrected since, is not
    added again: what somebody has put right is not undone by reading the report once more."""
    known = _there(TaskFigure, pairs)
    heads: dict[tuple[int, str, str, str], TaskFigure] = {}
    new: list[TaskFigure] = []
    values: list[FigureValue] = []
    for task, figures in pairs:
        own = known[task.pk]
        heads |= {(task.pk, f.name, f.unit, f.scope): f for f in own}
        there = {(f.name, f.unit, f.scope, v.as_of, v.value) for f in own for v in f.values.all()}
        met = len(own)
        for order, f in enumerate(figures, sum(len(f.values.all()) for f in own)):
            identity = (f.name, f.unit, f.scope, f.as_of, f.value)
            if identity in there:
                continue
            there.add(identity)
            place = (task.pk, f.name, f.unit, f.scope)
            if place not in heads:
                heads[place] = TaskFigure(task=task, name=f.name, unit=f.unit, scope=f.scope, order=met)
                new.append(heads[place])
                met += 1
            values.append(
                FigureValue(
                    figure=heads[place],
                    value=f.value,
                    printed=f.printed,
                    bound=f.bound,
                    as_of=f.as_of,
                    origin=FigureValue.Origin.REPORT if source else FigureValue.Origin.TYPED,
                    source=source,
                    span=f.span,
                    by=by,
                    order=order,
                )
            )
    TaskFigure.objects.bulk_create(new)
    for value in values:
        value.figure_id = value.figure.pk
    FigureValue.objects.bulk_create(values)


def cite(pairs: Sequence[tuple[Task, Sequence[ProposedReference]]]) -> None:
    """The policy documents the tasks cite, and where."""
    policies = _Policies(reference for _, references in pairs for reference in references)
    cited = [
        (task, policies.find(reference), reference) for task, references in pairs for reference in references
    ]
    policies.save()
    rows = {
        (task.pk, policy.pk): Citation(task=task, policy=policy, spans=reference.spans)
        for task, policy, reference in cited
    }
    Citation.objects.bulk_create(
        rows.values(), update_conflicts=True, unique_fields=["task", "policy"], update_fields=["spans"]
    )


def _there(model: type[_M], pairs: Sequence[tuple[Task, Any]]) -> defaultdict[int, list[_M]]:
    """The rows of this kind the tasks have already, by task."""
    rows: defaultdict[int, list[_M]] = defaultdict(list)
    for row in model._default_manager.filter(task__in=[task for task, _ in pairs]):
        rows[row.task_id].append(row)  # type: ignore[attr-defined]  # every particular has a task
    return rows


class _Policies:
    """The documents known by number or by title. A number met later completes a title known without one."""

    def __init__(self, references: Iterable[ProposedReference]) -> None:
        named = list(references)
        self._numbered: dict[str, PolicyDocument] = {}
        self._titled: dict[str, PolicyDocument] = {}
        self._only_titled: dict[str, PolicyDocument] = {}
        self._new: list[PolicyDocument] = []
        self._changed: dict[int, PolicyDocument] = {}
        for field in ("number", "title"):
            wanted = iter(sorted({getattr(r, field) for r in named} - {""}))
            while batch := list(islice(wanted, _BATCH)):
                for policy in PolicyDocument.objects.filter(**{f"{field}__in": batch}).order_by("pk"):
                    self._know(policy)

    def find(self, reference: ProposedReference) -> PolicyDocument:
        """The document by its number, else by its title, else a new one; saved by `save`."""
        if reference.number:
            policy = self._numbered.get(reference.number)
            if policy is None and (policy := self._only_titled.pop(reference.title, None)):
                policy.number = reference.number
                self._change(policy)
        else:
            policy = self._titled.get(reference.title)
        if policy is None:
            policy = PolicyDocument(number=reference.number, title=reference.title)
            self._new.append(policy)
        elif reference.title and not policy.title:
            policy.title = reference.title
            self._change(policy)
        self._know(policy)
        return policy

    def save(self) -> None:
        PolicyDocument.objects.bulk_update(self._changed.values(), ["number", "title"])
        PolicyDocument.objects.bulk_create(self._new)

    def _know(self, policy: PolicyDocument) -> None:
        if policy.number:
            self._numbered.setdefault(policy.number, policy)
        if policy.title:
            # The row met under its number and the one met under its title must be one object.
            known = self._numbered.get(policy.number, policy)
            self._titled.setdefault(policy.title, known)
            if not policy.number:
                self._only_titled.setdefault(policy.title, known)

    def _change(self, policy: PolicyDocument) -> None:
        if policy.pk is not None:
            self._changed[policy.pk] = policy
