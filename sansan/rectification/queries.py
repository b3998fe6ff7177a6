"""What the pages read. Every function starts from what the viewer may see and costs a fixed number of queries."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, cast

from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, QuerySet
from django.db.models.functions import Left, Length
from django.utils import timezone

from sansan.people.access import grants, posts_in_force
from sansan.people.models import Organisation, Person
from sansan.people.queries import existing
from sansan.people.roles import ROLES, Role
from sansan.places.queries import counties
from sansan.places.scope import contains, within
from sansan.rectification.board import STANDING, conditions, counts
from sansan.rectification.models import (
    Assignment,
    AuditFinding,
    Disposition,
    LookBack,
    ProgressReport,
    Request,
    Round,
    SourceDocument,
    Task,
    TaskArea,
)
from sansan.rectification.querysets import TaskQuerySet
from sansan.rectification.workflow import PASSED, UNFINISHED, Kind, State
from sansan.ui.deadline import SOON_DAYS
from sansan.ui.listing import Order

COUNTY_DIGITS = 6
ALL_KINDS = "all"  # the filter value that lets parts and recurrences in beside the tasks
NONE = "none"  # the filter value of what a row does not have
LEDGER_ORDERS: Mapping[str, Order] = {
    "order": Order("按顺序", ("-round_id", "order")),
    "deadline": Order("按期限", ("deadline_date",)),
    "updated": Order("按更新时间", ("-updated_at",)),
}


def ledger_rows(tasks: TaskQuerySet) -> TaskQuerySet:
    """Tasks with what a row of the ledger shows."""
    return tasks.select_related("round", "klass", "office").prefetch_related(
        Prefetch("assignments", Assignment.objects.select_related("organisation")), "areas"
    )


def state_counts(tasks: TaskQuerySet, today: dt.date) -> dict[str, int]:
    """`total` and one number for each display state; they add up."""
    return tasks.order_by().aggregate(**counts(today))


@dataclass(frozen=True)
class Line:
    """One line of a breakdown: what it is, the numbers by display state, and the filter that shows its rows."""

    label: str
    numbers: Mapping[str, int]
    parameters: Mapping[str, str]


def by_class(tasks: TaskQuerySet, today: dt.date) -> list[Line]:
    """The round's classes with their numbers; tasks without a class in a line of their own."""
    rows: Any = (
        tasks.order_by()
        .values("klass", "klass__number", "klass__title", "klass__order")
        .annotate(**counts(today))
        .order_by(F("klass__order").asc(nulls_last=True))
    )
    return [
        Line(
            label=_heading(r["klass__number"], r["klass__title"]) if r["klass"] else "未分类",
            numbers=r,
            parameters={"klass": str(r["klass"] or NONE)},
        )
        for r in rows
    ]


def by_county(tasks: TaskQuerySet, city_code: str, today: dt.date) -> list[Line]:
    """Every county-level area of the city with the tasks that concern it. A task of two counties counts in both."""
    numbers: dict[str, Any] = {
        r["county"]: r
        for r in TaskArea.objects.filter(task__in=tasks.order_by().values("pk"))
        .annotate(county=Left("area_code", COUNTY_DIGITS))
        .values("county")
        .annotate(
            total=Count("task", distinct=True),
            **{
                name: Count("task", distinct=True, filter=_of_task(rows))
                for name, rows in conditions(today).items()
            },
        )
    }
    empty = dict.fromkeys(("total", *conditions(today)), 0)
    return [
        Line(
            label=area.short_name or area.name,
            numbers=numbers.get(area.code, empty),
            parameters={"county": area.code},
        )
        for area in counties(city_code).defer("boundary")
    ]


def in_no_county(tasks: TaskQuerySet) -> int:
    """How many tasks lie in no county: those of the city as a whole."""
    return tasks.filter(~Exists(county_areas())).count()


def kinds_beside(tasks: TaskQuerySet) -> dict[str, int]:
    """How many rows there are of each kind that a total does not count."""
    rows = tasks.order_by().exclude(kind=Kind.TASK).values_list("kind")
    return dict(rows.annotate(number=Count("pk")))


def county_areas() -> QuerySet[TaskArea]:
    """The areas of county level or below of an outer task."""
    return TaskArea.objects.alias(digits=Length("area_code")).filter(
        digits__gte=COUNTY_DIGITS, task=OuterRef("pk")
    )


