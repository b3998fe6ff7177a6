"""Finds in a sentence what is put as a whole and what as its parts, with every other way to read it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sansan.documents import wording
from sansan.documents.audit.arithmetic import closes, interval, total
from sansan.documents.quantities import Quantity, comparable, kin
from sansan.documents.statements import Bracket, Item, Statement


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
    return [
        o
        for o in others
        if comparable(o.quantity, item.quantity) and not o.quantity.is_range and not is_back_reference(o)
    ]


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
    for item in items[first + 1 :]:
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
        if not nested and comparable(item.quantity, head.quantity) and not is_back_reference(item):
            parts.append(item)
    return parts, False


def _wholes(before: Sequence[Item]) -> list[Sequence[Item]]:
    """Each earlier number alone, and the neighbouring ones together."""
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
    if not before or is_back_reference(item):
        return
    if wording.SHARED_OUT.search(gap) and len(before) > 1 and "其中" not in gap:
        return  # 任务分别为20家、30家，分别完成15家、25家 runs in parallel
    parts, remainder = _run(items, k)
    choices = [*_prefixes(parts), *_prefixes(like(item, items[k:]), 2)]
    wholes = [*_wholes(before), *([e] for e in like(item, earlier))]
    readings = [(w, p) for w in wholes for p in choices]
    readings += [(w, [*p, parts[-1]]) for w in wholes for p in _prefixes(parts[:-1])] if remainder else []
    complete = remainder or cue != "其中" or wording.are_distinct_states(parts)
    yield Group(
        statement, before[-1], parts, readings, "list", complete, wording.names_only_some(gap, parts[-1])
    )


def bracketed(statement: Statement, bracket: Bracket) -> Iterator[Group]:
    """459个（中心城区238个、九县221个）."""
    owner = bracket.owner
    if owner is None or len(bracket.lead.strip()) > 14 or not bracket.items:
        return
    parts = like(owner, bracket.items)
    if not parts:
        return
    first = parts[0]
    partial = wording.names_only_some(f"，{first.gap}", parts[-1])
    single = len(parts) == 1
    if single and "其中" not in first.gap:
        return
    yield Group(statement, owner, parts, [([owner], p) for p in _prefixes(parts)], "bracket", not single, partial)


def remainders(statement: Statement, earlier: Sequence[Item]) -> Iterator[Group]:
    """34台已完成改造29台，其余6台."""
    items = statement.items
    for k, rest in enumerate(items):
        if not wording.REMAINDER.search(rest.gap):
            continue
        before = like(rest, items[:k])
        readings = []
        for j, whole in enumerate(before):
            between = before[j + 1 :]
            readings += [([whole], [*p, rest]) for p in [*_suffixes(between), *_prefixes(between)] if p]
        readings += [([w], [b, rest]) for w in like(rest, earlier) for b in before]
        readings += [([w], [*before, rest]) for w in like(rest, earlier)]
        large = [w for w in before[:-1] if w.quantity.amount >= rest.quantity.amount]
        if not large:
            continue
        whole = max(large, key=lambda w: w.quantity.amount)
        between = before[before.index(whole) + 1 :]
        if any(b.quantity.amount > whole.quantity.amount for b in between):
            continue
        yield Group(statement, whole, [*between, rest], readings, "remainder", complete=True)


def totals(statement: Statement) -> Iterator[Group]:
    """A 4台、B 3台，共7台."""
    items = statement.items
    for k, whole in enumerate(items):
        if k < 2 or not wording.TOTAL.search(whole.label.strip()):
            continue
        if k + 1 < len(items) and wording.PART.search(items[k + 1].gap):
            continue  # 共7台，其中…: the list comes after
        row: list[Item] = []
        for item in reversed(items[:k]):
            if kin(item.quantity, whole.quantity):
                row.insert(0, item)
        same = all(comparable(i.quantity, whole.quantity) or _devices(i, whole) for i in row)
        natural = _listed(row)
        readings = [([whole], s) for s in _suffixes(row, 2)]
        readings += [([whole], s) for s in _suffixes(like(whole, items[:k]), 2)]
        running = "累计" in whole.label
        if len(natural) >= 2:
            yield Group(statement, whole, natural, readings, "total", same and not running, not same)


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
    """发现问题99个，整改27个、限期整改55个、立案处罚15起: a list by states, without 其中."""
    items = statement.items
    k = 0
    while k < len(items):
        run = [items[k]]
        while k + len(run) < len(items):
            following = items[k + len(run)]
            joined = kin(following.quantity, run[0].quantity) and not wording.NEW_TOPIC.search(following.gap)
            if not joined or not wording.are_distinct_states([*run, following]):
                break
            run.append(following)
        if len(run) >= 2 and wording.are_distinct_states(run):
            yield from _by_states(statement, items[:k], run, earlier)
        k += len(run) if len(run) >= 2 else 1


def _by_states(
    statement: Statement, before: Sequence[Item], run: Sequence[Item], earlier: Sequence[Item]
) -> Iterator[Group]:
    same = like(run[0], run)
    own = like(run[0], before)
    candidates = [*own[::-1], *like(run[0], earlier)]
    wholes = [*_wholes(own), *([e] for e in like(run[0], earlier))]
    choices = [*_prefixes(run, 2), *_prefixes(same, 2), *_suffixes(run, 2)]
    readings = [(w, p) for w in wholes for p in choices]
    biggest = max(p.quantity.amount for p in same)
    whole = next((c for c in candidates if c.quantity.amount >= biggest), None)
    if whole is not None:
        yield Group(statement, whole, run, readings, "states", complete=False)


def exceeds(part: Item, whole: Item) -> bool:
    """Whether a part is certainly more than its whole."""
    high = interval(whole.quantity).high
    return high is not None and interval(part.quantity).low > high
