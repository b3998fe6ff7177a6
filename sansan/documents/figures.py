"""Figures: a quantity with the thing it counts, the place it speaks of, its date, and its part in the sentence."""

from __future__ import annotations

import bisect
import datetime as dt
import re
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from sansan.documents import wording
from sansan.documents.dates import DateMention, find_dates
from sansan.documents.model import Figure, PlaceMention
from sansan.documents.nouns import is_area, nouns
from sansan.documents.passages import Passage
from sansan.documents.statements import Item, Statement

_AS_OF = re.compile(r"(?:截至|截止到?|止于?)\s*$")
_NOW = re.compile(r"目前|截至目前|止目前|现已")
_CHANGE = re.compile(r"增加|减少|上升|下降|提高|降低|增长|提升|降幅|增幅|高于|低于|新增")


@cache
def _words() -> dict[str, Any]:
    text = resources.files("sansan.documents").joinpath("data/figure_words.toml").read_text("utf-8")
    return tomllib.loads(text)


@cache
def city_wide() -> frozenset[str]:
    """Words for the whole of an area: 全市, 我县."""
    return frozenset(_words()["scope"]["city_wide"])


@cache
def generic_nouns() -> frozenset[str]:
    """Things so common that the same word in two tasks need not mean the same set."""
    return frozenset(_words()["generic"]["nouns"])


@cache
def _anchors() -> re.Pattern[str]:
    """Words for a whole area, unless the area is only compared with; and rows of names of areas: 平川县、石梁县."""
    scope = _words()["scope"]
    whole, after = ("|".join(scope[key]) for key in ("city_wide", "not_before"))
    guard = "".join(f"(?<!{word})" for word in scope["not_behind"])
    area = scope["area"]
    opening = rf"(?:(?<=[，。；：（(对在由及和与于了为向中])|^)(?!{'|'.join(scope['not_opening'])})"
    row = rf"{opening}{area}(?:、{area})+(?:[和与及]{area})?"
    short = rf"{opening}{scope['short_area']}(?:、{scope['short_area']})+(?={scope['short_behind']})"
    return re.compile(rf"{guard}(?:{whole})(?!{after})|{row}|{short}")


@dataclass(frozen=True, slots=True)
class Told:
    """A figure with the sentence it comes from."""

    statement: Statement
    item: Item
    figure: Figure


def marker_of(item: Item) -> str | None:
    """remainder, change, rate, part or whole; None where no word says."""
    if wording.REMAINDER.search(item.gap):
        return "remainder"
    if _CHANGE.search(item.label):
        return "change"
    if item.quantity.dimension == "percent":
        return "rate"
    if "其中" in item.gap:
        return "part"
    return "whole" if wording.TOTAL_WITH_VERB.search(item.label) else None


class _Scopes:
    """Which place or area the numbers of a passage speak of, by position."""

    def __init__(self, passage: Passage, mentions: Iterable[PlaceMention]) -> None:
        found = ((m.start(), m[0].removesuffix("等")) for m in _anchors().finditer(passage.text))
        anchors = [(start, start + len(name), name) for start, name in found]
        offsets = passage.offsets
        rows = list(anchors)
        for mention in mentions:
            start = bisect.bisect_left(offsets, mention.span.start)
            if not mention.inside_name and not any(s <= start < e for s, e, _ in rows):
                anchors.append((start, start + len(mention.name), mention.name))
        anchors.sort()
        self.runs: list[tuple[int, str]] = []
        reach = -1
        for start, end, name in anchors:
            joined = reach >= 0 and passage.text[reach:start] in {"、", "和", "与", "及"}
            touching = start == reach
            if joined and self.runs:
                begin, names = self.runs[-1]
                self.runs[-1] = (begin, f"{names}、{name}")
            elif touching and self.runs:
                begin, names = self.runs[-1]
                self.runs[-1] = (begin, names + name)
            else:
                self.runs.append((start, name))
            reach = end
        self.runs = [(s, n) for s, n in self.runs if not self._is_label(passage.text, s, n)]

    def of(self, item: Item) -> str | None:
        """The place a number's own clause names, else the last one named before it."""
        if is_area(item.label) and "、" not in item.gap[1:]:
            return re.sub(r"^(?:涉及|其中)", "", item.label.strip())
        before = [name for start, name in self.runs if start < item.quantity.start]
        return before[-1] if before else None

    def _is_label(self, text: str, start: int, name: str) -> bool:
        """望川区2件、清坪县2件: a single name grown onto a number speaks of that number alone."""
        behind = text[start + len(name) :]
        if name in city_wide():
            return False
        return "、" not in name and bool(re.match(r"\d+(?:\.\d+)?[^个\d]", behind))


