"""From the lines of a source to its paragraphs: broken sentences are healed.

A break is healed only where the grammar says a sentence goes on: inside brackets, after a comma, at the width at which
the whole document is wrapped. What was healed is reported as a repair.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from sansan.documents import status
from sansan.documents.flow import Flow, Places, join
from sansan.documents.head import is_date_or_body
from sansan.documents.labels import DEADLINE, NOTICE, STATUS, UNIT, free_label, inner_labels, opening_label
from sansan.documents.lines import Line
from sansan.documents.markers import ARABIC, BRACKET, CHINESE_BRACKET, CHINESE_DOT, read_marker
from sansan.documents.model import Repair

LINE_BREAK = "line_break"
_ENDS = "。!?;:…"
_OPENERS, _CLOSERS = "(《〈〔【“", ")》〉〕】”"
_RAGGED = 3.0  # characters a wrapped line may end early: a word or a bracket that may not be parted
_INDENT = 2  # columns before the first line of a paragraph
_REACH = 60  # how far back an open bracket may stand to hold a paragraph open: a lost bracket must not eat the rest
_GOES_ON = re.compile(r"[,、(《〈“‘〔【\[—]$|(?:[^以涉普]及|[^总饱]和|或者|以及|按照|对于|关于)$")


@dataclass(frozen=True, slots=True)
class Wrap:
    """The width in Chinese characters at which a document is wrapped, 0 where each paragraph is one line."""

    width: float

    def full(self, line: Line) -> bool:
        return bool(self.width) and line.width >= self.width - _RAGGED


def wrap_of(lines: Sequence[Line]) -> Wrap:
    """Wrapped when a good part of the lines end at one width, and most of those in the middle of a sentence."""
    widths = sorted(line.width for line in lines)
    if len(widths) < 8:
        return Wrap(0)
    usual = widths[int(len(widths) * 0.9)]
    near = [line for line in lines if abs(line.width - usual) <= _RAGGED]
    cut = sum(line.flow.text[-1] not in _ENDS + ")】" for line in near)
    wrapped = (
        len(near) >= max(5, len(widths) * 0.25)
        and cut >= 0.6 * len(near)
        and widths[int(len(widths) * 0.98)] <= usual + _RAGGED
    )
    return Wrap(usual if 14 <= usual <= 70 and wrapped else 0)


def paragraphs(lines: Iterable[Line], wrap: Wrap, places: Places) -> tuple[list[Line], list[Repair]]:
    """Lines joined into logical paragraphs, and what was healed."""
    done: list[Line] = []
    repairs: list[Repair] = []
    last: Line | None = None
    parts: list[Flow] = []
    sketch = ""
    for line in lines:
        if (
            last is not None
            and not line.cell
            and (_continues(sketch, last, line, wrap) or _hangs(sketch, done[-1], last, line, wrap))
        ):
            parts.append(line.flow)
            sketch = _sketch(sketch + line.flow.text)
            if not wrap.full(last):
                repairs.append(_healed(last, line, places))
        else:
            _close(done, parts)
            done.append(line)
            parts, sketch = [line.flow], _sketch(line.flow.text)
        last = line
    _close(done, parts)
    return done, repairs


def _close(done: list[Line], parts: Sequence[Flow]) -> None:
    """Join the lines of the paragraph that ends here, once and not line by line."""
    if len(parts) > 1:
        done[-1] = replace(done[-1], flow=join(parts))


def _sketch(text: str) -> str:
    """The beginning and the end of a paragraph: all that is asked when the next line comes."""
    return text if len(text) <= 4 * _REACH else text[: 2 * _REACH] + text[-2 * _REACH :]


def _healed(last: Line, line: Line, places: Places) -> Repair:
    tail, head = last.flow.raw[-6:], line.flow.raw[:6]
    start = last.flow.end - len(tail) if len(last.flow) >= len(tail) else last.flow.start
    end = line.flow.at[min(len(head), len(line.flow)) - 1] + 1
    return Repair(LINE_BREAK, places.span(start, end), places.text[start:end], tail + head)


def _continues(text: str, last: Line, line: Line, wrap: Wrap) -> bool:
    following = line.flow.text
    if _open_bracket(text) and _closes_first(following):
        return not last.cell
    if last.cell or _opens_item(line):
        return False
    if (is_date_or_body(following) or _contact(text)) and not (wrap.full(last) and not line.blank):
        return bool(_GOES_ON.search(text)) and not line.blank
    if following[0] in ",。;、:)》〉〕】”%" or _GOES_ON.search(text):
        return True
    return _flows_on(text, last, line, wrap)


def _hangs(text: str, opening: Line, last: Line, line: Line, wrap: Wrap) -> bool:
    """Whether a line at the margin goes on with a paragraph whose first line is indented.

    Typed pages are wrapped by characters: a line full of figures is narrower on paper than the others.
    """
    if not wrap.width or opening.indent < _INDENT or line.indent or line.blank or last.cell or line.cell:
        return False
    if _opens_item(line) or is_date_or_body(line.flow.text):
        return False
    lacking = 3 * _RAGGED if text[-1] in _ENDS else 4 * _RAGGED
    return last.width >= wrap.width - lacking


def _contact(text: str) -> bool:
    """Whether the paragraph is a telephone or address line: it ends with its line, and a signature may follow."""
    label = opening_label(text)
    return label is not None and label.role == NOTICE and label.end < len(text)


def _flows_on(text: str, last: Line, line: Line, wrap: Wrap) -> bool:
    """Where no sign decides: by the width of the page, or by the look of the line."""
    if line.blank or text[-1] in _ENDS:
        return wrap.full(last) and not line.blank and line.indent <= last.indent
    if wrap.width:
        return last.width >= wrap.width - 2 * _RAGGED or (line.page_break and not _heading(text))
    return not _heading(text) and _broken(text)


def _opens_item(line: Line) -> bool:
    text = line.flow.text
    if status.is_status(text) or status.bracket_at_start(line.flow):
        return True
    return bool(read_marker(text) or opening_label(text) or free_label(text))


def _heading(text: str) -> bool:
    """Whether the paragraph may be a heading, complete without punctuation."""
    label = opening_label(read_body(text))
    if label is not None:
        return label.role.startswith(UNIT) or label.role in (DEADLINE, STATUS) or not _broken(text)
    if text.endswith((")", "】")):
        return True
    marker = read_marker(text)
    if marker is None:
        return len(text) < 25
    if marker.style in (ARABIC, BRACKET):
        return len(text) < 16
    return len(text) < 40 if marker.style in (CHINESE_DOT, CHINESE_BRACKET) else len(text) < 25


def read_body(text: str) -> str:
    """The text behind its marker."""
    marker = read_marker(text)
    return text[marker.length :] if marker else text


def _broken(text: str) -> bool:
    """Whether a line without final punctuation reads as the first part of a sentence."""
    return len(text) >= 25 or "," in text or bool(inner_labels(text))


def _open_bracket(text: str) -> bool:
    tail = text[-_REACH:]
    return any(
        tail.rfind(opener) > tail.rfind(closer) for opener, closer in zip(_OPENERS, _CLOSERS, strict=True)
    )


def _closes_first(text: str) -> bool:
    """Whether a closing bracket comes before any opening one: the line ends what the line before began."""
    for char in text[:_REACH]:
        if char in _CLOSERS:
            return True
        if char in _OPENERS and char not in "〔〈“":
            return False
    return False
