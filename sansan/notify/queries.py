"""Reads of the room: a person's own messages, and for the administrator what was sent."""

import datetime as dt

from django.db.models import QuerySet

from sansan.notify.models import Delivery, Message
from sansan.people.models import Person

MOST_COUNTED = 100
"""The bell shows 99+ from here on; the database need not count further."""


def messages_of(person: Person) -> QuerySet[Message]:
    """The person's own messages; nobody else's are ever read through a page."""
    return Message.objects.filter(recipient=person)


def unread_of(person: Person) -> QuerySet[Message]:
    return messages_of(person).filter(read_at__isnull=True)


def unread_count(person: Person) -> int:
    """Up to MOST_COUNTED."""
    return unread_of(person)[:MOST_COUNTED].count()


def failed_since(moment: dt.datetime) -> int:
    """How many did not go out since then, up to MOST_COUNTED."""
    late = Delivery.objects.filter(state=Delivery.State.FAILED, created_at__gte=moment)
    return late[:MOST_COUNTED].count()
