"""What a subscriber is told of an event: what its holder's own page would say of it, or nothing."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from sansan.api.models import Subscription
from sansan.config import config
from sansan.people.access import may, narrow
from sansan.people.models import Person
from sansan.rectification.models import AuditFinding, Round, SourceDocument, Task
from sansan.rectification.presentation.timeline import DRAFTING, happenings, over_area
from sansan.trail.models import Event

SUBSCRIBE = "api.subscribe"
Seen = Callable[[Person], "QuerySet[Any]"]

KINDS: Mapping[str, Seen] = {
    "rectification.task": Task.objects.visible_to,
    "rectification.round": Round.objects.visible_to,
    "rectification.auditfinding": AuditFinding.objects.visible_to,
    "rectification.sourcedocument": lambda person: SourceDocument.objects.visible_to(
        person, "rectification.intake"
    ),
}
"""Rows whose events are told, and which of them a person may see. Everything else stays in the house."""
_PAGES = {
    "rectification.task": "rectification:task",
    "rectification.round": "rectification:round",
    "rectification.auditfinding": "rectification:finding",
    "rectification.sourcedocument": "rectification:intake",
}


def viewer_of(subscription: Subscription) -> Person | None:
    """The holder as of today, looking at the subscribed area only; None when he may no longer subscribe."""
    person = Person.objects.get(pk=subscription.holder_id)
    if not may(person, SUBSCRIBE):
        return None
    if subscription.area_code:
        narrow(person, subscription.area_code)
    return person


def wanted(subscription: Subscription, events: Iterable[Event]) -> list[Event]:
    """Of these events, those of the verbs subscribed to, about rows of a kind that is told."""
    verbs: Sequence[str] = subscription.verbs
    return [
        event
        for event in events
        if event.target_type in KINDS
        and (
            not verbs or any(event.verb == v or (v.endswith(".") and event.verb.startswith(v)) for v in verbs)
        )
    ]


def visible(person: Person, events: Sequence[Event]) -> list[Event]:
    """Of these events, those about rows the person may see; one query for each kind of row."""
    seen: set[tuple[str, str]] = set()
    for kind, rows in KINDS.items():
        ids = {int(event.target_id) for event in events if event.target_type == kind}
        if ids:
            found = rows(person).filter(pk__in=ids).values_list("pk", flat=True)
            seen |= {(kind, str(pk)) for pk in found}
    return [
        event
        for event in events
        if (event.target_type, event.target_id) in seen
        and (event.verb not in DRAFTING or over_area(person, event.area_code))
    ]


def payload(person: Person, event: Event) -> dict[str, Any] | None:
    """The event as its holder may know it; None when he may not know of it (any more)."""
    if not visible(person, [event]):
        return None
    (told,) = happenings(person, [event], area_code=_round_area(event))
    hidden = not told.moment.who  # what another county did on a shared task: that it happened, no more
    site = config().site_url.rstrip("/")
    page = reverse(_PAGES[event.target_type], args=[event.target_id])
    return {
        "event": event.seq,
        "at": timezone.localtime(event.at).isoformat(timespec="seconds"),
        "verb": event.verb,
        "label": told.moment.title,
        "by": told.moment.who,
        "text": told.moment.text,
        "area_code": "" if hidden else event.area_code,
        "object": {
            "type": event.target_type.partition(".")[2],
            "id": int(event.target_id),
            "label": event.target_label,
            "url": f"{site}{page}" if site else page,
        },
    }


def _round_area(event: Event) -> str:
    """The area whose own events every reader of the row sees whole."""
    if event.target_type == "rectification.round":
        return event.area_code
    paths = {
        "rectification.task": Task.objects,
        "rectification.auditfinding": AuditFinding.objects,
        "rectification.sourcedocument": SourceDocument.objects,
    }
    found = paths[event.target_type].filter(pk=event.target_id)
    return str(found.values_list("round__area_code", flat=True).first() or "")
