"""Writing an event: the only door into the trail."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from django.db import models, router, transaction
from django.utils import timezone

from sansan.trail import registry
from sansan.trail.canonical import GENESIS, canonical, clean, digest, moment, plain
from sansan.trail.listening import tell
from sansan.trail.models import Event, Head
from sansan.trail.request import request_id, via
from sansan.trail.target import key_of

VIA = "via"
"""The field of `after` that names the interface token a write came through."""


class Actor(Protocol):
    """Whoever acts: a Person, or the system."""

    @property
    def pk(self) -> Any: ...
    @property
    def name(self) -> str: ...


@dataclass(frozen=True)
class _System:
    pk: None = None
    name: str = "系统"


SYSTEM: Actor = _System()
"""The actor of scheduled jobs and of commands run on the machine itself."""


@dataclass(frozen=True)
class Entry:
    """What one event says: the verb, the row it was done to, where, why, and what changed."""

    verb: str
    target: models.Model
    area_code: str = ""
    reason: str = ""
    before: Mapping[str, Any] = field(default_factory=dict)
    after: Mapping[str, Any] = field(default_factory=dict)


def record(
    verb: str,
    *,
    target: models.Model,
    by: Actor,
    area_code: str = "",
    reason: str = "",
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> Event:
    """Append one event to the chain, in the transaction of the write it speaks of.

    Lock the business rows first and record last: the head of the chain is held from here to the commit, and
    every other writer waits for it.

    Raises ValueError (undeclared verb, unsaved target), TypeError (a value without a spelling) and
    TransactionManagementError (no transaction: the event could outlive a failed write, or the reverse).
    """
    entry = Entry(verb, target, area_code, reason, before or {}, after or {})
    (event,) = record_all([entry], by=by)
    return event


def record_all(entries: Sequence[Entry], *, by: Actor) -> list[Event]:
    """`record` for a write that does the same thing to many rows.

    Raises what `record` raises, before the first event is written.
    """
    if not transaction.get_connection(router.db_for_write(Event)).in_atomic_block:
        raise transaction.TransactionManagementError("record() belongs inside transaction.atomic()")
    written = [_fields(entry, by) for entry in entries]
    if not written:
        return []
    head = _locked_head()
    events = []
    for fields in written:
        event = Event(**fields, seq=head.seq + 1, at=timezone.now(), previous_hash=head.hash)
        event.hash = digest(hashed_fields(event))
        event.save()
        events.append(event)
        # One by one: the database admits an event only as the successor of the head.
        head.seq, head.hash = event.seq, event.hash
        head.save(update_fields=["seq", "hash"])
    tell(events)
    return events


def hold_chain() -> None:
    """Take the turn that `record` takes, before giving the next number of a series: whoever numbers sees what
    everybody before him has committed, and whoever comes after waits.

    For a write that reads what others may be adding to. Lock the business rows before it, as before `record`.
    """
    _locked_head()


def _fields(entry: Entry, by: Actor) -> dict[str, Any]:
    if not registry.is_declared(entry.verb):
        raise ValueError(f"the verb {entry.verb!r} is not declared in any room's verbs.py")
    if entry.target.pk is None:
        raise ValueError("the target of an event must be saved first")
    target_type, target_id = key_of(entry.target)
    return {
        "verb": entry.verb,
        "actor_id": by.pk,
        "actor_name": clean(by.name)[:64],
        "target_type": target_type,
        "target_id": target_id,
        "target_label": clean(str(entry.target))[:200],
        "area_code": entry.area_code,
        "reason": clean(entry.reason),
        "before": plain(entry.before),
        "after": plain({**entry.after, VIA: via.get()} if via.get() else entry.after),
        "request_id": request_id.get(),
    }


def _locked_head() -> Head:
    """The head, locked to the end of the transaction (SQLite locks the whole database when it begins)."""
    try:
        return Head.objects.select_for_update().get(pk=1)
    except Head.DoesNotExist:
        # Only an empty trail may begin anew: growing a new head on old events would hide a cut. Asked in this
        # order, since the very first event may be committed, with its head, between two of these questions.
        if Event.objects.exists() and not Head.objects.filter(pk=1).exists():
            raise RuntimeError("the head of the trail is missing; run `sansan audit verify`") from None
        Head.objects.get_or_create(pk=1, defaults={"seq": 0, "hash": GENESIS})
        return Head.objects.select_for_update().get(pk=1)


def hashed_fields(event: Event) -> dict[str, Any]:
    """What the hash covers: every column but the hash itself, JSON columns as the text that is stored."""
    return {
        "seq": event.seq,
        "at": moment(event.at),
        "verb": event.verb,
        "actor_id": event.actor_id,
        "actor_name": event.actor_name,
        "target_type": event.target_type,
        "target_id": event.target_id,
        "target_label": event.target_label,
        "area_code": event.area_code,
        "reason": event.reason,
        "before": canonical(event.before),
        "after": canonical(event.after),
        "request_id": event.request_id,
        "previous_hash": event.previous_hash,
    }
