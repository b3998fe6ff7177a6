"""What the pages read. Every function starts from what the viewer may see and costs a fixed number of queries."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from sansan.dispatch import checks, figures, states
from sansan.dispatch.checks import Filled
from sansan.dispatch.figures import Indicator
from sansan.dispatch.lights import Claim
from sansan.dispatch.models import Draft, DraftFile, Entry, Period, Statement
from sansan.dispatch.querysets import REPORT, EntryQuerySet
from sansan.dispatch.rules import first_day
from sansan.documents.model import UnitRole
from sansan.people.access import acts_for
from sansan.people.models import Organisation, Person
from sansan.rectification.board import conditions
from sansan.rectification.models import ProgressReport, Task
from sansan.rectification.queries import reporting_organisations
from sansan.rectification.workflow import Kind, State

FEW_FIGURES = 3
LEADING = (UnitRole.LEAD, UnitRole.RESPONSIBLE)


def reportable(today: dt.date) -> Q:
    """Tasks the workflow takes a monthly report on: under way, and standing duties after closing."""
    return Q(state=State.RECTIFYING) | conditions(today)["ongoing"]


def is_reportable(task: Task) -> bool:
    """The same rule for one task."""
    standing = task.standing or task.claimed_code == "completed_ongoing"
    return task.state == State.RECTIFYING or (task.state == State.CLOSED and standing)


def is_split(task: str = "pk") -> Q:
    """Rows whose task (named by this field) is split: its parts report, and it is told by rolling them up."""
    parts = Task.objects.filter(parent=OuterRef(task), kind=Kind.PART).exclude(state=State.WITHDRAWN)
    return Q(Exists(parts))


@dataclass(frozen=True)
class Row:
    """One entry with all that is shown of it. `number` counts the rows of a unit's month from 1."""

    number: int
    entry: Entry
    report: ProgressReport | None = None
    statement: Statement | None = None
    last: ProgressReport | None = None
    last_statement: Statement | None = None
    draft: Draft | None = None
    files: Sequence[DraftFile] = ()
    indicators: Sequence[Indicator] = ()

    @property
    def task(self) -> Task:
        return self.entry.task

    @property
    def facts(self) -> states.Facts:
        report = self.report
        return states.Facts(
            reported_on=timezone.localtime(report.at).date() if report else None,
            review=report.review if report else "",
            drafted=self.draft is not None,
            seen=self.entry.seen_at is not None,
            reportable=is_reportable(self.task) and not getattr(self.entry, "split", False),
        )

    @property
    def state(self) -> str:
        return states.state(self.facts)

    @property
    def badge(self) -> tuple[str, str]:
        return states.LOOKS[self.state], states.WORDS[self.state]

    @property
    def late(self) -> bool:
        return states.late(self.facts, self.entry.period.due_on)

    @property
    def open(self) -> bool:
        """Whether the row waits to be filled in."""
        return self.state in states.MISSING

    @property
    def last_text(self) -> str:
        return self.last.text if self.last else ""

    @property
    def labels(self) -> dict[str, str]:
        """What may be typed, by key."""
        return {indicator.key: indicator.label for indicator in self.indicators if indicator.typed}

    @property
    def as_of(self) -> dt.date:
        """The day what is handed in now speaks of."""
        return min(timezone.localdate(), self.entry.period.month_end)

    def problems(self, filled: Filled) -> list[checks.Problem]:
        """What keeps this from being handed in for the row."""
        asked = self.questions(filled)
        return checks.problems(filled, last_text=self.last_text, labels=self.labels, asked=asked)

    def questions(self, filled: Filled) -> list[str]:
        """What the series asks about the values filled in."""
        return figures.questions(
            self.indicators,
            filled.figures,
            as_of=self.as_of,
            organisation_id=self.entry.organisation_id,
        )

    @property
    def filled(self) -> Filled:
        """The draft as it stands; an untouched row is empty."""
        return filled_of(self.draft)

    @property
    def numbers(self) -> list[tuple[Indicator, str]]:
        """The indicators with what is typed for this month."""
        typed = self.draft.figures if self.draft else {}
        return [(indicator, typed.get(indicator.key, "")) for indicator in self.indicators if indicator.typed]

    @property
    def computed(self) -> list[Indicator]:
        """Those the system takes itself: shown, never asked."""
        return [indicator for indicator in self.indicators if not indicator.typed]

    @property
    def figures_open(self) -> bool:
        """A few numbers stand open; many are folded until one is filled in."""
        return (
            len(self.indicators) <= FEW_FIGURES
            or any(typed for _, typed in self.numbers)
            or self.filled.answer != ""
        )


def filled_of(draft: Draft | None) -> Filled:
    if draft is None:
        return Filled()
    return Filled(
        draft.text,
        draft.claim,
        draft.percent,
        draft.cause,
        draft.next_step,
        draft.unchanged,
        draft.figures,
        draft.answer,
    )


def rows(entries: EntryQuerySet, *, last: bool = False) -> list[Row]:
    """The entries with their reports and drafts; `last`: with what was said the time before, files and indicators."""
    found = (
        entries.with_report()
        .annotate(split=is_split("task"))
        .select_related("period__round", "task__round", "task__klass", "organisation", "draft__saved_by")
    )
    if last:
        before = ProgressReport.objects.filter(
            task=OuterRef("task"), organisation=OuterRef("organisation"), as_of__lt=OuterRef("month")
        ).order_by("-as_of", "-at", "-pk")
        found = found.annotate(last_id=Subquery(before.values("pk")[:1]))
    listed = list(found.order_by("organisation", "task__round", "task__order", "pk"))
    ids = {pk for entry in listed for pk in (_id(entry, "report_id"), _id(entry, "last_id")) if pk}
    reports = ProgressReport.objects.select_related("by", "reviewed_by", "statement").in_bulk(ids)
    files: defaultdict[int, list[DraftFile]] = defaultdict(list)
    numbers: dict[int, list[Indicator]] = {}
    if last:
        for file in DraftFile.objects.filter(entry__in=listed).select_related("file"):
            files[file.entry_id].append(file)
        numbers = figures.indicators({entry.task_id for entry in listed})
    return [_row(number, entry, reports, files, numbers) for number, entry in enumerate(listed, 1)]


