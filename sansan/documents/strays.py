"""Headings that lost their mark: a short line without a full stop between the end of one task and the next task."""

from __future__ import annotations

from itertools import pairwise

from sansan.documents.flow import Places
from sansan.documents.items import Item
from sansan.documents.model import Unknown
from sansan.documents.status import opens_with_status
from sansan.documents.tree import RawTask, Tree

REASON = "像是失去编号的标题，没有归入任务"
_LONGEST = 30  # characters of a heading
_STOPS = "。;:!?,、)】”%"


def take_strays(tree: Tree, places: Places) -> list[Unknown]:
    """Take such lines out of the tasks they ended up in, and say so."""
    found: list[Unknown] = []
    for task, following in pairwise(tree.tasks):
        if following.parent is None and _ends_in_heading(task):
            field = places.field(task.items.pop().whole)
            found.append(Unknown(REASON, field.span, field.value))
    return found


def _ends_in_heading(task: RawTask) -> bool:
    if len(task.items) < 3 or task.row:
        return False
    before, last = task.items[-2], task.items[-1]
    return (
        _reads_as_heading(last)
        and before.whole.text.rstrip().endswith(("。", ";"))
        and before.role != "notice"
    )


def _reads_as_heading(item: Item) -> bool:
    text = item.whole.text.strip()
    plain = item.marker is None and item.label is None and item.lead is None
    if not plain or not item.first or opens_with_status(text):
        return False
    return 4 <= len(text) <= _LONGEST and text[-1] not in _STOPS and not text[-1].isdigit()