def _inside(passage: Passage, mentions: Sequence[PlaceMention]) -> Sequence[PlaceMention]:
    """The mentions of a passage; `mentions` are in order of the source."""
    first = bisect.bisect_left(mentions, passage.offsets[0], key=lambda m: m.span.start)
    last = bisect.bisect_right(mentions, passage.offsets[-1], key=lambda m: m.span.start)
    return mentions[first:last]


def _as_of(position: int, dates: Sequence[DateMention], text: str, now: dt.date | None) -> dt.date | None:
    """The last 截至 date before a position; 目前 means the document's own date."""
    found: dt.date | None = None
    for mention in dates:
        if mention.start < position and _AS_OF.search(text[: mention.start]):
            found = mention.date
    return found or (now if _NOW.search(text[:position]) else None)


def figures_of(
    passage: Passage,
    sentences: Sequence[Statement],
    mentions: Sequence[PlaceMention],
    *,
    default_year: int | None,
    now: dt.date | None,
) -> list[Told]:
    """The figures of one passage. `now` is the document's own as-of date, `default_year` the year it is about."""
    scopes = _Scopes(passage, _inside(passage, mentions))
    dates = find_dates(passage.text, default_year=default_year)
    told = []
    for statement in sentences:
        for item, noun in _counted(statement):
            quantity = item.quantity
            value, unit = _as_printed(item)
            figure = Figure(
                value,
                unit,
                noun,
                quantity.bound,
                passage.span(quantity.start, quantity.end),
                passage.task,
                _as_of(quantity.start, dates, passage.text, now),
                marker_of(item),
                scopes.of(item),
            )
            told.append(Told(statement, item, figure))
    return sorted(told, key=lambda t: t.figure.span)


def _counted(statement: Statement) -> Iterator[tuple[Item, str]]:
    """Each number of a sentence with what it counts; those in a bracket begin with the number before it."""
    row = list(nouns(statement.items))
    told = {id(item): noun for item, noun in row}
    yield from row
    for bracket in statement.brackets:
        owner = bracket.owner
        yield from nouns(bracket.items, (owner, told[id(owner)]) if owner else None)


def _as_printed(item: Item) -> tuple[Any, str]:
    """Value and unit as the text has them: 40 and 万元, not 400000 and 元."""
    quantity = item.quantity
    scale = next((s for s in ("百万", "千万", "亿", "万", "千", "百") if f"{s}" in _between(item)), "")
    per = {"百": 10**2, "千": 10**3, "万": 10**4, "百万": 10**6, "千万": 10**7, "亿": 10**8, "": 1}[scale]
    return quantity.value / per, f"{scale}{quantity.unit.name}"


def _between(item: Item) -> str:
    """What stands between the digits and the unit: 余万."""
    if item.quantity.in_words:
        return ""
    match = re.search(
        r"\d[\d,. \u00a0]*([余多来几]?(?:百万|千万|[百千万亿])?[余多]?)\s?(?=\D)", item.quantity.printed
    )
    rest = match[1] if match else ""
    return rest if item.quantity.step >= 100 or item.quantity.value >= 100 else ""
