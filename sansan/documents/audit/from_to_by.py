"""From A to B, by C: 由3%提高到8%，提高5个百分点; 由12000吨降至11580吨，减少420吨."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from sansan.documents.audit.arithmetic import plain, printed_as
from sansan.documents.audit.context import Context, pairs, quoted, short
from sansan.documents.model import Bound, Finding
from sansan.documents.quantities import comparable
from sansan.documents.statements import Item, Statement

RULE = "from_to_by"
_UP = re.compile(r"提高|提升|增加|上升|增长|增至|升至|扩大|增幅|涨|新增")
_DOWN = re.compile(r"下降|降低|减少|降至|降到|减至|缩减|压减|缩小|缩短|降幅|回落|压缩")
_FROM = re.compile(r"(?:由|从)[^，。；]{0,14}$")
_TO = re.compile(r"(?:到|至|为|成)[^，。；]{0,14}$")
# 2019年底有1240座，2020年降至865座，减少375座: the first end is told with its time, the second came to be
_THEN = re.compile(r"年|[月季]度?[底末初]|原|此前|以前|之前|起初|当时")
_CAME_TO = re.compile(
    r"(?:降|减|增|升|提高|提升|降低|下降|上升|增加|减少|压减|缩减|扩大|压缩)(?:到|至)(?:了)?$"
)
_ONLY_CHANGE = re.compile(
    r"^[，,、（(\s]*(?:共|累计|净|即)?(?:减少|增加|下降|上升|提高|提升|降低|压减|新增|缩减|增长)了?$"
)
_LESS_IS_HIGHER = re.compile(r"埋深|排名|名次|位次|回升")  # 埋深由23米回升至22米, 排名由12位上升到5位
_NO_SUBJECT = re.compile(r"^[，,、（(\s]*(?:即|已)?(?:由|从)")  # …减少420吨，由12000吨降至: of the same thing
_AGAINST = re.compile(r"同比|同期|上年|去年|较|比")


@dataclass(frozen=True, slots=True)
class _Move:
    statement: Statement
    start: Item
    end: Item
    up: bool | None  # None where no word says: 由27家整合至21家


def check(context: Context) -> Iterable[Finding]:
    """A change against its own two ends, and a direction word against them."""
    for statement, before in pairs(context):
        for move in _moves(statement):
            yield from _judge(context, move)
        yield from _against_problem(context, statement, before)


_RAISED = re.compile(
    r"(?P<what>[\u4e00-\u9fa5]{2}率)(?:已?经?由?[^\d，。]{0,4})?(?P<word>提高|提升|上升|下降|降低|减少)(?:到|至)$"
)


def _against_problem(
    context: Context, statement: Statement, before: Sequence[Statement]
) -> Iterator[Finding]:
    """收集率仅为58% in the problem, 收集率提高到56% in the answer."""
    for item in statement.items:
        raised = _RAISED.search(item.label)
        if not raised or item.quantity.dimension != "percent" or item.quantity.bound is not Bound.EXACT:
            continue
        for earlier in before:
            former = [
                i
                for i in earlier.items
                if i.quantity.dimension == "percent" and raised["what"] in i.label and not _UP.search(i.label)
            ]
            if (
                not former
                or earlier.passage.role != "problem"
                or former[-1].quantity.bound is not Bound.EXACT
            ):
                continue
            up = raised["word"] in {"提高", "提升", "上升"}
            low, high = former[-1].quantity.amount, item.quantity.amount
            if low != high and (high > low) != up:
                yield context.finding(
                    RULE,
                    statement.task,
                    f"问题中{short(former[-1])}，整改后{short(item)}，方向与“{raised['word']}”不符。",
                    spans=[
                        context.span(earlier, former[-1].quantity),
                        context.span(statement, item.quantity),
                    ],
                    values={"原值": former[-1].quantity.printed, "现值": item.quantity.printed},
                    quote=quoted([statement], [item.quantity]),
                )
            return


def _moves(statement: Statement) -> Iterator[_Move]:
    items = statement.items
    for n, (a, b) in enumerate(pairwise(items)):
        if not comparable(a.quantity, b.quantity) or a.quantity.is_range or b.quantity.is_range:
            continue
        if "每" in a.gap[-6:] or "每" in b.gap or "；" in b.gap:
            continue
        up, down = _UP.search(b.gap), _DOWN.search(b.gap)
        told = bool(up) != bool(down)
        changed = _ONLY_CHANGE.match("".join(i.gap for i in items[n + 2 : n + 3])) is not None
        if _FROM.search(a.gap) and _TO.search(b.gap):
            if told or changed:
                yield _Move(statement, a, b, bool(up) if told else None)
        elif _THEN.search(a.gap) and _CAME_TO.search(b.label) and told and changed:
            yield _Move(statement, a, b, bool(up))


def _judge(context: Context, move: _Move) -> Iterator[Finding]:
    exact = {move.start.quantity.bound, move.end.quantity.bound} == {Bound.EXACT}
    low, high = move.start.quantity.amount, move.end.quantity.amount
    turned = move.up is not None and low != high and (high > low) != move.up
    if exact and turned and not _LESS_IS_HIGHER.search(f"{move.start.gap}{move.end.gap}"):
        word = "提高" if move.up else "下降"
        yield _finding(
            context,
            move,
            None,
            f"由{move.start.quantity.printed}到{move.end.quantity.printed}，方向与“{word}”不符。",
        )
        return
    if not exact:
        return
    for change in _changes(move):
        if not _fits(move, change):
            gap = plain(abs(high - low), move.end.quantity)
            if move.end.quantity.dimension == "percent":
                gap = gap.replace("%", "个百分点")
            share = f"（{float(abs(high - low) / low * 100):.2f}%）" if low else ""
            yield _finding(
                context,
                move,
                change,
                f"由{move.start.quantity.printed}到{move.end.quantity.printed}，实际变化{gap}{share}，"
                f"所写为{short(change)}。",
            )


def _changes(move: _Move) -> Sequence[Item]:
    """The amounts said of the move: near it, with a word of change, not against another year's figure."""
    items = move.statement.items
    at = items.index(move.end)
    up = move.end.quantity.amount > move.start.quantity.amount if move.up is None else move.up
    direction = _UP if up else _DOWN
    found = []
    for item in items[at + 1 : at + 3]:
        if (
            re.search(r"；|其中", item.gap)
            or _FROM.search(item.gap)
            or not re.match(r"^[\u4e00-\u9fa5]{0,4}[（，,、(\s]", item.gap)
        ):
            break
        if _TO.search(item.gap) or _AGAINST.search(item.gap):
            continue
        own = direction.search(item.label) or (item.label.strip() in {"", "即"} and _is_change_unit(item))
        if own and (_is_change_unit(item) or comparable(item.quantity, move.end.quantity)):
            found.append(item)
    for item in items[max(0, items.index(move.start) - 2) : items.index(move.start)]:
        near = bool(_NO_SUBJECT.match(move.start.gap))
        against = _AGAINST.search(item.gap) and not re.search(r"较上年|较去年|同比", item.gap)
        said = direction.search(item.label) and near and not against and not _TO.search(item.gap)
        if said and (_is_change_unit(item) or comparable(item.quantity, move.end.quantity)):
            found.append(item)
    return found


