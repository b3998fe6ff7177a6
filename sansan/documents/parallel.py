"""Parallel lists: （一）（二） repeated under each field heading are the tasks, joined by their number.

一、反馈问题   （一）甲  （二）乙
二、整改措施   （一）…   （二）…
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sansan.documents.fields import Part, parts_of
from sansan.documents.flow import Flow
from sansan.documents.items import Item
from sansan.documents.labels import PROBLEM, Label
from sansan.documents.markers import Marker
from sansan.documents.measures import Point, cut_by_number, cut_points
from sansan.documents.tree import RawTask, Tree


@dataclass(frozen=True, slots=True)
class _Bundle:
    """The parts of a bundle, the lists of those that run in parallel, and the numbers of the problems."""

    parts: Sequence[Part]
    lists: dict[int, dict[int, Point]]  # by the part's place
    numbers: Sequence[int]


def expand(tree: Tree) -> None:
    """Replace every task that is a bundle of parallel lists by the tasks it holds."""
    expanded: list[RawTask] = []
    for task in tree.tasks:
        bundle = None if task.numbered else _bundle(task)
        if bundle is None:
            expanded.append(task)
            continue
        own = [_one(task, bundle, number) for number in bundle.numbers]
        heading = task.heading
        while heading is not None:
            heading.tasks += len(own) - 1
            heading = heading.parent
        expanded += own
        tree.notes += _shared_words(task, bundle)
    tree.tasks = expanded


def _bundle(task: RawTask) -> _Bundle | None:
    _, parts = parts_of(task.items)
    problem = next((place for place, part in enumerate(parts) if part.role == PROBLEM), None)
    if problem is None:
        return None
    lists = {place: cut_by_number(part.text) for place, part in enumerate(parts)}
    main = lists[problem]
    parallel = {place: points for place, points in lists.items() if place == problem or _fits(points, main)}
    return _Bundle(parts, parallel, list(main)) if len(main) > 1 and len(parallel) > 1 else None


def _fits(points: dict[int, Point], main: dict[int, Point]) -> bool:
    """Whether a list answers the list of problems: same marks, numbers among theirs, most of them there."""
    if not points or not main:
        return False
    alike = next(iter(points.values())).marker.style == next(iter(main.values())).marker.style
    return alike and set(points) <= set(main) and len(points) * 2 > len(main)


def _shared_words(task: RawTask, bundle: _Bundle) -> list[Item]:
    """一、反馈问题, and what stands before the first point below it, belong to no single task: notes."""
    words = [
        item.whole.cut(0, len(item.whole) - len(item.body)) for item in task.items if item.label is not None
    ]
    words += [cut_points(bundle.parts[place].text)[0] for place in bundle.lists]
    return [Item(flow, flow) for flow in words if flow]


def _one(task: RawTask, bundle: _Bundle, number: int) -> RawTask:
    items: list[Item] = []
    for place, part in enumerate(bundle.parts):
        if place in bundle.lists:
            point = bundle.lists[place].get(number)
            if point is not None and (point.body or part.role == PROBLEM):
                marker = point.marker if part.role == PROBLEM else None
                items.append(_labelled(part, point.whole, point.body, marker))
        elif part.text:
            items.append(_labelled(part, part.text, part.text, None))
    items.sort(key=lambda item: item.role != PROBLEM)
    return RawTask(items[0], task.heading, items)


def _labelled(part: Part, whole: Flow, body: Flow, marker: Marker | None) -> Item:
    return Item(whole, body, marker, Label(part.role, part.word, 0, 0, True), cell=True)
