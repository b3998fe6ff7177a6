"""Documents cited by number, by title, or by both: 《…方案》（驻环攻坚办〔2020〕19号）."""

from __future__ import annotations

import bisect
import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from sansan.documents.flow import Places
from sansan.documents.model import Reference, Repair, Span
from sansan.documents.numbers import narrow

_S = r"[ \t\u3000]*\n?[ \t\u3000]*"
_OPEN, _CLOSE = r"[〔\[【﹝［（(〈<｛{〖]", r"[〕\]】﹞］）)〉>｝}〗]"
_YEAR = rf"(?P<year>(?:1{_S}9|2{_S}0){_S}\d{_S}\d)"
_CODE = r"(?P<code>×{0,3}[\u4e00-\u9fa5]{1,16})"
_BROKEN_CODE = rf"(?P<code>[\u4e00-\u9fa5](?:{_S}[\u4e00-\u9fa5]){{1,15}})"
_SERIAL = rf"第?(?P<serial>\d{{1,4}}|\d{{1,3}}[ \t]*\n[ \t]*\d{{1,3}}(?={_S}号))"
_END = rf"(?:{_S}(?P<hao>号)|(?=\s*[）)，。；、《]|\s*$))"
_BRACKETS = rf"{_S}(?P<open>{_OPEN})?{_S}{_YEAR}{_S}(?P<close>{_CLOSE})?{_S}{_SERIAL}{_END}"
_NUMBER = re.compile(
    rf"(?:(?<=[（(]){_S}{_BROKEN_CODE}{_BRACKETS})".replace("?P<", "?P<b_") + rf"|{_CODE}{_BRACKETS}"
)
_TITLE = re.compile(r"《(?P<title>[^《》]{2,160}(?:《[^《》]{1,120}》[^《》]{0,80})*)》")
_BETWEEN = re.compile(rf"{_S}(?:[（(]\s*\d{{4}}\s*年?\s*[—~－\-至]+\s*\d{{4}}\s*年?\s*[）)])?{_S}[（(]?{_S}")


@cache
def _words() -> dict[str, Any]:
    text = resources.files("sansan.documents").joinpath("data/reference_words.toml").read_text("utf-8")
    return tomllib.loads(text)


_LEAD = re.compile(rf"^.*(?:{'|'.join(_words()['lead'])})(?=[\u4e00-\u9fa5]{{2,}})")
_NOT_A_CODE = re.compile(rf"(?:{'|'.join(_words()['not_a_code'])})$")


@dataclass(frozen=True, slots=True)
class _Number:
    canonical: str
    start: int
    end: int
    lost: tuple[str, ...]  # what was put back: 号, 〔, 〕


def _numbers(text: str) -> Iterator[_Number]:
    plain = narrow(text)
    for m in _NUMBER.finditer(plain):
        prefix = "b_" if m["b_code"] else ""
        part = {name: m[prefix + name] for name in ("code", "open", "close", "hao")}
        year, serial = (re.sub(r"\s", "", m[prefix + name]) for name in ("year", "serial"))
        lost = tuple(w for w, key in (("〔", "open"), ("〕", "close"), ("号", "hao")) if not part[key])
        if len(lost) > 1 or (lost == ("〔",) and not part["hao"]):
            continue
        if lost == ("号",) and part["open"] in "（(":
            continue
        raw_code = part["code"]
        code = re.sub(r"\s", "", raw_code)
        kept = code if prefix else _LEAD.sub("", code)
        if (len(kept) < 2 and not prefix) or _NOT_A_CODE.search(kept):
            continue
        start = m.start(prefix + "code") + (len(raw_code) - len(kept) if not prefix else 0)
        canonical = f"{kept}〔{year}〕{int(serial)}号"
        yield _Number(canonical, start, m.end(), lost)


def _titles(text: str) -> Iterator[tuple[str, int, int]]:
    for m in _TITLE.finditer(text):
        yield re.sub(r"\s+", "", m["title"]), m.start(), m.end()


def find_references(text: str) -> tuple[list[Reference], list[Repair]]:
    """Every document cited in `text`, in order of first mention, and what had to be mended in their numbers.

    A title directly before a number belongs to it. A title alone joins the number it has elsewhere, when that is one.
    """
    places = Places(text)
    numbers = list(_numbers(text))
    titles = list(_titles(text))
    ends = [end for _, _, end in titles]
    numbers = [n for n in numbers if not _is_inside(n, titles, ends)]
    owner = {n.start: _title_before(text, n, titles, ends) for n in numbers}
    used = {t[1] for t in owner.values() if t}
    known: dict[str, str | None] = {}
    spans: dict[tuple[str | None, str | None], list[Span]] = {}
    for n in numbers:
        title = owner[n.start]
        known[n.canonical] = known.get(n.canonical) or (title[0] if title else None)
    by_title: dict[str, set[str]] = {}
    for number, title_text in known.items():
        if title_text:
            by_title.setdefault(title_text, set()).add(number)
    for n in numbers:
        title = owner[n.start]
        start = title[1] if title else n.start
        spans.setdefault((n.canonical, known[n.canonical]), []).append(places.span(start, n.end))
    for title_text, start, end in titles:
        if start not in used:
            owners = by_title.get(title_text, set())
            number_key = next(iter(owners)) if len(owners) == 1 else None
            spans.setdefault((number_key, title_text), []).append(places.span(start, end))
    found = [Reference(number, title_text, tuple(sorted(at))) for (number, title_text), at in spans.items()]
    return sorted(found, key=lambda r: r.mentions[0]), list(_repairs(text, places, numbers))


_Title = tuple[str, int, int]


def _is_inside(number: _Number, titles: Sequence[_Title], ends: Sequence[int]) -> bool:
    """Whether a number is part of a title; `titles` are in order and do not overlap, `ends` are their ends."""
    following = bisect.bisect_right(ends, number.end)
    return following < len(titles) and titles[following][1] < number.start


def _title_before(text: str, number: _Number, titles: Sequence[_Title], ends: Sequence[int]) -> _Title | None:
    """The title directly before a number."""
    following = bisect.bisect_right(ends, number.start)
    if not following:
        return None
    title = titles[following - 1]
    return title if _BETWEEN.fullmatch(text[title[2] : number.start]) else None


def _repairs(text: str, places: Places, numbers: list[_Number]) -> Iterator[Repair]:
    for n in numbers:
        printed = text[n.start : n.end]
        if n.lost:
            kind = "文号缺" + "、".join(f"“{w}”" for w in n.lost)
            yield Repair(kind, places.span(n.start, n.end), printed, n.canonical)
        elif "\n" in printed:
            yield Repair("文号内断行", places.span(n.start, n.end), printed, n.canonical)
        elif re.search(r"[\[【﹝［（(〈<｛{〖]", printed):
            yield Repair("文号括号", places.span(n.start, n.end), printed, n.canonical)
