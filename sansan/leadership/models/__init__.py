"""What the room stores: leading bodies with their seats and terms, who answers for which task, meetings."""

from sansan.leadership.models.bodies import Body, Charge, Seat, Term
from sansan.leadership.models.meetings import AgendaItem, Attendance, Decision, DecisionReport, Meeting

__all__ = [
    "AgendaItem",
    "Attendance",
    "Body",
    "Charge",
    "Decision",
    "DecisionReport",
    "Meeting",
    "Seat",
    "Term",
]
