"""Days of a public notice: 公示期7天 and 10个工作日 against its first and last day."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from sansan.documents.audit.context import Context
from sansan.documents.dates import DateMention, Precision, find_dates
from sansan.documents.model import Finding
from sansan.documents.numbers import arabic, chinese_numeral
from sansan.documents.passages import Passage
from sansan.documents.workdays import calendar_days, days_off_duty, working_days

RULE = "notice_days"
_NOTICE = re.compile(r"公示|公告|公开期|异议期|征求意见")
_LENGTH = re.compile(
    r"(?P<number>\d{1,3}|[一二三四五六七八九十]{1,3})\s*(?P<unit>个?工作日|个?自然日|日历天|天|日(?!前|起|至|止|期|\d))(?!之?内|以内|前)"
)
_AT_LEAST = re.compile(r"(?:不少于|至少|不低于|不得少于)$")
_JOIN = re.compile(r"^(?:[（(][^（）()]{0,6}[）)])?(?:起|开始)?\s*(?:至|到|—+|－|-+|~|～)\s*$")
_WITHOUT_HOLIDAYS = re.compile(
    r"(?:不含|不包括|扣除|剔除|除去|除)[^，。；）)]{0,6}(?:节假日|双休日|休息日|公休日)"
)
_REACH = 40  # characters between a notice's days and its length

_Period = tuple[DateMention, DateMention]


def check(context: Context) -> Iterable[Finding]:
    """One finding for each notice whose stated length is not that of its dates, both ends counted."""
    for passage in context.passages:
        if _NOTICE.search(passage.text):
            yield from _judge(context, passage)


def periods(passage: Passage, year: int | None) -> Iterator[_Period]:
    """From–to pairs of days: 2023年5月10日至5月16日."""
    days = [d for d in find_dates(passage.text, default_year=year) if d.precision is Precision.DAY]
    for first, last in pairwise(days):
        if _JOIN.match(passage.text[first.end : last.start]):
            yield first, last


def _judge(context: Context, passage: Passage) -> Iterator[Finding]:
    found = list(periods(passage, context.year))
    dates = [(d.start, d.end) for d in find_dates(passage.text, default_year=context.year)]
    asked: set[int] = set()
    for m in _LENGTH.finditer(passage.text):
        if any(s < m.end() and m.start() < e for s, e in dates):
            continue
        period = _nearest(passage, m, found)
        if period is None or period[0].start in asked:
            continue
        stated = chinese_numeral(m["number"])
        stated = int(arabic(m["number"])) if stated is None else stated
        if finding := _against(context, passage, m, stated, period):
            asked.add(period[0].start)
            yield finding


def _nearest(passage: Passage, length: re.Match[str], found: Sequence[_Period]) -> _Period | None:
    """The notice a length speaks of: the nearest days of its own sentence, else of another, where one of the two
    sentences tells of a notice."""

    def sentence_of(at: int) -> tuple[int, int]:
        return next((s, e) for s, e in passage.sentences() if s <= at < e)

    own = sentence_of(length.start())
    near = [
        (sentence_of(p[0].start) != own, distance, p)
        for p in found
        if (distance := max(length.start() - p[1].end, p[0].start - length.end())) < _REACH
    ]
    if not near:
        return None
    _, _, period = min(near, key=lambda each: each[:2])
    told = [passage.text[s:e] for s, e in (own, sentence_of(period[0].start))]
    return period if any(map(_NOTICE.search, told)) else None


def _against(
    context: Context, passage: Passage, m: re.Match[str], stated: int, period: _Period
) -> Finding | None:
    first, last = period
    working = "工作日" in m["unit"]
    counted = working_days(first.date, last.date) if working else calendar_days(first.date, last.date)
    least = _AT_LEAST.search(passage.text[: m.start()])
    if counted is None or counted <= 0 or counted == stated or (least and counted > stated):
        return None
    around = passage.text[min(first.start, m.start()) : max(last.end, m.end()) + _REACH]
    if not working and _WITHOUT_HOLIDAYS.search(around) and stated in _without_holidays(period):
        return None
    kind = "个工作日" if working else "天"
    return context.finding(
        RULE,
        passage.task,
        f"写明{m[0]}，而{passage.text[first.start : last.end]}（首尾均计）为{counted}{kind}。",
        spans=[passage.span(first.start, last.end), passage.span(m.start(), m.end())],
        values={
            "写明": m[0],
            "起": str(first.date),
            "止": str(last.date),
            "推算": f"{counted}{kind}",
        },
        quote=passage.text[min(first.start, m.start()) : max(last.end, m.end())],
    )


def _without_holidays(period: _Period) -> set[int | None]:
    """Days of a notice that does not count holidays: working days, or all but the statutory ones."""
    first, last = (mention.date for mention in period)
    off = days_off_duty(first, last)
    return {working_days(first, last), None if off is None else calendar_days(first, last) - off}
