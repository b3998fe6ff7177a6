"""Change against another period: level, amount of the change and its percentage must go together.

253.93万吨，较去年同期减少27.35万吨，降幅9.7%: the year before was 253.93 + 27.35, and 27.35 of that is 9.7 %.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from sansan.documents import wording
from sansan.documents.audit.arithmetic import Interval, percentage_fits, plain, rounded
from sansan.documents.audit.context import Context, quoted, short
from sansan.documents.model import Bound, Finding
from sansan.documents.quantities import Quantity, comparable
from sansan.documents.statements import Item, Statement

RULE = "year_on_year"
_AGAINST = re.compile(
    r"同比|同期|较上年|较去年|比上年|比去年|环比|较上月|较上季|较上一年|较年初|较整治前|较整改前|较\d{4}年|比\d{4}年"
)
_UP = re.compile(r"增加|上升|增长|提高|提升|多|增幅|升幅|涨幅")
_DOWN = re.compile(r"减少|下降|降低|降幅|少|减幅|压减")
_FORMER = re.compile(
    r"(?:上年同期|去年同期|上年|去年|同期)(?:的|为|是|仅)?[^，。；、\d]{0,8}$|(?:较|比)[^，。；、]{0,10}的$"
)
_BARE_CHANGE = re.compile(r"^[，,]?(?:同比|环比)?(?:净)?(?:增加|减少|上升|下降|增长|多|少)了?$")
_SUBJECT = re.compile(r"^(?P<subject>[\u4e00-\u9fa5]{2,8}?)(?:[较比]|同比)")
_THAN = re.compile(r"(?:较|比)[^，。；、]{0,10}的$")


@dataclass(frozen=True, slots=True)
class _Change:
    statement: Statement
    level: Item
    amount: Item | None
    former: Item | None
    percent: Item
    up: bool


def check(context: Context) -> Iterable[Finding]:
    """One finding for each percentage of change that its own level and amount, or two levels, do not give."""
    for statement in context.statements:
        for change in _changes(statement):
            if not _fits(change):
                yield _finding(context, change)
        for difference in _differences(statement):
            yield from _judge_difference(context, statement, *difference)


def _differences(statement: Statement) -> Iterator[tuple[Item, Item, Item]]:
    """This period, the period before and the amount said to lie between: 412件，比去年同期的536件减少124件."""
    items = statement.items
    for level, former, amount in zip(items, items[1:], items[2:], strict=False):
        alike = comparable(level.quantity, former.quantity) and comparable(former.quantity, amount.quantity)
        told = _FORMER.search(former.label) and not _FORMER.search(level.label) and _direction(former) is None
        exact = {i.quantity.bound for i in (level, former, amount)} == {Bound.EXACT}
        near = not re.search(r"[；。]", former.gap + amount.gap) and _BARE_CHANGE.match(amount.gap.strip())
        named = _level_of(former, items[: items.index(former)]) is level
        if alike and named and told and exact and near and level.quantity.dimension != "percent":
            yield level, former, amount


def _judge_difference(
    context: Context, statement: Statement, level: Item, former: Item, amount: Item
) -> Iterator[Finding]:
    gap = level.quantity.amount - former.quantity.amount
    slack = (
        _width(rounded(level.quantity)) + _width(rounded(former.quantity))
    ) / 2 + amount.quantity.fine / 2
    whole_numbers = amount.quantity.fine == amount.quantity.unit.factor
    said = amount.quantity.amount if _direction(amount) else -amount.quantity.amount
    if abs(gap - said) <= (0 if whole_numbers else slack):
        return
    shown = plain(abs(gap), amount.quantity)
    numbers = [level.quantity, former.quantity, amount.quantity]
    yield context.finding(
        RULE,
        statement.task,
        f"{short(amount)}，而由{short(level)}与{short(former)}推算，{'增加' if gap > 0 else '减少'}{shown}。",
        spans=[context.span(statement, q) for q in numbers],
        values={
            "本期": level.quantity.printed,
            "上期": former.quantity.printed,
            "变化量": amount.quantity.printed,
            "计算变化": shown,
        },
        quote=quoted([statement], numbers),
    )


def _direction(item: Item) -> bool | None:
    up, down = _UP.search(item.label), _DOWN.search(item.label)
    return None if bool(up) == bool(down) else bool(up)


def _changes(statement: Statement) -> Iterator[_Change]:
    items = statement.items
    for k, percent in enumerate(items):
        up = _direction(percent)
        if percent.quantity.dimension != "percent" or up is None or percent.quantity.is_range:
            continue
        amount = _amount(items[max(0, k - 1) : k], up)
        against = percent if amount is None else amount
        if amount and re.search(r"[；。]", percent.gap):
            continue
        rest = items[: items.index(against)]
        compared = _AGAINST.search(against.gap) or _AGAINST.search(percent.gap)
        if not compared and not (rest and _THAN.search(rest[-1].label)):
            continue
        if amount is not None:
            level = _level(rest, amount)
            after = _level_after(items[k + 1 : k + 2], amount)
            chosen = after or level
            if chosen and (after or not re.search(r"[；。]", against.gap)) and not _moved(rest):
                yield _Change(statement, chosen, amount, None, percent, up)
        elif former := _former(rest):
            now = _level_of(former, rest[: rest.index(former)])
            if now and former is rest[-1] and not _FORMER.search(now.label):
                yield _Change(statement, now, None, former, percent, up)


def _level_of(former: Item, before: Sequence[Item]) -> Item | None:
    """投诉3418件，超期7件，投诉量比上年的4052件下降15.6%: the number before, unless a thing is named that it does not
    count; then the last one that does."""
    near = [i for i in before[-1:] if comparable(i.quantity, former.quantity)]
    subject = _SUBJECT.search(former.label)
    if subject is None:
        return near[0] if near else None
    alike = [i for i in before if comparable(i.quantity, former.quantity) and not _FORMER.search(i.label)]
    return next((i for i in reversed(alike) if wording.share_word(subject["subject"], i.about)), None)


def _level(rest: Sequence[Item], amount: Item) -> Item | None:
    """The nearest number before a change that is this period's: neither a change nor what it is compared with."""
    alike = (i for i in reversed(rest) if comparable(i.quantity, amount.quantity))
    return next((i for i in alike if _direction(i) is None and not _FORMER.search(i.label)), None)


