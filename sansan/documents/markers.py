"""What opens an item: 一、 （一） 1. （1） ① 一是 问题一： 任务3-1 第2项 （序号五） 12号 第一方面.

A marker says how an item is numbered, not what it is: the level is decided in `scheme.py` from the whole document.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from sansan.documents.numerals import CHINESE, to_int

_CN = r"[一二三四五六七八九十百]{1,4}"
_N = rf"(?:\d{{1,3}}|{_CN})"

ASPECT, CHINESE_DOT, CHINESE_BRACKET = "aspect", "cn", "(cn)"
ARABIC, BRACKET, CIRCLE, FIRSTLY = "1.", "(1)", "①", "一是"
SUB = "1.1"
NAMED = "named:"
LED = "named:led"  # 中央督察反馈第12号整改任务, alone on its line

_CIRCLES = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_BRACKETED = "⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽⑾⑿⒀⒁⒂⒃⒄⒅⒆⒇"
_DOTTED = "⒈⒉⒊⒋⒌⒍⒎⒏⒐⒑⒒⒓⒔⒕⒖⒗⒘⒙⒚⒛"
_IDEOGRAPHS = "㈠㈡㈢㈣㈤㈥㈦㈧㈨㈩"


@dataclass(frozen=True, slots=True)
class Marker:
    """`printed` is the number without its punctuation, `length` the characters it takes with the space after it."""

    style: str
    printed: str
    value: int
    length: int
    sub: int | None = None  # the 1 of 任务3-1 and of 3.1
    doubtful: bool = False  # 1.5座: a number and a figure, or a decimal

    @property
    def above(self) -> str:
        """The number of the task this one is a part of: 3 of 3-1 and of 3.1."""
        return re.split(r"[-.]", self.printed)[0]


_RULES: tuple[tuple[str, re.Pattern[str]], ...] = (
    (ASPECT, re.compile(rf"第\s*(?P<n>{_N})\s*(?:方面|大类|类|部分)(?![一二三四五六七八九十\d])[:、,]?\s*")),
    (
        NAMED,
        re.compile(
            rf"[【\[(]?(?P<w>整改任务|整改问题|反馈问题|问题|任务|事项|案件|线索)\s*(?:序号|编号)?\s*[(]?(?P<n>{_N})"
            rf"(?:\s*(?P<sep>[-—.])\s*(?P<s>\d{{1,2}}))?[)]?(?:[】\]):、.]+|(?=\s|$)|(?<=\d)(?=[^\d\s项个条类件大是起方]))\s*[:、]?\s*"
        ),
    ),
    (
        NAMED,
        re.compile(
            rf"第\s*(?P<n>{_N})\s*(?P<w>项|条|个问题|号)(?:整改任务|任务|问题|意见)?(?:[:、,.]|(?=\s|$)|(?=[^\s\d]))\s*"
        ),
    ),
    (NAMED, re.compile(rf"[(【\[]\s*(?P<w>序号)\s*[:]?\s*(?P<n>{_N})\s*[)】\]]\s*[:、.]?\s*")),
    (NAMED, re.compile(rf"(?P<w>序号)\s*[:]?\s*(?P<n>{_N})(?:[:、.,;]|(?=\s|$))\s*")),
    (NAMED, re.compile(r"(?P<n>\d{1,3})\s*(?P<w>号)(?:(?:整改)?(?:问题|任务))?(?:[:、.,]\s*|\s+|$)")),
    (NAMED, re.compile(rf"【(?P<w>)(?P<n>{_N})】\s*")),
    (CHINESE_BRACKET, re.compile(rf"\(\s*(?P<n>{_CN})\s*\)\s*[、.]?\s*")),
    (BRACKET, re.compile(r"\(\s*(?P<n>\d{1,2})\s*\)\s*[、.]?\s*|(?P<m>\d{1,2})\)\s*[、.]?\s*")),
    (FIRSTLY, re.compile(rf"(?P<n>{_CN})是(?=\d*[^\d\s])[:,]?\s*")),
    (CHINESE_DOT, re.compile(rf"(?P<n>{_CN})\s*(?:、|[.](?!\d)|\s(?=\S))\s*")),
    (
        SUB,
        re.compile(
            r"(?P<n>\d{1,2})(?P<sep>[.-])(?P<s>[1-9]\d?)(?:[、.:](?!\d)|\s)\s*(?=[^\d\s%月年日万亿个])"
        ),
    ),
    (
        ARABIC,
        re.compile(r"(?P<n>\d{1,3})\s*(?:[、.]{1,2}(?![\d、.])|、(?=\d)|\.(?!\d+\s*[%‰])(?P<d>(?=\d)))\s*"),
    ),
)
_SINGLES = {
    **{char: (CIRCLE, index) for index, char in enumerate(_CIRCLES, 1)},
    **{char: (BRACKET, index) for index, char in enumerate(_BRACKETED, 1)},
    **{char: (ARABIC, index) for index, char in enumerate(_DOTTED, 1)},
    **{char: (CHINESE_BRACKET, index) for index, char in enumerate(_IDEOGRAPHS, 1)},
}
_LED_LINE = re.compile(
    rf"[\u4e00-\u9fff“”\"]{{2,24}}第\s*(?P<n>{_N})\s*(?:项|条|号|个)(?:整改)?(?:任务|问题|事项)(?:(?:的)?(?:整改)?(?:完成|落实|进展|验收)*情况)?\s*:?\s*"
)
_LONGEST_LED = 48
_YEAR = re.compile(r"(?:19|20)\d\d(?:年|[-—~至])")
_STARTERS = frozenset("第整反问任事案线序(【[" + CHINESE + "0123456789") | frozenset(_SINGLES)


def read_marker(text: str) -> Marker | None:
    """The marker `text` (folded, no leading space) opens with, or None."""
    if not text:
        return None
    if text[0] not in _STARTERS:
        return _led(text)
    if text[0] in _SINGLES:
        return _single(text)
    for style, rule in _RULES:
        match = rule.match(text)
        if match:
            marker = _from(style, match, text)
            if marker:
                return marker
    return None


def _led(text: str) -> Marker | None:
    """A line that is nothing but the name of a task in its list."""
    match = _LED_LINE.fullmatch(text) if len(text) <= _LONGEST_LED and "第" in text else None
    value = to_int(match["n"]) if match else None
    return Marker(LED, match["n"], value, len(text)) if match and value else None


def _single(text: str) -> Marker:
    style, value = _SINGLES[text[0]]
    length = 1 + len(text[1:]) - len(text[1:].lstrip(" 、."))
    printed = CHINESE[value - 1] if style == CHINESE_BRACKET else str(value)
    return Marker(style, printed, value, length)


def _from(style: str, match: re.Match[str], text: str) -> Marker | None:
    groups = match.groupdict()
    printed = groups.get("n") or groups.get("m") or ""
    value = to_int(printed)
    if not value or match.end() == 0:
        return None
    sub = groups.get("s")
    if style == NAMED:
        style += groups.get("w") or "【】"
    if style == ASPECT:
        printed = match.group().strip(" :、,")
    doubtful = groups.get("d") is not None and not _YEAR.match(text, match.end())
    if sub:
        printed = f"{printed}{match['sep'].replace('—', '-')}{sub}"
    return Marker(style, printed, value, match.end(), int(sub) if sub else None, doubtful)


def level_name(marker: Marker) -> str:
    """The number of a class or section as a reading prints it: 一, （一）, 第一方面."""
    return f"（{marker.printed}）" if marker.style in (CHINESE_BRACKET, BRACKET) else marker.printed
