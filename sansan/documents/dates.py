"""Dates of a Chinese official text. A month and day without a year take the year of the date before them.

年底, 月底, 上半年 standing alone and placeholders (X月XX日) are no dates. `DateMention.date` is always the last day of
what is named, because that is what 截至, 底 and 前 speak of.
"""

from __future__ import annotations

import bisect
import calendar
import datetime as dt
import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from sansan.documents.numbers import chinese_numeral, narrow


class Precision(StrEnum):
    """How much of the calendar the wording names."""

    DAY = "day"
    MONTH = "month"
    MONTH_END = "month_end"  # 6月底, 6月末: the last day itself
    QUARTER = "quarter"
    HALF = "half"
    YEAR = "year"
    YEAR_END = "year_end"  # 2024年底


@dataclass(frozen=True, slots=True)
class DateMention:
    """A date in a text; offsets are into the text that was searched. `repaired`: 年 or 月 was lost in print."""

    date: dt.date
    wording: str
    start: int
    end: int
    precision: Precision
    repaired: bool = False
    year_printed: bool = True


_G = r"[ \t\u3000\n]{0,2}"  # a hard line break or blank may stand between the pieces
_Y = r"(?P<{n}>(?:19|20)\d{{2}}|[一二][〇○零Ｏ一二三四五六七八九]{{3}})"
_MD = r"(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])"
_DD = r"(?:3[01]|[12]\d|0?[1-9]|三十一?|二?十[一二三四五六七八九]?|[一二三四五六七八九])"
_REL = r"(?P<rel>今年|本年|去年|上年|明年|次年|翌年)"

_DATE = re.compile(
    rf"(?<![\d.])(?:{_Y.format(n='iso_y')}[-/.](?P<iso_m>1[0-2]|0?[1-9])[-/.](?P<iso_d>3[01]|[12]\d|0?[1-9])(?![\d.]))"
    rf"|(?<!\d)(?P<lost>(?P<l_y>20\d{{2}})年?(?P<l_m>1[0-2]|0[1-9])月?(?P<l_d>3[01]|[12]\d|0[1-9])日)"
    rf"|(?<!\d)(?:{_Y.format(n='year')}{_G}年|{_REL}){_G}"
    rf"(?:(?:{_MD}月?[—~至到-]{{1,2}})?(?P<month>{_MD}){_G}月{_G}(?:份|(?P<day>{_DD}){_G}[日号]|(?P<month_end>底|末))?"
    rf"|第?(?P<quarter>[一二三四1-4])季度|(?P<half>[上下])半年|(?P<year_end>底|末)|(?![XxＸ×_]))"
    rf"|(?<![\d至到—~-])(?P<m>{_MD})月(?:(?P<d>{_DD})[日号]|(?P<m_end>底|末)|(?P<m_only>份|(?=前|以前|以来)))"
    rf"|(?<=[至到—~-])(?P<m2>{_MD})月(?:(?P<d2>{_DD})[日号]|(?P<m2_end>底|末)|(?P<m2_only>份?))"
    rf"|(?<=[至到—~-])(?P<d3>{_DD})日"
)
_AS_OF = re.compile(r"(?:截至|截止到?|止)[^，。；]{0,4}$")


def _int(text: str) -> int:
    value = chinese_numeral(text)
    return int(text) if value is None else value


def _month_end(year: int, month: int) -> dt.date:
    return dt.date(year, month, calendar.monthrange(year, month)[1])


