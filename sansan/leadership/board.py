"""The states a decision is shown in: words that never overlap and always add up to the whole."""

import datetime as dt
from collections.abc import Mapping

from django.db.models import Count, Q

from sansan.leadership.models import Decision
from sansan.leadership.querysets import MEETINGS, REPORT, DecisionQuerySet
from sansan.people.access import grants
from sansan.people.models import Person
from sansan.people.roles import Reach
from sansan.rectification.workflow import State as TaskState

WORDS: Mapping[str, str] = {
    "overdue": "超期",
    "open": "办理中",
    "reported": "待办结",
    "closed": "已办结",
}
LOOKS: Mapping[str, str] = {
    "overdue": "overdue",
    "open": "in_progress",
    "reported": "awaiting",
    "closed": "closed",
}


def conditions(today: dt.date) -> dict[str, Q]:
    """Display state → the decisions in it on that day. Disjoint and complete. What became a task ends with it."""
    late = ~_done() & Q(deadline__isnull=False, deadline__lt=today)
    in_time = ~_done() & (Q(deadline__isnull=True) | Q(deadline__gte=today))
    return {
        "overdue": late,
        "open": in_time & Q(state=Decision.State.OPEN),
        "reported": in_time & Q(state=Decision.State.REPORTED),
        "closed": _done(),
    }


def _done() -> Q:
    """Said without a null: a decision of no task has no task that is closed."""
    return Q(state=Decision.State.CLOSED) | Q(task__isnull=False, task__state=TaskState.CLOSED)


def counts(today: dt.date) -> dict[str, Count]:
    return {"total": Count("pk")} | {
        name: Count("pk", filter=rows) for name, rows in conditions(today).items()
    }


def shown(decision: Decision, today: dt.date) -> str:
    """The display state of one decision; the same rule as `conditions`. Reads the task."""
    task_closed = decision.task is not None and decision.task.state == TaskState.CLOSED
    if decision.state == Decision.State.CLOSED or task_closed:
        return "closed"
    if decision.deadline and decision.deadline < today:
        return "overdue"
    return "reported" if decision.state == Decision.State.REPORTED else "open"


def badge(decision: Decision, today: dt.date) -> tuple[str, str]:
    name = shown(decision, today)
    return LOOKS[name], WORDS[name]


def open_for(person: Person, whom: str, rows: DecisionQuerySet) -> DecisionQuerySet:
    """Of these, what waits for the person: `unit` to be carried out by his body, `office` to be closed by him."""
    rows = rows.exclude(_done())
    if whom == "unit":
        bodies = [grant.organisation_id for grant in grants(person, REPORT) if grant.reach is Reach.OWN]
        return rows.filter(organisation__in=bodies, state=Decision.State.OPEN)
    kept = Decision.objects.visible_to(person, MEETINGS).values("pk")
    return rows.filter(pk__in=kept, state=Decision.State.REPORTED)
