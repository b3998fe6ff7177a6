"""Points announced in a sentence and told one by one behind it: 以下5项工作：一是…四是….

Read from the source itself, because the points may have become measures of their own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from sansan.documents.numerals import to_int

_DIGITS = "一二三四五六七八九十"
_N = r"(?P<n>\d{1,2}|[二两三四五六七八九十]{1,2})"
_MEASURE = r"(?:个|项|条|大|点|类|方面|件|种)"
_COLON = re.compile(
    rf"(?<![第每各\d.年月日/])(?:以下|下列)?{_N}{_MEASURE}(?P<what>[^，。；：:\d\n]{{0,18}})[：:]\s*"
)
_STOP = re.compile(
    rf"(?P<led>以下|下列|如下|从|以|围绕|突出|坚持|存在|抓好|抓住|紧扣|聚焦)(?P<gap>[^，。；：:\d\n]{{0,4}}?){_N}{_MEASURE}(?P<what>[^，。；：:\d\n]{{0,12}})[，,。]\s*"
)
_HEADINGS = (
    rf"[{_DIGITS}]{{1,3}}、",
    rf"[（(][{_DIGITS}]{{1,3}}[）)]",
    r"\d{1,3}[.．、](?!\d)",
    r"[（(]\d{1,3}[）)]",
)
# Each style of points with the number of heading styles above it: a line that opens with one of those ends the points.
_STYLES = (
    (re.compile(rf"(?:^|(?<=[：:；;。，,、\s（(]))(?P<n>[{_DIGITS}]{{1,2}})(?:是|要)"), 4),
    (re.compile(rf"(?:^|(?<=[：:；;。，,\s]))第(?P<n>[{_DIGITS}]{{1,2}})[，,、]"), 4),
    (re.compile(rf"[（(](?P<n>[{_DIGITS}]{{1,2}})[）)]"), 1),
    (re.compile(r"[（(](?P<n>\d{1,2})[）)]"), 3),
    (re.compile(r"(?:^|(?<=[：:；;。\s]))(?P<n>\d{1,2})[.．、](?!\d)"), 2),
    (re.compile(r"(?P<n>[①-⑳])"), 4),
)
_LONGEST = 1500  # characters from one point to the next
_FEWEST = 2
_NEAR = 2
_SUMMED = re.compile(r"(\d+)\s*(?:个|项|条|件|处|家|起)")


@dataclass(frozen=True, slots=True)
class Announced:
    """A number of points in the text, and how many follow."""

    wording: str
    stated: int
    told: int
    start: int
    end: int


def announced_points(text: str) -> Iterator[Announced]:
    """Each announcement whose points do not number as many as it says, but nearly."""
    for pattern in (_COLON, _STOP):
        for match in pattern.finditer(text):
            stated = to_int(match["n"])
            told, end = _points(text, match.end())
            if stated is None or told < _FEWEST:
                continue
            differs = told != stated and abs(told - stated) <= _NEAR
            if differs and not _counts_things(text[match.end() : end], stated):
                wording = match[0].strip().rstrip("：:，,。")
                yield Announced(wording, stated, told, match.start(), match.start() + len(match[0].rstrip()))


def _points(text: str, start: int) -> tuple[int, int]:
    """How many points of one style follow from `start`, which must open the first, and where the last ends."""
    for style, above in _STYLES:
        first = style.match(text, start)
        if first is None or _number(first["n"]) != 1:
            continue
        heading = re.compile(rf"\n\s*(?:{'|'.join(_HEADINGS[:above])})")
        told, position = 1, first.end()
        while mark := _next(text, position, told + 1, style, heading):
            told, position = told + 1, mark.end()
        return told, position + len(re.split(r"[。\n]", text[position : position + _LONGEST])[0])
    return 0, start


def _next(
    text: str, position: int, number: int, style: re.Pattern[str], heading: re.Pattern[str]
) -> re.Match[str] | None:
    """The next point: none where the list begins anew, or a heading above it comes first."""
    reach = position + _LONGEST
    above = heading.search(text, position, reach)
    for mark in style.finditer(text, position, above.start() if above else reach):
        if _number(mark["n"]) == number:
            return mark
        if _number(mark["n"]) == 1:
            return None
    return None


def _number(text: str) -> int | None:
    return ord(text) - ord("①") + 1 if "①" <= text <= "⑳" else to_int(text)


def _counts_things(points: str, stated: int) -> bool:
    """发现4个问题：一是扬尘3个；二是油烟1个: the points divide what was counted and are not themselves it."""
    return sum(int(n) for n in _SUMMED.findall(points)) == stated