def by_status(tasks: TaskQuerySet) -> list[tuple[str, int]]:
    """What the reports claim: status code ("" = none stated) and number of tasks, the most frequent first."""
    rows = tasks.order_by().values("claimed_code").annotate(number=Count("pk"))
    return [(r["claimed_code"], r["number"]) for r in rows.order_by("-number", "claimed_code")]


def county_choices(city_code: str) -> list[tuple[str, str]]:
    return list(counties(city_code).values_list("code", "name"))


def units_in_reach(person: Person) -> QuerySet[Organisation]:
    """Organisations to filter by: those with a task at all, of the viewer's areas and of the levels above them."""
    areas = {grant.area_code for grant in grants(person, "rectification.view")}
    near = Q(pk__in=[])
    for code in areas:
        near |= within("area_code", code) | Q(area_code__in=[code[:digits] for digits in range(2, len(code))])
    assigned = Exists(Assignment.objects.filter(organisation=OuterRef("pk")))
    return Organisation.objects.filter(near, assigned).order_by("area_code", "name")


def visible_rounds(person: Person) -> QuerySet[Round]:
    return Round.objects.visible_to(person).order_by("-feedback_on", "-pk")


@dataclass(frozen=True)
class TaskPage:
    """A task with all the viewer may see of it."""

    task: Task
    reports: list[ProgressReport]
    findings: list[AuditFinding]


def task_page(person: Person, task_id: int) -> TaskPage | None:
    """None where there is no such task within the viewer's reach."""
    task = (
        Task.objects.visible_to(person)
        .select_related("round", "klass", "section", "office", "source", "parent", "recurs")
        .prefetch_related(
            Prefetch("assignments", Assignment.objects.select_related("organisation")),
            "measures",
            "areas",
            "figures",
            "citations__policy",
        )
        .defer(*_bulk("source"))
        .filter(pk=task_id)
        .first()
    )
    if task is None:
        return None
    reports = (
        ProgressReport.objects.visible_to(person)
        .filter(task=task)
        .select_related("organisation", "by", "reviewed_by")
        .order_by("-at", "-pk")
    )
    findings = (
        AuditFinding.objects.visible_to(person)
        .filter(task=task)
        .select_related("task", "disposed_by")
        .order_by("disposition", "pk")
    )
    return TaskPage(task=task, reports=list(reports), findings=list(findings))


def last_submission(person: Person, task: Task) -> ProgressReport | None:
    """What was last handed in for acceptance, of what the person may read."""
    reports = ProgressReport.objects.visible_to(person).filter(task=task, kind=ProgressReport.Kind.SUBMISSION)
    found: ProgressReport | None = reports.select_related("organisation").order_by("-at", "-pk").first()
    return found


@dataclass(frozen=True)
class Work:
    """One heap of today's work: what it is, some rows, the filter that shows all."""

    key: str
    label: str
    tasks: TaskQuerySet
    parameters: Mapping[str, str]


def work_of(person: Person, today: dt.date) -> list[Work]:
    """What waits for this person, the most pressing first. Only heaps his rights let him act on."""
    soon = today + dt.timedelta(days=SOON_DAYS)
    seen = Task.objects.visible_to(person)
    heaps = [
        Work(
            "overdue",
            "已超期",
            seen.filter(conditions(today)["overdue"]),
            {"state": "overdue", "kind": ALL_KINDS},
        ),
        Work(
            "soon",
            f"{SOON_DAYS} 天内到期",
            seen.filter(deadline_date__range=(today, soon), state__in=UNFINISHED),
            {"due": "soon", "kind": ALL_KINDS},
        ),
    ]
    return heaps + [
        Work(key, kind.label, todo(person, key, today), {"todo": key, "kind": ALL_KINDS})
        for key, kind in TODO.items()
    ]


@dataclass(frozen=True)
class Todo:
    """Work that waits for whoever holds `permission`: the tasks `rows` names on a day, late ones included."""

    label: str
    permission: str
    rows: Callable[[dt.date], Q]


def _in(*states: State) -> Callable[[dt.date], Q]:
    return lambda _: Q(state__in=states)


def _unreported(today: dt.date) -> Q:
    """已完成，持续推进: the standing duty asks for its figures every month after acceptance as before."""
    this_month = ProgressReport.objects.filter(task=OuterRef("pk"), as_of__gte=today.replace(day=1))
    return Q(state__in=(*PASSED, State.CLOSED)) & STANDING & ~Q(Exists(this_month))


