"""How a seat's holder on a day is written."""

import datetime as dt

from sansan.leadership.models import Seat
from sansan.leadership.terms import holder

VACANT = "空缺"


def held_by(seat: Seat, on: dt.date) -> str:
    """领导小组组长、市长张某: the seat, the post at the time and the name; reads the seat's terms."""
    term = holder(seat.terms.all(), on)
    if term is None:
        return f"{seat.title}（{VACANT}）"
    return f"{seat.title}、{term.post}{term.name}" if term.post else f"{seat.title}{term.name}"
