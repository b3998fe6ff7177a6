"""Automatic list numbers of Word: the text holds none, the reader of a printed page sees them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from docx.document import Document
from docx.oxml.ns import qn
from lxml import etree

_DIGITS = "零一二三四五六七八九"
_CIRCLES = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_CHINESE = frozenset(
    {
        "chineseCounting",
        "chineseCountingThousand",
        "ideographTraditional",
        "japaneseCounting",
        "taiwaneseCountingThousand",
        "chineseLegalSimplified",
    }
)
_CIRCLED = frozenset({"decimalEnclosedCircle", "decimalEnclosedCircleChinese"})


@dataclass(slots=True)
class _Level:
    form: str = "decimal"
    text: str = ""
    start: int = 1


@dataclass(slots=True)
class _List:
    levels: dict[int, _Level] = field(default_factory=dict)
    counts: dict[int, int] = field(default_factory=dict)


class Numbering:
    """Counts through the lists of one document in the order its paragraphs come."""

    def __init__(self, document: Document) -> None:
        self._lists: dict[str, _List] = {}
        self._styles = {
            style.get(qn("w:styleId")): style for style in document.styles.element.iterchildren(qn("w:style"))
        }
        try:
            root = document.part.numbering_part.element
        except (KeyError, NotImplementedError, AttributeError):
            return
        abstract = {
            each.get(qn("w:abstractNumId")): _read_list(each)
            for each in root.iterchildren(qn("w:abstractNum"))
        }
        for number in root.iterchildren(qn("w:num")):
            target = number.find(qn("w:abstractNumId"))
            known = abstract.get(target.get(qn("w:val"))) if target is not None else None
            if known is None:
                continue
            overridden = number.findall(qn("w:lvlOverride"))
            own = _List(dict(known.levels), {}) if overridden else known
            self._lists[number.get(qn("w:numId"))] = own

    def label(self, paragraph: etree._Element) -> str:
        """The number Word prints before this paragraph, empty where it has none."""
        place = self._place(paragraph)
        if place is None:
            return ""
        number, depth = place
        known = self._lists.get(number)
        level = known.levels.get(depth) if known else None
        if known is None or level is None or level.form in ("bullet", "none"):
            return ""
        known.counts[depth] = known.counts.get(depth, level.start - 1) + 1
        for deeper in [each for each in known.counts if each > depth]:
            del known.counts[deeper]
        return re.sub(r"%(\d)", lambda match: self._count(known, int(match[1]) - 1), level.text)

    def _count(self, known: _List, depth: int) -> str:
        level = known.levels.get(depth, _Level())
        return in_form(known.counts.get(depth, level.start), level.form)

    def _place(self, paragraph: etree._Element) -> tuple[str, int] | None:
        """(list, level), from the paragraph itself or from its style."""
        properties = paragraph.find(qn("w:pPr"))
        if properties is None:
            return None
        found = properties.find(qn("w:numPr"))
        style = properties.find(qn("w:pStyle"))
        seen = 0
        while found is None and style is not None and seen < 10:
            known = self._styles.get(style.get(qn("w:val")))
            if known is None:
                return None
            found = known.find(f"{qn('w:pPr')}/{qn('w:numPr')}")
            style = known.find(qn("w:basedOn"))
            seen += 1
        if found is None:
            return None
        number, depth = found.find(qn("w:numId")), found.find(qn("w:ilvl"))
        name = number.get(qn("w:val")) if number is not None else None
        if name is None or name == "0":
            return None
        return name, int(depth.get(qn("w:val"), "0")) if depth is not None else 0


def _read_list(abstract: etree._Element) -> _List:
    found = _List()
    for level in abstract.iterchildren(qn("w:lvl")):
        form, text, start = level.find(qn("w:numFmt")), level.find(qn("w:lvlText")), level.find(qn("w:start"))
        found.levels[int(level.get(qn("w:ilvl"), "0"))] = _Level(
            form.get(qn("w:val"), "decimal") if form is not None else "decimal",
            text.get(qn("w:val"), "") if text is not None else "",
            int(start.get(qn("w:val"), "1")) if start is not None else 1,
        )
    return found


def in_form(value: int, form: str) -> str:
    """A count in the number form Word names."""
    if form in _CHINESE and 0 < value < 100:
        tens, ones = divmod(value, 10)
        return (("" if tens == 1 else _DIGITS[tens]) + "十" if tens else "") + (_DIGITS[ones] if ones else "")
    if form in _CIRCLED and 1 <= value <= 20:
        return _CIRCLES[value - 1]
    if form in ("lowerLetter", "upperLetter") and 1 <= value <= 26:
        return chr(ord("a" if form == "lowerLetter" else "A") + value - 1)
    return str(value)
