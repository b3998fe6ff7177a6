"""The foot of a document: signature, date and closing phrases behind the last task."""

from __future__ import annotations

import re

from sansan.documents import chapters
from sansan.documents.head import is_body, is_date, is_date_or_body
from sansan.documents.items import Item
from sansan.documents.labels import NOTICE, UNIT
from sansan.documents.status import is_status

# One paragraph about what comes next, under the last task of all, speaks of the whole.
_OUTLOOK = re.compile(r"(?:下一?步|今后|接下来),|对(?:尚未|未|以上|上述)[^,。;]{0,16}(?:问题|任务|事项),")


def peel_foot(items: list[Item]) -> tuple[list[Item], list[Item]]:
    """The items without the foot, and the foot: it is no part of the last task."""
    end = place = len(items)
    outlook = sum(bool(_OUTLOOK.match(item.whole.text)) for item in items) == 1
    while place > 1:
        place -= 1
        item = items[place]
        text = item.whole.text.strip()
        plain = item.marker is None and item.label is None and not is_status(text)
        if plain and (is_date_or_body(text) or chapters.closes(text) or (outlook and _OUTLOOK.match(text))):
            end = place
        elif item.role != NOTICE:  # a telephone in the foot of a page stands among closing lines
            break
    end = _names_below_a_label(items, end)
    return items[:end], items[end:]


def _names_below_a_label(items: list[Item], end: int) -> int:
    """责任单位： with nothing behind it: the bodies below are its value, up to the one that signs above the date."""
    role = items[end - 1].role if end else None
    if role is None or not role.startswith(UNIT) or items[end - 1].body:
        return end
    while end < len(items) and is_body(items[end].whole.text.strip()):
        if end + 1 < len(items) and is_date(items[end + 1].whole.text.strip()):
            break
        end += 1
    return end
