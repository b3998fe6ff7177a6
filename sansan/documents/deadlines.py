"""Deadlines: the wording, a date where the text gives one, and whether the duty is a standing one.

底 is the last day of its month or year and 前 includes that day. 立行立改 counts from the plan and has no date;
a day without a year has none either: nothing is guessed.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass

from sansan.documents.flow import fold
from sansan.documents.numerals import to_int

_STANDING = re.compile(r"长期|常态化|持续(?:坚持|整改|推进|抓好)|一以贯之")
_DATE = re.compile(
    r"(?P<y>(?:19|20)\d\d)\s*(?:年\s*)(?:"
    r"(?P<m>\d{1,2}|[一二三四五六七八九十]{1,2})\s*月(?:份)?\s*(?:(?P<d>\d{1,2})\s*[日号]|(?P<third>[上中下])旬)?"
    r"|(?P<half>[上下])半年|第?(?P<q>[一二三四1-4])季度)?"
)
_ISO = re.compile(r"(?<!\d)(?P<y>(?:19|20)\d\d)\s*[-/.]\s*(?P<m>\d{1,2})(?:\s*[-/.]\s*(?P<d>\d{1,2}))?(?!\d)")
_LOST_MARKS = re.compile(
    r"(?<!\d)(?P<y>(?:19|20)\d\d)(?P<m>0[1-9]|1[0-2])(?P<d>0[1-9]|[12]\d|3[01])(?=日|$|\D)"
)
_LOST_YEAR = re.compile(r"(?<!\d)(?P<y>20[12]\d)(?P<m>[1-9]|1[0-2])月(?:(?P<d>\d{1,2})日)?")


@dataclass(frozen=True, slots=True)
class ReadDate:
    """A date found in a text: where, which day it ends on, and whether 年 or 月 had to be put back."""

    start: int
    end: int
    day: dt.date
    mended: bool


def read_deadline(wording: str) -> tuple[dt.date | None, bool]:
    """(last day, standing). Of several dates the last: by then all of it is due."""
    days = [found.day for found in find_dates(fold(wording))]
    return (max(days) if days else None), bool(_STANDING.search(wording))


def find_dates(text: str) -> list[ReadDate]:
    """Dates with a year in folded text. A span of time is named by its last day."""
    found: list[ReadDate] = []
    taken: list[tuple[int, int]] = []
    for pattern, mended in ((_LOST_MARKS, True), (_LOST_YEAR, True), (_ISO, False), (_DATE, False)):
        for match in pattern.finditer(text):
            if any(start < match.end() and match.start() < end for start, end in taken):
                continue
            day = _last_day(match)
            if day:
                taken.append(match.span())
                found.append(ReadDate(match.start(), match.end(), day, mended))
    return sorted(found, key=lambda each: each.start)


def _last_day(match: re.Match[str]) -> dt.date | None:
    groups = match.groupdict()
    year = int(match["y"])
    if groups.get("half"):
        return dt.date(year, 6, 30) if groups["half"] == "上" else dt.date(year, 12, 31)
    if groups.get("q"):
        return _month_end(year, (to_int(groups["q"]) or 4) * 3)
    month = to_int(groups["m"]) if groups.get("m") else None
    if month is None:
        return dt.date(year, 12, 31)
    if groups.get("third") in ("上", "中"):
        return _day(year, month, 10 if groups["third"] == "上" else 20)
    return _day(year, month, int(groups["d"])) if groups.get("d") else _month_end(year, month)


def _month_end(year: int, month: int) -> dt.date | None:
    return _day(year, month, calendar.monthrange(year, month)[1]) if 1 <= month <= 12 else None


def _day(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None
