"""Places named in a text, resolved against a gazetteer the caller passes in.

A full name is taken wherever it stands; a name without 县, 区 or 镇 only beside another place (遂平、确山等10个县区).
A name inside the name of a firm, a body or a document is told apart: it says where the firm is registered, not what
the sentence is about.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from sansan.documents.flow import Places
from sansan.documents.model import PlaceMention


@cache
def _words() -> dict[str, Any]:
    text = resources.files("sansan.documents").joinpath("data/place_words.toml").read_text("utf-8")
    return tomllib.loads(text)


def _any(key: str) -> str:
    return "|".join(_words()[key])


_SUFFIXES = tuple(_words()["suffixes"])
_BODY = re.compile(rf"[^{_words()['body_breaks']}]{{0,18}}?(?:{_any('body_endings')})")
_NOT_A_NAME = re.compile(_any("not_a_name"))
_TITLE = re.compile(r"《[^《》]{2,160}》")
_BESIDE = re.compile(r"[、和及与]|等|以及")
_UNLISTED = re.compile(
    r"(?:(?<=[\s，。；：、（）(和与及])|^)(?P<name>[\u4e00-\u9fa5]{2}县(?![区域乡级直城市])|[\u4e00-\u9fa5]{2,3}[县市区](?=[、，。；）)和与]|等|\d|$))"
)
_ORDINARY = re.compile(rf".*(?:{_any('ordinary')})$")


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """One row of a place table: GB/T 2260 code or extension, full name, parent's code, kind (县, 区, 镇 …)."""

    code: str
    name: str
    parent: str | None
    kind: str


def _stem(name: str) -> str:
    for suffix in _SUFFIXES:
        if name.endswith(suffix) and len(name) - len(suffix) >= 2:
            return name[: -len(suffix)]
    return name


class Gazetteer:
    """Names of places, full and without their suffix, and which place lies in which."""

    def __init__(self, rows: Iterable[PlaceRow]) -> None:
        self.by_code: Mapping[str, PlaceRow] = {r.code: r for r in rows}
        self._full: dict[str, list[PlaceRow]] = {}
        self._stems: dict[str, list[PlaceRow]] = {}
        for row in self.by_code.values():
            for name in {row.name, *_other_forms(row.name)}:
                self._full.setdefault(name, []).append(row)
            stem = _stem(row.name)
            if stem != row.name:
                self._stems.setdefault(stem, []).append(row)
        names = sorted({*self._full, *self._stems}, key=len, reverse=True)
        self._pattern = re.compile("|".join(map(re.escape, names))) if names else None

    def lies_in(self, code: str, area: str) -> bool:
        """Whether `code` is `area` itself or below it."""
        seen: str | None = code
        while seen is not None:
            if seen == area:
                return True
            row = self.by_code.get(seen)
            seen = row.parent if row else None
        return False

    def candidates(
        self, text: str, start: int = 0
    ) -> Iterator[tuple[re.Match[str], Sequence[PlaceRow], bool]]:
        """Names in `text` with the rows they may mean, and whether the name is full."""
        if self._pattern is None:
            return
        position = start
        while match := self._pattern.search(text, position):
            full = self._full.get(match[0])
            yield match, full or self._stems[match[0]], full is not None
            position = match.end()


def _other_forms(name: str) -> Iterator[str]:
    """人民街街道 is also written 人民街办事处 and 人民街街道办事处."""
    if name.endswith("街道"):
        yield name[:-2] + "办事处"
        yield name + "办事处"


@dataclass(frozen=True, slots=True)
class _Hit:
    start: int
    end: int
    name: str
    rows: Sequence[PlaceRow]
    full: bool


def _flowing(text: str) -> tuple[str, Sequence[int]]:
    """Text without hard line breaks inside words, and where each character stands."""
    kept = [
        i
        for i, c in enumerate(text)
        if not (c == "\n" and i and i + 1 < len(text) and _is_han(text[i - 1]) and _is_han(text[i + 1]))
    ]
    return "".join(text[i] for i in kept), kept


