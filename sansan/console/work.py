"""Today's heaps of work with their first rows, in a fixed number of queries."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Prefetch, prefetch_related_objects

from sansan.dispatch.presentation import report_url
from sansan.dispatch.queries import Due, dues
from sansan.people.models import Person
from sansan.rectification.models import Assignment, Task
from sansan.rectification.presentation.board import ledger_columns, ledger_url
from sansan.rectification.presentation.frame import task_url
from sansan.rectification.queries import work_of
from sansan.rectification.querysets import TaskQuerySet
from sansan.ui.table import Table

ROWS = 8
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


@dataclass(frozen=True)
class Heap:
    """One heap that has something in it: how many, the first rows, where all of them are."""

    key: str
    label: str
    icon: str
    number: int
    table: Table
    url: str

    @property
    def note(self) -> str:
        return f"{self.number} 项，先列 {ROWS} 项" if self.number > ROWS else f"{self.number} 项"


def heaps(person: Person, today: dt.date) -> list[Heap]:
    """The heaps that are not empty, the most pressing first."""
    works = work_of(person, today)
    rows = {w.key: _first(w.tasks) for w in works}
    shown = [task for tasks in rows.values() for task in tasks]
    assignments = Prefetch("assignments", Assignment.objects.select_related("organisation"))
    prefetch_related_objects(shown, assignments, "areas")
    columns = ledger_columns(today, several_rounds=len({task.round_id for task in shown}) > 1)
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
