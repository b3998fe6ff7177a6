"""A part is never more than its whole: 其中, and what was found among what was checked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from sansan.documents import wording
from sansan.documents.audit import listed
from sansan.documents.audit.context import Context, pairs, quoted, short
from sansan.documents.audit.groups import exceeds, is_attached
from sansan.documents.model import Finding
from sansan.documents.quantities import Quantity, comparable
from sansan.documents.statements import Item, Statement
from sansan.documents.units import unit_table

RULE = "part_exceeds_whole"
_CHECKED = re.compile(r"检查|抽查|排查|巡查|核查|摸排|走访|抽测|监测|检测")
_FOUND = re.compile(r"发现|查出|存在|其中")
_SETTLED = re.compile(r"整改(?!通知)|办结|完成|销号|治理")
_ONLY_SETTLED = re.compile(
    r"^(?:截至目前|目前|现)?，?(?:现?已|均已)(?:完成)?(?:整改|办结|完成整改|治理|销号)(?:完成|到位)?$"
)
_TURNED_UP = re.compile(r"(?:发现|查出)(?!.*问题$)")
_HAVE_DONE = re.compile(r"^，(?:目前|现|均)?已[^由从较超增累，。；]*$")
_AIM = re.compile(r"^[”’》]|的(?:目标|任务|指标|计划)")
_NO_COUNT = {"percent", "percentage_point", "concentration", "money", "days", "hours"}
_CARRIED = re.compile(r"累计|上年|往年|历史|遗留|以前|此前|含")


def check(context: Context) -> Iterable[Finding]:
    """One finding for each part that is certainly larger than the number it is a part of."""
    for statement, before in pairs(context):
        earlier = [i for s in before[:1] for i in reversed(s.items)]
        seen: set[int] = set()
        for whole, part in _related(statement, earlier):
            if part.quantity.start in seen or not exceeds(part, whole):
                continue
            seen.add(part.quantity.start)
            yield _finding(context, statement, whole, part)


def _related(statement: Statement, earlier: Sequence[Item]) -> Iterator[tuple[Item, Item]]:
    groups = list(listed.cued(statement, earlier))
    groups += [g for b in statement.brackets for g in listed.bracketed(statement, b)]
    for group in groups:
        if len(group.parts) == 1 and not group.closes() and not _CARRIED.search(group.parts[0].gap):
            yield group.whole, group.parts[0]
    yield from _attached(statement.items)
    yield from _already(statement.items)
    yield from _found_among_checked(statement.items)
    yield from _settled_of_found(statement.items)
    yield from _settled_of_told(statement.items, earlier)


def _attached(items: Sequence[Item]) -> Iterator[tuple[Item, Item]]:
    """24个问题已整改19个."""
    for whole, part in pairwise(items):
        same = comparable(whole.quantity, part.quantity) and whole.quantity.dimension not in _NO_COUNT
        aimed = wording.is_aim(whole) or _AIM.search(part.gap)  # “修复3000亩”的目标已完成3184亩
        if (
            same
            and not aimed
            and is_attached(part, whole)
            and re.search(r"已(?!由|从|较)[^由从较超]*$", part.label)
        ):
            yield whole, part


def _already(items: Sequence[Item]) -> Iterator[tuple[Item, Item]]:
    """产生废水的437家，已接入管网431家: those who are so, and those of them who have done it."""
    for whole, part in pairwise(items):
        same = comparable(whole.quantity, part.quantity) and whole.quantity.dimension not in _NO_COUNT
        if same and whole.label.endswith("的") and _HAVE_DONE.match(part.gap) and not part.tail.strip():
            yield whole, part


def _found_among_checked(items: Sequence[Item]) -> Iterator[tuple[Item, Item]]:
    """检查73家次，发现19家: distinct things are at most the visits paid to them."""
    visits = unit_table().visits
    for whole, part in pairwise(items):
        same = comparable(whole.quantity, part.quantity) or visits.get(whole.quantity.unit.name) == (
            part.quantity.unit.name
        )
        if same and _CHECKED.search(whole.label) and _TURNED_UP.search(part.label):
            yield whole, part


def _settled_of_found(items: Sequence[Item]) -> Iterator[tuple[Item, Item]]:
    """发现问题20个，已整改22个."""
    for whole, part in pairwise(items):
        if (
            comparable(whole.quantity, part.quantity)
            and "发现问题" in whole.label
            and _SETTLED.search(part.label)
            and not _CARRIED.search(part.gap)
            and not re.search(r"[；。]", part.gap)
        ):
            yield whole, part


def _settled_of_told(items: Sequence[Item], earlier: Sequence[Item]) -> Iterator[tuple[Item, Item]]:
    """发现问题87个。已整改93个: the sentence just before told what there was to settle."""
    for part in items[:1]:
        told = [i for i in earlier if comparable(i.quantity, part.quantity)]
        if told and _ONLY_SETTLED.match(part.gap) and re.search(r"发现问题|问题$", told[0].label):
            yield told[0], part


def _finding(context: Context, statement: Statement, whole: Item, part: Item) -> Finding:
    numbers: list[Quantity] = [whole.quantity, part.quantity]
    return context.finding(
        RULE,
        statement.task,
        f"所列{short(part)}，大于其总数{short(whole)}。",
        spans=[context.span(statement, q) for q in numbers],
        values={"总数": whole.quantity.printed, "分项": part.quantity.printed},
        quote=quoted([statement], numbers),
    )
