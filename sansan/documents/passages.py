"""Stretches of a source that are read as one piece: hard line breaks healed, every character tied to its place."""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from sansan.documents.flow import Places, fold
from sansan.documents.lines import is_page_number
from sansan.documents.model import Field, Outline, Source, Span, Task

_SENTENCE_END = re.compile(r"[。！？!?]+[”’）)]*|\n")
_ENDS = "。！？；：;:!?"
_STARTS_ITEM = re.compile(
    r"\s*(?:[（(]?[一二三四五六七八九十\d]{1,3}[）)、.．]|[①-⑳]|第.{1,4}[条项方面]|附\s*件|问题|[\u4e00-\u9fa5]{2,8}[：:]|\|)"
)


@dataclass(frozen=True, slots=True)
class Passage:
    """`text` is what is read; `offsets[i]` is the place of its i-th character in the source."""

    text: str
    offsets: Sequence[int]
    places: Places
    task: str | None
    role: str  # problem, status, goal, measure, notice, extra, other; outside: no task's

    def span(self, start: int, end: int) -> Span:
        """The passage of the source behind text[start:end]."""
        first, last = self.offsets[start], self.offsets[max(start, end - 1)] + 1
        return self.places.span(first, last)

    def sentences(self) -> Iterator[tuple[int, int]]:
        """Offsets of its sentences, in order; brackets and quotation marks keep their full stop with them."""
        start = 0
        for end in _SENTENCE_END.finditer(self.text):
            yield start, end.end()
            start = end.end()
        if start < len(self.text):
            yield start, len(self.text)


def healed(places: Places, start: int, end: int, task: str | None, role: str) -> Passage:
    """text[start:end] with line breaks, the blanks around them and the numbers of pages taken out."""
    chars: list[str] = []
    offsets: list[int] = []
    for piece in re.finditer(r"[^\n]+", places.text[start:end]):
        line = piece[0]
        if is_page_number(fold(line).strip()):
            continue
        left = len(line) - len(line.lstrip())
        for i, char in enumerate(line.strip(), start + piece.start() + left):
            chars.append(char)
            offsets.append(i)
    return Passage("".join(chars), offsets, places, task, role)


def _lines(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Paragraphs of a stretch: a line that breaks off mid-sentence runs on into the next, a page's number between."""
    begin = position = start
    lines = text[start:end].split("\n")
    numbers = {n for n, line in enumerate(lines) if is_page_number(fold(line).strip())}
    for n, line in enumerate(lines):
        stop = position + len(line)
        if n in numbers and begin < position:
            position = stop + 1
            continue
        skipped = stop + 1 + (len(lines[n + 1]) + 1 if n + 1 in numbers else 0)
        following = text[skipped : min(end, skipped + 23)]
        runs_on = (
            len(line.strip()) >= 24
            and line.rstrip()[-1] not in _ENDS
            and bool(following.strip())
            and not following.startswith("\n")
            and not _STARTS_ITEM.match(following)
        )
        if not runs_on:
            if text[begin:stop].strip():
                yield begin, stop
            begin = stop + 1
        position = stop + 1


def _fields(task: Task) -> Iterator[tuple[str, Field]]:
    yield "problem", task.problem
    if task.status is not None:
        yield "status", task.status
    if task.goal is not None:
        yield "goal", task.goal
    yield from (("measure", m) for m in task.measures)
    yield from (("notice", n) for n in task.notices)
    yield from (("extra", f) for f in task.extra.values())


def _gaps(taken: Sequence[tuple[int, int]], start: int, end: int) -> Iterator[tuple[int, int]]:
    """What of [start, end) no stretch of `taken` covers."""
    edges = [(start, start), *sorted(taken), (end, end)]
    reach = start
    for (_, before), (after, _) in pairwise(edges):
        reach = max(reach, before)
        if reach < after:
            yield reach, after


def _of_task(places: Places, task: Task, children: Sequence[tuple[int, int]]) -> Iterator[Passage]:
    own = [
        (role, f.span.start, f.span.end)
        for role, f in _fields(task)
        if not any(s <= f.span.start and f.span.end <= e for s, e in children)
    ]
    own = [
        (role, s, e)
        for role, s, e in own
        # the narrower of two overlapping fields says more about its passage
        if not any((s2, e2) != (s, e) and s <= s2 and e2 <= e for _, s2, e2 in own)
    ]
    taken = [(s, e) for _, s, e in own]
    yield from (healed(places, s, e, task.key, role) for role, s, e in dict.fromkeys(own))
    for start, end in _gaps([*taken, *children], task.span.start, task.span.end):
        yield from (healed(places, s, e, task.key, "other") for s, e in _lines(places.text, start, end))


def _inside(outer: tuple[int, int], spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The stretches that lie in another, itself left out; `spans` are in order."""
    first, last = bisect.bisect_left(spans, (outer[0],)), bisect.bisect_left(spans, (outer[1],))
    return [s for s in spans[first:last] if s != outer and s[1] <= outer[1]]


def passages(source: Source, outline: Outline) -> list[Passage]:
    """All text of the source in passages, in order of the source; text outside of tasks has task None."""
    places = Places(source.text)
    spans = sorted((t.span.start, t.span.end) for t in outline.tasks)
    found = [
        passage
        for task in outline.tasks
        for passage in _of_task(places, task, _inside((task.span.start, task.span.end), spans))
    ]
    for start, end in _gaps(spans, 0, len(source.text)):
        found += [healed(places, s, e, None, "outside") for s, e in _lines(places.text, start, end)]
    keep = [p for p in found if p.text]
    return sorted(keep, key=lambda p: (p.offsets[0], p.role))