def _is_han(char: str) -> bool:
    return "\u4e00" <= char <= "\u9fa5"


def find_places(text: str, gazetteer: Gazetteer) -> list[PlaceMention]:
    """Every place named in `text`, in order. `code` is None where the name is ambiguous or not in the gazetteer."""
    flow, at = _flowing(text)
    places = Places(text)
    titles = [m.span() for m in _TITLE.finditer(flow)]
    hits = _accepted(flow, gazetteer)
    found: list[PlaceMention] = []
    context: list[str] = []
    for hit in hits:
        if "\n" in flow[max(0, hit.start - 200) : hit.start]:
            line_start = flow.rfind("\n", 0, hit.start)
            previous = [h for h in hits if h.end <= hit.start]
            context = context if previous and previous[-1].start > line_start else []
        code = _resolve(hit, gazetteer, context)
        inside = _is_inside_name(flow, hit, hits) or any(s <= hit.start < e for s, e in titles)
        if code:
            context = [*context[-4:], code]
        span = places.span(at[hit.start], at[hit.end - 1] + 1)
        found.append(PlaceMention(hit.name, code, span, inside))
    return found


def _accepted(flow: str, gazetteer: Gazetteer) -> list[_Hit]:
    raw = [_Hit(m.start(), m.end(), m[0], rows, full) for m, rows, full in gazetteer.candidates(flow)]
    hits = [h for h in raw if h.full or _stands_beside(flow, h, raw) or _opens_a_name(flow, h)]
    taken = [(h.start, h.end) for h in hits]
    for m in _UNLISTED.finditer(flow):
        overlaps = any(s < m.end("name") and m.start("name") < e for s, e in taken)
        if not overlaps and not _ORDINARY.match(m["name"]):
            hits.append(_Hit(m.start("name"), m.end("name"), m["name"], (), full=True))
    return sorted(hits, key=lambda h: h.start)


def _stands_beside(flow: str, hit: _Hit, raw: Sequence[_Hit]) -> bool:
    """A short name counts where a list mark joins it to another place of the same rank."""
    if _BESIDE.match(flow, hit.end) or flow[max(0, hit.start - 1) : hit.start] in {"、", "和", "与", "及"}:
        near = [
            h for h in raw if h is not hit and (0 <= h.start - hit.end <= 3 or 0 <= hit.start - h.end <= 3)
        ]
        ranks = {len(r.code) for r in hit.rows}
        return any(ranks & {len(r.code) for r in h.rows} for h in near)
    return False


def _opens_a_name(flow: str, hit: _Hit) -> bool:
    """驻马店根生建材有限公司: the short name is part of the firm's."""
    tail = _BODY.match(flow, hit.end)
    before = flow[max(0, hit.start - 1) : hit.start]
    return tail is not None and not _NOT_A_NAME.search(tail[0]) and not _is_han(before)


def _is_inside_name(flow: str, hit: _Hit, hits: Sequence[_Hit]) -> bool:
    tail = _BODY.match(flow, hit.end)
    if not tail or _NOT_A_NAME.search(tail[0]):
        return False
    return not any(h.start > hit.start and h.end <= tail.end() and not h.rows for h in hits)


def _resolve(hit: _Hit, gazetteer: Gazetteer, context: Sequence[str]) -> str | None:
    """The one place meant: the only candidate, or the only one inside (or around) an area named just before."""
    if len(hit.rows) == 1:
        return hit.rows[0].code
    for area in reversed(context):
        within = [r for r in hit.rows if gazetteer.lies_in(r.code, area) or gazetteer.lies_in(area, r.code)]
        if len(within) == 1:
            return within[0].code
        if not within:
            above = gazetteer.by_code[area].parent
            siblings = [r for r in hit.rows if above and gazetteer.lies_in(r.code, above)]
            if len(siblings) == 1:
                return siblings[0].code
    return None
