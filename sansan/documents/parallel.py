"""Parallel lists: （一）（二） repeated under each field heading are the tasks, joined by their number.

一、反馈问题   （一）甲  （二）乙
二、整改措施   （一）…   （二）…
"""

from __future__ import annotations

from collections.abc import Sequence

from sansan.documents.fields import Part, parts_of
from sansan.documents.flow import Flow
from sansan.documents.items import Item
from sansan.documents.labels import NOTICE, PROBLEM, Label
from sansan.documents.markers import Marker
from sansan.documents.measures import cut_by_number
from sansan.documents.tree import RawTask, Tree


def expand(tree: Tree) -> None:
    """Replace every task that is a bundle of parallel lists by the tasks it holds."""
    expanded: list[RawTask] = []
    for task in tree.tasks:
        own = _unbundled(task)
        heading = task.heading
        while heading is not None and own:
            heading.tasks += len(own) - 1
            heading = heading.parent
        expanded += own or [task]
        if own:
            tree.notes += _field_headings(task)
    tree.tasks = expanded


def _field_headings(task: RawTask) -> list[Item]:
    """一、反馈问题 belongs to no single task: a note of its own."""
    headings = [
        item.whole.cut(0, len(item.whole) - len(item.body)) for item in task.items if item.label is not None
    ]
    return [Item(heading, heading) for heading in headings if heading]


def _unbundled(task: RawTask) -> list[RawTask]:
    if task.numbered:
        return []
    _, parts = parts_of(task.items)
    lists = {id(part): cut_by_number(part.text) for part in parts}
    problem = next((part for part in parts if part.role == PROBLEM), None)
    if problem is None or len(lists[id(problem)]) < 2 or any(part.role == NOTICE for part in parts[:1]):
        return []
    main = lists[id(problem)]
    style = next(iter(main.values()))[0].style
    parallel = [part for part in parts if part is not problem and _fits(lists[id(part)], main, style)]
    if not parallel:
        return []
    return [
        _one(task, number, marker, parts, [problem, *parallel], lists) for number, (marker, _) in main.items()
    ]


def _fits(points: dict[int, tuple[Marker, Flow]], main: dict[int, tuple[Marker, Flow]], style: str) -> bool:
    """Whether a list answers the list of problems: same marks, numbers among theirs, most of them there."""
    if not points or next(iter(points.values()))[0].style != style:
        return False
    return set(points) <= set(main) and len(points) * 2 > len(main)


def _one(
    task: RawTask,
    number: int,
    marker: Marker,
    parts: Sequence[Part],
    parallel: Sequence[Part],
    lists: dict[int, dict[int, tuple[Marker, Flow]]],
) -> RawTask:
    items: list[Item] = []
    for part in parts:
        if any(part is each for each in parallel):
            point = lists[id(part)].get(number)
            if point is not None and point[1]:
                items.append(_labelled(part, point[1], marker if part.role == PROBLEM else None))
        elif part.text:
            items.append(_labelled(part, part.text, None))
    items.sort(key=lambda item: item.role != PROBLEM)
    return RawTask(items[0], task.heading, items)


def _labelled(part: Part, flow: Flow, marker: Marker | None) -> Item:
    return Item(flow, flow, marker, Label(part.role, part.word, 0, 0, True), cell=True)
