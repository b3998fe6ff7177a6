"""Doing one thing to many rows of a list: what can be done, and trying it without doing it.

A room declares a verb over its own single action: each row is one call of that action, with its own event. The preview
is that very call, undone: what it says is what will happen.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db import transaction
from django.db.models import QuerySet

from sansan.errors import DomainError
from sansan.people.models import Person

MOST = 500


@dataclass(frozen=True)
class BulkVerb:
    """One button over a list. `act` does it to one row and says in words what was done; it raises `DomainError`.

    `rows` are those a person may see of these keys; `whole` those of a whole list by its address's parameters.
    """

    key: str
    list_key: str
    label: str
    says: str
    permission: str
    form: Callable[[Any, Person], forms.Form]
    rows: Callable[[Person], "QuerySet[Any]"]
    whole: Callable[[Person, Any], "QuerySet[Any]"]
    act: Callable[..., str]  # (by=, pk=, **values of the form)
    unit: str = "项"


@dataclass(frozen=True)
class Outcome:
    """What became, or would become, of one row."""

    pk: int
    label: str
    done: bool
    words: str


_VERBS: dict[str, BulkVerb] = {}


def declare(*verbs: BulkVerb) -> None:
    """From a room's `AppConfig.ready`."""
    _VERBS.update({verb.key: verb for verb in verbs})


def verb_of(key: str) -> BulkVerb | None:
    return _VERBS.get(key)


def verbs_of(list_key: str) -> list[BulkVerb]:
    return [verb for verb in _VERBS.values() if verb.list_key == list_key]


def tried(person: Person, verb: BulkVerb, keys: Sequence[int], values: dict[str, Any]) -> list[Outcome]:
    """What would happen, row by row: done and undone, a transaction each, so that nobody waits for all of them."""
    labels = labels_of(person, verb, keys)
    return [_tried(person, verb, pk, labels[pk], values) for pk in keys if pk in labels]


def _tried(person: Person, verb: BulkVerb, pk: int, label: str, values: dict[str, Any]) -> Outcome:
    with transaction.atomic():
        outcome = done(person, verb, pk, label, values)
        transaction.set_rollback(True)
    return outcome


def done(person: Person, verb: BulkVerb, pk: int, label: str, values: dict[str, Any]) -> Outcome:
    """One row, within the caller's transaction; refused rows leave nothing behind."""
    try:
        with transaction.atomic():
            words = verb.act(by=person, pk=pk, **values)
    except DomainError as refusal:
        return Outcome(pk, label, done=False, words=refusal.message)
    return Outcome(pk, label, done=True, words=words)


def labels_of(person: Person, verb: BulkVerb, keys: Sequence[int]) -> dict[int, str]:
    """Of the rows the person may see, in the order given; others are as if they did not exist."""
    found = {row.pk: str(row) for row in verb.rows(person).filter(pk__in=keys)}
    return {pk: found[pk] for pk in keys if pk in found}
