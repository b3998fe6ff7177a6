"""A printed rate is the quotient of a part and its whole, at the digits printed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from sansan.documents.audit.arithmetic import rate_fits
from sansan.documents.audit.context import Context, pairs, quoted, short
from sansan.documents.audit.partition import is_back_reference
from sansan.documents.model import Finding
from sansan.documents.quantities import Quantity, comparable
from sansan.documents.statements import Item, Statement

RULE = "rate"
_SHARE = re.compile(r"占比|占")
_RATE = re.compile(r"(?P<what>[\u4e00-\u9fa5]{2,8}?)率(?:已?达到?|为|约|仅|提高到|提升至|至)?[^\d，、]{0,3}$")
_GENERAL = re.compile(r"完成|整改|办结|销号|合格|达标|属实|联网|安装|签订|落实|查处|取缔|拆除|验收|建成|开工|整治|治理")
_CHANGE = re.compile(r"同比|环比|下降|上升|降低|增长|提高|提升|减少|增加|降幅|增幅|较|比上|目标|高于|低于")
_OTHER_BASE = re.compile(r"占(?:全|总|其|该|比?全)[^，。；]{0,8}$")


@dataclass(frozen=True, slots=True)
class _Claim:
    statement: Statement
    rate: Item
    numerator: Item
    denominator: Item


def check(context: Context) -> Iterable[Finding]:
    """One finding for each rate that no two numbers near it give, while its own two are plain."""
    for statement, before in pairs(context):
        for rate in _rates(statement.items):
            claim = _claim(statement, rate)
            if claim and not _explained(claim, before):
                yield _finding(context, claim)


def _rates(items: Sequence[Item]) -> Iterator[Item]:
    for item in items:
        if item.quantity.dimension != "percent" or item.quantity.is_range or _CHANGE.search(item.label):
            continue
        if _SHARE.search(item.label) or _RATE.search(item.label):
            yield item


def _claim(statement: Statement, rate: Item) -> _Claim | None:
    """The two numbers the rate speaks of: the nearest before it, and the nearest larger like it before that."""
    before = [i for i in statement.items[: statement.items.index(rate)] if not is_back_reference(i)]
    before = [i for i in before if i.quantity.dimension not in {"percent", "percentage_point"}]
    before = [i for i in before if not i.quantity.is_range]
    if len(before) < 2 or _OTHER_BASE.search(rate.label):
        return None
    part = before[-1]
    wholes = [i for i in before[:-1] if comparable(i.quantity, part.quantity)]
    whole = next((w for w in reversed(wholes) if w.quantity.amount >= part.quantity.amount), None)
    if whole is None or whole.quantity.amount == 0:
        return None
    named = _RATE.search(rate.label)
    if named and not _SHARE.search(rate.label) and not _speaks_of(named["what"], part, whole):
        return None
    return _Claim(statement, rate, part, whole)


def _speaks_of(what: str, part: Item, whole: Item) -> bool:
    """整改率 speaks of 已整改229个; 合格率 of 合格; 覆盖率 only where something 覆盖 is counted."""
    verb = what[-2:]
    said = part.about + whole.about
    if verb in said:
        return True
    return verb == "完成" and bool(re.search(r"建成|改造|安装|整治|治理|办结|整改|拆除|投放|更换", part.about))


def _explained(claim: _Claim, before: Sequence[Statement]) -> bool:
    """Whether any two numbers of the sentence, or one of it and one told before, give the rate."""
    own = [i.quantity for i in claim.statement.all_items()]
    around = [i.quantity for s in before[:4] for i in s.all_items()]
    # a coarse rate fits some pair by chance; only the claim's own sentence and larger wholes told before may explain
    for a in own:
        if a.dimension in {"percent", "percentage_point"}:
            continue
        for b in [*own, *around]:
            if b is not a and comparable(a, b) and b.amount and rate_fits(claim.rate.quantity, a, b):
                return True
    if re.search(r"不|未", claim.numerator.about):  # 不合格5家，合格率90%: the rate counts the others
        whole, part = claim.denominator.quantity, claim.numerator.quantity
        if _gives_of(claim.rate.quantity, whole.amount - part.amount, whole.amount):
            return True
    return _sum_explains(claim)


def _sum_explains(claim: _Claim) -> bool:
    """已办结308件，阶段性办结8件，办结率97.5%: several parts together may be what the rate counts."""
    items = claim.statement.items
    row = [
        i.quantity
        for i in items[: items.index(claim.rate)]
        if comparable(i.quantity, claim.numerator.quantity)
    ]
    whole = claim.denominator.quantity
    for first in range(len(row)):
        for last in range(first + 2, len(row) + 1):
            summed = sum((q.amount for q in row[first:last]), Fraction(0))
            if any(_gives(claim.rate.quantity, summed, base) for base in (whole, *row) if base.amount):
                return True
            if any(_gives_of(claim.rate.quantity, q.amount, summed) for q in row[first:last]):
                return True
    return False


def _gives(rate: Quantity, amount: Fraction, base: Quantity) -> bool:
    return _gives_of(rate, amount, base.amount)


def _gives_of(rate: Quantity, amount: Fraction, base: Fraction) -> bool:
    return abs(amount / base * 100 - rate.amount) <= rate.fine / 2


def _finding(context: Context, claim: _Claim) -> Finding:
    part, whole, rate = claim.numerator, claim.denominator, claim.rate
    value = float(part.quantity.amount / whole.quantity.amount * 100)
    digits = len(str(rate.quantity.step).partition(".")[2])
    shown = f"{value:.{digits}f}%"
    if shown == rate.quantity.printed:
        shown = f"{value:.{digits + 2}f}%"
    numbers = [whole.quantity, part.quantity, rate.quantity]
    return context.finding(
        RULE,
        claim.statement.task,
        f"{short(rate)}，而{short(part)}与{short(whole)}之比为{shown}。",
        spans=[context.span(claim.statement, q) for q in numbers],
        values={
            "所列比率": rate.quantity.printed,
            "分子": part.quantity.printed,
            "分母": whole.quantity.printed,
            "计算比率": shown,
        },
        quote=quoted([claim.statement], numbers),
    )
