"""Sentences as rows of quantities: what stands before, after and between them, and which are inside brackets."""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from sansan.documents.passages import Passage
from sansan.documents.quantities import Quantity, find_quantities

_OPEN, _CLOSE = "（(", "）)"
_DELIMITERS = re.compile(r"[，、；：:,;。（）()|\t]")
_ONLY_IN_BRACKET = re.compile(r"^[（(]\s*(?:共|计|共计)?\s*$")


_MOST_NUMBERS = 48


@dataclass(frozen=True, slots=True)
class Item:
    """A quantity in its sentence. Texts are as printed, without bracketed asides.

    gap: from the previous quantity of the same level (or the sentence's start) to this one; label: its last clause;
    tail: what follows up to the next delimiter or quantity.
    """

    quantity: Quantity
    gap: str
    label: str
    tail: str

    @property
    def about(self) -> str:
        """Everything said of this quantity alone."""
        return f"{self.label}{self.quantity.printed}{self.tail}"


@dataclass(frozen=True, slots=True)
class Bracket:
    """Quantities inside one pair of brackets; `owner` is the one it stands behind, `lead` the text between."""

    owner: Item | None
    lead: str
    items: Sequence[Item]


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence with its quantities in order: `items` outside of brackets, `brackets` inside."""

    passage: Passage
    start: int
    end: int
    items: Sequence[Item]
    brackets: Sequence[Bracket]

    @property
    def text(self) -> str:
        return self.passage.text[self.start : self.end]

    @property
    def task(self) -> str | None:
        return self.passage.task

    def all_items(self) -> Iterator[Item]:
        yield from self.items
        for bracket in self.brackets:
            yield from bracket.items


def _brackets(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Outermost bracket pairs in [start, end); an open one without partner reaches to the end."""
    pairs, depth, begin = [], 0, start
    for i in range(start, end):
        if text[i] in _OPEN:
            begin = i if depth == 0 else begin
            depth += 1
        elif text[i] in _CLOSE and depth:
            depth -= 1
            if depth == 0:
                pairs.append((begin, i + 1))
    return pairs + ([(begin, end)] if depth else [])


def _without(text: str, start: int, end: int, holes: Sequence[tuple[int, int]]) -> str:
    kept, position = [], start
    for s, e in holes:
        if start <= s < end:
            kept.append(text[position:s])
            position = e
    kept.append(text[position:end] if position < end else "")
    return "".join(kept)


def _items(
    text: str, start: int, end: int, row: Sequence[Quantity], holes: Sequence[tuple[int, int]]
) -> list[Item]:
    items = []
    for i, quantity in enumerate(row):
        before = row[i - 1].end if i else start
        gap = _without(text, before, quantity.start, holes)
        label = _DELIMITERS.split(gap.rstrip("（( "))[-1]
        after = row[i + 1].start if i + 1 < len(row) else end
        tail = _DELIMITERS.split(_without(text, quantity.end, after, holes))[0]
        items.append(Item(quantity, gap, label, tail))
    return items


def _promoted(text: str, hole: tuple[int, int], row: Sequence[Quantity]) -> bool:
    """A bracket that holds one quantity and nothing else belongs to the row: 中心城区（238个）、九县（221个）."""
    return (
        len(row) == 1
        and bool(_ONLY_IN_BRACKET.match(text[hole[0] : row[0].start]))
        and text[row[0].end : hole[1]].strip() in {"）", ")"}
        and bool(text[: hole[0]])
        and not text[: hole[0]][-1].isdigit()
    )


def _statement(passage: Passage, start: int, end: int, row: Sequence[Quantity]) -> Statement:
    text = passage.text
    holes = _brackets(text, start, end)
    inside = {h: [q for q in row if h[0] <= q.start < h[1]] for h in holes}
    ends = {q.end for q in row}
    promoted = [h for h in holes if h[0] not in ends and _promoted(text, h, inside[h])]
    real = [h for h in holes if h not in promoted]
    outside = [q for q in row if not any(s <= q.start < e for s, e in real)]
    items = _items(text, start, end, outside, real)
    brackets = []
    for s, e in real:
        if inside[s, e]:
            owner = next((i for i in reversed(items) if i.quantity.end <= s), None)
            lead = text[owner.quantity.end : s] if owner else text[start:s]
            brackets.append(Bracket(owner, lead, _items(text, s + 1, e, inside[s, e], [])))
    return Statement(passage, start, end, items, brackets)


def statements(passage: Passage) -> list[Statement]:
    """The sentences of a passage, those without any quantity included.

    A sentence with more numbers than any real one is cut into several, so that no text takes long to read.
    """
    quantities = find_quantities(passage.text)
    starts = [q.start for q in quantities]
    found = []
    for start, end in passage.sentences():
        row = quantities[bisect.bisect_left(starts, start) : bisect.bisect_left(starts, end)]
        cuts = [start, *(q.start for q in row[_MOST_NUMBERS::_MOST_NUMBERS]), end]
        for first, last in pairwise(cuts):
            piece = [q for q in row if first <= q.start < last]
            found.append(_statement(passage, first, last, piece))
    return found