def _row(
    number: int,
    entry: Entry,
    reports: dict[int, ProgressReport],
    files: dict[int, list[DraftFile]],
    numbers: dict[int, list[Indicator]],
) -> Row:
    report = reports.get(_id(entry, "report_id") or 0)
    last = reports.get(_id(entry, "last_id") or 0)
    return Row(
        number=number,
        entry=entry,
        report=report,
        statement=getattr(report, "statement", None),
        last=last,
        last_statement=getattr(last, "statement", None),
        draft=getattr(entry, "draft", None),
        files=files.get(entry.pk, ()),
        indicators=numbers.get(entry.task_id, ()),
    )


def _id(entry: Entry, name: str) -> int | None:
    """What a queryset annotated, where it did."""
    found: int | None = getattr(entry, name, None)
    return found


def unit_rows(person: Person, month: dt.date, organisation_id: int) -> list[Row]:
    """All one unit must report in a month, across rounds; only the person's own unit."""
    if not acts_for(person, organisation_id):
        return []
    entries = Entry.objects.visible_to(person, REPORT).filter(month=month, organisation=organisation_id)
    return rows(entries, last=True)


def one_row(person: Person, entry_id: int) -> Row | None:
    """One entry of the person's own unit, numbered as on the unit's page."""
    entry = Entry.objects.visible_to(person, REPORT).filter(pk=entry_id).first()
    if entry is None or not acts_for(person, entry.organisation_id):
        return None
    asked = unit_rows(person, entry.month, entry.organisation_id)
    return next((row for row in asked if row.entry.pk == entry_id), None)


@dataclass(frozen=True)
class Due:
    """What one unit has not reported of a month."""

    month: dt.date
    organisation: Organisation
    due_on: dt.date
    asked: int
    missing: int
    returned: int


def dues(person: Person, today: dt.date) -> list[Due]:
    """The person's own units with their open months, the oldest first; three queries."""
    bodies = {body.pk: body for body in reporting_organisations(person)}
    if not bodies:
        return []
    since = first_day(first_day(today) - dt.timedelta(days=1))
    entries = Entry.objects.visible_to(person, REPORT).filter(organisation__in=bodies, month__gte=since)
    grouped: defaultdict[tuple[dt.date, int], list[Row]] = defaultdict(list)
    for row in rows(entries):
        grouped[row.entry.month, row.entry.organisation_id].append(row)
    return [
        Due(
            month=month,
            organisation=bodies[body],
            due_on=max(row.entry.period.due_on for row in found),
            asked=len(found),
            missing=sum(row.open for row in found),
            returned=sum(row.state == "returned" for row in found),
        )
        for (month, body), found in sorted(grouped.items())
    ]


@dataclass(frozen=True)
class Unit:
    """One unit of a month as the office chases it."""

    organisation: Organisation
    rows: list[Row] = field(default_factory=list)

    def count(self, *names: str) -> int:
        return sum(row.state in names for row in self.rows)

    @property
    def reported(self) -> int:
        return self.count(*states.REPORTED)

    @property
    def missing(self) -> int:
        return self.count(*states.MISSING)

    @property
    def returned(self) -> int:
        return self.count("returned")

    @property
    def unopened(self) -> int:
        return self.count("unopened")

    @property
    def waiting(self) -> int:
        return self.count("reported")

    @property
    def late(self) -> int:
        return sum(row.late for row in self.rows)

    @property
    def behind(self) -> int:
        return sum(row.statement is not None and row.statement.claim == Claim.BEHIND for row in self.rows)


def units(found: Iterable[Row]) -> list[Unit]:
    """The rows by unit: who owes most first."""
    grouped: dict[int, Unit] = {}
    for row in found:
        body = row.entry.organisation
        grouped.setdefault(body.pk, Unit(body)).rows.append(row)
    return sorted(
        grouped.values(), key=lambda unit: (-unit.missing, unit.organisation.area_code, unit.organisation.pk)
    )


@dataclass(frozen=True)
class Whole:
    """A split task the unit leads: how many of its parts have reported; a word of its own is given on its page."""

    task: Task
    asked: int
    reported: int


def wholes(person: Person, month: dt.date, organisation_id: int) -> list[Whole]:
    """The split tasks a unit leads, with what their parts have reported; three queries."""
    led = Task.objects.visible_to(person, REPORT).filter(
        is_split(), assignments__organisation=organisation_id, assignments__role__in=LEADING
    )
    found = {task.pk: task for task in led.filter(state=State.RECTIFYING).select_related("round").distinct()}
    if not found:
        return []
    entries = Entry.objects.filter(month=month, task__parent__in=found, task__kind=Kind.PART)
    counts: defaultdict[int, list[bool]] = defaultdict(list)
    for entry in entries.with_report().select_related("task"):
        counts[entry.task.parent_id or 0].append(_id(entry, "report_id") is not None)
    return [Whole(task, len(counts[pk]), sum(counts[pk])) for pk, task in found.items()]


def nobody_asked(period: Period, tasks: QuerySet[Task]) -> int:
    """How many tasks of the month have no unit that could be asked: a gap the office must know of."""
    asked = Entry.objects.filter(month=period.month, task=OuterRef("pk"))
    return tasks.filter(~Exists(asked)).exclude(is_split()).count()
