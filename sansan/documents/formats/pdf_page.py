"""One page of a pdf as blocks from top to bottom: running lines, and ruled tables with their cells.

The characters come from pdfium, which keeps Chinese encodings; where the ruled tables stand, from pdfplumber. Both are
brought to the page as it is shown: points from its upper left corner, down is positive.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import pypdfium2 as pdfium
from pdfplumber.page import Page as PlumberPage
from pdfplumber.table import TableSettings

Cell = str | tuple[int, int]  # text, or (row, column) of the cell it is merged with
Box = tuple[float, float, float, float]  # left, top, right, bottom

_LEAST_CELLS = 4  # fewer is a frame around a paragraph, or a line under a heading
_COLUMNS = 3  # upright lines that end together are columns
_SNAP = 3.0  # points by which the edges of one ruled line may differ
_FULL_ROOM = (
    1.6  # characters between a full line and the edge of its cell: padding, and less than one character
)
_WRAP_ROOM = 3.2  # the same where a mark that may not begin a line took a character along
_DROPPED = "\ufffe\x02"


@dataclass(frozen=True, slots=True)
class Grid:
    """A ruled table: `rows` as `Builder.table` takes them; `edges` where its columns begin and end."""

    rows: list[list[Cell]]
    edges: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class _Char:
    text: str
    box: Box

    @property
    def middle(self) -> tuple[float, float]:
        return (self.box[0] + self.box[2]) / 2, (self.box[1] + self.box[3]) / 2

    @property
    def size(self) -> float:
        return self.box[3] - self.box[1]


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    top: float
    right: float
    size: float


def blocks(page: pdfium.PdfPage, geometry: PlumberPage) -> list[str | Grid]:
    """Lines and tables in the order they are printed. Empty where the page has no ruled table."""
    settings = TableSettings(explicit_horizontal_lines=_open_ends(geometry))
    tables = [table for table in geometry.find_tables(settings) if len(table.cells) >= _LEAST_CELLS]
    if not tables:
        return []
    left, top = geometry.bbox[:2]
    chars = list(_chars(page))
    found: list[tuple[float, str | Grid]] = []
    for table in tables:
        boxes = [(x0 - left, y0 - top, x1 - left, y1 - top) for x0, y0, x1, y1 in table.cells]
        inside = [char for char in chars if _within(char, _hull(boxes))]
        chars = [char for char in chars if not _within(char, _hull(boxes))]
        found.append((min(box[1] for box in boxes), _grid(boxes, inside)))
    found += [(line.top, line.text) for line in _lines(chars)]
    return [block for _, block in sorted(found, key=lambda pair: pair[0])]


def _open_ends(geometry: PlumberPage) -> list[dict[str, Any] | int | float]:
    """Heights at which several columns end without a line across: a row broken by the page is left open there."""
    ends = sorted(
        end for edge in geometry.edges if edge["orientation"] == "v" for end in (edge["top"], edge["bottom"])
    )
    return [end for end in _edges(iter(ends)) if sum(abs(end - other) <= _SNAP for other in ends) >= _COLUMNS]


def _grid(boxes: Sequence[Box], chars: Sequence[_Char]) -> Grid:
    across = _edges(x for box in boxes for x in (box[0], box[2]))
    down = _edges(y for box in boxes for y in (box[1], box[3]))
    rows: list[list[Cell]] = [[""] * (len(across) - 1) for _ in range(len(down) - 1)]
    for box in sorted(boxes, key=lambda b: (b[1], b[0])):
        columns = _range(across, box[0], box[2])
        lines = _range(down, box[1], box[3])
        text = _joined([char for char in chars if _within(char, box)], box)
        for row in lines:
            for column in columns:
                first = (row, column) == (lines[0], columns[0])
                rows[row][column] = text if first else (lines[0], columns[0])
    return Grid(rows, across)


def _joined(chars: Sequence[_Char], box: Box) -> str:
    """The cell's text: lines broken to fit are made whole, lines that end early end in a line feed, the last too."""
    lines = list(_lines(chars))
    room = [(box[2] - line.right) / line.size for line in lines]
    # Short names one below the other leave the same room; only where a line fills the cell was anything broken to fit.
    broken = _WRAP_ROOM if min(room, default=0) < _FULL_ROOM else 0
    ends = ["" if left < broken else "\n" for left in room]
    return "".join(line.text + end for line, end in zip(lines, ends, strict=True))


