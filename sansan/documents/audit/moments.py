"""The moment a running total speaks of: 截至6月底, 1—9月, 前三季度, and which totals may be set one after the other.

A year that is not printed anywhere is taken to be one and the same: for an order within one passage that is enough.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from sansan.documents.audit.context import Context
from sansan.documents.dates import DateMention, Precision, find_dates
from sansan.documents.passages import Passage

_ANY_YEAR = 2000
_AS_OF = re.compile(r"(?:截至|截止到?|截止于|止于?|至|到)\s*$")
_SPAN = re.compile(
    r"(?<![\d月日])(?:[1一]月?份?[—~～\-－至到](?P<last>1[0-2]|[2-9])月份?|前(?P<quarter>[二两三])个?季度|(?P<half>上半年))"
)
_HERE = re.compile(r"$")
_FROM = re.compile(r"(?:从|由|自|较|比)\s*$")
_NOT_YET = re.compile(r"^(?:之|以)?前")


@dataclass(frozen=True, slots=True)
class Moment:
    """`date` is the last day told of; `since` names where counting began, empty where from the very beginning."""

    date: dt.date
    since: str
    start: int
    end: int


def moments(context: Context, passage: Passage) -> list[Moment]:
    """Every moment of a passage a total may speak of, in order."""
    year = context.year or _ANY_YEAR
    dates = find_dates(passage.text, default_year=year)
    found = [m for d in dates if (m := _as_of(passage.text, d))]
    taken = [(m.start, m.end) for m in found]
    spans = (
        m for m in _SPAN.finditer(passage.text) if not any(s < m.end() and m.start() < e for s, e in taken)
    )
    found += [_span(match, dates, year) for match in spans]
    return sorted(found, key=lambda m: m.start)


def _as_of(text: str, mention: DateMention) -> Moment | None:
    led = _AS_OF.search(text[: mention.start])
    after = text[mention.end :]
    if not led and mention.precision is Precision.MONTH_END and not _FROM.search(text[: mention.start]):
        led = _HERE.search(text[: mention.start])  # 4月底累计整改1863户
    if not led or _NOT_YET.match(after):
        return None
    if text[: led.start()].rstrip().endswith(("月", "日", "年", "底", "末")):
        return None  # 3月1日至6月底: a stretch of its own
    return Moment(mention.date, "", led.start(), mention.end)


def _span(match: re.Match[str], dates: list[DateMention], year: int) -> Moment:
    before = [d for d in dates if d.start <= match.start()]
    year = before[-1].date.year if before else year
    if match["half"]:
        month = 6
    else:
        quarter = {"二": 2, "两": 2, "三": 3}
        month = int(match["last"]) if match["last"] else quarter[match["quarter"]] * 3
    following = dt.date(year + month // 12, month % 12 + 1, 1)
    return Moment(following - dt.timedelta(1), f"{year}年", match.start(), match.end())
