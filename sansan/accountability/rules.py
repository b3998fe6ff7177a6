"""Kinds of sanction, levels, causes, retention and suppression, from `data/kinds.toml`. Pure."""

import datetime as dt
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

NONE = "none"
"""The key of 不予追究: a decision, but nobody was held to account."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One version of a kind: `months` is how long it takes effect, `who` whom it may be for: person, body, both."""

    key: str
    label: str
    group: str
    who: str
    months: int
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None

    def in_force(self, on: dt.date) -> bool:
        return (self.valid_from is None or self.valid_from <= on) and (
            self.valid_to is None or on <= self.valid_to
        )

    def fits(self, *, body: bool) -> bool:
        return self.who in ("both", "body" if body else "person")


@dataclass(frozen=True, slots=True)
class Rules:
    """`kinds` has the last version of each kind, for its name; a decision is judged by `kind_on` its day."""

    kinds: Mapping[str, Kind]
    versions: tuple[Kind, ...]
    levels: Mapping[str, str]
    causes: Mapping[str, str]
    k: int
    years_after_effect: int
    years_without_sanction: int
    valid_from: dt.date
    source: str
    sure: str

    def kind_on(self, key: str, day: dt.date) -> Kind | None:
        """The version in force on that day; None where there was no such kind."""
        return next((kind for kind in self.versions if kind.key == key and kind.in_force(day)), None)


@cache
def rules() -> Rules:
    data = tomllib.loads(files("sansan.accountability").joinpath("data/kinds.toml").read_text("utf-8"))
    return parse(data)


def parse(data: Mapping[str, Any]) -> Rules:
    """Raises KeyError where the file lacks something, ValueError for a limit that would hide nothing."""
    k = int(data["suppression"]["k"])
    if k < 2:
        raise ValueError("a limit below two hides nobody")
    versions = tuple(Kind(**row) for row in data["kind"])
    return Rules(
        kinds={kind.key: kind for kind in versions},
        versions=versions,
        levels={row["key"]: row["label"] for row in data["level"]},
        causes={row["key"]: row["label"] for row in data["cause"]},
        k=k,
        years_after_effect=int(data["retention"]["years_after_effect"]),
        years_without_sanction=int(data["retention"]["years_without_sanction"]),
        valid_from=data["valid_from"],
        source=str(data["source"]),
        sure=str(data["sure"]),
    )


def months_after(day: dt.date, months: int) -> dt.date:
    """The same day so many months on; the last of the month where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for number in range(day.day, 27, -1):
        try:
            return dt.date(year, month + 1, number)
        except ValueError:
            continue
    return dt.date(year, month + 1, day.day)


def effect_until(decided_on: dt.date, kind: Kind) -> dt.date | None:
    """The last day on which the sanction takes effect; None where the rule names no time."""
    return months_after(decided_on, kind.months) - dt.timedelta(days=1) if kind.months else None


def removable_on(
    effect_ends: dt.date | None, decided_on: dt.date, *, sanctioned: bool, said: Rules
) -> dt.date:
    """From which day names are removed: so many years after the effect, or after the decision where there is none."""
    years = said.years_after_effect if sanctioned else said.years_without_sanction
    return months_after(effect_ends or decided_on, 12 * years)