def _moved(items: Sequence[Item]) -> bool:
    """由A降至B before the change: `from_to_by` speaks of that."""
    return any(re.search(r"(?:由|从)[^，。；]{0,10}$", i.gap) for i in items)


def _amount(before: Sequence[Item], up: bool) -> Item | None:
    for item in before:
        if item.quantity.dimension not in {"percent", "percentage_point"} and _direction(item) is up:
            return item
    return None


def _level_after(following: Sequence[Item], amount: Item) -> Item | None:
    """同比增加30家、增长20%，达到180家."""
    for item in following:
        if comparable(item.quantity, amount.quantity) and re.search(
            r"达到?$|至$|到$|为$|升至|降至", item.label
        ):
            return item
    return None


def _former(items: Sequence[Item]) -> Item | None:
    return next((i for i in reversed(items) if _FORMER.search(i.label) and not _direction(i)), None)


def _base(change: _Change) -> tuple[Interval, Interval, Fraction]:
    """The possible amount of change, the possible base, and the quotient of the printed numbers."""
    level = rounded(change.level.quantity)
    if change.former is not None:
        base = rounded(change.former.quantity)
        gap = change.level.quantity.amount - change.former.quantity.amount
        gap = gap if change.up else -gap
        width = (_width(level) + _width(base)) / 2
        divisor = change.former.quantity.amount or Fraction(1)
        return Interval(gap - width, gap + width), base, gap / divisor
    assert change.amount is not None
    amount = rounded(change.amount.quantity)
    sign = -1 if change.up else 1
    base_amount = change.level.quantity.amount + sign * change.amount.quantity.amount
    width = (_width(level) + _width(amount)) / 2
    divisor = base_amount or Fraction(1)
    return amount, Interval(base_amount - width, base_amount + width), change.amount.quantity.amount / divisor


def _width(interval: Interval) -> Fraction:
    return Fraction(0) if interval.high is None else interval.high - interval.low


def _fits(change: _Change) -> bool:
    numbers = [i.quantity for i in (change.level, change.amount, change.former) if i]
    if any(q.bound is not Bound.EXACT for q in numbers):
        return True
    top, base, exact = _base(change)
    if base.low <= 0 or base.high is None or top.high is None:
        return True
    possible = Interval(top.low / base.high * 100, top.high / base.low * 100)
    if percentage_fits(change.percent.quantity, possible, exact):
        return True
    # some reports divide by the new level; a question would only be about method
    level = change.level.quantity.amount
    return bool(change.amount and level) and percentage_fits(
        change.percent.quantity, Interval(top.low / level * 100, top.low / level * 100), Fraction(-1)
    )


def _finding(context: Context, change: _Change) -> Finding:
    _, _, exact = _base(change)
    numbers: list[Quantity] = [
        i.quantity for i in (change.level, change.amount, change.former, change.percent) if i
    ]
    parts = "、".join(short(i) for i in (change.level, change.amount, change.former) if i)
    shown = f"{float(exact * 100):.2f}%"
    values = {"本期": change.level.quantity.printed}
    if change.amount:
        values["变化量"] = change.amount.quantity.printed
    if change.former:
        values["上期"] = change.former.quantity.printed
    values |= {"所列幅度": change.percent.quantity.printed, "计算幅度": shown}
    return context.finding(
        RULE,
        change.statement.task,
        f"{short(change.percent)}，而由{parts}推算为{shown}。",
        spans=[context.span(change.statement, q) for q in numbers],
        values=values,
        quote=quoted([change.statement], numbers),
    )
