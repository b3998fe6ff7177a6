"""A whole with the list that follows it: 其中, 分别为, a colon, brackets."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import pairwise

from sansan.documents import wording
from sansan.documents.audit.groups import (
    Group,
    is_attached,
    is_back_reference,
    is_each,
    is_holder,
    is_told_again,
    like,
    parts_like,
    wholes_of,
)
from sansan.documents.quantities import comparable
from sansan.documents.statements import Bracket, Item, Statement

_PAIR = 2
_COMPARED = re.compile(r"同期|上年|去年|相比|[较比](?![例重])")
_NAMED_NEARLY_ALL = Fraction(1, 10)
_FAR_TOO_MUCH = Fraction(5, 4)
_WENT = re.compile(r"核销|注销|退出|减少|取消|调出|淘汰|关停|拆除|报废")
_CHANGE = re.compile(r"(?<!新)(?:增加|减少|增长|下降|上升)了?$")
_BARE_NUMBERS = re.compile(r"\d[、和]$")
_OBJECT = 6  # characters; shorter is a verb
_SEGMENTS = 3  # two stretches are more often two lists


def cued(statement: Statement, earlier: Sequence[Item]) -> Iterator[Group]:
    """W，其中A、B；W：A、B；W分别为A、B；W中，A、B."""
    items = statement.items
    for k, item in enumerate(items):
        cue = wording.PART.search(item.gap)
        if cue and not re.search(r"[；;。]", item.gap[cue.end() :]):  # …5项：《甲》《乙》；各县出台27项
            yield from _list_from(statement, k, item.gap, cue[0], earlier)
            attached = k + 1 < len(items) and not re.search(r"[，、；：。]", items[k + 1].gap)
            if attached and not comparable(items[k + 1].quantity, item.quantity):
                yield from _list_from(statement, k + 1, item.gap, cue[0], earlier)  # 其中一家4万元、一家2万元


def _list_from(statement: Statement, k: int, gap: str, cue: str, earlier: Sequence[Item]) -> Iterator[Group]:
    items = statement.items
    item = items[k]
    if _BARE_NUMBERS.search(gap):
        return  # 分别为103、97、82微克/立方米: the others of its row have no unit of their own
    before = [b for b in like(item, items[:k]) if not is_each(b)]
    if re.search(
        r"[；;]\s*其中", gap
    ):  # 3268家，较上年的3102家增加166家；其中…: of the level, not of its change
        before = [b for b in before if not _COMPARED.search(b.gap) and not _CHANGE.search(b.label)]
    if not before and not items[:k] and _opens_with_part(gap):
        before = _whole_told(item, like(item, earlier), items)
    if not before or is_back_reference(item) or item.quantity.dimension == "percent":
        return
    stretch = like(item, _stretch(items, k))
    if any(is_each(i) and "各" in i.label for i in stretch) or _nets_out(before[-1], stretch):
        return  # 县长包联3个，其余5位各包联3个: what each of several has is multiplied first
    if wording.SHARED_OUT.search(gap) and len(before) > 1 and "其中" not in gap:
        return  # 任务分别为20家、30家，分别完成15家、25家 runs in parallel
    if "其中" not in gap and _is_of_others(gap, before[-1]):
        return
    named, remainder = _run(items, k)
    parts = named if remainder else _enumerated(named, before[-1])
    attached = [i for previous, i in pairwise(items[k:]) if is_attached(i, previous)]
    everything = [i for i in parts_like(item, items[k:]) if i not in attached]
    choices = [*closed_prefixes(named), named, everything]
    choices += [stretches] if (stretches := _segment_heads(items[k:], item)) else []
    choices += [parts[:-1]] if remainder and wording.BESIDES.search(parts[-1].gap) and len(parts) > 2 else []
    readings: list[tuple[Sequence[Item], Sequence[Item]]] = [
        (w, p) for w in wholes_of(before) for p in choices
    ]
    readings += [([e], parts) for e in like(item, earlier)]
    readings += [([before[-1]], parts[:1])] if len(parts) == 1 or _changes_subject(parts, 1) else []
    by_word = cue not in {"其中"} and not cue[1:].startswith(
        "中"
    )  # 分别为 or a colon; 其中 and 项目中 may name some
    complete = remainder or by_word or wording.are_distinct_states(parts) or _alike(parts)
    partial = wording.names_only_some(gap, parts[-1])
    if len(parts) < len(named):
        complete, partial = False, partial or _falls_short(before[-1], parts)
    yield Group(statement, before[-1], parts, readings, "list", complete, partial)


def _is_of_others(gap: str, whole: Item) -> bool:
    """会议先后11次，书记、市长分别督导水体治理、异味整治7次、9次: what is shared out has an object of its own."""
    _, cue, told = gap.rpartition("分别")
    return bool(cue) and len(told) >= _OBJECT and not wording.share_word(told, whole.about)


def _stretch(items: Sequence[Item], k: int) -> Sequence[Item]:
    """The numbers from items[k] to the next semicolon."""
    stop = next((n for n, i in enumerate(items[k + 1 :], k + 1) if "；" in i.gap), len(items))
    return items[k:stop]


def _nets_out(whole: Item, parts: Sequence[Item]) -> bool:
    """增加34个，其中新批准41个、核销7个: a change is what came less what went."""
    return bool(_CHANGE.search(whole.label)) and any(_WENT.search(p.label) for p in parts)


def _enumerated(parts: list[Item], whole: Item) -> list[Item]:
    """其中挖掘机2810台、装载机2245台，完成登记7320台: what a comma adds behind enumeration marks is told of the whole,
    where it would be far too much as a part."""
    if sum(p.quantity.amount for p in parts) <= whole.quantity.amount * _FAR_TOO_MUCH:
        return parts
    return next((list(p) for p in closed_prefixes(parts)), parts)


def _falls_short(whole: Item, parts: Sequence[Item]) -> bool:
    """Whether parts that 其中 names leave so much that they are only some of them."""
    left = whole.quantity.amount - sum(p.quantity.amount for p in parts)
    return left > whole.quantity.amount * _NAMED_NEARLY_ALL


def _run(items: Sequence[Item], first: int) -> tuple[list[Item], bool]:
    """The parts that begin at items[first], and whether a remainder ends them.

    A list inside another's part ends at the semicolon: 其中大气20起，其中移送2起；水16起.
    """
    head = items[first]
    inner = any(wording.NESTED.search(i.gap) for i in items[:first])
    parts = [head]
    nested = False
    for n, (previous, item) in enumerate(pairwise(items[first:]), first + 1):
        if wording.REMAINDER.search(item.gap) and comparable(item.quantity, head.quantity):
            held = items[n + 1 : n + 2] if n + 1 < len(items) and is_holder(item, items[n + 1]) else [item]
            return [*parts, *held], True
        if "；" in item.gap or ";" in item.gap:
            nested = False
            if inner or len(parts) >= 2:
                break
        if wording.NESTED.search(item.gap):
            nested = True
            continue
        if wording.NEW_TOPIC.search(item.gap) or is_told_again(item, items[:n]):
            break
        if wording.is_of_handed_on(item, previous):
            continue
        if not nested and can_be_part(item, head) and not is_attached(item, previous):
            parts.append(item)
    return parts, False


def _opens_with_part(gap: str) -> bool:
    """共有加油站71座。其中中石化24座…: the list stands in the sentence after its whole."""
    return bool(re.match(r"^\s*其中", gap))


def _whole_told(item: Item, earlier: Sequence[Item], items: Sequence[Item]) -> list[Item]:
    """The number of the sentences before that the list comes nearest to; for a single part, the largest."""
    parts, _ = _run(items, 0)
    summed = sum(p.quantity.amount for p in parts)
    wholes = [e for e in earlier if not is_each(e)]
    if len(parts) < _PAIR:
        return sorted(wholes, key=lambda e: -e.quantity.amount)[:1]
    return sorted(wholes, key=lambda e: abs(e.quantity.amount - summed))[:1]


def _segment_heads(items: Sequence[Item], head: Item) -> list[Item]:
    """立行立改的4个，已完成4个；限期整改的3个，已完成2个: the first number of each stretch between semicolons."""
    heads = [head]
    fresh = False
    for item in items[1:]:
        fresh = fresh or "；" in item.gap or ";" in item.gap
        if fresh and comparable(item.quantity, head.quantity):
            heads.append(item)
            fresh = False
    return heads if len(heads) >= _SEGMENTS else []


def can_be_part(item: Item, head: Item) -> bool:
    return comparable(item.quantity, head.quantity) and not is_back_reference(item) and not is_each(item)


def _alike(parts: Sequence[Item]) -> bool:
    """一家1.5万元、一家2万元: the parts have one and the same label."""
    return (
        len(parts) > 1 and len({p.label.strip() for p in parts}) == 1 and bool(parts[0].gap.strip()) is False
    )


def closed_prefixes(parts: Sequence[Item]) -> list[Sequence[Item]]:
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
    if _COMPARED.search(bracket.lead):  # 7个达标，较上年同期（9个中6个）: another period's numbers
        return
    parts = parts_like(owner, bracket.items)
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
        [([owner], p) for p in [*closed_prefixes(parts), parts]],
        "bracket",
        False,
        partial,
    )
