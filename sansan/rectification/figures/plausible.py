"""Questions to whoever enters a value: each may have a good answer, so they ask and do not block. Pure."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sansan.rectification.figures.arithmetic import Amount, plain

CUMULATIVE = "cumulative"
JUMP = 10  # times: a digit too many or too few, or a unit ten times larger


@dataclass(frozen=True, slots=True)
class Known:
    """A value of the series as it stands."""

    amount: Amount
    as_of: dt.date


@dataclass(frozen=True, slots=True)
class Entered:
    """What is about to be entered. `others` are units the same name has in this task already."""

    name: str
    unit: str
    kind: str
    amount: Amount
    as_of: dt.date
    others: Sequence[str] = ()


def questions(
    entered: Entered, series: Iterable[Known], *, today: dt.date, report_as_of: dt.date | None = None
) -> list[str]:
    """Sentences to answer, in the words of the form; an empty list asks nothing."""
    known = sorted(series, key=lambda k: k.as_of)
    before = [k for k in known if k.as_of < entered.as_of]
    after = [k for k in known if k.as_of > entered.as_of]
    asked = [*_unit(entered), *_dates(entered, today, report_as_of)]
    if before:
        asked += _jump(entered, before[-1])
    if entered.kind == CUMULATIVE:
        asked += _falls(entered, before[-1:], after[:1])
    return asked


def _unit(entered: Entered) -> Iterable[str]:
    others = [unit for unit in dict.fromkeys(entered.others) if unit != entered.unit]
    if others:
        yield (
            f"“{entered.name}”在本任务中以“{others[0] or '无单位'}”为单位，"
            f"这次写的是“{entered.unit or '无单位'}”，是同一件事吗？"
        )


def _dates(entered: Entered, today: dt.date, report_as_of: dt.date | None) -> Iterable[str]:
    if entered.as_of > today:
        yield f"“{entered.name}”的截至日期 {entered.as_of} 晚于今天，是预计数吗？"
    elif report_as_of and entered.as_of > report_as_of:
        yield f"“{entered.name}”的截至日期 {entered.as_of} 晚于填报的情况截至日期 {report_as_of}，为什么？"


def _jump(entered: Entered, last: Known) -> Iterable[str]:
    now, then = abs(entered.amount.value), abs(last.amount.value)
    if (then and now >= then * JUMP) or (now and then >= now * JUMP) or (then and not now):
        yield (
            f"“{entered.name}”上次是 {last.amount}（{last.as_of}），这次是 {entered.amount}，"
            f"相差十倍以上，是否多写或少写了位数、换了单位？"
        )


def _falls(entered: Entered, before: Sequence[Known], after: Sequence[Known]) -> Iterable[str]:
    """累计 only grows; 余 and 近 leave room, but two such numbers the wrong way round are worth a word as well."""
    for last in before:
        if entered.amount.value < last.amount.value:
            yield (
                f"“{entered.name}”是累计数，上次 {last.as_of} 已有 {last.amount}，"
                f"这次减少了 {plain(last.amount.value - entered.amount.value)}，为什么？"
            )
    for later in after:
        if entered.amount.value > later.amount.value:
            yield f"“{entered.name}”是累计数，而 {later.as_of} 登记的只有 {later.amount}，哪一个对？"
