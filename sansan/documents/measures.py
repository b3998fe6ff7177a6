"""Measures: a text with 1. 2. 3., （1）（2）, ①②, 一是二是 cut into its points."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from sansan.documents.flow import EMPTY, Flow
from sansan.documents.markers import BRACKET, CIRCLE, SUB, Marker, read_marker

_OPENS = re.compile(r"[\d(一二三四五六七八九十①-⑳⑴-⒇⒈-⒛㈠-㈩第]")
_STRICT = "\n\u2028。;:!?"
_LOOSE = _STRICT + ",、)） \t"
_MAX_GAP = 3  # a number lost from a list does not end it


@dataclass(frozen=True, slots=True)
class Mark:
    marker: Marker
    at: int
    at_line_start: bool


@dataclass(frozen=True, slots=True)
class Point:
    """One point of a list: its marker, and its passage with the marker."""

    marker: Marker
    whole: Flow

    @property
    def body(self) -> Flow:
        return self.whole.cut(self.marker.length).strip()


def cut_points(flow: Flow) -> tuple[Flow, list[Flow]]:
    """(what stands before the first point, the points without their marks). No marks: the paragraphs."""
    marks = _best_list(flow)
    if not marks:
        return EMPTY, [piece.strip() for piece in _paragraphs(flow) if piece]
    ends = [mark.at for mark in marks[1:]] + [len(flow)]
    points = [
        flow.cut(mark.at + mark.marker.length, end).strip() for mark, end in zip(marks, ends, strict=True)
    ]
    return flow.cut(0, marks[0].at).strip(), [point for point in points if point]


def cut_by_number(flow: Flow) -> dict[int, Point]:
    """The points of a list by their number, empty where the text is no list or counts twice."""
    marks = _best_list(flow)
    if len({mark.marker.value for mark in marks}) < len(marks):
        return {}
    ends = [*[mark.at for mark in marks[1:]], len(flow)][: len(marks)]
    points = (
        Point(mark.marker, flow.cut(mark.at, end).strip()) for mark, end in zip(marks, ends, strict=True)
    )
    return {point.marker.value: point for point in points}


def numbers_in(flow: Flow, style: str) -> list[int]:
    """The numbers of the text's list where it is of this style; 「；1、2号料场」 in a sentence is none."""
    return [mark.marker.value for mark in _best_list(flow) if mark.marker.style == style]


def _paragraphs(flow: Flow) -> list[Flow]:
    pieces, start = [], 0
    for index, char in enumerate(flow.text):
        if char in "\n\u2028":
            pieces.append(flow.cut(start, index))
            start = index + 1
    return [*pieces, flow.cut(start)]


def _marks(flow: Flow) -> tuple[Mark, ...]:
    return _marks_in(flow.text)


@lru_cache(maxsize=4096)  # every scheme that is tried asks again for the same passages
def _marks_in(text: str) -> tuple[Mark, ...]:
    """Everything in the text that could open a point."""
    found = []
    for match in _OPENS.finditer(text):
        at = match.start()
        before = text[max(0, at - 20) : at].rstrip(" \t")[-1:]
        line_start = before in ("", "\n", "\u2028")
        if not line_start and before not in _LOOSE and match.group() not in "(①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑴⑵⑶⑷⑸⑹⑺⑻⑼":
            continue
        marker = read_marker(text[at : at + 12])
        if marker and (line_start or not marker.doubtful):
            found.append(Mark(marker, at, line_start))
    return tuple(found)


def _best_list(flow: Flow) -> list[Mark]:
    """The outermost list: the one that begins first."""
    marks = _marks(flow)
    lists = [_list_of(style, marks, flow) for style in {mark.marker.style for mark in marks}]
    real = [each for each in lists if len(each) > 1 or (each and each[0].at_line_start)]
    return min(real, key=lambda each: each[0].at, default=[])


def _list_of(style: str, marks: Sequence[Mark], flow: Flow | None = None) -> list[Mark]:
    chosen: list[Mark] = []
    for mark in marks:
        if mark.marker.style != style:
            continue
        value = _place(mark.marker)
        if not chosen:
            if value == 1 and _may_begin(mark, flow):
                chosen.append(mark)
            continue
        last = _place(chosen[-1].marker)
        in_turn = value == last + 1
        later = mark.at_line_start and not mark.marker.doubtful and last < value <= last + _MAX_GAP
        anew = mark.at_line_start and value == 1 and not mark.marker.doubtful
        if in_turn or later or anew:
            chosen.append(mark)
    return chosen


def _place(marker: Marker) -> int:
    """The place in its list: the last number of 3.1."""
    return marker.sub if marker.style == SUB and marker.sub else marker.value


def _may_begin(mark: Mark, flow: Flow | None) -> bool:
    """A list begins at a line or sentence; （1） and ① also in the middle of one."""
    if mark.at_line_start or flow is None:
        return True
    before = flow.text[: mark.at].rstrip(" ")[-1:]
    if before in _STRICT:
        return True
    return mark.marker.style in (BRACKET, CIRCLE)
