"""The rules of 月调度 as dated data: days, who is asked, lights. Pure but for reading the room's own file."""

import calendar
import datetime as dt
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import resources
from typing import Any

from sansan.documents.model import UnitRole
from sansan.rectification.ladder import days_between

A_DAY = dt.timedelta(days=1)


class Counting(StrEnum):
    CALENDAR = "calendar"
    WORKING = "working"


@dataclass(frozen=True, slots=True)
class Rule:
    """One version; it rules the months that begin on `valid_from` or later."""

    valid_from: dt.date
    counting: Counting
    opens_day: int
    due_day: int
    freeze_day: int
    freeze_hour: int
    remind_days: int
    automatic: bool
    roles: tuple[UnitRole, ...]
    standing: bool
    yellow_lag: int
    words: str

    def opens_on(self, month: dt.date) -> dt.date:
        return self._day(month, self.opens_day)

    def due_on(self, month: dt.date) -> dt.date:
        """The last day on which reporting is in time."""
        return self._day(month, self.due_day)

    def freezes_on(self, month: dt.date) -> dt.date:
        return self._day(month, self.freeze_day)

    def _day(self, month: dt.date, number: int) -> dt.date:
        if self.counting is Counting.CALENDAR:
            day = month.replace(day=min(number, last_day(month).day))
            while not is_working(day):
                day += A_DAY
            return day
        day, counted = month - A_DAY, 0
        while counted < number and day < last_day(month):
            day += A_DAY
            counted += is_working(day)
        return day


def is_working(day: dt.date) -> bool:
    """By the holiday calendar; Mondays to Fridays in years it does not know."""
    return days_between(day - A_DAY, day) == 1


def first_day(day: dt.date) -> dt.date:
    return day.replace(day=1)


def last_day(day: dt.date) -> dt.date:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def next_month(month: dt.date) -> dt.date:
    return last_day(month) + A_DAY


def month_before(month: dt.date) -> dt.date:
    return first_day(first_day(month) - A_DAY)


def month_word(month: dt.date) -> str:
    """2026年11月."""
    return f"{month.year}年{month.month}月"


def month_of(text: str) -> dt.date:
    """The first day of 2026-11. Raises ValueError for what is no month."""
    year, _, number = text.partition("-")
    if len(year) != 4 or not number:
        raise ValueError(f"{text!r} is no month")
    return dt.date(int(year), int(number), 1)


def parse(raw: Mapping[str, Any]) -> tuple[Rule, ...]:
    """The versions, oldest first. Raises ValueError that names the version and what is wrong with it."""
    found = []
    for entry in raw["rule"]:
        try:
            found.append(
                Rule(
                    valid_from=entry["valid_from"],
                    counting=Counting(entry["counting"]),
                    opens_day=int(entry["opens_day"]),
                    due_day=int(entry["due_day"]),
                    freeze_day=int(entry["freeze_day"]),
                    freeze_hour=int(entry["freeze_hour"]),
                    remind_days=int(entry["remind_days"]),
                    automatic=bool(entry["automatic"]),
                    roles=tuple(UnitRole(role) for role in entry["roles"]),
                    standing=bool(entry["standing"]),
                    yellow_lag=int(entry["yellow_lag"]),
                    words=entry["words"],
                )
            )
        except (KeyError, ValueError, TypeError) as error:
            raise ValueError(f"dispatch.toml [{entry.get('valid_from', '?')}]: {error}") from error
        rule = found[-1]
        if not 1 <= rule.opens_day <= rule.due_day <= rule.freeze_day <= 31:
            raise ValueError(f"dispatch.toml [{rule.valid_from}]: opens, due and freeze are not in order")
    return tuple(sorted(found, key=lambda rule: rule.valid_from))


def rule_of(month: dt.date, versions: Sequence[Rule] = ()) -> Rule:
    """The version that rules this month; months before the first version are ruled by the first."""
    known = versions or rules()
    return next((rule for rule in reversed(known) if rule.valid_from <= month), known[0])


@cache
def rules() -> tuple[Rule, ...]:
    return parse(_raw())


@cache
def surety() -> str:
    """How far the defaults may be trusted, as the pages say it."""
    return str(_raw()["sure"])


@cache
def _raw() -> dict[str, Any]:
    text = resources.files("sansan.dispatch").joinpath("data/dispatch.toml").read_text("utf-8")
    return tomllib.loads(text)
