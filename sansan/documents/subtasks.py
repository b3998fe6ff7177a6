"""Sub-tasks: 任务3-1 under 任务3, and points of a task that each have an answer of their own."""

from __future__ import annotations

from collections.abc import Sequence

from sansan.documents import status
from sansan.documents.items import Item
from sansan.documents.labels import ANSWER, MEASURES, STATUS
from sansan.documents.tree import RawTask, Tree


def part_tasks(tree: Tree) -> None:
    """Set the parent of every sub-task, and make sub-tasks of points with their own answers."""
    _by_number(tree.tasks)
    tasks: list[RawTask] = []
    for task in tree.tasks:
        children = _children(task)
        tasks.append(task)
        tasks += children
    tree.tasks = tasks


def has_children(task: RawTask) -> bool:
    """Whether the task's points have answers of their own."""
    return bool(_segments(task))


def _by_number(tasks: Sequence[RawTask]) -> None:
    whole: dict[str, RawTask] = {}
    for task in tasks:
        marker = task.opening.marker
        if marker is None:
            continue
        if marker.sub is None:
            whole[marker.printed] = task
        else:
            task.parent = whole.get(marker.above)


def _children(task: RawTask) -> list[RawTask]:
    """The points of a task as tasks; they leave the task itself."""
    segments = _segments(task)
    if segments:
        task.items = task.items[: len(task.items) - sum(map(len, segments))]
    return [RawTask(segment[0], task.heading, segment, parent=task) for segment in segments]


def _segments(task: RawTask) -> list[list[Item]]:
    """Points with answers of their own: each runs from its mark to the next one."""
    inner = next((item for item in task.items[1:] if item.marker is not None or item.label is not None), None)
    if (
        inner is None
        or inner.marker is None
        or inner.style == task.opening.style
        or (inner.role and not inner.body)
    ):
        return []
    starts = [index for index, item in enumerate(task.items) if index and item.style == inner.style]
    if len(starts) < 2:
        return []
    segments = [
        task.items[start:end] for start, end in zip(starts, [*starts[1:], len(task.items)], strict=True)
    ]
    return segments if all(_answers(segment) for segment in segments) else []


def _answers(segment: Sequence[Item]) -> bool:
    bracket = status.bracket_at_end(segment[0].body)
    if bracket and status.is_status(bracket[1].text):
        return True
    return any(item.role in (ANSWER, STATUS, MEASURES) for item in segment)
