"""Lists no word marks as parts: by opposite states, by areas, or enumerated behind a number."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise, takewhile

from sansan.documents import wording
from sansan.documents.audit.groups import (
    Group,
    is_attached,
    is_found,
    is_told_again,
    like,
    parts_like,
    wholes_of,
)
from sansan.documents.audit.listed import closed_prefixes
from sansan.documents.model import StatusCode
from sansan.documents.quantities import kin
from sansan.documents.statements import Item, Statement

_BARE_NAME = re.compile(r"^，?[\u4e00-\u9fa5]{2,8}$")
_BY_KIND = re.compile(r"按[^，。；]{1,6}(?:划分|分类|分|统计)")
_PAIR = 2
_PENALTY = "penalty"
_DONE = {"done", StatusCode.COMPLETED.value}
_SHORTEST = 3
_SHORT = 8  # characters before the first number of a list that opens its sentence


def states(statement: Statement, earlier: Sequence[Item]) -> Iterator[Group]:
    """发现问题99个，整改27个、限期整改55个、立案处罚15起: a list by states, or by areas, without 其中."""
    counted = [i for i in statement.items if i.quantity.dimension not in {"percent", "percentage_point"}]
    settled = _settled(counted)
    items = [
        i
        for n, i in enumerate(counted)
        if i not in settled and not is_told_again(i, [*counted[:n], *earlier])
    ]
    rated = {b.quantity.start for a, b in pairwise(statement.items) if a.quantity.dimension == "percent"}
    for test, shortest in (
        (wording.are_distinct_states, 2),
        (wording.are_areas, 2),
        (_are_enumerated, 3),
    ):
        k = 0
        while k < len(items):
            if is_found(items[k]) and k + 1 < len(items) and not wording.are_areas(items[k : k + 1]):
                k += 1  # 涉及13项措施, 应改造20台: what there is to do is no state
                continue
            run: list[Item] = [items[k]]
            rest: list[Item] = []
            for following in items[k + 1 :]:
                if not _goes_on(run[0], following):
                    break
                if following.quantity.start in rated and wording.part_class(following) == _PENALTY:
                    break  # 整改200个、正在整改18个，整改率91.7%，立案14起: the rate has ended the list
                if not rest and test([*run, following]):
                    run.append(following)
                else:
                    rest.append(following)
            if len(run) >= shortest and not _is_no_choice(run):
                told = earlier if shortest == 2 else _just_told(run[0], items[:k], earlier)
                yield from _unmarked(statement, items[:k], run, rest, told)
            k += len(run)
    names = list(takewhile(_is_bare_name, items))
    if len(names) >= _SHORTEST and (told := _just_told(names[0], (), earlier)):
        yield from _unmarked(statement, (), names, (), told)


def _is_no_choice(run: Sequence[Item]) -> bool:
    """已整改209个，立案14起: whoever is punished must put it right too, so the two divide nothing."""
    first, *others = (wording.part_class(p) for p in run)
    return first in _DONE and set(others) == {_PENALTY}


def _settled(items: Sequence[Item]) -> list[Item]:
    """交办的97个已完成91个，举报的82个已完成75个: what is done of each is no part beside them."""
    done = [b for a, b in pairwise(items) if is_attached(b, a) and re.match(r"[\u4e00-\u9fa5]{0,4}已", b.gap)]
    return done if len(done) >= _PAIR else []


def _just_told(first: Item, before: Sequence[Item], earlier: Sequence[Item]) -> Sequence[Item]:
    """收到来信来访共86件。来信37件、来访22件、留言27件: a list that opens its sentence divides a total just told."""
    if before or len(first.gap.strip()) > _SHORT:
        return ()
    divided = bool(_BY_KIND.search(first.gap))
    return [i for i in like(first, earlier)[:1] if divided or wording.TOTAL_WITH_VERB.search(i.label)]


def _are_enumerated(parts: Sequence[Item]) -> bool:
    """电代煤6220户、气代煤4310户、集中供热930户: each joined to the one before by an enumeration mark."""
    return all("、" in p.gap and "，" not in p.gap for p in parts[1:])


def _is_bare_name(part: Item) -> bool:
    """禁养区36户，限养区78户，适养区150户: commas between clauses that are names and nothing else."""
    return bool(_BARE_NAME.match(part.gap.strip())) and wording.part_class(part) is None


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
    same = parts_like(run[0], run)
    own = like(run[0], before)
    told = like(run[0], earlier)
    longer = [[*run, *rest[:n]] for n in range(1, len(rest) + 1)]
    choices = [run, same, *longer, *([r for r in p if r in like(run[0], p)] for p in longer)]
    readings = [(w, p) for w in wholes_of(own) for p in (*choices, *closed_prefixes(run))]
    readings += [([w], p) for w in told for p in choices if p]
    biggest = max(p.quantity.amount for p in same)
    wholes = [c for c in own if wording.part_class(c) is None or is_found(c)]
    nearest = [
        c for c in wholes[-1:] if is_found(c) and not wording.is_aim(c)
    ]  # 发现问题22家 is the whole even of 正在办理23家
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
