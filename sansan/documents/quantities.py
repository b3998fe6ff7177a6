"""Numbers with a unit, found in a text: 6300余人次, 5000多万元, 1,268家, 两台, 达到90%以上.

What is no quantity is left out: ordinals, list marks, dates, document numbers, numbers inside titles, road names and
other numbers grown onto letters.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from sansan.documents.dates import find_dates
from sansan.documents.model import Bound
from sansan.documents.numbers import MULTIPLIERS, arabic, chinese_numeral, narrow
from sansan.documents.units import Unit, unit_table


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number as printed. `value` has 万 and 亿 multiplied out; `step` is one unit of its last printed digit."""

    value: Decimal
    unit: Unit
    bound: Bound
    start: int
    end: int
    printed: str
    step: Decimal
    is_range: bool = False
    in_words: bool = False  # 三家, not 3家
    amount: Fraction = field(init=False)  # the value in the base unit of its dimension, exact
    fine: Fraction = field(init=False)  # `step` in the base unit

    def __post_init__(self) -> None:
        # worked out once: the audit compares each number many times
        object.__setattr__(self, "amount", Fraction(self.value) * self.unit.factor)
        object.__setattr__(self, "fine", Fraction(self.step) * self.unit.factor)

    @property
    def dimension(self) -> str:
        return self.unit.dimension


_NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d{1,3}(?:[ \u00a0]\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?"
_WORDS = r"[一二三四五六七八九十百千两零]+"
_UNITS = "|".join(sorted(map(re.escape, unit_table().by_name), key=len, reverse=True))
_COUNTERS_IN_WORDS = "[个项条件起宗家处座台辆套部艘人名户份次期批轮场口根只棵所间栋]"
_MANY = r"(?:[余多来]|几)?"

_QUANTITY = re.compile(
    rf"(?<![\d.A-Za-z×+/＋第])(?P<range>(?:{_NUMBER})(?:%|万|亿)?(?:[—~～\-–]|至|到))?"
    rf"(?P<number>{_NUMBER})\s?(?P<more>{_MANY})(?P<scale>亿|百万|千万|万|千(?![瓦克米])|百(?!分))?(?P<more2>{_MANY})"
    rf"\s?(?:(?P<unit>{_UNITS})(?P<per>/(?:年|月|日|天|小时|时|吨|亩|户|人)|每(?:年|月|日|天|小时|时|吨|亩)(?![补奖罚]))?)(?P<after>余|多)?"
    rf"(?:\s?[（(](?P<alt>[台辆套部家人户次处个])[）)])?"
    rf"|(?<![第每\d一二三四五六七八九十百])(?P<words>{_WORDS})(?P<unit_w>{_COUNTERS_IN_WORDS}(?![百之年月把手]))"
    rf"|百分之(?P<hundredths>{_WORDS})"
)
_AFTER = re.compile(r"\s*(?:[（(]含[）)])?\s*(?P<word>以上|以下|以内|左右|上下)")
_BEFORE = re.compile(
    r"(?P<word>超过|超出|突破|逾|至少|不少于|不低于|不小于|大于|高于|达到?(?=$)|超|"
    r"不足|不到|至多|最多|不超过|不高于|不多于|低于|小于|将近|接近|近|大约|约|大概)$"
)
_AT_MOST = {
    "不足",
    "不到",
    "至多",
    "最多",
    "不超过",
    "不高于",
    "不多于",
    "低于",
    "小于",
    "将近",
    "接近",
    "近",
    "以下",
    "以内",
}
_ABOUT = {"大约", "约", "大概", "左右", "上下"}
_IDLE_WORDS = {"百", "千", "百千", "十", "千百"}
_TITLE = re.compile(
    r"《[^》]*》|[〔\[【﹝［]\s*\d{4}\s*[〕\]】﹞］]\s*\d+\s*号?|\d{3,4}-\d{7,8}|(?<![\d.])\d{5,}(?=[）)、，。；]|$)"
)
_NAMED = re.compile(r"[“\"‘]\d{1,3}(?:个|项|大|条|类)[\u4e00-\u9fa5]{1,8}[”\"’]")  # “4个办法” is a name
_STAGE = re.compile(r"[一二三四五](?=期(?:工程|项目|矿山|治理|建设|改造|管网|规划|厂|扩建|污水|（|、|和))")
_QUOTED = re.compile(r"[“\"‘][^”\"’]{0,30}[”\"’]")


def _bound(text: str, match: re.Match[str]) -> Bound:
    before = _BEFORE.search(text[max(0, match.start() - 4) : match.start()])
    after = _AFTER.match(text, match.end())
    words = {m["word"] for m in (before, after) if m}
    if words & _AT_MOST:
        return Bound.AT_MOST
    if words & _ABOUT:
        return Bound.ABOUT
    if (match["more"] or match["more2"] or match["after"]) or words - {"达", "达到"}:
        return Bound.AT_LEAST
    return Bound.EXACT


def _from_digits(text: str, m: re.Match[str]) -> Quantity:
    number = m["number"]
    scale = MULTIPLIERS.get(m["scale"] or "", 1)
    decimals = len(number.partition(".")[2])
    unit = unit_table().by_name[narrow(m["unit"]).replace("％", "%")]
    return Quantity(
        arabic(number) * scale,
        unit,
        _bound(text, m),
        m.start("number") if not m["range"] else m.start(),
        m.end(),
        text[m.start() : m.end()].strip(),
        Decimal(scale).scaleb(-decimals),
        is_range=bool(m["range"]),
    )


def _from_words(text: str, m: re.Match[str]) -> Quantity | None:
    value = chinese_numeral(m["words"] or m["hundredths"])
    if (
        value is None
        or (m["words"] or "") in _IDLE_WORDS
        or (m["words"] == "一" and not _is_counted_one(text, m))
    ):
        return None
    unit = unit_table().by_name[m["unit_w"] or "%"]
    bound = Bound.EXACT if m["hundredths"] else _bound_of_words(text, m)
    return Quantity(Decimal(value), unit, bound, m.start(), m.end(), m[0], Decimal(1), in_words=True)


def _is_counted_one(text: str, m: re.Match[str]) -> bool:
    """一家 counts in 其中一家、一家; in 发现一起查处一起 or 一批 it does not."""
    return m["unit_w"] in "家处台辆座户人名条个件项" and text[: m.start()].endswith(
        tuple("，、；（：中为,(;:")
    )


def _bound_of_words(text: str, m: re.Match[str]) -> Bound:
    before = _BEFORE.search(text[max(0, m.start() - 4) : m.start()])
    word = before["word"] if before else ""
    if word in _AT_MOST:
        return Bound.AT_MOST
    if word in _ABOUT:
        return Bound.ABOUT
    return Bound.AT_LEAST if word and word not in {"达", "达到"} else Bound.EXACT


def _taken(text: str) -> list[tuple[int, int]]:
    """Stretches whose numbers are no quantities: titles, document and telephone numbers, dates."""
    taken = [m.span() for m in _TITLE.finditer(text)]
    return taken + [(d.start, d.end) for d in find_dates(text, default_year=2000)]


def find_quantities(text: str) -> list[Quantity]:
    """Every quantity of `text`, in order; offsets are into `text`."""
    plain = narrow(text)
    taken = _taken(text)
    quoted = [m.span() for m in _QUOTED.finditer(text)]
    found: list[Quantity] = []
    for m in _QUANTITY.finditer(plain):
        if any(s < m.end() and m.start() < e for s, e in taken):
            continue
        if m["number"] is not None:
            if (m["unit"] in {"年", "路"} and not m["scale"]) or _NAMED.match(plain, m.start() - 1):
                continue
            found.append(_from_digits(plain, m))
        elif (
            not any(s <= m.start() < e for s, e in quoted)
            and not _STAGE.match(plain, m.start())
            and (quantity := _from_words(plain, m))
        ):
            found.append(quantity)
    return found


def comparable(a: Quantity, b: Quantity) -> bool:
    """Whether two quantities are of one kind: same counter, or units that convert."""
    return a.dimension == b.dimension


def kin(a: Quantity, b: Quantity) -> bool:
    """Whether two quantities may stand in one sum: comparable, or counters of one family (台 and 辆)."""
    return b.dimension in unit_table().kin_of(a.dimension)
