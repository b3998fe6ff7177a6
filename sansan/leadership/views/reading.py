"""What the room's pages start from: who looks, and the row he may see."""

from typing import TypeVar, cast

from django.db import models
from django.http import HttpRequest

from sansan.errors import Missing
from sansan.leadership.querysets import VIEW
from sansan.people.access import require
from sansan.people.models import Person

_M = TypeVar("_M", bound=models.Model)


def viewer(request: HttpRequest, verb: str = VIEW) -> Person:
    """Who looks at the page; `NotAllowed` where the room, or this verb of it, is closed to him."""
    person = cast("Person", request.user)  # LoginRequiredMiddleware lets nobody else through
    require(person, verb)
    return person


def one(rows: "models.QuerySet[_M]", pk: int, what: str) -> _M:
    """The row, or `Missing` alike for what does not exist and what he may not know of."""
    row = rows.filter(pk=pk).first()
    if row is None:
        raise Missing(f"未找到该{what}，或不在您的权限范围内。", pk=pk)
    return row
