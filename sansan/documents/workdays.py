"""Days of a notice: calendar days counted inclusively, or working days by the public-holiday calendar."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Iterable, Iterator
from functools import cache
from importlib import resources


def calendar_days(first: dt.date, last: dt.date) -> int:
    """Days from `first` to `last`, both counted; 0 or less where they are the wrong way round."""
    return (last - first).days + 1


def _days(entries: Iterable[str]) -> Iterator[dt.date]:
    for entry in entries:
        first, _, last = entry.partition("..")
        start = dt.date.fromisoformat(first)
        end = dt.date.fromisoformat(last or first)
        yield from (start + dt.timedelta(n) for n in range((end - start).days + 1))


@cache
def _calendar() -> tuple[frozenset[int], frozenset[dt.date], frozenset[dt.date]]:
    raw = tomllib.loads(
        resources.files("sansan.documents").joinpath("data/public_holidays.toml").read_text("utf-8")
    )
    years = {int(key): entry for key, entry in raw.items() if key.isdigit()}
    off = frozenset(d for entry in years.values() for d in _days(entry["off"]))
    on = frozenset(d for entry in years.values() for d in _days(entry["on"]))
    return frozenset(years), off, on


def working_days(first: dt.date, last: dt.date) -> int | None:
    """Working days from `first` to `last`, both counted; None where the calendar lacks one of their years."""
    years, off, on = _calendar()
    if not {first.year, last.year} <= years:
        return None
    days = (first + dt.timedelta(n) for n in range(calendar_days(first, last)))
    return sum(1 for d in days if d in on or (d.weekday() < 5 and d not in off))


def days_off_duty(first: dt.date, last: dt.date) -> int | None:
    """Days of public holidays from `first` to `last`, both counted; None where the calendar lacks their years."""
    years, off, _ = _calendar()
    if not {first.year, last.year} <= years:
        return None
    return sum(1 for n in range(calendar_days(first, last)) if first + dt.timedelta(n) in off)
