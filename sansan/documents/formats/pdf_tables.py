"""Tables of a pdf that go on over pages, made whole: repeated headings left out, rows broken by a page joined."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sansan.documents.formats.pdf_page import Cell, Grid, same_columns

Block = str | Grid | int  # a line, a table, the number of the page that ends here
_MOST_BETWEEN = 6  # lines between two parts of a table: page number, running foot and head
_LONGEST_BETWEEN = 40  # characters of such a line
_LEAST_NUMBERED, _MOSTLY = 2, 0.6  # how many cells of a column must be numbers for it to count the rows


def connected(blocks: Iterable[Block]) -> Iterator[Block]:
    """The blocks with the parts of each table made one; what stood between the parts comes after it."""
    table: Grid | None = None
    held: list[Block] = []  # what stood between the parts so far
    since: list[Block] = []  # what has come since the last part
    for block in blocks:
        if table is None:
            if isinstance(block, Grid):
                table = block
            else:
                yield block
        elif isinstance(block, Grid) and _turned(since) and same_columns(table, block):
            table = Grid(_continued(table.rows, block.rows), table.edges)
            held, since = held + since, []
        elif isinstance(block, Grid) or not _is_furniture([*since, block]):
            yield from (table, *held, *since)
            table, held, since = (block, [], []) if isinstance(block, Grid) else (None, [], [])
            if table is None:
                yield block
        else:
            since.append(block)
    if table is not None:
        yield from (table, *held, *since)


def _turned(since: list[Block]) -> bool:
    return any(isinstance(block, int) for block in since)


def _is_furniture(since: list[Block]) -> bool:
    """Whether this may be no more than the foot of one page and the head of the next."""
    lines = [block.strip() for block in since if isinstance(block, str) and block.strip()]
    return len(lines) <= _MOST_BETWEEN and all(len(line) <= _LONGEST_BETWEEN for line in lines)


def _continued(rows: list[list[Cell]], more: list[list[Cell]]) -> list[list[Cell]]:
    """The rows of both parts; cells merged with others point at their new places."""
    head = 0
    while head < min(len(rows), len(more)) and rows[head] == more[head]:
        head += 1
    whole = [list(row) for row in rows]
    broken = head < len(more) and len(rows) > head and _goes_on(more[head], _number_column(rows))
    if broken:
        whole[-1] = [_added(whole, place, cell) for place, cell in enumerate(more[head])]
    first = head + broken  # row of `more` that is the next one of the whole

    def moved(cell: Cell) -> Cell:
        if isinstance(cell, str) or cell[0] < head:
            return cell
        return len(rows) - 1 if cell[0] < first else len(rows) + cell[0] - first, cell[1]

    return whole + [[moved(cell) for cell in row] for row in more[first:]]


def _number_column(rows: list[list[Cell]]) -> int | None:
    """The column that counts the tasks."""
    for place in range(len(rows[0])):
        cells = [cell.strip() for row in rows if isinstance(cell := row[place], str) and cell]
        numbers = sum(cell.isdecimal() for cell in cells)
        if numbers >= _LEAST_NUMBERED and numbers >= _MOSTLY * len(cells):
            return place
    return None


def _goes_on(row: list[Cell], number: int | None) -> bool:
    """Whether a row at the head of a page is the rest of the row before it: without a number of its own.

    Where no column counts, the first cell must be empty and most others with it.
    """
    if number is not None:
        return row[number] == ""
    empty = sum(cell == "" for cell in row)
    return row[0] == "" and len(row) / 2 <= empty < len(row)


def _added(rows: list[list[Cell]], place: int, rest: Cell) -> Cell:
    cell = rows[-1][place]
    if isinstance(rest, tuple) or not rest:
        return cell
    if isinstance(cell, str):
        return cell + rest
    return cell
