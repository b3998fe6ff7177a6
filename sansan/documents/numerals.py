"""Numbers of items as reports print them: 12, 十二, 二十三."""

from __future__ import annotations

from sansan.documents.numbers import chinese_numeral

CHINESE = "一二三四五六七八九十百〇零两"


def to_int(text: str) -> int | None:
    """The value of a whole number in Arabic or Chinese digits; None where `text` is neither."""
    return int(text) if text.isdecimal() else chinese_numeral(text)
