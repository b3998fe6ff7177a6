"""Signs that the opening of a task was lost: a number left out of the count, one label twice in a task.

Both are shown as `unknown`; nothing is guessed. A document that quotes single tasks (第12项、第23项) counts in leaps
and is left alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sansan.documents.flow import Places
from sansan.documents.labels import ANSWER
from sansan.documents.model import Unknown
from sansan.documents.tree import RawTask

MISSING = "编号到这里跳过了 {numbers}，前面可能有任务没有读出"
TWICE = "同一项任务里第二次出现，前面可能有一项任务的开头没有读出"
_MOST_MISSING = 3  # a longer leap is a choice of the writer
_IN_TURN = 0.7  # share of steps by one from which a document is said to count


def lost_openings(tasks: Sequence[RawTask], places: Places) -> list[Unknown]:
    """What hints at tasks that were not read, in no order."""
    return [*_missing_numbers(tasks, places), *_repeated_answers(tasks, places)]


def _missing_numbers(tasks: Sequence[RawTask], places: Places) -> Iterator[Unknown]:
    steps: list[tuple[range, RawTask]] = []
    last: int | None = None
    unnumbered = 0  # tasks read without their number fill the place of one
    for task in tasks:
        if task.parent is not None:
            continue
        if task.value is None:
            unnumbered += 1
            continue
        if last is not None and task.value > last:
            steps.append((range(last + 1 + unnumbered, task.value), task))
        last, unnumbered = task.value, 0
    in_turn = sum(not gap for gap, _ in steps)
    if len(steps) < 3 or in_turn < _IN_TURN * len(steps):
        return
    for gap, task in steps:
        if 1 <= len(gap) <= _MOST_MISSING:
            flow = task.opening.whole.cut(0, 30)
            field = places.field(flow)
            yield Unknown(MISSING.format(numbers="、".join(map(str, gap))), field.span, field.value)


def _repeated_answers(tasks: Sequence[RawTask], places: Places) -> Iterator[Unknown]:
    for task in tasks:
        seen: set[str] = set()
        for item in task.items:
            if item.label is None or item.role != ANSWER or item.cell or not item.body:
                continue
            if item.label.word in seen:
                field = places.field(item.whole.cut(0, 30))
                yield Unknown(TWICE, field.span, field.value)
            seen.add(item.label.word)
