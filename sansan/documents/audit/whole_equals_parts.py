"""Whole = parts: a number and the list that divides it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction

from sansan.documents.audit import by_semicolon, closing, listed, unmarked
from sansan.documents.audit.arithmetic import plain
from sansan.documents.audit.context import Context, quoted, short
from sansan.documents.audit.groups import Group, is_found
from sansan.documents.model import Finding
from sansan.documents.quantities import comparable
from sansan.documents.statements import Item, Statement
from sansan.documents.wording import (
    BESIDES,
    are_attributes,
    count_both,
    may_overlap,
    names_others,
    part_class,
)

RULE = "whole_equals_parts"
_NEAR = Fraction(1, 10)
_NEAR_LISTED = Fraction(1, 4)
_NEAR_LONG = Fraction(2, 5)
_LOOK_BACK = 3
_TOTAL = re.compile(r"共|合计|总计|累计|发现|排查|转办|受理|移交")


def check(context: Context) -> Iterable[Finding]:
    """One finding for each whole whose parts do not add up under any reading of the words."""
    for statement, before, after in _in_context(context):
        groups = list(_groups(statement, before, after))
        settled = {start for g in groups for start in g.settles()}
        asked: set[int] = set()
        for group in groups:
            parts = {p.quantity.start for p in group.parts}
            if parts & (settled | asked) or not _is_clear(group, _around(statement, before)):
                continue
            asked |= parts
            yield _finding(context, group, before)


def _in_context(context: Context) -> Iterator[tuple[Statement, Sequence[Statement], Statement | None]]:
    """Each sentence with those before it in its task, nearest first, and the one behind it."""
    for group in context.by_task.values():
        for n, statement in enumerate(group):
            yield statement, group[:n][::-1], group[n + 1] if n + 1 < len(group) else None


def _around(statement: Statement, before: Sequence[Statement]) -> str:
    return "".join(s.text for s in before[:1]) + statement.text


def _groups(statement: Statement, before: Sequence[Statement], after: Statement | None) -> Iterator[Group]:
    """Groups by the strength of their words; numbers already divided by a word are not divided again without one."""
    numbered = [s for s in before if s.items]
    earlier = [i for s in numbered[:_LOOK_BACK] for i in _heads(s)]
    marked = [
        *closing.remainders(statement, earlier),
        *listed.cued(statement, earlier),
        *(g for bracket in statement.brackets for g in listed.bracketed(statement, bracket)),
        *closing.totals(statement),
        *(
            ()
            if after and by_semicolon.goes_on(statement, after)
            else by_semicolon.segments(statement, before)
        ),
    ]
    yield from marked
    divided = {p.quantity.start for g in marked if len(g.parts) > 1 for p in g.parts}
    for group in unmarked.states(statement, earlier):
        if not divided & {p.quantity.start for p in group.parts}:
            yield group


def _heads(statement: Statement) -> list[Item]:
    """What an earlier sentence may put as a whole, last first: the first number of each kind, and its totals."""
    heads: list[Item] = []
    seen: set[str] = set()
    for item in statement.items:
        if item.quantity.dimension not in seen or _TOTAL.search(item.label):
            heads.insert(0, item)
        seen.add(item.quantity.dimension)
    return heads


def _sum(parts: Sequence[Item]) -> Fraction:
    return sum((p.quantity.amount for p in parts), Fraction(0))


def _is_clear(group: Group, around: str) -> bool:
    """Whether an official would have to answer: parts that exceed the whole, a complete list that falls short, or a
    list that misses by little. A list that may name only some parts is left alone when it falls short by much."""
    if len(group.parts) < 2 or are_attributes(group.parts):
        return False
    whole = group.whole.quantity.amount
    gap = whole - _sum(group.parts)
    if _counts_some_twice(group, -gap) or (gap > 0 and names_others(group.statement, group.parts[-1])):
        return False
    if group.cue == "states":
        return abs(gap) <= max(Fraction(2), whole * _NEAR) and not (
            gap < 0 and may_overlap(group.parts, around)
        )
    if gap < 0:
        return not may_overlap(group.parts, around)
    if group.partial or (gap > whole * _NEAR_LISTED and _is_loose_remainder(group)):
        return False
    share = _NEAR_LONG if len(group.parts) >= 3 else _NEAR_LISTED
    return group.complete or gap <= max(Fraction(2), whole * share)


def _counts_some_twice(group: Group, excess: Fraction) -> bool:
    """16家，其中立案9家、责令改正16家: every one and a part of them; or the text tells how many lie in both."""
    whole = group.whole.quantity.amount
    punished = any(part_class(p) == "penalty" for p in group.parts)
    every = punished and any(p.quantity.amount == whole for p in group.parts)
    return excess > 0 and (every or count_both(group.statement.all_items(), excess))


def _is_loose_remainder(group: Group) -> bool:
    """发现3个…，另有11个; 恢复运行86座，其余12座报废: a rest of a number that nothing says is the whole."""
    loose = not is_found(group.whole) or BESIDES.search(group.parts[-1].gap) is not None
    return group.cue == "remainder" and loose


def _finding(context: Context, group: Group, before: Sequence[Statement]) -> Finding:
    whole, parts = group.whole, group.parts
    summed = _sum(parts)
    mixed = not all(comparable(p.quantity, whole.quantity) for p in parts)
    shown = plain(summed, whole.quantity)
    number = shown.removesuffix(whole.quantity.unit.name) if mixed else shown
    named = "、".join(short(p) for p in parts)
    gap = plain(abs(whole.quantity.amount - summed), whole.quantity)
    message = f"{short(whole)}，所列{named}合计{number}，相差{gap}。"
    home = _home(whole, [group.statement, *before])
    return context.finding(
        RULE,
        group.statement.task,
        message,
        spans=[
            context.span(home, whole.quantity),
            *(context.span(group.statement, p.quantity) for p in parts),
        ],
        values={
            "总数": whole.quantity.printed,
            "分项": "、".join(p.quantity.printed for p in parts),
            "分项合计": shown,
        },
        quote=quoted(
            [group.statement], group.quantities if home is group.statement else group.quantities[1:]
        ),
    )


def _home(item: Item, statements: Sequence[Statement]) -> Statement:
    """The statement an item stands in."""
    return next(s for s in statements if any(i is item for i in s.all_items()))
