"""Kinds of meeting and the days on which a decision is called to mind, from `data/meetings.toml`. Pure."""

import datetime as dt
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any


@dataclass(frozen=True, slots=True)
class Kind:
    """`number` names a meeting by body, year and serial; `words` begin the number of its minutes."""

    key: str
    label: str
    number: str
    words: str


@dataclass(frozen=True, slots=True)
class Rules:
    kinds: Mapping[str, Kind]
    remind: tuple[int, ...]
    again_days: int
    source: str
    sure: str


@cache
def rules() -> Rules:
    data = tomllib.loads(files("sansan.leadership").joinpath("data/meetings.toml").read_text("utf-8"))
    return parse(data)


def parse(data: Mapping[str, Any]) -> Rules:
    """Raises KeyError where the file lacks something."""
    return Rules(
        kinds={row["key"]: Kind(**row) for row in data["kind"]},
        remind=tuple(data["follow_up"]["remind"]),
        again_days=int(data["follow_up"]["again_days"]),
        source=str(data["source"]),
        sure=str(data["sure"]),
    )


def kind_of(key: str) -> Kind:
    """Raises LookupError for a kind that is not in the file."""
    return rules().kinds[key]


def choices() -> list[tuple[str, str]]:
    return [(kind.key, kind.label) for kind in rules().kinds.values()]


def reminded_on(deadline: dt.date, today: dt.date, said: Rules) -> bool:
    """Whether the unit is reminded today: on the named days around the deadline, then again and again while late."""
    days = (today - deadline).days
    last = max(said.remind)
    return days in said.remind or (days > last and (days - last) % said.again_days == 0)
