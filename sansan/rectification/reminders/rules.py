"""提醒规则: on which days something with a date is spoken of. Pure but for reading the room's own file."""

import datetime as dt
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import resources
from typing import Any

from sansan.rectification.ladder import days_between
from sansan.rectification.procedures import Counting

A_DAY = dt.timedelta(days=1)


class About(StrEnum):
    """What a reminder speaks of."""

    DEADLINE = "deadline"
    MONTHLY = "monthly"
    NOTICE = "notice"
    LOOK_BACK = "look_back"
    REQUEST = "request"
    RECEIPT = "receipt"
    REPLY = "reply"


class Stage(StrEnum):
    """Where the day stands to the anchor."""

    AHEAD = "ahead"
    ON = "on"
    LATE = "late"


@dataclass(frozen=True, slots=True)
class Offset:
    """So long before the anchor."""

    days: int
    counting: Counting


@dataclass(frozen=True, slots=True)
class Schedule:
    """The days one kind of thing is spoken of, relative to its anchor."""

    ahead: tuple[Offset, ...]
    on_day: bool
    late: tuple[int, ...]
    then_every: int
    office_from: int | None

    def speaks(self, anchor: dt.date, since: dt.date, today: dt.date) -> bool:
        """Whether a day of this schedule lies after `since`, up to and with `today`."""
        return any(self._speaks_on(anchor, today - A_DAY * back) for back in range((today - since).days))

    def tells_office(self, anchor: dt.date, today: dt.date) -> bool:
        """Whether the office that supervises is told too."""
        return self.office_from is not None and days_between(anchor, today) >= self.office_from

    def _speaks_on(self, anchor: dt.date, day: dt.date) -> bool:
        if not is_working(day):
            return False
        if day > anchor:
            return self._is_late_day(days_between(anchor, day))
        if self.on_day and day == working_day_until(anchor):
            return True
        return any(self._is_ahead_day(offset, anchor, day) for offset in self.ahead)

    def _is_late_day(self, days: int) -> bool:
        if days in self.late:
            return True
        last = max(self.late, default=0)
        return bool(self.then_every) and days > last and (days - last) % self.then_every == 0

    def _is_ahead_day(self, offset: Offset, anchor: dt.date, day: dt.date) -> bool:
        if offset.counting is Counting.WORKING:
            return days_between(day, anchor) == offset.days
        return day == working_day_until(anchor - A_DAY * offset.days)


@dataclass(frozen=True, slots=True)
class Rules:
    """The file: a schedule for each kind, the hour of sending, how far back missed days are made good."""

    schedules: Mapping[About, Schedule]
    hour: int
    catch_up_days: int
    source: str
    sure: str


def stage_of(anchor: dt.date, today: dt.date) -> Stage:
    if today > anchor:
        return Stage.LATE
    return Stage.ON if today == anchor else Stage.AHEAD


def is_working(day: dt.date) -> bool:
    return days_between(day - A_DAY, day) == 1


def working_day_until(day: dt.date) -> dt.date:
    """The day itself where it is a working day, else the last one before it."""
    while not is_working(day):
        day -= A_DAY
    return day


def next_working_day(day: dt.date) -> dt.date:
    """The first working day after `day`."""
    day += A_DAY
    while not is_working(day):
        day += A_DAY
    return day


def parse(raw: Mapping[str, Any]) -> Rules:
    """Raises ValueError that names the kind and what is wrong with it."""
    schedules = {}
    for about in About:
        try:
            schedules[about] = _schedule(raw[about.value])
        except (KeyError, ValueError, TypeError) as error:
            raise ValueError(f"reminders.toml [{about.value}]: {error}") from error
    hour, back = int(raw["hour"]), int(raw["catch_up_days"])
    if not 0 <= hour <= 23 or back < 1:
        raise ValueError("reminders.toml: hour is 0 to 23, catch_up_days at least 1")
    return Rules(schedules, hour, back, str(raw["source"]), str(raw["sure"]))


def _schedule(entry: Mapping[str, Any]) -> Schedule:
    ahead = tuple(Offset(int(o["days"]), Counting(o["counting"])) for o in entry.get("ahead", ()))
    late = tuple(int(days) for days in entry.get("late", ()))
    every = int(entry.get("then_every", 0))
    if min([*(o.days for o in ahead), *late, 1]) < 1 or every < 0:
        raise ValueError("days are counted from 1")
    return Schedule(ahead, bool(entry.get("on_day", False)), late, every, entry.get("office_from"))


@cache
def rules() -> Rules:
    text = resources.files("sansan.rectification").joinpath("data/reminders.toml").read_text("utf-8")
    return parse(tomllib.loads(text))
