"""督办升级: which paper is due for a unit that is late, as dated data. Pure but for reading the room's own file.

A clue for the office, never an automatic act: a person issues each paper, a leader signs the graver ones.
"""

import datetime as dt
import tomllib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import resources
from typing import Any

from sansan.documents.workdays import working_days


class Trigger(StrEnum):
    AHEAD = "ahead"
    LATE = "late"
    UNANSWERED = "unanswered"
    AFTER = "after"
    FALSE = "false"


@dataclass(frozen=True, slots=True)
class Rung:
    """One step of the ladder; `order` counts from 0."""

    order: int
    key: str
    name: str
    colour: str
    trigger: Trigger
    days: int
    reply_days: int
    signed: bool
    words: str
    demand: str

    @property
    def label(self) -> str:
        return f"{self.name}（{self.colour}）" if self.colour else self.name


@dataclass(frozen=True, slots=True)
class Issued:
    """A paper the unit has got for this deadline."""

    rung: str
    issued_on: dt.date
    reply_by: dt.date
    answered: bool


def due(deadline: dt.date, issued: Sequence[Issued], today: dt.date) -> Rung | None:
    """The paper due now for a unit whose unfinished task has this deadline: the next one up that has not been issued.

    Only one rung at a time beyond the deadline's own: nobody is interviewed for what he was never urged to do.
    """
    last = max((order_of(paper.rung) for paper in issued), default=-1)
    papers = {paper.rung: paper for paper in issued}
    found = None
    for rung in rungs():
        if rung.order > last and _holds(rung, deadline, papers, today):
            found = rung
    return found


def _holds(rung: Rung, deadline: dt.date, papers: Mapping[str, Issued], today: dt.date) -> bool:
    if rung.trigger is Trigger.AHEAD:
        return today <= deadline and days_between(today, deadline) <= rung.days
    if rung.trigger is Trigger.LATE:
        return days_between(deadline, today) >= rung.days
    if rung.trigger is Trigger.FALSE:  # rests on no deadline: see `for_false_closing`
        return False
    before = papers.get(rungs()[rung.order - 1].key)
    if before is None or today <= deadline:
        return False
    if rung.trigger is Trigger.UNANSWERED:
        return not before.answered and days_between(before.reply_by, today) >= rung.days
    return days_between(before.issued_on, today) >= rung.days


def for_false_closing(found_on: dt.date, issued: Collection[str], today: dt.date) -> Rung | None:
    """The paper due to somebody who answers for a closing found false that day, unless he has got it."""
    for rung in rungs():
        fresh = (today - found_on).days <= rung.days
        if rung.trigger is Trigger.FALSE and fresh and rung.key not in issued:
            return rung
    return None


def days_between(first: dt.date, last: dt.date) -> int:
    """Working days after `first` up to and with `last`; 0 where `last` is not later.

    Where the holiday calendar lacks the year, Mondays to Fridays are counted: a reminder a day early does no harm.
    """
    if last <= first:
        return 0
    begin = first + dt.timedelta(days=1)
    counted = working_days(begin, last)
    if counted is not None:
        return counted
    return sum((begin + dt.timedelta(days=n)).weekday() < 5 for n in range((last - first).days))


def working_day_after(day: dt.date, days: int) -> dt.date:
    """The working day so many working days after `day`."""
    ahead = day
    while days_between(day, ahead) < days:
        ahead += dt.timedelta(days=1)
    return ahead


def order_of(key: str) -> int:
    """A rung no longer in the file stands below all: what it was is kept on the paper itself."""
    return next((rung.order for rung in rungs() if rung.key == key), -1)


def rung_of(key: str) -> Rung:
    """Raises LookupError for a key the file does not have."""
    for rung in rungs():
        if rung.key == key:
            return rung
    raise LookupError(key)


def parse(raw: Mapping[str, Any]) -> tuple[Rung, ...]:
    """Raises ValueError that names the rung and what is wrong with it."""
    found = []
    for order, entry in enumerate(raw["rung"]):
        try:
            found.append(
                Rung(
                    order=order,
                    key=entry["key"],
                    name=entry["name"],
                    colour=entry.get("colour", ""),
                    trigger=Trigger(entry["trigger"]),
                    days=int(entry["days"]),
                    reply_days=int(entry["reply_days"]),
                    signed=bool(entry["signed"]),
                    words=entry["words"],
                    demand=entry["demand"],
                )
            )
        except (KeyError, ValueError, TypeError) as error:
            raise ValueError(f"escalation.toml 第 {order + 1} 级：{error}") from error
    if found and found[0].trigger in {Trigger.UNANSWERED, Trigger.AFTER}:
        raise ValueError(f"escalation.toml 第 1 级：{found[0].key} rests on a rung below it")
    return tuple(found)


@cache
def rungs() -> tuple[Rung, ...]:
    text = resources.files("sansan.rectification").joinpath("data/escalation.toml").read_text("utf-8")
    return parse(tomllib.loads(text))
