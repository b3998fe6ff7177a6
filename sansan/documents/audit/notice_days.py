"""Days of a public notice: 公示期7天 and 10个工作日 against its first and last day."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise

from sansan.documents.audit.context import Context
from sansan.documents.dates import DateMention, Precision, find_dates
from sansan.documents.model import Finding
from sansan.documents.numbers import arabic, chinese_numeral
from sansan.documents.passages import Passage
from sansan.documents.workdays import calendar_days, working_days

RULE = "notice_days"
_NOTICE = re.compile(r"公示|公告|公开期|异议期")
_LENGTH = re.compile(
    r"(?P<number>\d{1,3}|[一二三四五六七八九十]{1,3})\s*(?P<unit>个?工作日|个?自然日|日历天|天|日(?!前|内|起|至|止|期|\d))"
)
_JOIN = re.compile(r"^(?:[（(][^（）()]{0,6}[）)])?(?:起|开始)?\s*(?:至|到|—+|－|-+|~|～)\s*$")


def check(context: Context) -> Iterable[Finding]:
    """One finding for each notice whose stated length is not that of its dates, both ends counted."""
    for passage in context.passages:
        if _NOTICE.search(passage.text):
            yield from _judge(context, passage)


def periods(passage: Passage, year: int | None) -> Iterator[tuple[DateMention, DateMention]]:
    """From–to pairs of days: 2023年5月10日至5月16日."""
    days = [d for d in find_dates(passage.text, default_year=year) if d.precision is Precision.DAY]
    for first, last in pairwise(days):
        if _JOIN.match(passage.text[first.end : last.start]):
            yield first, last


def _judge(context: Context, passage: Passage) -> Iterator[Finding]:
    for first, last in periods(passage, context.year):
        around = (max(0, first.start - 40), min(len(passage.text), last.end + 30))
        if not _NOTICE.search(passage.text[: last.end + 30][-90:]):
            continue
        dates = [(d.start, d.end) for d in find_dates(passage.text, default_year=context.year)]
        for m in _LENGTH.finditer(passage.text, *around):
            if any(s < m.end() and m.start() < e for s, e in dates):
                continue
            stated = chinese_numeral(m["number"])
            stated = int(arabic(m["number"])) if stated is None else stated
            working = "工作日" in m["unit"]
            counted = working_days(first.date, last.date) if working else calendar_days(first.date, last.date)
            if counted is not None and counted > 0 and counted != stated:
                kind = "个工作日" if working else "天"
                span = passage.span(first.start, last.end)
                yield context.finding(
                    RULE,
                    passage.task,
                    f"写明{m[0]}，而{passage.text[first.start : last.end]}（首尾均计）为{counted}{kind}。",
                    spans=[span, passage.span(m.start(), m.end())],
                    values={
                        "写明": m[0],
                        "起": str(first.date),
                        "止": str(last.date),
                        "推算": f"{counted}{kind}",
                    },
                    quote=passage.text[min(first.start, m.start()) : max(last.end, m.end())],
                )
                return
