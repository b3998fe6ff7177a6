"""The one verb of the room: telling persons something.

notify(kind="task.returned", to=[person], title="第 21 项被退回", url=task_url, key=f"task-{pk}")
"""

import uuid
from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from sansan.notify import kinds
from sansan.notify.models import Message
from sansan.people.models import Person
from sansan.trail.canonical import clean

LONGEST_TITLE = 120
LONGEST_URL = 300
LONGEST_KEY = 120


def notify(
    *,
    kind: str,
    to: Iterable[Person],
    title: str,
    body: str = "",
    url: str = "",
    area_code: str = "",
    urgent: bool = False,
    key: str = "",
) -> None:
    """Write a message to each of these persons, in the caller's transaction; the worker sends it on after the commit.

    The caller chooses persons who may see what it is about. Closed accounts are left out. `key` names the cause: the
    same kind and key reach a person once a day (Beijing time). `url` is an address of this site. No event of its own:
    it is part of the action that calls it, whose event says what happened.

    Raises LookupError (a kind nobody declared), ValueError (no title, too long a key, an address elsewhere) and
    TransactionManagementError (no transaction: the message could outlive a failed write, or the reverse).
    """
    from sansan.notify.jobs import wake

    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("notify() belongs inside transaction.atomic()")
    kinds.require(kind)
    _check(title, url, key)
    now, batch = timezone.now(), uuid.uuid4()
    words = " ".join(clean(title).split())
    common = {
        "kind": kind,
        "title": words if len(words) <= LONGEST_TITLE else f"{words[: LONGEST_TITLE - 1]}…",
        "body": clean(body).strip(),
        "url": url,
        "area_code": area_code,
        "urgent": urgent,
        "key": key,
        "day": timezone.localdate(),
        "batch": batch,
        "created_at": now,
    }
    persons = {person.pk: person for person in to if person.is_active}
    if not persons:
        return
    # Told already today: the database refuses the second message, also of two writers at the same moment.
    Message.objects.bulk_create(
        [Message(recipient=person, **common) for person in persons.values()], ignore_conflicts=True
    )
    # Robust: what the caller did is committed by now; the clock of the worker finds the message as well.
    transaction.on_commit(wake, robust=True)


def _check(title: str, url: str, key: str) -> None:
    if not title.strip():
        raise ValueError("a message needs a title")
    if url and (not url.startswith("/") or url.startswith(("//", "/\\")) or len(url) > LONGEST_URL):
        raise ValueError(f"the address of a message is a path of this site, not {url!r}")
    if len(key) > LONGEST_KEY:
        raise ValueError(f"the key is longer than {LONGEST_KEY} characters: {key!r}")