def _day(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


class _Carry:
    """The year (and month) that a later mention without one takes over."""

    def __init__(self, default_year: int | None) -> None:
        self.default = default_year
        self.year = default_year
        self.month: int | None = None

    def note(self, mention: DateMention) -> None:
        self.year, self.month = mention.date.year, mention.date.month

    def relative(self, word: str) -> int | None:
        """The year meant by 去年 is counted from the document's own, 次年 from the date told before it."""
        if word in {"次年", "翌年"}:
            return None if self.year is None else self.year + 1
        base = self.default or self.year
        shift = {"去年": -1, "上年": -1, "明年": 1}.get(word, 0)
        return None if base is None else base + shift

    def year_for(self, text: str, start: int) -> int | None:
        """After 截至 the document's own year wins over an older one: the state reported is the newest."""
        if self.default and self.year and _AS_OF.search(text[max(0, start - 8) : start]):
            return max(self.default, self.year)
        return self.year


def _with_year(m: re.Match[str], year: int) -> tuple[dt.date | None, Precision]:
    if m["month"] is None:
        if m["quarter"]:
            return _month_end(year, _int(m["quarter"]) * 3), Precision.QUARTER
        if m["half"]:
            return _month_end(year, 6 if m["half"] == "上" else 12), Precision.HALF
        return dt.date(year, 12, 31), Precision.YEAR_END if m["year_end"] else Precision.YEAR
    month = _int(m["month"])
    if m["day"]:
        return _day(year, month, _int(m["day"])), Precision.DAY
    return _month_end(year, month), Precision.MONTH_END if m["month_end"] else Precision.MONTH


def _without_year(m: re.Match[str], year: int, month: int | None) -> tuple[dt.date | None, Precision]:
    if m["d3"]:
        return (_day(year, month, _int(m["d3"])) if month else None), Precision.DAY
    month = _int(m["m"] or m["m2"])
    day = m["d"] or m["d2"]
    if day:
        return _day(year, month, _int(day)), Precision.DAY
    return _month_end(year, month), Precision.MONTH_END if m["m_end"] or m["m2_end"] else Precision.MONTH


def _read(m: re.Match[str], text: str, carry: _Carry) -> DateMention | None:
    date: dt.date | None
    printed = True
    if m["iso_y"]:
        date, precision = _day(_int(m["iso_y"]), int(m["iso_m"]), int(m["iso_d"])), Precision.DAY
    elif m["lost"]:
        date, precision = _day(int(m["l_y"]), int(m["l_m"]), int(m["l_d"])), Precision.DAY
    elif m["year"]:
        date, precision = _with_year(m, _int(m["year"]))
    elif m["rel"]:
        year = carry.relative(m["rel"])
        named = m["month"] or m["quarter"] or m["half"] or m["year_end"]
        if year is None or not named:
            return None
        (date, precision), printed = _with_year(m, year), False
    else:
        year = carry.year_for(text, m.start())
        if year is None:
            return None
        (date, precision), printed = _without_year(m, year, carry.month), False
    if date is None:
        return None
    wording = text[m.start() : m.end()].rstrip()
    lost = bool(m["lost"]) and ("年" not in wording or "月" not in wording)
    return DateMention(date, wording, m.start(), m.start() + len(wording), precision, lost, printed)


def _in_title(text: str) -> list[tuple[int, int]]:
    """Stretches whose years name a document, not the time of what is told."""
    return [m.span() for m in re.finditer(r"《[^》\n]{0,120}》|[〔\[【﹝［]\s*\d{4}\s*[〕\]】﹞］]", text)]


def _lies_in(stretches: list[tuple[int, int]], position: int) -> bool:
    """Whether a position lies in one of the stretches, which are in order and do not overlap."""
    before = bisect.bisect_right(stretches, position, key=lambda stretch: stretch[0])
    return before > 0 and position < stretches[before - 1][1]


def find_dates(text: str, *, default_year: int | None = None) -> list[DateMention]:
    """Every date of `text`, in order. `default_year` stands where no date with a year went before."""
    return list(_dates_of(text, default_year))


@lru_cache(maxsize=4096)  # every rule of the audit asks again for the dates of the same passages
def _dates_of(text: str, default_year: int | None) -> tuple[DateMention, ...]:
    carry = _Carry(default_year)
    titles = _in_title(text)
    found = []
    for match in _DATE.finditer(narrow(text)):
        mention = _read(match, text, carry)
        if mention is None or _lies_in(titles, mention.start):
            continue
        found.append(mention)
        carry.note(mention)
    return tuple(found)


def last_day(text: str, *, default_year: int | None = None) -> dt.date | None:
    """The last date a passage names: what 2024年6月30日前 or 2024年底前 sets as limit; None where it names none."""
    mentions = find_dates(text, default_year=default_year)
    return mentions[-1].date if mentions else None
