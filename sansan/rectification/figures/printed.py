"""A number as people write it: 6300余, 近100, 约 50, ≥30, 1,200. Pure."""

import re
from dataclasses import dataclass
from decimal import Decimal

from sansan.documents.model import Bound
from sansan.errors import Invalid
from sansan.rectification.figures.arithmetic import Amount

_BEFORE = {
    Bound.AT_LEAST: ("不少于", "不低于", "至少", "超过", "多于", "大于", "≥", ">=", "＞", ">"),
    Bound.AT_MOST: ("不超过", "不多于", "不高于", "至多", "不足", "将近", "接近", "近", "≤", "<=", "＜", "<"),
    Bound.ABOUT: ("大约", "约", "≈"),
}
_BEHIND = {
    Bound.AT_LEAST: ("以上", "余", "多"),
    Bound.AT_MOST: ("以下", "以内"),
    Bound.ABOUT: ("左右", "上下"),
}
_NUMBER = re.compile(r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?")
_DIGITS, _DECIMALS, _LETTERS = 14, 6, 40
_WIDTH = str.maketrans("０１２３４５６７８９．，－＋", "0123456789.,-+")


@dataclass(frozen=True, slots=True)
class Entry:
    """What was typed and what it says."""

    amount: Amount
    printed: str


def read_entry(text: str, field: str = "value") -> Entry:
    """Read what somebody typed. Raises Invalid in words of the person who typed it."""
    typed = text.translate(_WIDTH).replace(" ", "").replace("\u3000", "")
    bound, rest = Bound.EXACT, typed
    for kind, words in _BEFORE.items():
        if word := next((w for w in words if rest.startswith(w)), None):
            bound, rest = kind, rest.removeprefix(word)
            break
    for kind, words in _BEHIND.items():
        if word := next((w for w in words if rest.endswith(w)), None):
            if bound not in (Bound.EXACT, kind):
                raise Invalid(
                    f"“{text}”前后的说法不一致，请只写一种，如“6300余”或“不少于 6300”。", field=field
                )
            bound, rest = kind, rest.removesuffix(word)
            break
    if not _NUMBER.fullmatch(rest):
        raise Invalid(
            f"“{text}”不是一个数。请只写数字，可以带“余、近、约、不少于”，如 198、6300余；单位不用写。",
            field=field,
        )
    value = Decimal(rest.replace(",", ""))
    whole, _, decimals = rest.lstrip("+-").replace(",", "").partition(".")
    if len(whole.lstrip("0")) > _DIGITS or len(decimals) > _DECIMALS:
        raise Invalid(f"“{text}”位数太多：整数不超过 {_DIGITS} 位，小数不超过 {_DECIMALS} 位。", field=field)
    return Entry(Amount(value, bound), f"{value:f}"[:_LETTERS])
