"""问题清单, 任务清单, 责任清单, 时限清单: each tells one thing of the same tasks; joined by number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sansan.documents.labels import CLASS, MEASURES, NUMBER, PROBLEM, Label
from sansan.documents.tables import TableRow, TaskTable, rows_of
from sansan.documents.tree import Tree

_FRAME = (NUMBER, CLASS, "section")


def continues(table: TaskTable, first: TaskTable, text: str) -> bool:
    """Whether a table has the numbers of the first one, each once, and other columns: it goes on with its tasks."""
    own = {column.word for column in table.columns.values() if column.role not in _FRAME}
    others = {column.word for column in first.columns.values() if column.role not in _FRAME}
    numbers, known = _numbers(table, text), _numbers(first, text)
    return not own & others and len(numbers) > 1 and sorted(numbers) == sorted(known) == sorted(set(known))


def _numbers(table: TaskTable, text: str) -> list[str]:
    rows = [row for row in rows_of(table, text) if isinstance(row, TableRow)]
    return [row.marker.printed for row in rows if row.marker is not None]


def add_fields(tree: Tree, sides: Sequence[TaskTable], text: str) -> None:
    """Give the tasks the cells of the tables that go on with them. What such a list calls a task is done for it."""
    tasks = {task.opening.marker.printed: task for task in tree.tasks if task.opening.marker}
    for side in sides:
        for row in rows_of(side, text):
            if not isinstance(row, TableRow) or row.marker is None:
                continue
            for item in row.items:
                if item.label is None or item.role in _FRAME:
                    continue
                role = MEASURES if item.role == PROBLEM else item.label.role
                told = replace(item, label=Label(role, item.label.word, 0, 0, True))
                tasks[row.marker.printed].items.append(told)
