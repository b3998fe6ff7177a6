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
from sansan.documents.passages import Passage
from sansan.documents.quantities import comparable
from sansan.documents.statements import Item, Statement

_AS_OF = re.compile(r"(?:截至|截止到?|止于?)\s*$")
_NOW = re.compile(r"目前|截至目前|止目前|现已")
_CHANGE = re.compile(r"增加|减少|上升|下降|提高|降低|增长|提升|降幅|增幅|高于|低于|新增")
_SPLIT = re.compile(r"[，、；：。]")


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


@dataclass(frozen=True, slots=True)
class Told:
    """A figure with the sentence it comes from."""

    statement: Statement
    item: Item
    figure: Figure


@cache
def _lead() -> re.Pattern[str]:
    words = sorted(_words()["lead"], key=len, reverse=True)
    return re.compile(f"^(?:{'|'.join(map(re.escape, words))})")


@cache
def _stop() -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, sorted(_words()["tail_stop"], key=len, reverse=True))))


@cache
def _verbs() -> re.Pattern[str]:
    words = [w for w in _words()["lead"] if len(w) >= 2 or w in {"共", "为", "由", "了", "除"}]
    return re.compile("|".join(map(re.escape, sorted(words, key=len, reverse=True))))


def _stripped(text: str) -> str:
    """What is left of a clause after its last verb; where that leaves nothing, after its leading words."""
    text = text.strip(" “”\"'）)")
    ends = [m.end() for m in _verbs().finditer(text)]
    if ends and len(text) - ends[-1] >= 2:
        text = text[ends[-1] :]
    while (match := _lead().match(text)) and len(text) > match.end():
        text = text[match.end() :]
    return "" if _lead().fullmatch(text) else text


def noun_of(item: Item) -> str:
    """The thing counted, as near as the sentence says; empty where it says nothing."""
    tail = _stop().split(item.tail.removeprefix("以上").removeprefix("以下").strip())[0]
    return tail if len(tail) >= 2 else _stripped(_SPLIT.split(item.label)[-1])


def _nouns(items: Sequence[Item]) -> Iterator[tuple[Item, str]]:
    """Nouns of a row; a part without its own takes that of the number before it in the same unit."""
    seen: list[tuple[Item, str]] = []
    for item in items:
        noun = noun_of(item)
        if not noun:
            noun = next((n for i, n in reversed(seen) if comparable(i.quantity, item.quantity) and n), "")
        seen.append((item, noun))
        yield item, noun


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
        anchors = [
            (m.start(), m.end(), m[0]) for m in re.finditer("|".join(sorted(city_wide())), passage.text)
        ]
        offsets = passage.offsets
        for mention in mentions:
            if not mention.inside_name:
                start = bisect.bisect_left(offsets, mention.span.start)
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

    def at(self, position: int) -> str | None:
        before = [name for start, name in self.runs if start < position]
        return before[-1] if before else None


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
        rows = [statement.items, *(b.items for b in statement.brackets)]
        for item, noun in (pair for row in rows for pair in _nouns(row)):
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
                scopes.at(quantity.start),
            )
            told.append(Told(statement, item, figure))
    return sorted(told, key=lambda t: t.figure.span)


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
