"""Keys of tasks: the printed number where it is unique in the document, the class before it where numbers restart."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from sansan.documents.fields import Draft

UNNUMBERED = "无号"


def keys_of(drafts: Sequence[Draft], classes: Sequence[str | None]) -> list[str]:
    """One key for each draft, in order and unique; `classes` are the numbers of their classes.

    A point of a task takes the task's key before its own number, unless it prints it itself (3-1).
    """
    outer = [draft.number for draft in drafts if draft.raw.parent is None or _whole(draft)]
    restarts = max(Counter(filter(None, outer)).values(), default=0) > 1
    keys: dict[int, str] = {}
    taken: Counter[str] = Counter()
    for draft, class_number in zip(drafts, classes, strict=True):
        own = draft.number or UNNUMBERED
        above = class_number if restarts else None
        if draft.raw.parent is not None and not _whole(draft):
            above = keys.get(id(draft.raw.parent))
        base = f"{above}-{own}" if above else own
        taken[base] += 1
        while taken[base] > 1 and f"{base}#{taken[base]}" in taken:
            taken[base] += 1
        key = base if taken[base] == 1 else f"{base}#{taken[base]}"
        taken[key] += key != base
        keys[id(draft.raw)] = key
    return [keys[id(draft.raw)] for draft in drafts]


def _whole(draft: Draft) -> bool:
    """Whether the number names the task above as well: 3-1."""
    return bool(draft.number and re.fullmatch(r"\w+[-.]\d+", draft.number))
