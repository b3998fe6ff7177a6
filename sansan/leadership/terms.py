"""Who held a seat on a day. Pure: anything with `starts_on` and `ends_on` will do."""

import datetime as dt
from collections.abc import Iterable
from typing import Protocol, TypeVar


class Spell(Protocol):
    """A time of which both days are included; without an end it still runs."""

    @property
    def starts_on(self) -> dt.date: ...
    @property
    def ends_on(self) -> dt.date | None: ...


S = TypeVar("S", bound=Spell)


def holds(spell: Spell, on: dt.date) -> bool:
    return spell.starts_on <= on and (spell.ends_on is None or on <= spell.ends_on)


def holder(spells: Iterable[S], on: dt.date) -> S | None:
    """The one that holds on that day; None where the seat was vacant."""
    return next((spell for spell in spells if holds(spell, on)), None)


def during(spells: Iterable[S], first: dt.date, last: dt.date | None) -> list[S]:
    """Those that held on some day of the time given, in order."""
    found = [
        spell
        for spell in spells
        if (last is None or spell.starts_on <= last) and (spell.ends_on is None or spell.ends_on >= first)
    ]
    return sorted(found, key=lambda spell: spell.starts_on)


def clash(spells: Iterable[S], first: dt.date, last: dt.date | None) -> S | None:
    """One that would share a day with a new one from `first` to `last`."""
    return next(iter(during(spells, first, last)), None)
