"""Workbooks and delimited text: every sheet a table, merged cells told."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from typing import Any

import openpyxl
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.worksheet.worksheet import Worksheet

from sansan.documents.errors import DocumentError
from sansan.documents.formats.sources import Builder
from sansan.documents.limits import limits

Grid = list[list[str | tuple[int, int]]]


def read_xlsx(data: bytes) -> Builder:
    """All visible sheets, one after the other. Raises `DocumentError`."""
    try:
        book = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
    except Exception as error:  # openpyxl lets KeyError, ValueError and XML errors through
        raise DocumentError("corrupt", detail="不是完整的 Excel 工作簿") from error
    builder = Builder()
    for sheet in book.worksheets:
        if sheet.sheet_state == "visible":
            builder.table(_grid(sheet))
    return builder


def _grid(sheet: Worksheet) -> Grid:
    """Rows that say something; a merged cell points at the upper left one of its range."""
    if sheet.max_row * sheet.max_column > limits().cells:
        raise DocumentError(
            "too_large", size=f"{sheet.max_row} 行 × {sheet.max_column} 列", limit=f"{limits().cells} 格"
        )
    origins = {
        (row, column): (area.min_row, area.min_col)
        for area in sheet.merged_cells.ranges
        for row in range(area.min_row, area.max_row + 1)
        for column in range(area.min_col, area.max_col + 1)
    }
    grid: Grid = []
    placed: dict[int, int] = {}
    for cells in sheet.iter_rows():
        if not any(_says(cell, origins, sheet) for cell in cells):
            continue
        number = cells[0].row or 0
        placed[number] = len(grid)
        grid.append([_place(cell, origins, placed) for cell in cells])
    return grid


def _says(cell: Cell | MergedCell, origins: dict[tuple[int, int], tuple[int, int]], sheet: Worksheet) -> bool:
    row, column = origins.get(_address(cell), _address(cell))
    value = sheet.cell(row, column).value
    return value is not None and str(value).strip() != ""


def _address(cell: Cell | MergedCell) -> tuple[int, int]:
    return cell.row or 0, cell.column or 0


def _place(
    cell: Cell | MergedCell, origins: dict[tuple[int, int], tuple[int, int]], placed: dict[int, int]
) -> str | tuple[int, int]:
    origin = origins.get(_address(cell))
    if origin is not None and origin != _address(cell) and origin[0] in placed:
        return placed[origin[0]], origin[1] - 1
    return _printed(cell)


def _printed(cell: Cell | MergedCell) -> str:
    """The value as the sheet shows it, as near as its number format tells."""
    value: Any = cell.value
    if value is None or isinstance(value, bool):
        return {None: "", True: "是", False: "否"}[value]
    if isinstance(value, dt.datetime) and value.time() == dt.time():
        value = value.date()
    if isinstance(value, dt.date):
        if isinstance(value, dt.datetime):
            return value.isoformat(" ", "minutes")
        return _day(value, str(cell.number_format))
    if isinstance(value, float):
        shown = str(cell.number_format)
        if "%" in shown:
            return f"{value * 100:.{shown.partition('.')[2].count('0')}f}%"
        return str(int(value)) if value.is_integer() else repr(value)
    return str(value)


def _day(value: dt.date, shown: str) -> str:
    """A date as its number format shows it: 2024/6/30, 2024年6月. Formats with other parts come as 2024-06-30."""
    form = re.sub(r'\[[^\]]*\]|["\\]|;.*$', "", shown).lower()
    if form == "mm-dd-yy":  # built in: it shows the short date of the machine, and here that is this
        form = "yyyy/m/d"
    if not re.fullmatch(r"y{2,4}[-/.年]m{1,2}(?:[-/.月](?:d{1,2}日?)?)?", form):
        return value.isoformat()
    form = re.sub("y+", f"{value.year:04}", form)
    form = re.sub("m+", lambda part: f"{value.month:0{len(part[0])}}", form)
    return re.sub("d+", lambda part: f"{value.day:0{len(part[0])}}", form)


def read_delimited(text: str, delimiter: str | None = None) -> Builder:
    """CSV or TSV; the delimiter is the one the first lines use most."""
    sample = text[:8000]
    sign = delimiter or max(",\t;|", key=sample.count)
    builder = Builder()
    try:
        rows = [
            row for row in csv.reader(io.StringIO(text), delimiter=sign) if any(cell.strip() for cell in row)
        ]
    except csv.Error as error:
        raise DocumentError("corrupt", detail="表格分隔不完整") from error
    builder.table([list(row) for row in rows])
    return builder
