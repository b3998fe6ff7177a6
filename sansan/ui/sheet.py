"""A list as a file: a workbook or a CSV, written row by row, so that memory does not grow with the list.

Text is never a formula, whoever wrote it.
"""

import csv
import datetime as dt
import io
import re
import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import IO, Any

from django.utils import timezone
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties

A4 = 9  # ECMA-376 §18.3.1.63
SPOOL_BYTES = 4 * 1024 * 1024
NARROW, WIDE, WIDEST = 12, 20, 48
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_LINE = Side(style="thin", color="FFE3E8EF")
_BORDER = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
_WRAPPED = Alignment(vertical="top", wrap_text=True)


@dataclass(frozen=True)
class Sheet:
    """What stands above the rows (title, and lines of term and value) and the heads of the columns."""

    title: str
    facts: Sequence[tuple[str, str]]
    heads: Sequence[str]
    widths: Sequence[int]


def write_xlsx(sheet: Sheet, rows: Iterable[Sequence[Any]]) -> tuple[IO[bytes], int]:
    """The workbook at its first byte, and how many rows it holds."""
    workbook = Workbook(write_only=True)
    page = workbook.create_sheet(_sheet_name(sheet.title))
    for index, width in enumerate(sheet.widths, start=1):
        page.column_dimensions[get_column_letter(index)].width = width
    first = len(sheet.facts) + 2
    page.freeze_panes = f"A{first + 1}"
    page.page_setup.orientation = "landscape"
    page.page_setup.paperSize = A4
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
    page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    page.print_title_rows = f"{first}:{first}"
    title = WriteOnlyCell(page, sheet.title)
    title.font = Font(bold=True, size=14)
    page.append([title])
    for term, value in sheet.facts:
        page.append([_words(page, f"{term}：{value}")])
    page.append([head_cell(page, head) for head in sheet.heads])
    number = 0
    for row in rows:
        page.append([cell(page, value) for value in row])
        number += 1
    out: IO[bytes] = tempfile.SpooledTemporaryFile(max_size=SPOOL_BYTES)  # noqa: SIM115 - whoever sends it closes it
    workbook.save(out)
    out.seek(0)
    return out, number


def write_csv(sheet: Sheet, rows: Iterable[Sequence[Any]]) -> tuple[IO[bytes], int]:
    """UTF-8 with the mark Excel looks for. Heads and rows only: it is for programs."""
    out: IO[bytes] = tempfile.SpooledTemporaryFile(max_size=SPOOL_BYTES)  # noqa: SIM115 - whoever sends it closes it
    text = io.TextIOWrapper(out, encoding="utf-8-sig", newline="", write_through=True)
    writer = csv.writer(text)
    writer.writerow(sheet.heads)
    number = 0
    for row in rows:
        writer.writerow([_for_csv(value) for value in row])
        number += 1
    text.detach()
    out.seek(0)
    return out, number


WRITERS: dict[str, tuple[str, Callable[[Sheet, Iterable[Sequence[Any]]], tuple[IO[bytes], int]]]] = {
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", write_xlsx),
    "csv": ("text/csv; charset=utf-8", write_csv),
}


def head_cell(sheet: Any, text: str) -> Cell:
    made = WriteOnlyCell(sheet, text)
    made.font = Font(bold=True)
    made.fill = PatternFill("solid", fgColor="FFF5F7FA")
    made.border = _BORDER
    made.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
    return made


def cell(sheet: Any, value: Any) -> Cell:
    """A cell that is never a formula: text that looks like one is marked as text, as Excel does with an apostrophe."""
    value = _local(value)
    if value is None or isinstance(value, (int, float, dt.date)) or type(value).__name__ == "Decimal":
        made = WriteOnlyCell(sheet, value)
        if isinstance(value, dt.datetime):
            made.number_format = "yyyy-mm-dd hh:mm"
        elif isinstance(value, dt.date):
            made.number_format = "yyyy-mm-dd"
    else:
        made = _words(sheet, str(value))
    made.alignment = _WRAPPED
    made.border = _BORDER
    return made


def _words(sheet: Any, text: str) -> Cell:
    made = WriteOnlyCell(sheet, _UNPRINTABLE.sub("", text) or None)
    if text.startswith(_FORMULA):
        made.data_type = "s"
        made.quotePrefix = True
    return made


def _for_csv(value: Any) -> Any:
    """A CSV has no mark for text: an apostrophe before what a sheet program would take for a formula."""
    value = _local(value)
    if isinstance(value, dt.datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, str) or not isinstance(value, (int, float, dt.date, type(None))):
        text = _UNPRINTABLE.sub("", str(value))
        return f"'{text}" if text.startswith(_FORMULA) else text
    return value


def _local(value: Any) -> Any:
    """Moments in local time and without their zone, which a sheet has no place for."""
    if isinstance(value, dt.datetime) and timezone.is_aware(value):
        return timezone.localtime(value).replace(tzinfo=None)
    return value


def _sheet_name(title: str) -> str:
    return re.sub(r"[\\/*?:\[\]]", " ", title)[:31] or "列表"
