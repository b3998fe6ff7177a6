"""What is put as a whole and what as its parts, with every other way to read it: the pieces the finders share."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from sansan.documents import wording
from sansan.documents.audit.arithmetic import closes, interval, total
from sansan.documents.quantities import Quantity, comparable
from sansan.documents.statements import Item, Statement

REACH = 20  # a city's list of its counties is no longer


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

    def settles(self) -> set[int]:
        """Where the numbers stand that a reading which closes has accounted for, the natural parts included."""
        closing = [parts for whole, parts in self.readings if fits(whole, parts)]
        return {p.quantity.start for parts in (self.parts, *closing) for p in parts} if closing else set()

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


def parts_like(item: Item, others: Sequence[Item]) -> list[Item]:
    return [o for o in like(item, others) if not is_back_reference(o)]


def is_attached(item: Item, previous: Item) -> bool:
    """24个问题已整改19个: without any mark between, the second number is part of the first."""
    return comparable(item.quantity, previous.quantity) and not re.search(r"[，、；：。（）()\s|]", item.gap)


def is_each(item: Item) -> bool:
    """每组3人, 平均每个乡镇2个, 其余5位领导各包联3个: a rate, neither whole nor part."""
    return bool(
        re.search(
            r"平均|每|均$|各(?:包联|配备|建成|建|安排|补助|奖励|处|罚|有|派|设)[\u4e00-\u9fa5]{0,4}$",
            item.label,
        )
    )


def is_holder(item: Item, following: Item) -> bool:
    """其余7个乡镇共27个: the first number counts those who have the second, and is no part beside the others."""
    held = re.match(
        r"^[\u4e00-\u9fa5]{1,12}?(?:共计|共|合计|各|分别)[\u4e00-\u9fa5]{0,4}$", following.gap.strip()
    )
    return bool(held) and comparable(item.quantity, following.quantity)


def is_told_again(item: Item, earlier: Sequence[Item]) -> bool:
    """…12处，验收剩余2处，12处全部合格: the whole once more, not another part of it."""
    restates = not item.label.strip() and re.match(r"^[\u4e00-\u9fa5]{0,6}?(?:全部|均|都)", item.tail)
    return bool(restates) and any(
        comparable(e.quantity, item.quantity) and e.quantity.amount == item.quantity.amount for e in earlier
    )


def is_enumerated(item: Item) -> bool:
    return "、" in item.gap and not re.search(r"[，；：]", item.gap)


def is_found(item: Item) -> bool:
    return bool(re.search(r"发现|排查|共|应|需|列入|规划|计划|涉及|现有|^对", item.label.strip()))


def prefixes(parts: Sequence[Item], shortest: int = 1) -> list[Sequence[Item]]:
    return [parts[:n] for n in range(shortest, len(parts) + 1)]


def suffixes(items: Sequence[Item], shortest: int = 1) -> list[Sequence[Item]]:
    return [items[n:] for n in range(len(items) - shortest + 1)]


def wholes_of(before: Sequence[Item]) -> list[Sequence[Item]]:
    """Each earlier number alone, and the neighbouring ones together; the nearest ones, for a whole stands near."""
    before = before[-REACH:]
    return [[b] for b in before[::-1]] + [s for s in suffixes(before) if len(s) > 1]


def exceeds(part: Item, whole: Item) -> bool:
    """Whether a part is certainly more than its whole."""
    high = interval(whole.quantity).high
    return high is not None and interval(part.quantity).low > high
