"""A queue in the database: a worker takes a row with a lease, does its work outside any transaction, notes the result.

Shared by the messages to persons and by what other systems are told. A row has `state` (queued, sent, failed, …),
`attempts`, `due_at`, `claim`, `claimed_until`, `error` and `sent_at`.
"""

import datetime as dt
import uuid
from typing import Any, TypeVar

import structlog
from django.db import models, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from sansan.notify import timing
from sansan.notify.parcel import Undelivered

log = structlog.get_logger()

LEASE = dt.timedelta(minutes=5)
"""Longer than any channel takes for one delivery: their own time-outs end well before."""

QUEUED, SENT, FAILED = "queued", "sent", "failed"
INTERRUPTED = "发送过程多次中断，没有结果。"
_M = TypeVar("_M", bound=models.Model)


def due(rows: QuerySet[_M], now: dt.datetime) -> QuerySet[_M]:
    """The rows whose time has come and that nobody holds, the oldest first."""
    free = Q(claimed_until__isnull=True) | Q(claimed_until__lte=now)
    return rows.filter(free, state=QUEUED, due_at__lte=now).order_by("due_at", "pk")


@transaction.atomic
def take(rows: QuerySet[_M]) -> _M | None:
    """The next due row, ours for the length of the lease. The attempt is counted now, or a crash would never count."""
    now = timezone.now()
    row: Any = due(rows, now).select_for_update(skip_locked=True, of=("self",)).first()
    if row is not None:
        row.claim, row.claimed_until = uuid.uuid4().hex, now + LEASE
        row.attempts += 1
        row.save(update_fields=["claim", "claimed_until", "attempts"])
    found: _M | None = row
    return found


def exhausted(row: Any) -> bool:
    """Whether the row was taken more often than it is tried: every worker that took it died."""
    return bool(row.attempts > timing.MOST_ATTEMPTS)


def give_back(row: Any, state: str, **changes: object) -> str:
    """Note the result and give the lease back, if it is still ours; the state."""
    if state == SENT:
        changes["error"] = ""
    ours = type(row)._default_manager.filter(pk=row.pk, claim=row.claim)
    if not ours.update(state=state, claim="", claimed_until=None, **changes):
        log.warning("delivery_lease_lost", delivery=row.pk, state=state)
    return str(state)


def failed(row: Any, problem: Undelivered) -> str:
    """Try again later, unless that is hopeless or was the last time."""
    pause = None if problem.lasting else timing.pause_after(row.attempts)
    log.warning("delivery_failed", delivery=row.pk, attempt=row.attempts, again=pause is not None)
    if pause is None:
        return give_back(row, FAILED, error=problem.words)
    return give_back(row, QUEUED, error=problem.words, due_at=timezone.now() + pause)
