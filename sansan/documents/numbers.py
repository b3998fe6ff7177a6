"""Numbers as officials write them: full-width digits, thousands marks, Chinese numerals."""

from __future__ import annotations

import re
from decimal import Decimal

_WIDE = str.maketrans("０１２３４５６７８９．，", "0123456789.,")
_DIGITS = {c: i for i, c in enumerate("〇一二三四五六七八九")} | {"零": 0, "两": 2, "○": 0, "Ｏ": 0}
_SCALES = {"十": 10, "百": 100, "千": 1000}
_MYRIADS = {"万": 10**4, "亿": 10**8}

MULTIPLIERS = {"百": 10**2, "千": 10**3, "万": 10**4, "百万": 10**6, "千万": 10**7, "亿": 10**8}


def narrow(text: str) -> str:
    """The text with full-width digits, full stop and comma made half-width; its length does not change."""
    return text.translate(_WIDE)


def arabic(text: str) -> Decimal:
    """Value of digits with optional thousands marks (comma or space) and decimal point, any width."""
    return Decimal(re.sub(r"[,\s\u00a0]", "", narrow(text)))


def chinese_numeral(text: str) -> int | None:
    """Value of 三, 十二, 两千零五, 二〇二〇; None where the characters do not make a number."""
    if not text or any(c not in _DIGITS and c not in _SCALES and c not in _MYRIADS for c in text):
        return None
    if all(c in _DIGITS for c in text):
        return int("".join(str(_DIGITS[c]) for c in text))
    total = section = 0
    digit: int | None = None
    for char in text:
        if char in _DIGITS:
            if digit is not None and digit != 0:
                return None
            digit = _DIGITS[char]
        elif char in _SCALES:
            section += (1 if digit is None else digit) * _SCALES[char]
            digit = None
        else:
            total = (total + section + (digit or 0)) * _MYRIADS[char]
            section, digit = 0, None
    return total + section + (digit or 0)
