"""Tables inside plain text: Markdown rows and lines parted by TAB."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sansan.documents.flow import Places, fold
from sansan.documents.markers import read_marker
from sansan.documents.model import Span, Table

_RULE = re.compile(r"[\s|:+=-]+")


def tables_in(text: str) -> list[Table]:
    """The tables of a text: two or more lines in a row, each with two or more cells by | or TAB."""
    places = Places(text)
    tables: list[Table] = []
    rows: list[list[Span]] = []
    sign = ""
    lines = list(_lines(text))
    for index, (start, line) in enumerate(lines):
        found = _sign(line, sign)
        if (
            not found
            and sign
            and _heads_rows(line)
            and index + 1 < len(lines)
            and _sign(lines[index + 1][1], sign) == sign
        ):
            body = line.strip()
            begin = start + line.index(body)
            rows.append([places.span(begin, begin + len(body))])
            continue
        if not found or (sign and found != sign):
            _close(tables, rows)
            rows = []
        sign = found
        if found and not (found == "|" and _RULE.fullmatch(line)):
            rows.append(list(_cells(line, start, found, places)))
    _close(tables, rows)
    return tables


def _sign(line: str, before: str) -> str:
    """What parts the cells of a line, empty where it is no row."""
    if line.count("|") >= 2 or (before == "|" and "|" in line):
        return "|"
    return "\t" if "\t" in line.strip("\t ") else ""


def _heads_rows(line: str) -> bool:
    """A class heading between the rows of a table."""
    return 0 < len(line.strip()) <= 40 and read_marker(fold(line.strip())) is not None


def _close(tables: list[Table], rows: list[list[Span]]) -> None:
    if len(rows) >= 2:
        tables.append(Table(tuple(tuple(row) for row in rows)))


def _lines(text: str) -> Iterator[tuple[int, str]]:
    offset = 0
    for line in text.split("\n"):
        yield offset, line
        offset += len(line) + 1


def _cells(line: str, start: int, sign: str, places: Places) -> Iterator[Span]:
    first, last = 0, len(line)
    if sign == "|":
        stripped = line.strip()
        first = line.index(stripped) + stripped.startswith("|")
        last = line.index(stripped) + len(stripped) - (stripped.endswith("|") and len(stripped) > 1)
    position = first
    for piece in line[first:last].split(sign):
        lead = len(piece) - len(piece.lstrip())
        body = piece.strip()
        begin = start + position + (lead if body else 0)
        yield places.span(begin, begin + len(body))
        position += len(piece) + 1
