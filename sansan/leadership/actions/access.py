"""Finding the row to write: within reach of the verb, locked, or `Missing`."""

from typing import Any, TypeVar

from django.db import models

from sansan.errors import Conflict, Missing
from sansan.leadership.models import Body, Decision, Meeting, Seat
from sansan.leadership.querysets import MANAGE, MEETINGS
from sansan.people.access import require
from sansan.people.models import Person
from sansan.trail.record import Actor

_M = TypeVar("_M", bound=models.Model)


def locked_body(body_id: int, by: Actor, verb: str = MANAGE) -> Body:
    require(by, verb)
    return locked(Body.objects.visible_to(by, verb), body_id, "领导机构")


def locked_seat(seat_id: int, by: Actor) -> Seat:
    """The seat with its body locked: two changes of the same seat wait for each other."""
    require(by, MANAGE)
    found = Seat.objects.filter(pk=seat_id, body__in=Body.objects.visible_to(by, MANAGE)).first()
    if found is None:
        raise Missing("未找到该席位，或不在您的权限范围内。", pk=seat_id)
    locked(Body.objects.all(), found.body_id, "领导机构")
    return locked(Seat.objects.select_related("body"), seat_id, "席位")


def locked_meeting(meeting_id: int, by: Person) -> Meeting:
    require(by, MEETINGS)
    rows = Meeting.objects.visible_to(by, MEETINGS).select_related("body")
    return locked(rows, meeting_id, "会议")


def open_meeting(meeting_id: int, by: Person) -> Meeting:
    """A meeting whose minutes are not issued yet: the only kind that may still be written on."""
    meeting = locked_meeting(meeting_id, by)
    if meeting.issued_at is not None:
        raise Conflict(f"纪要已以{meeting.number}印发，会议的记录不能再改。如有差错，请另行印发更正。")
    return meeting


def locked_decision(decision_id: int, by: Person, verb: str) -> Decision:
    require(by, verb)
    rows = Decision.objects.visible_to(by, verb).select_related("meeting__body", "organisation", "task")
    return locked(rows, decision_id, "议定事项")


def locked(rows: "models.QuerySet[_M]", pk: Any, what: str) -> _M:
    row = rows.select_for_update(of=("self",)).filter(pk=pk).first()
    if row is None:
        raise Missing(f"未找到该{what}，或不在您的权限范围内。", pk=pk)
    return row
