"""Units of figures: which dimension, how they convert. The table is `data/units.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from importlib import resources


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit as printed. `dimension` is comparable between units; `factor` leads to the dimension's base unit."""

    name: str
    dimension: str
    factor: Fraction


@dataclass(frozen=True, slots=True)
class UnitTable:
    by_name: Mapping[str, Unit]
    kin: tuple[frozenset[str], ...]
    visits: Mapping[str, str]
    counters: frozenset[str]

    def kin_of(self, dimension: str) -> frozenset[str]:
        """Counters that may stand in one sum with this one, itself included."""
        return frozenset({dimension}).union(*(group for group in self.kin if dimension in group))


@cache
def unit_table() -> UnitTable:
    """The units of the data file, read once."""
    raw = tomllib.loads(resources.files("sansan.documents").joinpath("data/units.toml").read_text("utf-8"))
    units = {
        name: Unit(name, dimension, Fraction(factor))
        for dimension, members in raw["measures"].items()
        for name, factor in members.items()
    }
    units |= {word: Unit(word, word, Fraction(1)) for word in raw["counters"]["words"]}
    kin = tuple(frozenset(group) for group in raw["counters"]["kin"])
    return UnitTable(units, kin, raw["counters"]["visits"], frozenset(raw["counters"]["words"]))
