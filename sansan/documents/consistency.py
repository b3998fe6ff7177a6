"""How well a tree fits its document: the measure by which the schemes of `scheme.py` are compared.

A scheme speaks for itself when its tasks carry the fields of a task exactly once, its numbers run 1, 2, 3…, no field is
left outside a task, and its counts are those the head declares.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from itertools import pairwise

from sansan.documents import status
from sansan.documents.items import Item
from sansan.documents.labels import ANSWER, MEASURES, OF_A_TASK, PROBLEM, STATUS, is_task_field
from sansan.documents.markers import ARABIC, ASPECT, BRACKET, CHINESE_BRACKET, CHINESE_DOT, NAMED
from sansan.documents.model import Declared
from sansan.documents.problem import answer_behind_problem
from sansan.documents.subtasks import has_children
from sansan.documents.tree import RawTask, Tree


def speaks(tree: Tree) -> bool:
    """Whether the tasks of a tree read as tasks by themselves, on the whole and not here and there."""
    return sum(map(signal, tree.tasks)) >= 0.5 * len(tree.tasks)


def score(tree: Tree, declared: Declared, items: Sequence[Item]) -> float:
    """How consistent a tree is: about 0 for nonsense, above 3 for a document that fits."""
    count = len(tree.tasks)
    if not count:
        return 0.0
    parents = {
        task.opening.marker.above for task in tree.tasks if task.opening.marker and task.opening.marker.sub
    }
    value = 2.0 * sum(signal(task, parents) for task in tree.tasks) / count
    value -= sum(map(_overload, tree.tasks)) / count
    value -= sum(task.opening.role in (ANSWER, MEASURES) for task in tree.tasks) / count
    value -= sum(map(_headless, tree.tasks)) / count
    value += _sequence(tree)
    value -= 1.5 * _orphans(tree, items)
    value += _headings(tree)
    value -= _idle_headings(tree)
    value -= min(1.0, 0.5 * _headings_in_fields(tree, items))
    value -= _answers_of_headings(tree)
    value -= min(1.0, 0.3 * sum(map(_swallowed, tree.tasks)))
    value -= min(0.3, 0.15 * sum(map(_section_at_end, tree.tasks[:-1])))
    value -= min(1.0, 0.5 * sum(map(_number_at_end, tree.tasks[:-1])))
    if declared.tasks is not None and declared.tasks.value in _counts(tree):
        value += 1.0
    if declared.classes is not None and declared.classes.value == sum(
        each.depth == 0 and each.tasks > 0 for each in tree.headings
    ):
        value += 0.5
    return value


def _counts(tree: Tree) -> set[int]:
    """Ways to count the tasks: all of them; where parts have numbers of their own (3-1), the wholes, and the parts."""
    parts = sum(bool(task.opening.marker and task.opening.marker.sub) for task in tree.tasks)
    return {len(tree.tasks), len(tree.tasks) - parts, parts} - {0}


def signal(task: RawTask, parents: Collection[str] = ()) -> float:
    """How clearly a task reads as one: its status or first field stands right behind its own text.

    `parents` are the numbers of tasks that have parts with numbers of their own (3-1): the parts hold their fields.
    """
    own = task.opening
    if own.marker is not None and own.marker.sub is None and own.marker.printed in parents and own.body:
        return 1.0
    bracket = status.bracket_at_end(own.body)
    answered = own.lead is not None or (bracket and status.opens_with_status(bracket[1].text))
    if answered or answer_behind_problem(own.body):
        return 1.0
    if own.role in OF_A_TASK:
        return 1.0 if any(is_task_field(item.role) for item in task.items[1:]) else 0.2
    behind = _signal_behind(task)
    if own.body.text.rstrip("。:").endswith("问题") and len(task.items) > 1:
        return max(behind, 0.9) if behind else 0.7
    return behind


def _signal_behind(task: RawTask) -> float:
    """What the items behind a task's own text say; weaker where other numbered items stand between."""
    indirect = False
    for item in task.items[1:]:
        if item.label is not None:
            if is_task_field(item.role):
                return 0.6 if indirect else 1.0
        elif item.marker is not None:
            indirect = True
        else:
            tail = status.bracket_at_end(item.body)
            if status.is_status(item.whole.text) or (tail and status.is_status(tail[1].text)):
                return 0.6 if indirect else 0.9
    return 0.0


def _headless(task: RawTask) -> bool:
    """Whether a task says nothing of its problem."""
    own = task.opening
    return (own.label is not None or not own.body) and not any(
        item.role == PROBLEM or (item.label is None and item.body) for item in task.items
    )


def _overload(task: RawTask) -> float:
    """How much a task holds of what a task has once: labels again, several bracketed statuses."""
    words = Counter(
        item.label.word for item in task.items if item.label is not None and item.role in OF_A_TASK
    )
    again = sum(number - 1 for number in words.values())
    brackets = sum(_marked_status(item) for item in task.items) - 1
    if (again > 0 or brackets > 0) and has_children(task):
        return 0.3
    return min(2.0, 1.0 * max(again, 0) + 0.7 * max(brackets, 0)) + (
        0.5 if len(task.opening.body) > 400 else 0.0
    )


