"""What is shown of a text that was found: the hit with some words around it, the hit marked. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from sansan.search.words import Query, spans

BEFORE, LENGTH = 24, 110


@dataclass(frozen=True)
class Bit:
    """A stretch of text, marked or not."""

    text: str
    marked: bool = False


@dataclass(frozen=True)
class Snippet:
    """A piece of one field around the first hit. `at` is where that hit stands in the whole text."""

    label: str
    bits: Sequence[Bit]
    at: int


def marked(text: str, query: Query) -> list[Bit]:
    """The whole text with its hits marked."""
    return _bits(text, spans(text, query), 0, len(text))


def snippet(label: str, text: str, query: Query) -> Snippet | None:
    """None where the text holds none of the terms."""
    found = spans(text, query)
    if not found:
        return None
    first = found[0][0]
    start = max(0, first - BEFORE)
    end = min(len(text), max(start + LENGTH, found[0][1]))
    bits = _bits(text, found, start, end)
    if start > 0:
        bits.insert(0, Bit("…"))
    if end < len(text):
        bits.append(Bit("…"))
    return Snippet(label, bits, first)


def _bits(text: str, found: Sequence[tuple[int, int]], start: int, end: int) -> list[Bit]:
    bits, at = [], start
    for first, last in found:
        first, last = max(first, start), min(last, end)  # noqa: PLW2901 - the hit as far as it is shown
        if first >= last:
            continue
        if first > at:
            bits.append(Bit(text[at:first]))
        bits.append(Bit(text[first:last], marked=True))
        at = last
    if at < end:
        bits.append(Bit(text[at:end]))
    return bits
