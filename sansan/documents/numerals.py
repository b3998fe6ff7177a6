"""Numbers as reports write them: 12, １２, 十二, 二十三. Pure arithmetic on text."""

from __future__ import annotations

import re

CHINESE = "一二三四五六七八九十百〇零两"
_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_UNITS = {"十": 10, "百": 100}
_WHOLE = re.compile(rf"[{CHINESE}]+|\d+")


def to_int(text: str) -> int | None:
    """The value of a whole number in Arabic or Chinese digits; None where `text` is neither."""
    if not _WHOLE.fullmatch(text):
        return None
    if text.isdigit():
        return int(text)
    return _chinese(text)


def _chinese(text: str) -> int | None:
    if not any(char in _UNITS for char in text):
        return int("".join(str(_DIGITS[char]) for char in text))  # 二〇二一
    total, pending = 0, 0
    for char in text:
        if char in _UNITS:
            total += (pending or 1) * _UNITS[char]
            pending = 0
        else:
            pending = _DIGITS[char]
    return total + pending