def _is_change_unit(item: Item) -> bool:
    return item.quantity.dimension in {"percent", "percentage_point"}


def _fits(move: _Move, change: Item) -> bool:
    low, high = move.start.quantity.amount, move.end.quantity.amount
    gap = abs(high - low)
    quantity = change.quantity
    if quantity.bound is not Bound.EXACT:
        return True
    relative = Fraction(gap * 100, low) if low else None
    of_shares = move.end.quantity.dimension == "percent"
    if quantity.dimension == "percentage_point":
        return not of_shares or printed_as(gap, quantity)
    if quantity.dimension == "percent":
        return (relative is not None and printed_as(relative, quantity)) or (
            of_shares and printed_as(gap, quantity)
        )
    slack = (move.start.quantity.fine + move.end.quantity.fine) / 2
    decimals = move.end.quantity.fine < move.end.quantity.unit.factor
    return printed_as(gap, quantity) or (
        decimals and quantity.fine < slack and abs(gap - quantity.amount) <= slack
    )


def _finding(context: Context, move: _Move, change: Item | None, message: str) -> Finding:
    numbers = [move.start.quantity, move.end.quantity, *([change.quantity] if change else [])]
    values = {"原值": move.start.quantity.printed, "现值": move.end.quantity.printed}
    if change:
        values["所列变化"] = change.quantity.printed
    return context.finding(
        RULE,
        move.statement.task,
        message,
        spans=[context.span(move.statement, q) for q in numbers],
        values=values,
        quote=quoted([move.statement], numbers),
    )
