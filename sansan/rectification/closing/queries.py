"""Reading requests and what was overridden, each from what the viewer may see."""

from django.db.models import QuerySet

from sansan.people.models import Person
from sansan.rectification.models import ClaimChoice, ClosingOverride, ClosingRequest, Round, Task

Outcome = ClosingRequest.Outcome
SETTLED = (Outcome.CLOSED, Outcome.OVERRIDDEN)


def requests_of(task: Task) -> QuerySet[ClosingRequest]:
    """A task's requests, newest first. The caller has checked that the task may be seen."""
    rows = task.closing_requests.select_related("by", "decided_by", "accepted_by")
    return rows.prefetch_related("overrides__by").order_by("-at", "-pk")


def last_closing(task: Task) -> ClosingRequest | None:
    """The request by which the task was last closed; None where it was closed before there were requests.

    Whoever looks back at a closing (回头看) and finds it false names this row: it carries who accepted and who decided.
    """
    return requests_of(task).filter(outcome__in=SETTLED).first()


def open_request(task: Task) -> ClosingRequest | None:
    """The request that waits for reasons."""
    return requests_of(task).filter(outcome=Outcome.OPEN).first()


def overrides_in(person: Person, round_: Round) -> QuerySet[ClosingOverride]:
    """What was overridden in a round, of the tasks the person may see, newest first."""
    tasks = Task.objects.visible_to(person).filter(round=round_)
    rows = ClosingOverride.objects.filter(request__task__in=tasks)
    return rows.select_related("request__task", "by").order_by("-at", "pk")


def switched_off_in(person: Person, round_: Round) -> QuerySet[ClaimChoice]:
    """Claims the office said do not apply, of the tasks of a round the person may see, newest first."""
    tasks = Task.objects.visible_to(person).filter(round=round_)
    rows = ClaimChoice.objects.filter(task__in=tasks, applies=False)
    return rows.select_related("task", "by").order_by("-at", "pk")
