"""A printed rate is the quotient of a part and its whole, at the digits printed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from sansan.documents.audit.arithmetic import rate_fits
from sansan.documents.audit.context import Context, pairs, quoted, short
from sansan.documents.audit.groups import is_back_reference
from sansan.documents.audit.rate_things import are_other_things, is_per_head, is_property
from sansan.documents.model import Bound, Finding
from sansan.documents.quantities import Quantity, comparable
from sansan.documents.statements import Item, Statement

RULE = "rate"
_SHARE = re.compile(r"占比|占")
_RATE = re.compile(r"(?P<what>[\u4e00-\u9fa5]{2,8}?)率(?:已?达到?|为|约|仅|提高到|提升至|至)?[^\d，、]{0,3}$")
_GENERAL = re.compile(
    r"完成|整改|办结|销号|合格|达标|属实|联网|安装|签订|落实|查处|取缔|拆除|验收|建成|开工|整治|治理"
)
_CHANGE = re.compile(
    r"由|从|计划|年底|届时|力争|确保|预计|同比|环比|下降|上升|降低|增长|提高|提升|减少|增加|降幅|增幅|较|比上|目标|高于|低于"
)
_BASE = re.compile(r"占(?!比)(?P<base>[^，。；、\d]{2,12}?)的?(?:比例|比重)?(?:约|近|为|达)?$")
_BEHIND_BRACKET = re.compile(r"^[\u4e00-\u9fa5]{0,6}[）)](?:已|也|约|达到?|为|提高到|升至|至|仅|均)*$")
_REACH = 16  # numbers about a rate that may explain it
_ALL = 100
_SUBJECT = re.compile(r"(?P<subject>[\u4e00-\u9fa5]{2,}?)(?<!中)占")
_NEAR = 5  # percentage points
_WIDE = re.compile(r"全[市县区省部]|总|其|该|年度|应|任务|计划")


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
            earlier = [i for s in before[:2] for i in s.items]
            claim = _of_bracket(statement, rate, earlier) or _claim(statement, rate, earlier)
            if claim and not _is_of_others(claim) and not _explained(claim, before):
                yield _finding(context, claim)


def _is_of_others(claim: _Claim) -> bool:
    return are_other_things(claim.statement, claim.rate, claim.numerator, claim.denominator)


def _rates(items: Sequence[Item]) -> Iterator[Item]:
    for item in items:
        of_base = _BASE.search(item.label)  # 占计划的78%: the plan is the whole, not a time to come
        said = item.label[: of_base.start()] if of_base else item.label
        if item.quantity.dimension != "percent" or item.quantity.is_range or _CHANGE.search(said):
            continue
        if (_SHARE.search(item.label) and _has_own_subject(item, items)) or is_property(item, items):
            continue
        if _SHARE.search(item.label) or _RATE.search(item.label) or _of_a_number(item, items):
            yield item


def _has_own_subject(item: Item, items: Sequence[Item]) -> bool:
    """…301户，完成投资占计划的78%; …210个；新能源公交车占比86%: a share of something else than the number before it."""
    before = [i for i in items[: items.index(item)] if _counts(i)]
    named = _SUBJECT.match(item.label)
    other = bool(before and named) and named is not None and named["subject"][-2:] not in before[-1].about
    return other or bool(re.search(r"[；。]", item.gap))


def _of_a_number(item: Item, items: Sequence[Item]) -> bool:
    """占应修复面积7400亩的70%."""
    at = items.index(item)
    return at > 0 and item.gap.strip() == "的" and bool(_SHARE.search(items[at - 1].label))


def _claim(statement: Statement, rate: Item, earlier: Sequence[Item]) -> _Claim | None:
    """The two numbers the rate speaks of: the nearest one before it that can be the part, and the nearest like it
    and not smaller before that, in this sentence or at the head of one just before."""
    before = [i for i in statement.items[: statement.items.index(rate)] if _counts(i)]
    if not before:
        return None
    based = _BASE.search(rate.label)
    if based and len(_WIDE.sub("", based["base"])) >= 2:
        return _of_named_base(statement, rate, before, based["base"])
    if _of_a_number(rate, statement.items):
        return _of_stated_base(statement, rate, before)
    named = None if _SHARE.search(rate.label) else _RATE.search(rate.label)
    part = _part(before, named["what"][-2:]) if named else before[-1]
    if named and (after := _told_after(statement, rate, named["what"][-2:], part)):
        return _Claim(statement, rate, after, part)
    wholes = [i for i in before[: before.index(part)] if _may_be_whole(i, part) and not _are_alike(i, part)]
    told = [i for i in earlier if _counts(i) and _may_be_whole(i, part)]
    whole = wholes[-1] if wholes else (told[0] if told and named else None)
    if whole is None or (named and not _speaks_of(named["what"], part, whole)):
        return _near_miss(statement, rate, before) if named else None
    return _Claim(statement, rate, part, whole)


def _in_own_bracket(statement: Statement, rate: Item) -> Item | None:
    """查处率（已处理151个）达到93.9%: the part in a bracket between the rate's name and its number."""
    text = statement.passage.text
    for bracket in statement.brackets:
        first, *others = bracket.items
        name = text[statement.start : first.quantity.start].rpartition("（")[0]
        between = text[bracket.items[-1].quantity.end : rate.quantity.start]
        if not others and _counts(first) and name.endswith("率") and _BEHIND_BRACKET.match(between):
            return first
    return None


