"""Products: 6期、480人次，平均每期80人次; 1—9月共研究9次，每月1次."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from fractions import Fraction
from itertools import pairwise

from sansan.documents.audit.arithmetic import plain, printed_as
from sansan.documents.audit.context import Context, quoted, short
from sansan.documents.model import Bound, Finding
from sansan.documents.quantities import Quantity, comparable
from sansan.documents.statements import Item, Statement

RULE = "per_unit"
_PER = re.compile(
    r"(?P<exact>平均)?每(?:个)?(?P<of>[期次家个台辆座处户人批轮场口项件起宗条份名亩吨天日村镇乡县月])[^，。；\d]{0,6}$"
)
_SHARED = re.compile(r"(?P<of>[户人亩村次期家场])均(?:约|达|为)?$")
_PAPERS = frozenset({"份", "张", "本", "件"})
_FOR_EACH = re.compile(
    r"(?:全部|逐一|逐个|逐件|逐家|均|一一)(?:对应)?(?:下发|下达|发出|发放|出具|建立|制定|签订)[^，。；]{0,12}$"
)
_MONTHS = re.compile(r"(?P<a>1[0-2]|[1-9])月?[—~－\-至到](?P<b>1[0-2]|[1-9])月")
_DUTY = re.compile(
    r"不少于|至少|不低于|要求|计划|应|须|拟|将|坚持|确保|补助|奖励|奖补|标准|限|不超过|开展|巡查|检查"
)


def check(context: Context) -> Iterable[Finding]:
    """An average, or a stated rhythm, against the count and the total beside it."""
    for statement in context.statements:
        for rate, count, total in _triples(statement):
            if not _fits(rate, count[0], total):
                yield _finding(context, statement, rate, count, total)
        for things, papers in _one_for_each(statement):
            yield _each_finding(context, statement, things, papers)


def _one_for_each(statement: Statement) -> Iterator[tuple[Item, Item]]:
    """对235个问题全部下发整改通知230份: where each of them gets one, the numbers are the same."""
    for things, papers in pairwise(statement.items):
        both = {things.quantity.bound, papers.quantity.bound} == {Bound.EXACT}
        paper = papers.quantity.unit.name in _PAPERS and things.quantity.unit.name not in _PAPERS
        counted = re.search(r"对[^，。；]{0,12}$", things.label) and _FOR_EACH.search(papers.gap)
        if both and paper and counted and papers.quantity.amount != things.quantity.amount:
            yield things, papers


def _each_finding(context: Context, statement: Statement, things: Item, papers: Item) -> Finding:
    numbers = [things.quantity, papers.quantity]
    return context.finding(
        RULE,
        statement.task,
        f"{short(papers)}，而{short(things)}，逐一对应应为相同数。",
        spans=[context.span(statement, q) for q in numbers],
        values={"个数": things.quantity.printed, "份数": papers.quantity.printed},
        quote=quoted([statement], numbers),
    )


def _triples(statement: Statement) -> Iterator[tuple[Item, tuple[Fraction, Quantity | None], Item]]:
    items = statement.items
    for k, rate in enumerate(items):
        shared = _SHARED.search(rate.label)
        per = shared or _PER.search(rate.label)
        if not per or rate.quantity.bound is not Bound.EXACT or rate.quantity.is_range:
            continue
        exact = bool(shared) or bool(per["exact"])
        if not exact and _DUTY.search(rate.gap):
            continue
        totals = [i for i in items[:k] if comparable(i.quantity, rate.quantity)]
        totals = [i for i in totals if len(totals) == 1 or not _is_counted_by(i, per["of"])]
        if len(totals) != 1 or totals[0].quantity.bound is not Bound.EXACT:
            continue
        if per["of"] == "月":
            months = _MONTHS.search(statement.text)
            if months and int(months["b"]) > int(months["a"]):
                yield rate, (Fraction(int(months["b"]) - int(months["a"]) + 1), None), totals[0]
            continue
        counts = [i for i in items[:k] if _is_counted_by(i, per["of"]) and i is not totals[0]]
        if exact and len(counts) == 1 and counts[0].quantity.bound is Bound.EXACT:
            yield rate, (counts[0].quantity.amount, counts[0].quantity), totals[0]


def _is_counted_by(item: Item, of: str) -> bool:
    """Whether a number counts what 每… names: 13个乡镇 for 每个乡镇, 8期 for 每期."""
    return item.quantity.unit.name[:1] == of or (item.quantity.unit.name == "个" and item.tail.startswith(of))


def _fits(rate: Item, count: Fraction, total: Item) -> bool:
    """An average may be rounded; 每月1次 without 平均 is exact."""
    if not count:
        return True
    if "均" not in rate.label:
        return total.quantity.amount == count * rate.quantity.amount
    return printed_as(total.quantity.amount / count, rate.quantity)


def _finding(
    context: Context, statement: Statement, rate: Item, count: tuple[Fraction, Quantity | None], total: Item
) -> Finding:
    number, quantity = count
    counted = quantity.printed if quantity else f"{number}个月"
    average = plain(total.quantity.amount / number, rate.quantity)
    numbers = [q for q in (total.quantity, quantity, rate.quantity) if q]
    return context.finding(
        RULE,
        statement.task,
        f"{short(rate)}，而{short(total)}按{counted}平均为{average}。",
        spans=[context.span(statement, q) for q in numbers],
        values={
            "总量": total.quantity.printed,
            "个数": counted,
            "所列平均": rate.quantity.printed,
            "计算平均": average,
        },
        quote=quoted([statement], numbers),
    )
