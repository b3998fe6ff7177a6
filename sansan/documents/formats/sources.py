"""A `Source` built piece by piece: lines and tables one after the other, spans counted along."""

from __future__ import annotations

from collections.abc import Sequence

from sansan.documents.model import Span, Table, Unknown

CELL_BREAK = "\u2028"  # a line break inside a cell: rows of tables are lines of the text, so it cannot be LF


class Builder:
    """Collects text; `text()`, `tables` and `unread` are what a `Source` is made of."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._length = 0
        self._number = 1
        self.tables: list[Table] = []
        self.unread: list[Unknown] = []

    def missing(self, reason: str, name: str) -> None:
        """A part of the file that could not be read stands where the text has reached."""
        self.unread.append(Unknown(reason, Span(self._number, self._length, self._length), name))

    def line(self, text: str) -> None:
        clean = text.replace("\r", "")
        self._lines.append(clean)
        self._length += len(clean) + 1
        self._number += clean.count("\n") + 1

    def table(self, rows: Sequence[Sequence[str | tuple[int, int]]]) -> None:
        """Rows of cells; a cell that is (row, column) repeats an earlier one it is merged with."""
        spans: list[list[Span]] = []
        for row in rows:
            pieces: list[str] = []
            own: list[Span] = []
            offset = self._length
            for cell in row:
                if isinstance(cell, tuple):
                    own.append(spans[cell[0]][cell[1]] if cell[0] < len(spans) else own[cell[1]])
                    continue
                body = CELL_BREAK.join(
                    part.strip() for part in cell.replace("\t", " ").splitlines() if part.strip()
                )
                own.append(Span(self._number, offset, offset + len(body)))
                pieces.append(body)
                offset += len(body) + 1
            spans.append(own)
            self.line("\t".join(pieces))
        if spans:
            self.tables.append(Table(tuple(tuple(row) for row in spans)))

    def text(self) -> str:
        return "\n".join(self._lines)