def _of_bracket(statement: Statement, rate: Item, earlier: Sequence[Item]) -> _Claim | None:
    """The part in the bracket, of the nearest number before that can be its whole."""
    part = _in_own_bracket(statement, rate)
    if part is None:
        return None
    told = [*statement.items[: statement.items.index(rate)][::-1], *earlier]
    wholes = [i for i in told if _counts(i) and _may_be_whole(i, part)]
    larger = [i for i in wholes if i.quantity.amount > part.quantity.amount]
    return _Claim(statement, rate, part, larger[0]) if larger else None


def _are_alike(first: Item, second: Item) -> bool:
    """电代煤已完工11320户，气代煤已完工6905户: two parts by one verb, neither of them the whole."""
    said = [re.search(r"已[\u4e00-\u9fa5]{2,4}$", i.label.strip()) for i in (first, second)]
    return said[0] is not None and said[1] is not None and said[0][0] == said[1][0]


def _near_miss(statement: Statement, rate: Item, before: Sequence[Item]) -> _Claim | None:
    """工地324个，落实措施的311个，达标率98%: other words, but the only two numbers all but give the rate."""
    like = [i for i in before if comparable(i.quantity, before[-1].quantity)]
    if len(like) != 2 or len(before) != 2 or not _GENERAL.search(rate.label) or not _may_be_whole(*like):
        return None
    value = like[1].quantity.amount / like[0].quantity.amount * 100
    return _Claim(statement, rate, like[1], like[0]) if abs(value - rate.quantity.amount) <= _NEAR else None


def _of_stated_base(statement: Statement, rate: Item, before: Sequence[Item]) -> _Claim | None:
    whole = before[-1]
    part = next((i for i in reversed(before[:-1]) if comparable(i.quantity, whole.quantity)), None)
    if part is None or whole.quantity.amount == 0 or part.quantity.amount > whole.quantity.amount:
        return None
    return _Claim(statement, rate, part, whole)


def _of_named_base(statement: Statement, rate: Item, before: Sequence[Item], base: str) -> _Claim | None:
    """总投资1.5亿元，已完成投资9000万元，占总投资的60%: only a number told of that base can be the whole."""
    noun = _WIDE.sub("", base)[-2:]
    part = before[-1]
    wholes = [i for i in before[:-1] if _may_be_whole(i, part) and len(noun) == 2 and noun in i.about]
    return _Claim(statement, rate, part, wholes[-1]) if wholes else None


def _told_after(statement: Statement, rate: Item, verb: str, whole: Item) -> Item | None:
    """营业4870家，安装率99.2%，安装4831家: the part stands behind its rate."""
    following = statement.items[statement.items.index(rate) + 1 :][:1]
    for item in following:
        if (
            verb in item.label
            and verb not in whole.about
            and _may_be_whole(whole, item)
            and "；" not in item.gap
        ):
            return item
    return None


def _counts(item: Item) -> bool:
    shares = {"percent", "percentage_point"}
    asked = item.gap.endswith("对")  # 对120个小区测评: the whole of a rate
    if (is_back_reference(item) and not asked) or is_per_head(item):
        return False
    return item.quantity.dimension not in shares and not item.quantity.is_range


def _may_be_whole(item: Item, part: Item) -> bool:
    same = comparable(item.quantity, part.quantity)
    return same and item.quantity.amount >= part.quantity.amount and item.quantity.amount > 0


