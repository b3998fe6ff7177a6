"""Today's heaps of work with their first rows, in a fixed number of queries."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Prefetch, prefetch_related_objects
from django.urls import reverse

from sansan.accountability.models import Lead
from sansan.accountability.presentation import lead_columns, lead_url
from sansan.dispatch.presentation import report_url
from sansan.dispatch.queries import Due, dues
from sansan.leadership.board import open_for
from sansan.leadership.models import Decision
from sansan.leadership.presentation import decision_columns, decision_url
from sansan.people.access import may
from sansan.people.models import Person
from sansan.rectification.models import Assignment, Task
from sansan.rectification.presentation.board import ledger_columns, ledger_url
from sansan.rectification.presentation.frame import task_url
from sansan.rectification.queries import work_of
from sansan.rectification.querysets import TaskQuerySet
from sansan.ui.table import Table

ROWS = 8
OPEN_LEADS = (Lead.Decision.WAITING, Lead.Decision.RECEIVED)
ICONS: Mapping[str, str] = {
    "overdue": "alert-triangle",
    "soon": "clock",
    "assign": "send",
    "report": "message-circle",
    "submit": "checklist",
    "accept": "circle-check",
    "close": "archive",
    "monthly": "calendar",
    "look_back": "history",
}
DECISIONS: Mapping[str, tuple[str, str]] = {
    "unit": ("等本单位办理的议定事项", "list-check"),
    "office": ("等待办结的议定事项", "circle-check"),
}


@dataclass(frozen=True)
class Heap:
    """One heap that has something in it: how many, the first rows, where all of them are."""

    key: str
    label: str
    icon: str
    number: int
    table: Table
    url: str
    place: str = "台账"

    @property
    def note(self) -> str:
        return f"{self.number} 项，先列 {ROWS} 项" if self.number > ROWS else f"{self.number} 项"


def heaps(person: Person, today: dt.date) -> list[Heap]:
    """The heaps that are not empty: tasks, the most pressing first, then decisions and leads."""
    return [*_tasks(person, today), *_decisions(person, today), *_leads(person)]


def _tasks(person: Person, today: dt.date) -> list[Heap]:
    works = work_of(person, today)
    rows = {w.key: _first(w.tasks) for w in works}
    shown = [task for tasks in rows.values() for task in tasks]
    assignments = Prefetch("assignments", Assignment.objects.select_related("organisation"))
    prefetch_related_objects(shown, assignments, "areas")
    several = len({task.round_id for task in shown}) > 1
    columns = [c for c in ledger_columns(today, several_rounds=several) if not c.optional]
    return [
        Heap(
            key=work.key,
            label=work.label,
            icon=ICONS[work.key],
            number=work.tasks.count(),
            table=Table(columns, rows[work.key], work.label, row_url=task_url),
            url=ledger_url(**work.parameters),
        )
        for work in works
        if rows[work.key]
    ]


def months(person: Person, today: dt.date) -> list[tuple[Due, str]]:
    """Months of 月调度 the person's own units have not reported whole, with the page to do it on."""
    return [(due, report_url(due.month, due.organisation.pk)) for due in dues(person, today) if due.missing]


def _first(tasks: TaskQuerySet) -> list[Task]:
    return list(tasks.select_related("round", "klass").order_by("deadline_date", "round", "order")[:ROWS])


def _decisions(person: Person, today: dt.date) -> list[Heap]:
    """What meetings decided that waits for this person's body, or for his word that it is done."""
    if not may(person, "leadership.view"):
        return []
    found = []
    for whom, (label, icon) in DECISIONS.items():
        rows = open_for(person, whom, Decision.objects.visible_to(person))
        first = list(
            rows.select_related("meeting__body", "organisation", "task").order_by("deadline", "pk")[:ROWS]
        )
        if first:
            table = Table(decision_columns(today), first, label, row_url=decision_url)
            url = f"{reverse('leadership:decisions')}?waits={whom}"
            found.append(Heap(f"decisions-{whom}", label, icon, rows.count(), table, url, "议定事项"))
    return found


def _leads(person: Person) -> list[Heap]:
    """Leads of accountability nobody has received or dealt with."""
    if not may(person, "accountability.handle"):
        return []
    rows = Lead.objects.visible_to(person).filter(decision__in=OPEN_LEADS)
    first = list(rows.select_related("instrument", "task").order_by("arrived_at", "pk")[:ROWS])
    if not first:
        return []
    table = Table(lead_columns(), first, "待处理的问责线索", row_url=lead_url)
    url = f"{reverse('accountability:leads')}?decision=open"
    return [Heap("leads", "待处理的问责线索", "shield-lock", rows.count(), table, url, "线索")]
