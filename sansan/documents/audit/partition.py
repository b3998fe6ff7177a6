"""Finds in a sentence what is put as a whole and what as its parts, with every other way to read it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from sansan.documents import wording
from sansan.documents.audit.arithmetic import closes, interval, total
from sansan.documents.quantities import Quantity, comparable, kin
from sansan.documents.statements import Bracket, Item, Statement

_REACH = 20  # a city's list of its counties is no longer


@dataclass(frozen=True, slots=True)
class Group:
    """A whole and the parts the sentence most naturally gives it.

    `readings` are all pairings of wholes and parts that the words allow; one that closes makes the group innocent.
    `complete`: the words say that the parts are all there is (其余, 分别为, a colon, opposite states).
    """

    statement: Statement
    whole: Item
    parts: Sequence[Item]
    readings: Sequence[tuple[Sequence[Item], Sequence[Item]]]
    cue: str  # remainder, list, bracket, total, states
    complete: bool
    partial: bool = False

    def closes(self) -> bool:
        return any(fits(whole, parts) for whole, parts in self.readings)

    @property
    def quantities(self) -> list[Quantity]:
        return [i.quantity for i in (self.whole, *self.parts)]


def fits(wholes: Sequence[Item], parts: Sequence[Item]) -> bool:
    """Whether the parts add up to the whole, or to the sum of several wholes."""
    if len(wholes) == 1:
        return closes(wholes[0].quantity, [p.quantity for p in parts])
    return total(w.quantity for w in wholes).meets(total(p.quantity for p in parts))


def is_back_reference(item: Item) -> bool:
    """以上3家, 该5个: speaks of a number told before, and is no new part."""
    return bool(wording.BACK_REFERENCE.search(item.gap))


def like(item: Item, others: Sequence[Item]) -> list[Item]:
    """Those of `others` that count the same kind of thing."""
    return [o for o in others if comparable(o.quantity, item.quantity) and not o.quantity.is_range]


def _parts_like(item: Item, others: Sequence[Item]) -> list[Item]:
    return [o for o in like(item, others) if not is_back_reference(o)]


def is_attached(item: Item, previous: Item) -> bool:
    """24个问题已整改19个: without any mark between, the second number is part of the first."""
    return comparable(item.quantity, previous.quantity) and not re.search(r"[，、；：。（）()\s|]", item.gap)


def _can_be_part(item: Item, head: Item) -> bool:
    each = re.search(r"平均|每|均$", item.label)
    return comparable(item.quantity, head.quantity) and not is_back_reference(item) and not each


def _prefixes(parts: Sequence[Item], shortest: int = 1) -> list[Sequence[Item]]:
    return [parts[:n] for n in range(shortest, len(parts) + 1)]


def _suffixes(items: Sequence[Item], shortest: int = 1) -> list[Sequence[Item]]:
    return [items[n:] for n in range(len(items) - shortest + 1)]


def _run(items: Sequence[Item], first: int) -> tuple[list[Item], bool]:
    """The parts that begin at items[first], and whether a remainder ends them.

    A list inside another's part ends at the semicolon: 其中大气20起，其中移送2起；水16起.
    """
    head = items[first]
    inner = any(wording.NESTED.search(i.gap) for i in items[:first])
    parts = [head]
    nested = False
    for previous, item in pairwise(items[first:]):
        if wording.REMAINDER.search(item.gap) and comparable(item.quantity, head.quantity):
            return [*parts, item], True
        if "；" in item.gap or ";" in item.gap:
            nested = False
            if inner or len(parts) >= 2:
                break
        if wording.NESTED.search(item.gap):
            nested = True
            continue
        if wording.NEW_TOPIC.search(item.gap):
            break
        if not nested and _can_be_part(item, head) and not is_attached(item, previous):
            parts.append(item)
    return parts, False


def _wholes(before: Sequence[Item]) -> list[Sequence[Item]]:
    """Each earlier number alone, and the neighbouring ones together; the nearest ones, for a whole stands near."""
    before = before[-_REACH:]
    return [[b] for b in before[::-1]] + [s for s in _suffixes(before) if len(s) > 1]


def cued(statement: Statement, earlier: Sequence[Item]) -> Iterator[Group]:
    """W，其中A、B；W：A、B；W分别为A、B；W中，A、B."""
    items = statement.items
    for k, item in enumerate(items):
        if cue := wording.PART.search(item.gap):
            yield from _list_from(statement, k, item.gap, cue[0], earlier)
            attached = k + 1 < len(items) and not re.search(r"[，、；：。]", items[k + 1].gap)
            if attached and not comparable(items[k + 1].quantity, item.quantity):
                yield from _list_from(statement, k + 1, item.gap, cue[0], earlier)  # 其中一家4万元、一家2万元


def _list_from(statement: Statement, k: int, gap: str, cue: str, earlier: Sequence[Item]) -> Iterator[Group]:
    items = statement.items
    item = items[k]
    before = like(item, items[:k])
    if not before or is_back_reference(item) or item.quantity.dimension == "percent":
        return
    if wording.SHARED_OUT.search(gap) and len(before) > 1 and "其中" not in gap:
        return  # 任务分别为20家、30家，分别完成15家、25家 runs in parallel
    parts, remainder = _run(items, k)
    attached = [i for previous, i in pairwise(items[k:]) if is_attached(i, previous)]
    everything = [i for i in _parts_like(item, items[k:]) if i not in attached]
    choices = [*_closed_prefixes(parts), parts, everything]
    readings: list[tuple[Sequence[Item], Sequence[Item]]] = [(w, p) for w in _wholes(before) for p in choices]
    readings += [([e], parts) for e in like(item, earlier)]
    readings += [([before[-1]], parts[:1])] if len(parts) == 1 or _changes_subject(parts, 1) else []
    by_word = cue not in {"其中"} and not cue[1:].startswith(
        "中"
    )  # 分别为 or a colon; 其中 and 项目中 may name some
    complete = remainder or by_word or wording.are_distinct_states(parts) or _alike(parts)
    yield Group(
        statement, before[-1], parts, readings, "list", complete, wording.names_only_some(gap, parts[-1])
    )


def _alike(parts: Sequence[Item]) -> bool:
    """一家1.5万元、一家2万元: the parts have one and the same label."""
    return (
        len(parts) > 1 and len({p.label.strip() for p in parts}) == 1 and bool(parts[0].gap.strip()) is False
    )


def _closed_prefixes(parts: Sequence[Item]) -> list[Sequence[Item]]:
    """Beginnings of a list that may be the whole list, because what follows changes the subject."""
    return [parts[:n] for n in range(2, len(parts)) if _changes_subject(parts, n)]


def _changes_subject(parts: Sequence[Item], n: int) -> bool:
    """Whether parts[n] may begin something new: a comma after enumeration marks, or a state told already."""
    if n >= len(parts):
        return False
    inner = [p.gap for p in parts[1:n]]
    enumerated = all(re.search(r"[、和及（]", g) and "，" not in g for g in inner)
    if "，" in parts[n].gap and enumerated and n > 1:
        return True
    key = wording.part_class(parts[n])
    return key is not None and key in {wording.part_class(p) for p in parts[:n]}


def bracketed(statement: Statement, bracket: Bracket) -> Iterator[Group]:
    """459个（中心城区238个、九县221个）."""
    owner = bracket.owner
    if owner is None or len(bracket.lead.strip()) > 14 or not bracket.items:
        return
    parts = _parts_like(owner, bracket.items)
    if not parts:
        return
    first = parts[0]
    partial = wording.names_only_some(f"，{first.gap}", parts[-1])
    single = len(parts) == 1
    if single and "其中" not in first.gap:
        return
    yield Group(
        statement,
        owner,
        parts,
        [([owner], p) for p in [*_closed_prefixes(parts), parts]],
        "bracket",
        False,
        partial,
    )


def _mentioned(row: Sequence[Item]) -> list[Item]:
    """A row without those that only point back; the first may (对12家企业…), for it can be the whole."""
    return [i for n, i in enumerate(row) if n == 0 or not is_back_reference(i)]


def remainders(statement: Statement, earlier: Sequence[Item]) -> Iterator[Group]:
    """34台已完成改造29台，其余6台."""
    items = statement.items
    for k, rest in enumerate(items):
        if not wording.REMAINDER.search(rest.gap):
            continue
        before = _mentioned(like(rest, items[:k]))[-_REACH // 2 :]
        cue = max((n for n, i in enumerate(items[: k + 1]) if wording.NESTED.search(i.gap)), default=k)
        heads = [
            i for i in like(rest, items[:cue]) if i in before
        ] or before  # after 其中 stands a part, no whole
        readings: list[tuple[Sequence[Item], Sequence[Item]]] = []
        for whole in heads:
            between = before[before.index(whole) + 1 :]
            readings += [([whole], [*p, rest]) for p in [*_suffixes(between), *_prefixes(between)] if p]
        readings += [([w], [*before, rest]) for w in like(rest, earlier)]
        readings += [([w], [before[-1], rest]) for w in like(rest, earlier) if before]
        yield from _remainder(statement, before, heads, rest, readings, earlier)


def _remainder(
    statement: Statement,
    before: Sequence[Item],
    heads: Sequence[Item],
    rest: Item,
    readings: list[tuple[Sequence[Item], Sequence[Item]]],
    earlier: Sequence[Item],
) -> Iterator[Group]:
    large = [w for w in heads if w is not before[-1] and w.quantity.amount >= rest.quantity.amount]
    if large:
        whole = max(large, key=lambda w: w.quantity.amount)
        between = before[before.index(whole) + 1 :]
        if all(b.quantity.amount <= whole.quantity.amount for b in between):
            yield Group(statement, whole, [*between, rest], readings, "remainder", complete=True)
    elif not before:
        # 发现错接4个。…封堵3个。剩余1个…: whole and first part stand in the sentences before
        told = like(rest, earlier)
        readings = [([w], [p, rest]) for n, p in enumerate(told) for w in told[n + 1 :]]
        if len(told) >= 2 and told[1].quantity.amount >= told[0].quantity.amount and _is_found(told[1]):
            yield Group(statement, told[1], [told[0], rest], readings, "states", complete=False)


def _is_found(item: Item) -> bool:
    return bool(re.search(r"发现|排查|共|应|需|列入|规划|计划|涉及|现有", item.label))


def totals(statement: Statement) -> Iterator[Group]:
    """A 4台、B 3台，共7台."""
    items = statement.items
    for k, whole in enumerate(items):
        if k < 2 or not _is_total(whole, items[:k]):
            continue
        if k + 1 < len(items) and wording.PART.search(items[k + 1].gap):
            continue  # 共7台，其中…: the list comes after
        row: list[Item] = []
        for item in reversed(items[:k]):
            if kin(item.quantity, whole.quantity):
                row.insert(0, item)
        same = all(comparable(i.quantity, whole.quantity) or _devices(i, whole) for i in row)
        natural = _enumerated_tail(row)
        if len(natural) < 2:
            natural = _listed([i for i in row if i.quantity.amount <= whole.quantity.amount])
        readings = [([whole], s) for s in _list_ends(row)]
        readings += [([whole], s) for s in _list_ends(_parts_like(whole, items[:k]))]
        running = "累计" in whole.label and wording.TOTAL.search(whole.label.strip()) is not None
        if len(natural) >= 2:
            yield Group(statement, whole, natural, readings, "total", same and not running, not same)


def _list_ends(row: Sequence[Item]) -> list[Sequence[Item]]:
    """Ends of a row that may be a list of their own: they do not begin inside an enumeration."""
    return [s for s in _suffixes(row, 2) if len(s) == len(row) or not _is_enumerated(s[0])]


def _is_enumerated(item: Item) -> bool:
    return "、" in item.gap and not re.search(r"[，；：]", item.gap)


def _enumerated_tail(row: Sequence[Item]) -> list[Item]:
    """The last numbers of a row that enumeration marks join."""
    start = len(row) - 1
    while start > 0 and _is_enumerated(row[start]):
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


def states(statement: Statement, earlier: Sequence[Item]) -> Iterator[Group]:
    """发现问题99个，整改27个、限期整改55个、立案处罚15起: a list by states, or by areas, without 其中."""
    items = [i for i in statement.items if i.quantity.dimension not in {"percent", "percentage_point"}]
    for test, shortest in ((wording.are_distinct_states, 2), (wording.are_areas, 2), (_are_enumerated, 3)):
        k = 0
        while k < len(items):
            run: list[Item] = [items[k]]
            rest: list[Item] = []
            for following in items[k + 1 :]:
                if not _goes_on(run[0], following):
                    break
                if not rest and test([*run, following]):
                    run.append(following)
                else:
                    rest.append(following)
            if len(run) >= shortest:
                yield from _unmarked(statement, items[:k], run, rest, earlier if shortest == 2 else ())
            k += len(run)


def _are_enumerated(parts: Sequence[Item]) -> bool:
    """电代煤6220户、气代煤4310户、集中供热930户: each joined to the one before by an enumeration mark."""
    return all("、" in p.gap and "，" not in p.gap for p in parts[1:])


def _goes_on(first: Item, following: Item) -> bool:
    """Whether a list that began with `first` may go on with `following`."""
    if "；" in following.gap or ";" in following.gap:
        return False
    return kin(following.quantity, first.quantity) and not wording.NEW_TOPIC.search(following.gap)


def _unmarked(
    statement: Statement,
    before: Sequence[Item],
    run: Sequence[Item],
    rest: Sequence[Item],
    earlier: Sequence[Item],
) -> Iterator[Group]:
    same = _parts_like(run[0], run)
    own = like(run[0], before)
    told = like(run[0], earlier)
    longer = [[*run, *rest[:n]] for n in range(1, len(rest) + 1)]
    choices = [run, same, *longer, *([r for r in p if r in like(run[0], p)] for p in longer)]
    readings = [(w, p) for w in _wholes(own) for p in (*choices, *_closed_prefixes(run))]
    readings += [([w], p) for w in told for p in choices if p]
    biggest = max(p.quantity.amount for p in same)
    wholes = [c for c in own if wording.part_class(c) is None or _is_found(c)]
    nearest = [c for c in wholes[-1:] if _is_found(c)]  # 发现问题22家 is the whole even of 正在办理23家
    candidates = [c for c in [*wholes[::-1], *told] if c in nearest or c.quantity.amount >= biggest]
    if not candidates:
        return
    # the nearest number is the whole, unless the sentence's first, or one told before, is missed by less
    likely = [candidates[0], *(c for c in candidates if c is own[0])] if wholes else candidates[:6]
    whole, parts = min(
        ((c, p) for c in likely for p in (run, *longer)),
        key=lambda pair: abs(pair[0].quantity.amount - sum(p.quantity.amount for p in pair[1])),
    )
    yield Group(statement, whole, parts, readings, "states", complete=False)


def exceeds(part: Item, whole: Item) -> bool:
    """Whether a part is certainly more than its whole."""
    high = interval(whole.quantity).high
    return high is not None and interval(part.quantity).low > high
