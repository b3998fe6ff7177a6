"""Rows of names without the ending of an area or a firm: 牛店、苏桥、翟湾4处; 3处（甲公园、乙公园）; 5项：《甲》《乙》.

Such a row may also say where several things lie, so it speaks of its number only when it comes near it.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from sansan.documents.statements import Item, Statement

_LONGEST = 600  # characters of a row
_MOST_MISSING = 2
_SHARE = 0.6  # of the names of a row that must look like names

_TITLE = r"《(?:[^《》]|《[^《》]*》)*》(?:[（(〔][^（）()]{0,40}[）)〕])?"
_TITLES_AFTER = re.compile(
    rf"^[\u4e00-\u9fa5]{{0,10}}[：:，,]?(?:分别为|分别是|即)?[：:]?(?P<list>(?:{_TITLE}[、，,和及]?){{2,}})(?P<etc>等)?"
)
_TITLES_BEFORE = re.compile(rf"(?P<list>(?:{_TITLE}(?:、|和|及|以及)?){{2,}})(?P<etc>等)?(?:共|共计)?$")
_NAME = r"[\u4e00-\u9fa5A-Za-z“”]{2,14}?"
_BEFORE = re.compile(rf"(?P<list>{_NAME}(?:、{_NAME})+(?:[和及与]{_NAME})?)(?P<etc>等)?(?:共|共计)?$")
_BEHIND = re.compile(
    rf"^[\u4e00-\u9fa5]{{0,8}}(?:[（(]|[：:]|，?分别(?:为|是|位于)[：:]?)(?:即|分别为)?"
    rf"(?P<list>{_NAME}(?:、{_NAME})+(?:[和及与]{_NAME})?)(?P<etc>等)?(?=[，。；）)]|$)"
)


@cache
def words() -> dict[str, Any]:
    """The word lists of `data/name_lists.toml`."""
    text = resources.files("sansan.documents").joinpath("data/name_lists.toml").read_text("utf-8")
    return tomllib.loads(text)


@cache
def _pattern(key: str, shape: str) -> re.Pattern[str]:
    return re.compile(shape.format("|".join(words()[key])))


@dataclass(frozen=True, slots=True)
class NameRow:
    """Names as printed. `open_ended`: 等 follows, so there may be more."""

    names: str
    open_ended: bool

    @property
    def counts(self) -> set[int]:
        """How many names it may hold: 和 and 及 join two names or stand inside one."""
        if self.names.startswith("《"):
            return {len(re.findall(_TITLE, self.names))}
        marks = len(re.findall("、", self.names))
        joins = len(re.findall(r"以及|和|与|及", self.names))
        return set(range(marks + 1, marks + joins + 2))


def rows(statement: Statement, item: Item, before: str) -> Iterator[NameRow]:
    """The row directly before a number (`before` is its clause), else the one behind it, where its count comes near."""
    unit = item.quantity.unit.name
    after = statement.passage.text[item.quantity.end : min(statement.end, item.quantity.end + _LONGEST)]
    match = None
    if unit in words()["title_units"]:
        match = _TITLES_BEFORE.search(before) or _TITLES_AFTER.match(after)
    if match is None and unit in words()["named_units"]:
        match = _BEFORE.search(before) or _BEHIND.match(after)
        match = match if match and _are_names(re.split(r"[、和及与]", match["list"])) else None
    if match:
        row = NameRow(match["list"].rstrip("、，,和及"), bool(match["etc"]))
        stated, most = int(item.quantity.amount), max(row.counts)
        if abs(stated - most) <= _MOST_MISSING and most * 2 > stated:
            yield row


def are_kinds(names: Sequence[str]) -> bool:
    """Whether a row tells kinds of things: 早餐店、烧烤店; 坑塘、沟渠."""
    return any(_pattern("common_nouns", "(?:{})$").search(name) for name in names)


def _are_names(names: Sequence[str]) -> bool:
    """Whether most of a row look like names of places or of what bears a name; kinds of things do not."""
    if are_kinds(names):
        return False
    like = [
        name
        for name in names
        if _pattern("place_characters", "^.{{1,3}}(?:{})$").match(name[-4:])
        or _pattern("named_things", "^.{{2,}}(?:{})$").match(name)
        or _pattern("body_endings", "^.{{3,}}(?:{})$").match(name)
    ]
    return len(like) >= max(2, len(names) * _SHARE)
