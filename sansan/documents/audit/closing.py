"""Lists that a last number closes: 其余6台 ends the parts, 共7台 tells the whole after them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from sansan.documents import wording
from sansan.documents.audit.groups import (
    REACH,
    Group,
    is_back_reference,
    is_each,
    is_enumerated,
    is_found,
    is_holder,
    like,
    parts_like,
    prefixes,
    suffixes,
)
from sansan.documents.quantities import comparable, kin
from sansan.documents.statements import Item, Statement

_PAIR = 2
_COMES_TO = re.compile(r"^(?:共计|共|合计|总计|累计)(?!同|享)[\u4e00-\u9fa5]{0,10}$")
_OTHER_KIND = re.compile(r"另(?:有|外)[\u4e00-\u9fa5]{2,10}$")
_PLACE = re.compile(
    r"(?:第?[一二三四五六七八九十1-9]{1,2}(?:批|期|季度|轮|阶段|标段)|[上下]半年|[1-9]月份?)[\u4e00-\u9fa5]{0,6}$"
)
_FIRST = re.compile(r"第?[一1](?:批|期|季度|轮|阶段|标段|月)|上半年")
_ACT_DONE = re.compile(
    r"(?:均?已|完成了?)(?!列入|纳入|知)"
)  # 已拆除31处，…剩余6处: what is left is left of another number


def remainders(statement: Statement, earlier: Sequence[Item]) -> Iterator[Group]:
    """34台已完成改造29台，其余6台."""
    items = statement.items
    for k, named in enumerate(items):
        if not wording.REMAINDER.search(named.gap) or named.quantity.dimension == "percent":
            continue  # of shares the whole is a hundred, and none of them
        if _is_outside(named, items[:k]):
            continue
        rest = items[k + 1] if k + 1 < len(items) and is_holder(named, items[k + 1]) else named
        before = _mentioned(like(rest, items[:k]))[-REACH // 2 :]
        cue = max((n for n, i in enumerate(items[: k + 1]) if wording.NESTED.search(i.gap)), default=k)
        heads = [
            i for i in like(rest, items[:cue]) if i in before
        ] or before  # after 其中 stands a part, no whole
        readings: list[tuple[Sequence[Item], Sequence[Item]]] = []
        for whole in heads:
            between = before[before.index(whole) + 1 :]
            readings += [([whole], [*p, rest]) for p in [*suffixes(between), *prefixes(between)] if p]
        readings += [([w], [*before, rest]) for w in like(rest, earlier)]
        readings += [([w], [before[-1], rest]) for w in like(rest, earlier) if before]
        readings += [([w], [*before, rest]) for w in like(rest, items[k + 1 :])]
        if wording.BESIDES.search(rest.gap):  # 另有20家 may stand beside a list that is whole without it
            readings += [([w], before[before.index(w) + 1 :]) for w in heads if before[-1] is not w]
        yield from _remainder(statement, before, heads, rest, readings, earlier)


def _is_outside(item: Item, before: Sequence[Item]) -> bool:
    """应完成74家，实际完成68家；另有自愿审核9家: another kind beside a count that a semicolon or its rate has ended."""
    if not _OTHER_KIND.search(item.gap) or wording.part_class(item):
        return False
    return "；" in item.gap or (bool(before) and before[-1].quantity.dimension == "percent")


def _remainder(
    statement: Statement,
    before: Sequence[Item],
    heads: Sequence[Item],
    rest: Item,
    readings: list[tuple[Sequence[Item], Sequence[Item]]],
    earlier: Sequence[Item],
) -> Iterator[Group]:
    large = [w for w in heads if w is not before[-1] and w.quantity.amount >= rest.quantity.amount]
    large = [w for w in large if not _ACT_DONE.match(w.label.strip()) and not _is_listed(w, before)]
    if large:
        whole = max(large, key=lambda w: w.quantity.amount)
        between = before[before.index(whole) + 1 :]
        if all(b.quantity.amount <= whole.quantity.amount for b in between):
            yield Group(statement, whole, [*between, rest], readings, "remainder", complete=True)
    elif not before:
        # 发现错接4个。…封堵3个。剩余1个…: whole and first part stand in the sentences before
        told = like(rest, earlier)
        readings = [([w], [p, rest]) for n, p in enumerate(told) for w in told[n + 1 :]]
        if len(told) >= 2 and told[1].quantity.amount >= told[0].quantity.amount and is_found(told[1]):
            yield Group(statement, told[1], [told[0], rest], readings, "states", complete=False)


def _is_listed(whole: Item, row: Sequence[Item]) -> bool:
    """大气污染58件、水污染37件、其他22件: the first of a list whose marks join it to the next is no whole of it."""
    following = row[row.index(whole) + 1 :][:1]
    joined = bool(following) and is_enumerated(following[0])
    return joined and not is_found(whole) and wording.part_class(following[0]) is None


def _mentioned(row: Sequence[Item]) -> list[Item]:
    """A row without those that only point back; the first may (对12家企业…), for it can be the whole."""
    return [i for n, i in enumerate(row) if n == 0 or not is_back_reference(i)]


def totals(statement: Statement) -> Iterator[Group]:
    """A 4台、B 3台，共7台."""
    items = statement.items
    for k, whole in enumerate(items):
        if k < 2 or not (_is_total(whole, items[:k]) or _ends_a_series(whole, items[:k])):
            continue
        if k + 1 < len(items) and wording.PART.search(items[k + 1].gap):
            continue  # 共7台，其中…: the list comes after
        row: list[Item] = []
        for item in reversed(items[:k]):
            if kin(item.quantity, whole.quantity):
                row.insert(0, item)
        if any(is_each(i) for i in row[-_PAIR:]):
            continue  # 7批次每批次24台，第8批次18台，共186台: what each of several gets is multiplied first
        same = all(comparable(i.quantity, whole.quantity) or _devices(i, whole) for i in row)
        natural = _enumerated_tail(row)
        if len(natural) < 2:
            natural = _listed([i for i in row if i.quantity.amount <= whole.quantity.amount])
        readings = [([whole], s) for s in _list_ends(row)]
        readings += [([whole], s) for s in _list_ends(parts_like(whole, items[:k]))]
        running = "累计" in whole.label and wording.TOTAL.search(whole.label.strip()) is not None
        if len(natural) >= 2:
            yield Group(statement, whole, natural, readings, "total", same and not running, not same)


def _list_ends(row: Sequence[Item]) -> list[Sequence[Item]]:
    """Ends of a row that may be a list of their own: they do not begin inside an enumeration."""
    return [s for s in suffixes(row, 2) if len(s) == len(row) or not is_enumerated(s[0])]


def _enumerated_tail(row: Sequence[Item]) -> list[Item]:
    """The last numbers of a row that enumeration marks join."""
    start = len(row) - 1
    while start > 0 and is_enumerated(row[start]):
        start -= 1
    return list(row[max(start, 0) :])


def _is_total(whole: Item, before: Sequence[Item]) -> bool:
    """共7台; or 累计完成143家 after parts that each say 完成."""
    label = whole.label.strip()
    if wording.TOTAL.search(label):
        return True
    told = wording.TOTAL_OF.search(label)
    row = [i for i in before if comparable(i.quantity, whole.quantity)]
    return bool(told) and len(row) >= 2 and all(told["verb"][:2] in i.label for i in row if told)


def _ends_a_series(whole: Item, before: Sequence[Item]) -> bool:
    """第一批380万元、第二批245万元，累计到位625万元: a series told from its first on, and what it comes to."""
    if not _COMES_TO.match(whole.label.strip()):
        return False
    row = _enumerated_tail([i for i in before if comparable(i.quantity, whole.quantity)])
    places = [_PLACE.search(i.label.strip()) for i in row]
    return len(row) >= _PAIR and all(places) and bool(_FIRST.search(row[0].label))


def _devices(a: Item, b: Item) -> bool:
    return {a.quantity.unit.name, b.quantity.unit.name} <= {"台", "辆", "套", "部", "艘", "架", "人", "名"}


def _listed(row: Sequence[Item]) -> list[Item]:
    """The last stretch of a row that is one list: it begins where a semicolon, a new total or 其中 stands."""
    start = 0
    for i, item in enumerate(row):
        if i and ("；" in item.gap or ";" in item.gap):
            start = i
        if i and wording.TOTAL_WITH_VERB.search(item.gap):
            start = i
        if i and (wording.PART.search(item.gap) and not wording.SHARED_OUT.search(item.gap)):
            start = i
    return list(row[start:])
