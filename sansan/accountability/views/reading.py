"""Who looks at a page of the room."""

from typing import cast

from django.http import HttpRequest

from sansan.accountability.querysets import VIEW
from sansan.people.access import require
from sansan.people.models import Person


def viewer(request: HttpRequest, verb: str = VIEW) -> Person:
    """`NotAllowed` where the room, or this verb of it, is closed to him."""
    person = cast("Person", request.user)  # LoginRequiredMiddleware lets nobody else through
    require(person, verb)
    return person
