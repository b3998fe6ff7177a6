"""The states a task is shown in: words that never overlap and always add up to the whole.

Derived from the workflow state and the deadline, in one place, as conditions: the number on a page and the rows
behind it come from the same condition.
"""

import datetime as dt
from collections.abc import Mapping

from django.db.models import Count, Q

from sansan.documents.model import StatusCode
from sansan.rectification.models import Task
from sansan.rectification.workflow import PASSED, UNFINISHED, State

WORDS: Mapping[str, str] = {
    "overdue": "超期",
    "planning": "待定方案",
    "not_started": "待交办",
    "in_progress": "整改中",
    "awaiting": "待验收",
    "accepted": "待销号",
    "closed": "已销号",
    "ongoing": "持续推进",
    "suspended": "已中止",
    "withdrawn": "已撤回",
}
RARE = frozenset({"planning", "withdrawn"})
"""States most lists have none in: shown beside the others only where there is one."""
LOOKS: Mapping[str, str] = {
    "accepted": "awaiting",
    "suspended": "not_started",
    "planning": "not_started",
    "withdrawn": "not_started",
}  # display state → state of ui.status where the names differ
STANDING = Q(standing=True) | Q(claimed_code=StatusCode.COMPLETED_ONGOING)


def conditions(today: dt.date) -> dict[str, Q]:
    """Display state → the tasks in it on that day. Disjoint and complete."""
    late = Q(deadline_date__lt=today, state__in=UNFINISHED)
    in_time = Q(deadline_date__isnull=True) | Q(deadline_date__gte=today)
    return {
        "overdue": late,
        "planning": Q(state=State.PLANNING) & in_time,
        "not_started": Q(state=State.OPEN) & in_time,
        "in_progress": Q(state__in=(State.RECTIFYING, State.CHECKED)) & in_time,
        "awaiting": Q(state=State.SUBMITTED) & in_time,
        "accepted": Q(state__in=PASSED),
        "closed": Q(state=State.CLOSED) & ~STANDING,
        "ongoing": Q(state=State.CLOSED) & STANDING,
        "suspended": Q(state=State.SUSPENDED),
        "withdrawn": Q(state=State.WITHDRAWN),
    }


def counts(today: dt.date) -> dict[str, Count]:
    """Aggregates to annotate or aggregate with: one count for each display state, and `total`."""
    return {"total": Count("pk")} | {
        name: Count("pk", filter=rows) for name, rows in conditions(today).items()
    }


def shown_words(numbers: Mapping[str, int], *, current: str = "") -> dict[str, str]:
    """The states a row of numbers shows: all but the rare ones nothing is in."""
    return {
        name: word for name, word in WORDS.items() if name not in RARE or numbers.get(name) or name == current
    }


def shown(task: Task, today: dt.date) -> str:
    """The display state of one task; the same rule as `conditions`."""
    state = State(task.state)
    if state in UNFINISHED and task.deadline_date and task.deadline_date < today:
        return "overdue"
    if state is State.CLOSED:
        standing = task.standing or task.claimed_code == StatusCode.COMPLETED_ONGOING
        return "ongoing" if standing else "closed"
    return {
        State.PLANNING: "planning",
        State.OPEN: "not_started",
        State.RECTIFYING: "in_progress",
        State.CHECKED: "in_progress",
        State.SUBMITTED: "awaiting",
        State.ACCEPTED: "accepted",
        State.REVIEWED: "accepted",
        State.NOTICED: "accepted",
        State.SUSPENDED: "suspended",
        State.WITHDRAWN: "withdrawn",
    }[state]


def badge(task: Task, today: dt.date) -> tuple[str, str]:
    """The look and the word of a task's state, as `ui` tables take it."""
    name = shown(task, today)
    return (LOOKS.get(name, name), WORDS[name])
