"""Products: 6期、480人次，平均每期80人次; 1—9月共研究9次，每月1次."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from sansan.documents.audit.arithmetic import Interval, plain, printed_as, rounded
from sansan.documents.audit.context import Context, quoted, short
from sansan.documents.audit.groups import is_enumerated
from sansan.documents.model import Bound, Finding
from sansan.documents.quantities import Quantity, comparable
from sansan.documents.statements import Item, Statement
from sansan.documents.units import unit_table

RULE = "per_unit"
_COUNTERS = "|".join(sorted(unit_table().counters, key=len, reverse=True))
_HOLDERS = "乡镇|社区|网点|站点|行政村|自然村|小区|县区|村|镇|乡|县"
_PER = re.compile(
    rf"(?P<exact>平均)?每(?:个|一)?(?P<of>{_HOLDERS}|{_COUNTERS}|亩|吨|天|日|月)(?P<what>[^，。；\d]{{0,8}})$"
)
_SHARED = re.compile(r"(?P<of>[户人亩村次期家场台辆座处起])均(?P<what>[^，。；\d]{0,6})$")
_TOTAL = re.compile(r"累计|共(?!同|享|用|建)|合计|(?<!设)总|(?<![设统审会估预累合共])计")
_LIMIT = re.compile(r"不少于|至少|不低于|要求|计划|应|须|拟|不超过|最高|最低|标准|限|每[^，。；]{0,4}每")
_BESIDE = 4  # numbers behind an average among which its total may stand
_FACTOR = 2  # what is further off is another total
_PAPERS = frozenset({"份", "张", "本", "件"})
_FOR_EACH = re.compile(
    r"(?:全部|逐一|逐个|逐件|逐家|均|一一)(?:对应)?(?:下发|下达|发出|发放|出具|建立|制定|签订)[^，。；]{0,12}$"
)
_MONTHS = re.compile(r"(?P<a>1[0-2]|[1-9])月?[—~－\-至到](?P<b>1[0-2]|[1-9])月")
_DUTY = re.compile(
    r"不少于|至少|不低于|要求|计划|应|须|拟|将|坚持|确保|补助|奖励|奖补|标准|限|不超过|开展|巡查|检查"
)


@dataclass(frozen=True, slots=True)
class _Product:
    """So much for each, how many, and what it comes to. `counted`: the number that tells how many."""

    rate: Item
    count: Fraction
    counted: Quantity | None
    total: Item
    average: bool


def check(context: Context) -> Iterable[Finding]:
    """An average, or a stated rhythm, against the count and the total beside it."""
    for statement in context.statements:
        for product in (*_totals_before(statement), *_totals_behind(statement)):
            if not _fits(product):
                yield _finding(context, statement, product)
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


def _per(item: Item) -> re.Match[str] | None:
    return _SHARED.search(item.label) or _PER.search(item.label)


def _is_average(per: re.Match[str], item: Item) -> bool:
    return per.re is _SHARED or bool(per["exact"]) or "平均" in item.label


def _totals_before(statement: Statement) -> Iterator[_Product]:
    """6期、480人次，平均每期80人次; 1—9月共研究9次，每月1次."""
    items = statement.items
    for k, rate in enumerate(items):
        per = _per(rate)
        if not per or rate.quantity.bound is not Bound.EXACT or rate.quantity.is_range:
            continue
        average = _is_average(per, rate)
        if not average and _DUTY.search(rate.gap):
            continue
        totals = [i for i in items[:k] if comparable(i.quantity, rate.quantity)]
        totals = [i for i in totals if len(totals) == 1 or not _is_counted_by(i, per["of"])]
        if len(totals) != 1 or totals[0].quantity.bound is not Bound.EXACT:
            continue
        if per["of"] == "月":
            months = _MONTHS.search(statement.text)
            if months and int(months["b"]) > int(months["a"]):
                count = Fraction(int(months["b"]) - int(months["a"]) + 1)
                yield _Product(rate, count, None, totals[0], "均" in rate.label)
            continue
        counts = [i for i in items[:k] if _is_counted_by(i, per["of"]) and i is not totals[0]]
        if average and len(counts) == 1 and counts[0].quantity.bound is Bound.EXACT:
            yield _Product(rate, counts[0].quantity.amount, counts[0].quantity, totals[0], average=True)


def _totals_behind(statement: Statement) -> Iterator[_Product]:
    """6期，每期培训85人，累计培训510人次; 12个乡镇各建1处，每处占地8亩、库容2500吨，总库容3万吨."""
    items = statement.items
    of, average = "", False
    for k, rate in enumerate(items):
        per = _per(rate)
        if per:
            of, average = per["of"], _is_average(per, rate)
        elif not (of and is_enumerated(rate)):
            of = ""
        if (
            not of
            or rate.quantity.bound is not Bound.EXACT
            or rate.quantity.is_range
            or _LIMIT.search(rate.gap)
        ):
            continue
        counts = list(_counts(items, k, of))
        total = _total_behind(rate, items[k + 1 : k + 1 + _BESIDE], per["what"] if per else rate.label)
        if total is None or len({count for count, _ in counts}) != 1:
            continue
        count, counted = counts[-1]
        near = Fraction(1, _FACTOR) < count * rate.quantity.amount / (total.quantity.amount or 1) < _FACTOR
        if near:
            yield _Product(rate, count, counted, total, average)


def _counts(items: Sequence[Item], k: int, of: str) -> Iterator[tuple[Fraction, Quantity]]:
    """How many there are of what 每… names, told before the average, or right behind it: 每台200元补助252台."""
    for n, item in enumerate([*items[:k], *items[k + 1 : k + 2]]):
        exact = item.quantity.bound is Bound.EXACT and not item.quantity.is_range
        if not exact or not _is_counted_by(item, of) or _per(item):
            continue
        each = n > 0 and "各" in item.gap and not re.search(r"[，；。]", item.gap)
        yield item.quantity.amount * (items[n - 1].quantity.amount if each else 1), item.quantity


def _total_behind(rate: Item, following: Sequence[Item], what: str) -> Item | None:
    """The next number said to be a total of the same thing; none where another number of its kind stands between."""
    named = what.strip("约为达的")
    for item in following:
        if _per(item) or "；" in item.gap:
            return None
        if not _comes_to(rate.quantity, item.quantity):
            continue
        told = _TOTAL.search(item.label)
        if not told:
            return None
        noun = item.label[told.end() :]
        pairs = {named[n : n + 2] for n in range(len(named) - 1)}
        return item if not pairs or len(noun) < 2 or any(p in noun for p in pairs) else None
    return None


def _comes_to(rate: Quantity, total: Quantity) -> bool:
    return comparable(rate, total) or unit_table().visits.get(total.unit.name) == rate.unit.name


def _is_counted_by(item: Item, of: str) -> bool:
    """Whether a number counts what 每… names: 13个乡镇 and 286个行政村 for 每村, 8期 for 每期."""
    unit = item.quantity.unit.name
    return of in (unit, unit[:1]) or (
        unit == "个" and bool(re.match(rf"[\u4e00-\u9fa5]{{0,4}}?{of}(?![级民庄干])", item.tail))
    )


def _fits(product: _Product) -> bool:
    """An average may be rounded; 每月1次 without 平均 is exact, and so is its product."""
    rate, total = product.rate.quantity, product.total.quantity
    if not product.count:
        return True
    if product.average and printed_as(total.amount / product.count, rate):
        return True
    slack = product.count * rate.fine if product.average else Fraction(0)
    came_to = Interval(product.count * rate.amount - slack / 2, product.count * rate.amount + slack)
    loose = not product.average or total.bound is not Bound.EXACT or total.fine != total.unit.factor
    return loose and (came_to.meets(rounded(total)) or printed_as(product.count * rate.amount, total))


def _finding(context: Context, statement: Statement, product: _Product) -> Finding:
    rate, total = product.rate, product.total
    counted = product.counted.printed if product.counted else f"{product.count}个月"
    average = plain(total.quantity.amount / product.count, rate.quantity)
    numbers = [q for q in (total.quantity, product.counted, rate.quantity) if q]
    came_to = plain(product.count * rate.quantity.amount, total.quantity)
    return context.finding(
        RULE,
        statement.task,
        f"{short(rate)}，按{counted}合计应为{came_to}，所写为{short(total)}（平均{average}）。",
        spans=[context.span(statement, q) for q in numbers],
        values={
            "总量": total.quantity.printed,
            "个数": counted,
            "所列平均": rate.quantity.printed,
            "计算平均": average,
        },
        quote=quoted([statement], numbers),
    )
