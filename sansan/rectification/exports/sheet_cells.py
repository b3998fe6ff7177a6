"""Cells of a workbook: the head's look, and values that never run as formulas."""

import re
from typing import Any

from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_LINE = Side(style="thin", color="FFE3E8EF")
_BORDER = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
_WRAPPED = Alignment(vertical="top", wrap_text=True)


def head_cell(sheet: Any, text: str) -> Cell:
    cell = WriteOnlyCell(sheet, text)
    cell.font = Font(bold=True)
    cell.fill = PatternFill("solid", fgColor="FFF5F7FA")
    cell.border = _BORDER
    cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
    return cell


def text_cell(sheet: Any, value: Any) -> Cell:
    """A cell that is never a formula: text that looks like one is marked as text, as Excel does with an apostrophe."""
    if not isinstance(value, str):
        cell = WriteOnlyCell(sheet, value)
        if value is not None and hasattr(value, "year"):
            cell.number_format = "yyyy-mm-dd"
    else:
        cell = WriteOnlyCell(sheet, _UNPRINTABLE.sub("", value) or None)
        if value.startswith(_FORMULA):
            cell.data_type = "s"
            cell.quotePrefix = True
    cell.alignment = _WRAPPED
    cell.border = _BORDER
    return cell
