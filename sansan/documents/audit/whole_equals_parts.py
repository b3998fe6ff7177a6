"""Whole = parts: a number and the list that divides it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction

from sansan.documents.audit import partition
from sansan.documents.audit.arithmetic import plain
from sansan.documents.audit.context import Context, pairs, quoted, short
from sansan.documents.audit.partition import Group
from sansan.documents.wording import may_overlap
from sansan.documents.model import Finding
from sansan.documents.quantities import comparable
from sansan.documents.statements import Item, Statement

RULE = "whole_equals_parts"
_NEAR = Fraction(1, 10)
_LOOK_BACK = 3


def check(context: Context) -> Iterable[Finding]:
    """One finding for each whole whose parts do not add up under any reading of the words."""
    for statement, before in pairs(context):
        told: set[int] = set()
        for group in _groups(statement, before):
            if group.closes():
                told.add(group.whole.quantity.start)
            elif group.whole.quantity.start not in told and _is_clear(group, _around(statement, before)):
                told.add(group.whole.quantity.start)
                yield _finding(context, group, before)


def _around(statement: Statement, before: Sequence[Statement]) -> str:
    return "".join(s.text for s in before[:1]) + statement.text


def _groups(statement: Statement, before: Sequence[Statement]) -> Iterator[Group]:
    earlier = [i for s in before[:_LOOK_BACK] for i in reversed(s.items)]
    yield from partition.remainders(statement, earlier)
    yield from partition.cued(statement, earlier)
    for bracket in statement.brackets:
        yield from partition.bracketed(statement, bracket)
    yield from partition.totals(statement)
    yield from partition.states(statement, earlier)


def _sum(parts: Sequence[Item]) -> Fraction:
    return sum((p.quantity.amount for p in parts), Fraction(0))


def _is_clear(group: Group, around: str) -> bool:
    """Whether an official would have to answer: parts that exceed the whole, a complete list that falls short, or a
    list that misses by little. A list that names only some parts may fall short by any amount."""
    if len(group.parts) < 2:
        return False
    gap = group.whole.quantity.amount - _sum(group.parts)
    near = abs(gap) <= max(Fraction(2), group.whole.quantity.amount * _NEAR)
    if gap < 0 and may_overlap(group.parts, around):
        return False
    if group.cue == "states":
        return near
    if gap > 0 and group.partial:
        return False
    return group.complete or near or gap < 0 or len(group.parts) >= 3


def _finding(context: Context, group: Group, before: Sequence[Statement]) -> Finding:
    whole, parts = group.whole, group.parts
    summed = _sum(parts)
    mixed = not all(comparable(p.quantity, whole.quantity) for p in parts)
    shown = plain(summed, whole.quantity)
    number = shown.removesuffix(whole.quantity.unit.name) if mixed else shown
    listed = "、".join(short(p) for p in parts)
    gap = plain(abs(whole.quantity.amount - summed), whole.quantity)
    message = f"{short(whole)}，所列{listed}合计{number}，相差{gap}。"
    home = _home(whole, [group.statement, *before])
    return context.finding(
        RULE,
        group.statement.task,
        message,
        spans=[context.span(home, whole.quantity), *(context.span(group.statement, p.quantity) for p in parts)],
        values={"总数": whole.quantity.printed, "分项": "、".join(p.quantity.printed for p in parts), "分项合计": shown},
        quote=quoted([group.statement], group.quantities if home is group.statement else group.quantities[1:]),
    )


def _home(item: Item, statements: Sequence[Statement]) -> Statement:
    """The statement an item stands in."""
    return next(s for s in statements if any(i is item for i in s.all_items()))
