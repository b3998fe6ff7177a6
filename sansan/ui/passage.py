"""Lines of a source text with spans marked. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Mark:
    """Characters `start` (included) to `end` (excluded) of the whole text; `label` says what was read there."""

    start: int
    end: int
    label: str = ""


@dataclass(frozen=True)
class Segment:
    """A stretch of one line, marked or not; `first` is true where a mark begins."""

    text: str
    mark: Mark | None = None
    first: bool = False


@dataclass(frozen=True)
class Line:
    """One line with its number in the source, counted from 1."""

    number: int
    segments: Sequence[Segment]

    @property
    def marked(self) -> bool:
        return any(segment.mark for segment in self.segments)


def lines(text: str, marks: Iterable[Mark] = (), *, first_line: int = 1, first_char: int = 0) -> list[Line]:
    """Splits a text into numbered lines with the marks laid over them.

    `first_line` and `first_char` say where in the source the text begins, for showing an excerpt with the spans
    of the whole. Overlapping marks: the earlier one keeps the shared characters.
    """
    ordered = sorted(marks, key=lambda mark: (mark.start, mark.end))
    result, position = [], first_char
    for number, line in enumerate(text.split("\n"), start=first_line):
        result.append(Line(number, _segments(line, position, ordered)))
        position += len(line) + 1
    return result


def _segments(line: str, offset: int, marks: Sequence[Mark]) -> list[Segment]:
    segments: list[Segment] = []
    at, end = offset, offset + len(line)
    for mark in marks:
        start, stop = max(mark.start, at), min(mark.end, end)
        if start >= stop:
            continue
        if at < start:
            segments.append(Segment(line[at - offset : start - offset]))
        segments.append(Segment(line[start - offset : stop - offset], mark, first=start == mark.start))
        at = stop
    if at < end or not segments:
        segments.append(Segment(line[at - offset :]))
    return segments
