"""Deadlines: a date where the text gives one, and whether the duty is a standing one.

底 is the last day of its month or year and 前 includes that day. 立行立改 counts from the plan and has no date;
a day without a year has none either: nothing is guessed.
"""

from __future__ import annotations

import datetime as dt
import re

from sansan.documents.dates import find_dates
from sansan.documents.flow import fold

_STANDING = re.compile(r"长期|常态化|持续(?:坚持|整改|推进|抓好)|一以贯之")
_TEN_DAYS = re.compile(r"(?P<y>20\d\d)年(?P<m>1[0-2]|0?[1-9])月(?P<third>[上中])旬")


def read_deadline(wording: str) -> tuple[dt.date | None, bool]:
    """(last day, standing). Of several dates the last: by then all of it is due."""
    text = _without_closing(fold(wording))
    days = [
        mention.date for mention in find_dates(_TEN_DAYS.sub(_last_of_ten_days, text)) if mention.year_printed
    ]
    return (max(days) if days else None), bool(_STANDING.search(text))


def _without_closing(text: str) -> str:
    """2024年12月底，2025年6月底前销号: the work is due by the first day, its closing by the second."""
    clauses = re.split(r"[,;、。]", text)
    work = [clause for clause in clauses if not re.search(r"销号|验收", clause)]
    return ",".join(work) if any(re.search(r"\d", clause) for clause in work) else text


def _last_of_ten_days(match: re.Match[str]) -> str:
    """6月上旬 ends on the 10th, 6月中旬 on the 20th; 下旬 ends with the month and needs no help."""
    return f"{match['y']}年{match['m']}月{10 if match['third'] == '上' else 20}日"
