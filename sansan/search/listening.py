"""The index hears of every write and follows it once it is committed."""

from collections.abc import Sequence

import structlog
from django.db import connection, transaction

from sansan.search import indexing
from sansan.search.registry import target_types
from sansan.trail.models import Event

log = structlog.get_logger()


def heard(events: Sequence[Event]) -> None:
    """Told of events in the transaction of the write; asks to come back after the commit, once."""
    if any(event.target_type in target_types() for event in events) and not _waits():
        transaction.on_commit(follow)


def follow() -> None:
    """The write stands already: what goes wrong here is noted, and the worker's clock does it again."""
    try:
        indexing.catch_up()
    except Exception:
        log.exception("search_did_not_follow")


def _waits() -> bool:
    return any(waiting[1] is follow for waiting in connection.run_on_commit)