def _lines(chars: Sequence[_Char]) -> Iterator[_Line]:
    """Characters that stand at one height, left to right."""
    line: list[_Char] = []
    for char in sorted(chars, key=lambda c: c.middle[1]):
        if line and char.middle[1] - line[0].middle[1] > max(char.size, line[0].size) / 2:
            yield _line(line)
            line = []
        line.append(char)
    if line:
        yield _line(line)


def _line(chars: Sequence[_Char]) -> _Line:
    ordered = sorted(chars, key=lambda c: c.box[0])
    text = ordered[0].text
    for before, char in pairwise(ordered):
        apart = char.box[0] - before.box[2] > before.size / 4
        text += (" " if apart and before.text.isascii() and char.text.isascii() else "") + char.text
    return _Line(text, min(c.box[1] for c in ordered), ordered[-1].box[2], ordered[0].size)


def _chars(page: pdfium.PdfPage) -> Iterator[_Char]:
    """The printed characters; white space and what the engine adds at line ends are left to the geometry."""
    text_page = page.get_textpage()
    text = text_page.get_text_range()
    place = _shown(page)
    # pdfium counts in UTF-16 units: a character outside the basic plane takes two of them.
    index = 0
    for char in text:
        if not char.isspace() and char not in _DROPPED:
            yield _Char(char, place(text_page.get_charbox(index, loose=True)))
        index += 2 if ord(char) > 0xFFFF else 1
    text_page.close()


def _shown(page: pdfium.PdfPage) -> _Turn:
    left, bottom, right, top = page.get_mediabox()
    return _Turn(page.get_rotation(), left, bottom, right, top)


@dataclass(frozen=True, slots=True)
class _Turn:
    """From the page's own coordinates (origin lower left, before rotation) to the page as it is shown."""

    rotation: int
    left: float
    bottom: float
    right: float
    top: float

    def __call__(self, box: tuple[float, float, float, float]) -> Box:
        (x0, y0), (x1, y1) = self._point(box[0], box[1]), self._point(box[2], box[3])
        return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)

    def _point(self, x: float, y: float) -> tuple[float, float]:
        match self.rotation:
            case 90:
                return y - self.bottom, x - self.left
            case 180:
                return self.right - x, y - self.bottom
            case 270:
                return self.top - y, self.right - x
        return x - self.left, self.top - y


def _edges(values: Iterator[float]) -> tuple[float, ...]:
    """The distinct edges, those that stand within a hair of each other taken as one."""
    edges: list[float] = []
    for value in sorted(values):
        if not edges or value - edges[-1] > _SNAP:
            edges.append(value)
    return tuple(edges)


def _range(edges: Sequence[float], first: float, last: float) -> range:
    return range(_nearest(edges, first), max(_nearest(edges, last), _nearest(edges, first) + 1))


def _nearest(edges: Sequence[float], value: float) -> int:
    return min(range(len(edges)), key=lambda i: abs(edges[i] - value))


def _within(char: _Char, box: Box) -> bool:
    x, y = char.middle
    return box[0] <= x <= box[2] and box[1] <= y <= box[3]


def _hull(boxes: Sequence[Box]) -> Box:
    return (
        min(b[0] for b in boxes),
        min(b[1] for b in boxes),
        max(b[2] for b in boxes),
        max(b[3] for b in boxes),
    )


def same_columns(one: Grid, other: Grid) -> bool:
    """Whether a table goes on with the columns of the one before it."""
    return len(one.edges) == len(other.edges) and all(
        abs(a - b) <= _SNAP for a, b in zip(one.edges, other.edges, strict=True)
    )
