"""From the lines of a source to its paragraphs: page numbers left out, broken sentences healed.

A break is healed only where the grammar says a sentence goes on: inside brackets, after a comma, at the width at which
the whole document is wrapped. What was healed is reported as a repair.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from sansan.documents import status
from sansan.documents.flow import Flow, Places, join
from sansan.documents.labels import DEADLINE, STATUS, UNIT, free_label, inner_labels, opening_label
from sansan.documents.markers import ARABIC, BRACKET, CHINESE_BRACKET, CHINESE_DOT, read_marker
from sansan.documents.model import Repair

PAGE_NUMBER, LINE_BREAK = "page_number", "line_break"
_PAGE = re.compile(
    r"[-—~_·.]+\s*\d{1,4}\s*[-—~_·.]+|第\s*\d{1,4}\s*页(?:\s*[/,、]?\s*共\s*\d{1,4}\s*页)?|\d{1,4}\s*/\s*\d{1,4}"
    r"|[Pp]age\s*\d+(?:\s*of\s*\d+)?"
)
_ENDS = "。!?;:…"
_GOES_ON = re.compile(r"[,、(《〈“‘〔【\[—]$|(?:[^以涉普]及|[^总饱]和|或者|以及|按照|对于|关于)$")
_OPENERS, _CLOSERS = "(《〈〔【“", ")》〉〕】”"
_RAGGED = 3.0  # characters a wrapped line may end early: a word or a bracket that may not be parted
_REACH = 60  # how far back an open bracket may stand to hold a paragraph open: a lost bracket must not eat the rest


@dataclass(frozen=True, slots=True)
class Line:
    """One printed line without its white space. `blank` says an empty line stands before it."""

    flow: Flow
    indent: int
    blank: bool
    page_break: bool = False
    cell: bool = False  # made from a table's cell: never joined with its neighbours

    @property
    def width(self) -> float:
        """In Chinese characters: Latin letters, digits and quotes take half the room."""
        return self.indent + sum(0.5 if char < "\u2e80" else 1.0 for char in self.flow.raw)


@dataclass(frozen=True, slots=True)
class Wrap:
    """The width in Chinese characters at which a document is wrapped, 0 where each paragraph is one line."""

    width: float

    def full(self, line: Line) -> bool:
        return bool(self.width) and line.width >= self.width - _RAGGED


def split_lines(
    text: str, skip: Sequence[tuple[int, int]] = (), *, bare_page_numbers: bool = False
) -> tuple[list[Line], list[tuple[int, int]]]:
    """The non-blank lines outside the passages in `skip`, and the passages of the page numbers among them."""
    lines: list[Line] = []
    pages: list[tuple[int, int]] = []
    furniture = _furniture(text)
    blank, page_break, offset = False, False, 0
    for raw in text.split("\n"):
        start, end = offset, offset + len(raw)
        offset = end + 1
        if any(first <= start < last for first, last in skip):
            blank = True
            continue
        flow = Flow.of(text, start, end)
        body = flow.strip()
        if not body:
            blank = blank or not page_break
            continue
        if (
            _PAGE.fullmatch(body.text)
            or start in furniture
            or (bare_page_numbers and re.fullmatch(r"\d{1,3}", body.text))
        ):
            pages.append((body.start, body.end))
            page_break, blank = True, False
            continue
        lines.append(Line(body, body.start - start, blank and not page_break, page_break))
        blank = page_break = False
    return lines, pages


def _furniture(text: str) -> set[int]:
    """Where running heads and feet begin: the same line but for its digits at the edge of page after page."""
    if "\f" not in text:
        return set()
    edges: dict[str, set[int]] = defaultdict(set)
    offset = 0
    for page in text.split("\f"):
        lines = []
        for line in page.split("\n"):
            lines.append((offset, line.strip()))
            offset += len(line) + 1
        printed = [(start, line) for start, line in lines if line]
        for start, line in printed[:2] + printed[-2:]:
            edges[re.sub(r"\d+", "0", line)].add(start)
    return {start for starts in edges.values() if len(starts) >= 3 for start in starts}


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
    for line in lines:
        if done and last is not None and not line.cell and _continues(done[-1], last, line, wrap):
            before = done[-1]
            done[-1] = replace(before, flow=join([before.flow, line.flow]))
            if not wrap.full(last):
                repairs.append(_healed(last, line, places))
        else:
            done.append(line)
        last = line
    return done, repairs


def _healed(last: Line, line: Line, places: Places) -> Repair:
    tail, head = last.flow.raw[-6:], line.flow.raw[:6]
    start = last.flow.end - len(tail) if len(last.flow) >= len(tail) else last.flow.start
    end = line.flow.at[min(len(head), len(line.flow)) - 1] + 1
    return Repair(LINE_BREAK, places.span(start, end), places.text[start:end], tail + head)


def _continues(paragraph: Line, last: Line, line: Line, wrap: Wrap) -> bool:
    text, following = paragraph.flow.text, line.flow.text
    if _open_bracket(text) and _closes_first(following):
        return not last.cell
    if last.cell or _opens_item(line):
        return False
    if following[0] in ",。;、:)》〉〕】”%" or _GOES_ON.search(text):
        return True
    return _flows_on(paragraph, last, line, wrap)


def _flows_on(paragraph: Line, last: Line, line: Line, wrap: Wrap) -> bool:
    """Where no sign decides: by the width of the page, or by the look of the line."""
    text = paragraph.flow.text
    if line.blank or text[-1] in _ENDS:
        return wrap.full(last) and not line.blank and line.indent <= last.indent
    if wrap.width:
        return last.width >= wrap.width - 2 * _RAGGED or (line.page_break and not _heading(paragraph))
    return not _heading(paragraph) and _broken(paragraph)


def _opens_item(line: Line) -> bool:
    text = line.flow.text
    if status.is_status(text) or status.bracket_at_start(line.flow):
        return True
    return bool(read_marker(text) or opening_label(text) or free_label(text))


def _heading(paragraph: Line) -> bool:
    """Whether the paragraph may be a heading, complete without punctuation."""
    text = paragraph.flow.text
    label = opening_label(read_body(text))
    if label is not None:
        return label.role.startswith(UNIT) or label.role in (DEADLINE, STATUS) or not _broken(paragraph)
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


def _broken(paragraph: Line) -> bool:
    """Whether a line without final punctuation reads as the first part of a sentence."""
    text = paragraph.flow.text
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