def _to_look_back_at(today: dt.date) -> Q:
    due = LookBack.objects.filter(task=OuterRef("pk"), done_on=None, due_on__lte=today)
    return Q(Exists(due), state=State.CLOSED)


TODO: Mapping[str, Todo] = {
    "assign": Todo("等待交办", "rectification.assign", _in(State.OPEN)),
    "report": Todo("正在整改，可填报进展", "rectification.report", _in(State.RECTIFYING)),
    "monthly": Todo("持续推进，本月尚未填报", "rectification.report", _unreported),
    "submit": Todo("已自查，可提交验收", "rectification.report", _in(State.CHECKED)),
    "accept": Todo("等待验收", "rectification.accept", _in(State.SUBMITTED)),
    "close": Todo("等待审查、公示或销号", "rectification.close", _in(*PASSED)),
    "look_back": Todo("到期应回头看", "rectification.accept", _to_look_back_at),
}


def todo(person: Person, key: str, today: dt.date) -> TaskQuerySet:
    """The tasks of one kind of waiting work, within the reach of the right it takes."""
    kind = TODO[key]
    return Task.objects.visible_to(person, kind.permission).filter(kind.rows(today))


def waiting_requests(person: Person) -> QuerySet[Request]:
    """Requests this person may answer: the office those of its reach, a unit those that would pass a task to it."""
    own = Q(to__in=[post.organisation_id for post in posts_in_force(person)])
    ruled = Q(task__in=Task.objects.visible_to(person, "rectification.close"))
    return (
        Request.objects.filter(own | ruled, state=Request.State.WAITING)
        .select_related("task__round", "organisation", "to", "by")
        .order_by("at", "pk")
    )


def waiting_sources(person: Person) -> QuerySet[SourceDocument]:
    """Reports that are being read, could not be read, or wait to be confirmed."""
    states = (
        SourceDocument.State.QUEUED,
        SourceDocument.State.READING,
        SourceDocument.State.READ,
        SourceDocument.State.FAILED,
    )
    return (
        SourceDocument.objects.visible_to(person, "rectification.intake")
        .filter(state__in=states)
        .select_related("round")
        .defer(*_bulk())
    )


def open_findings(person: Person) -> QuerySet[AuditFinding]:
    return AuditFinding.objects.visible_to(person, "rectification.audit").filter(disposition=Disposition.OPEN)


def assignable_organisations(person: Person) -> QuerySet[Organisation]:
    """The bodies of today a task may be handed to: those within the area the person assigns in."""
    inside = Q(pk__in=[])
    for grant in grants(person, "rectification.assign"):
        inside |= within("area_code", grant.area_code)
    rows = Organisation.objects.filter(inside).order_by("area_code", "name")
    return existing(rows, timezone.localdate())


def removable_assignments(person: Person, task: Task) -> set[int]:
    """The units of a task the person may take off: those within the area he assigns in.

    A name that is no known body is the city's as much as anybody's: it takes a grant over the whole round.
    """
    prefixes = [grant.area_code for grant in grants(person, "rectification.assign")]

    def inside(code: str) -> bool:
        return any(contains(prefix, code) for prefix in prefixes)

    return {
        a.pk
        for a in task.assignments.select_related("organisation")
        if inside(a.organisation.area_code if a.organisation else task.round.area_code)
    }


def reporting_organisations(person: Person) -> list[Organisation]:
    """The bodies the person reports for: those of his posts that carry the right."""
    bodies = [
        post.organisation
        for post in posts_in_force(person)
        if "rectification.report" in ROLES[Role(post.role)].grants
    ]
    return list(dict.fromkeys(bodies))


def _bulk(path: str = "") -> tuple[str, ...]:
    """The long columns of a received report, which a list or a task page has no use for."""
    prefix = f"{path}__" if path else ""
    return (f"{prefix}text", f"{prefix}reading")


def _heading(number: str, title: str) -> str:
    return f"{number}、{title}" if number else title


def _of_task(rows: Q) -> Q:
    """A condition on tasks as one on rows that point at a task."""
    moved = Q(_connector=rows.connector, _negated=rows.negated)
    for child in cast("list[Q | tuple[str, Any]]", rows.children):
        moved.children.append(_of_task(child) if isinstance(child, Q) else (f"task__{child[0]}", child[1]))
    return moved