def _marked_status(item: Item) -> bool:
    tail = status.bracket_at_end(item.body)
    return bool(item.marker and tail and status.is_status(tail[1].text))


def _sequence(tree: Tree) -> float:
    """Share of tasks whose number follows the one before, or begins anew under a new heading."""
    good, last, heading = 0.0, 0, None
    for task in tree.tasks:
        value = task.value
        marker = task.opening.marker
        if value is None:
            good += 1
            continue
        fresh = value == 1 and task.heading is not heading
        if last == 0:
            good += 1.0 if value == 1 else 0.7  # an excerpt may begin at 5
            last, heading = value, task.heading
            continue
        if (
            value == last + 1
            or fresh
            or (marker is not None and marker.sub is not None and value in (last, last + 1))
        ):
            good += 1
        last, heading = value, task.heading
    share = good / len(tree.tasks)
    unnumbered = all(task.value is None for task in tree.tasks)
    return share * (0.7 if unnumbered else 1.0)


def _orphans(tree: Tree, items: Sequence[Item]) -> float:
    """Share of task fields left outside every task."""
    fields = sum(item.role in OF_A_TASK for item in items)
    outside = [item for heading in tree.headings for item in heading.notes] + tree.notes
    return sum(item.role in OF_A_TASK for item in outside) / fields if fields else 0.0


def _headings_in_fields(tree: Tree, items: Sequence[Item]) -> int:
    """Headings right behind a label that waits for its value (整改措施：（一）…): they are points of the field."""
    heads = {id(heading.item) for heading in tree.headings}
    return sum(
        id(item) in heads and before.role in OF_A_TASK and not before.body and before.marker is None
        for before, item in pairwise(items)
    )


def _answers_of_headings(tree: Tree) -> float:
    """One answer under each heading, behind its last point: the headings are the tasks, the points their measures.

    Points of a heading are numbered anew; numbers that run on over the headings are the tasks' own.
    """
    groups: dict[int, list[RawTask]] = defaultdict(list)
    for task in tree.tasks:
        groups[id(task.heading)].append(task)
    answered = [
        [any(item.role in (ANSWER, STATUS) for item in task.items) for task in tasks]
        for tasks in groups.values()
    ]
    last_only = all(found[-1] and not any(found[:-1]) for found in answered)
    anew = all(tasks[0].value in (None, 1) for tasks in groups.values())
    return 0.8 if len(groups) >= 2 and anew and last_only and len(tree.tasks) >= 2 * len(groups) - 1 else 0.0


def _swallowed(task: RawTask) -> int:
    """一、… inside a task numbered 1. or （一）: a chapter or class that was taken for a measure."""
    if task.opening.style not in (ARABIC, CHINESE_BRACKET, BRACKET):
        return 0
    return sum(item.style in (CHINESE_DOT, ASPECT) and not item.role for item in task.items[1:])


def _section_at_end(task: RawTask) -> bool:
    """（二）甲 alone and without a full stop at the end of a task numbered 1.: the section of the next one."""
    last = task.items[-1]
    if task.opening.style != ARABIC or last.style != CHINESE_BRACKET or last.role or last is task.opening:
        return False
    alone = sum(item.style == CHINESE_BRACKET for item in task.items) == 1
    return alone and last.body.text.rstrip()[-1:] not in ("。", ";", ")") and len(last.body) <= 40


def _number_at_end(task: RawTask) -> bool:
    """(序号五) alone at the end of a task: the number of the next one."""
    last = task.items[-1]
    named = last.style is not None and last.style.startswith(NAMED)
    return named and last is not task.opening and not last.body and last.label is None


def _idle_headings(tree: Tree) -> float:
    """Two or more headings with one unnumbered task each: they are the numbers of the tasks."""
    holding = [heading for heading in tree.headings if heading.tasks]
    idle = len(holding) >= 2 and all(heading.tasks == 1 for heading in holding)
    return 0.8 if idle and all(task.value is None for task in tree.tasks) else 0.0


def _headings(tree: Tree) -> float:
    """Headings that count up, are short and hold tasks speak for a scheme."""
    headings = [heading for heading in tree.headings if heading.tasks or not heading.prose]
    if not headings:
        return 0.0
    good = empty = long = answered = 0
    last: dict[tuple[int, int], int] = {}
    for heading in tree.headings:
        value = heading.item.marker.value if heading.item.marker else 0
        place = (heading.depth, id(heading.parent) if heading.parent else 0)
        in_turn = value == last.get(place, 0) + 1
        last[place] = value
        if heading.prose and not heading.tasks:
            continue
        good += in_turn
        empty += heading.tasks == 0
        long += len(heading.title) > 45 or (heading.title.rstrip().endswith("。") and "," in heading.title)
        answered += _marked_status(heading.item)
    count = len(headings)
    return (0.4 * good - 0.8 * empty - 0.8 * long - 1.5 * answered) / count
