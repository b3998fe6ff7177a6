"""A document and its annexes: 整改方案 in chapters, behind it 附件 with the list of tasks.

The two number anew and mean different things by one mark: 一、 is a chapter of the plan and a task of its list. So each
is laid out by a scheme of its own.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from sansan.documents.consistency import speaks
from sansan.documents.foot import peel_foot
from sansan.documents.items import Item
from sansan.documents.model import Declared
from sansan.documents.scheme import choose
from sansan.documents.tree import Tree

_ANNEX = re.compile(r"附\s*[件表]\s*[\d一二三四五六七八九十]{0,3}\s*[:.]?")
_NAMED_ANNEX = re.compile(r"附\s*[件表]\s*[\d一二三四五六七八九十]{0,3}\s*[:.]?\s*(?P<title>\S.*)")
_LIST = re.compile(r"(?:清单|台账|任务表|一览表|分解表|进展表|任务书)(?:\([^()]*\))*$")
_LONGEST = 60  # characters of a title
_SHORTEST = 6


def tree_of_annexes(items: Sequence[Item], declared: Declared) -> Tree | None:
    """The tasks of a document whose annexes hold tasks; None where they hold none and it is read as one piece."""
    parts = divide(items)
    if len(parts) == 1:
        return None
    merged, annexed = Tree(), False
    for index, part in enumerate(parts):
        own, foot = peel_foot(part)
        tree = choose(own, declared, listed=False)
        if tree is not None and speaks(tree):
            annexed = annexed or index > 0
            merged.headings += tree.headings
            merged.tasks += tree.tasks
            merged.notes += [*tree.notes, *foot]
        else:
            merged.notes += part
    return merged if annexed else None


def divide(items: Sequence[Item]) -> list[list[Item]]:
    """The items of the document itself and of each annex; one list where nothing parts them."""
    starts = [index for index, item in enumerate(items) if index and _opens(items, index)]
    bounds = [0, *starts, len(items)]
    return [list(items[start:end]) for start, end in pairwise(bounds)]


def _opens(items: Sequence[Item], index: int) -> bool:
    item, text = items[index], items[index].whole.text.strip()
    if item.marker is not None or not item.first or item.cell or index + 1 == len(items):
        return False
    following = items[index + 1]
    if _ANNEX.fullmatch(text):
        return following.marker is None and _SHORTEST <= len(following.whole) <= _LONGEST
    named = _NAMED_ANNEX.fullmatch(text)
    title = named["title"] if named else text
    # 附件：… at the foot of a plan names the annex; it opens it where the list itself follows.
    return item.label is None and bool(named or following.marker) and _is_list_title(title)


def _is_list_title(text: str) -> bool:
    return _SHORTEST <= len(text) <= _LONGEST and bool(_LIST.search(text)) and not re.search("[。;,:]", text)