def _part(before: Sequence[Item], verb: str) -> Item:
    """办结率 counts 已办结308件, not 阶段性办结8件; without such a word, the last number."""
    said = [i for i in before if verb in i.about and not re.search(r"阶段性|部分|正在|尚|未|不", i.label)]
    part = said[-1] if said else before[-1]
    behind = before[before.index(part) + 1 :][:1]  # 拆除64处中的48处: the second is the part
    among = part.tail.startswith("中") and behind and _may_be_whole(part, behind[0])
    return behind[0] if among else part


def _speaks_of(what: str, part: Item, whole: Item) -> bool:
    """整改率 speaks of 已整改229个; 合格率 of 合格; 覆盖率 only where something 覆盖 is counted."""
    verb = what[-2:]
    said = part.about + whole.about
    if verb in said:
        return True
    return verb == "完成" and bool(
        re.search(r"建成|改造|安装|整治|治理|办结|整改|拆除|投放|更换", part.about)
    )


def _explained(claim: _Claim, before: Sequence[Statement]) -> bool:
    """Whether any two numbers of the sentence, or one of it and one told before, give the rate."""
    if claim.rate.quantity.bound is not Bound.EXACT:  # 超过90% would be true of too many pairs
        part, whole = claim.numerator.quantity, claim.denominator.quantity
        surpassed = claim.rate.quantity.amount >= _ALL and rate_fits(claim.rate.quantity, whole, part)
        return surpassed or rate_fits(claim.rate.quantity, part, whole)
    at = claim.rate.quantity.start
    nearest = sorted(claim.statement.all_items(), key=lambda i: abs(i.quantity.start - at))[:_REACH]
    own = [i.quantity for i in nearest]
    around = [i.quantity for s in before[:4] for i in s.items[:_REACH]]
    # a coarse rate fits some pair by chance; only the claim's own sentence and larger wholes told before may explain
    for a in own:
        if a.dimension in {"percent", "percentage_point"}:
            continue
        for b in [*own, *around]:
            if b is not a and comparable(a, b) and b.amount and rate_fits(claim.rate.quantity, a, b):
                return True
    if re.search(r"不|未", claim.numerator.about):  # 不合格5家，合格率90%: the rate counts the others
        part = claim.numerator.quantity
        wholes = [q for q in own if comparable(q, part) and q.amount > part.amount]
        if any(_gives_of(claim.rate.quantity, w.amount - part.amount, w.amount) for w in wholes):
            return True
    told = [i for s in before[:2] for i in s.items[:_REACH]]
    return _sum_explains(claim, told) or (
        bool(_SHARE.search(claim.rate.label)) and _shared_between(claim, own)
    )


def _shared_between(claim: _Claim, own: Sequence[Quantity]) -> bool:
    """42家完成，占比87.5%；6家停产，占比12.5%: the whole is not told, the two together are it."""
    part = claim.numerator.quantity
    others = [q for q in own if q is not part and comparable(q, part)]
    return any(_gives_of(claim.rate.quantity, part.amount, part.amount + q.amount) for q in others)


def _sum_explains(claim: _Claim, earlier: Sequence[Item]) -> bool:
    """已办结308件，阶段性办结8件，办结率97.5%: several parts together may be what the rate counts, of a number of
    this sentence or of one before it."""
    items = claim.statement.items
    told = items[: items.index(claim.rate)][-_REACH:]
    row = [i for i in told if comparable(i.quantity, claim.denominator.quantity)]
    wholes = [(n + 1, i.quantity.amount) for n, i in enumerate(row)]
    wholes += [(0, i.quantity.amount) for i in earlier if comparable(i.quantity, claim.denominator.quantity)]
    for after, whole in wholes:
        if whole and any(_gives_of(claim.rate.quantity, s, whole) for s in _sums(row[after:])):
            return True
    return _share_of_sum(claim, row)


def _share_of_sum(claim: _Claim, row: Sequence[Item]) -> bool:
    """优21份、合格24份、不合格3份，优秀率43.8%: of what the row adds up to, where the whole is not among it."""
    after = row[row.index(claim.denominator) + 1 :] if claim.denominator in row else row
    return any(
        summed and any(_gives_of(claim.rate.quantity, i.quantity.amount, summed) for i in after)
        for summed in _sums(after)
    )


def _sums(row: Sequence[Item]) -> Iterator[Fraction]:
    """What two or more neighbours of a row add up to."""
    amounts = [i.quantity.amount for i in row]
    for first in range(len(amounts)):
        for last in range(first + 2, len(amounts) + 1):
            yield sum(amounts[first:last], Fraction(0))


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
