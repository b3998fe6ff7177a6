"""The printed lines of a source: page numbers and running heads told from text."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sansan.documents.flow import Flow

PAGE_NUMBER = "page_number"
_BULLETS = "●◆■▪★☆▲►▶◇◎·□☐➢➤✓√"
_PAGE = re.compile(
    r"[-—~_·.]+\s*\d{1,4}\s*[-—~_·.]+|第\s*\d{1,4}\s*页(?:\s*[/,、]?\s*共\s*\d{1,4}\s*页)?|\d{1,4}\s*/\s*\d{1,4}"
    r"|[Pp]age\s*\d+(?:\s*of\s*\d+)?"
)


def is_page_number(text: str) -> bool:
    """Whether a line, folded and without its white space, is nothing but the number of a page: — 2 —, 第2页."""
    return _PAGE.fullmatch(text) is not None


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
            is_page_number(body.text)
            or start in furniture
            or (bare_page_numbers and re.fullmatch(r"\d{1,3}", body.text))
        ):
            pages.append((body.start, body.end))
            page_break, blank = True, False
            continue
        indent, bullet = body.start - start, body.text[0] in _BULLETS
        if bullet and (rest := body.cut(1).strip()):
            body, blank = rest, True  # ●甲 ●乙 are items of their own, whatever their ends look like
        lines.append(Line(body, indent, blank and not page_break, page_break))
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
