"""Word documents: paragraphs and tables in the order of the body, automatic numbers printed."""

from __future__ import annotations

import io
from collections.abc import Iterator

import docx
from docx.oxml.ns import qn
from lxml import etree

from sansan.documents.errors import DocumentError
from sansan.documents.formats.numbering import Numbering
from sansan.documents.formats.sources import Builder

_SKIPPED = {
    qn("w:del"),
    qn("w:moveFrom"),
    qn("w:instrText"),
    qn("w:delText"),
    "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback",
}
_BREAKS = {qn("w:br"), qn("w:cr")}


def read_docx(data: bytes) -> Builder:
    """The text of a Word document. Raises `DocumentError` where its parts do not hold together."""
    try:
        document = docx.Document(io.BytesIO(data))
    except Exception as error:  # python-docx lets KeyError, ValueError and XML errors through
        raise DocumentError("corrupt", detail="不是完整的 Word 文档") from error
    builder = Builder()
    numbering = Numbering(document)
    for block in _blocks(document.element.body):
        if block.tag == qn("w:p"):
            _paragraph(block, builder, numbering)
        else:
            builder.table(_rows(block, numbering))
    return builder


def _blocks(parent: etree._Element) -> Iterator[etree._Element]:
    """Paragraphs and tables, also those inside content controls."""
    for child in parent:
        if child.tag in (qn("w:p"), qn("w:tbl")):
            yield child
        elif child.tag in (qn("w:sdt"), qn("w:sdtContent"), qn("w:ins"), qn("w:customXml"), qn("w:smartTag")):
            yield from _blocks(child)


def _paragraph(paragraph: etree._Element, builder: Builder, numbering: Numbering) -> None:
    text = _text(paragraph)
    builder.line(numbering.label(paragraph) + text if text.strip() else text)
    for box in paragraph.iter(qn("w:txbxContent")):
        if not any(ancestor.tag in _SKIPPED for ancestor in box.iterancestors()):
            for inner in _blocks(box):
                builder.line(_text(inner))


def _text(paragraph: etree._Element) -> str:
    return "".join(_pieces(paragraph))


def _pieces(element: etree._Element) -> Iterator[str]:
    for child in element:
        if child.tag in _SKIPPED or child.tag == qn("w:txbxContent"):
            continue
        if child.tag == qn("w:t"):
            yield child.text or ""
        elif child.tag in _BREAKS:
            yield "\n"
        elif child.tag == qn("w:tab"):
            if element.tag == qn("w:r"):
                yield "　"  # a TAB would part cells
        elif child.tag == qn("w:noBreakHyphen"):
            yield "-"
        else:
            yield from _pieces(child)


def _rows(table: etree._Element, numbering: Numbering) -> list[list[str | tuple[int, int]]]:
    """The grid of a table; a cell merged upward or sideways points at the one it repeats."""
    grid: list[list[str | tuple[int, int]]] = []
    for row in table.iterchildren(qn("w:tr")):
        cells: list[str | tuple[int, int]] = [""] * _skipped_columns(row)
        for cell in _cells(row):
            origin = _merged_above(cell, grid, len(cells))
            place = (len(grid), len(cells))
            cells.append(origin if origin is not None else _cell_text(cell, numbering))
            cells.extend([origin or place] * (_width(cell) - 1))
        grid.append(cells)
    return grid


def _cells(row: etree._Element) -> Iterator[etree._Element]:
    for child in row:
        if child.tag == qn("w:tc"):
            yield child
        elif child.tag in (qn("w:sdt"), qn("w:sdtContent")):
            yield from _cells(child)


def _skipped_columns(row: etree._Element) -> int:
    before = row.find(f"{qn('w:trPr')}/{qn('w:gridBefore')}")
    return int(before.get(qn("w:val"), "0")) if before is not None else 0


def _width(cell: etree._Element) -> int:
    span = cell.find(f"{qn('w:tcPr')}/{qn('w:gridSpan')}")
    return max(1, min(64, int(span.get(qn("w:val"), "1")))) if span is not None else 1


def _merged_above(
    cell: etree._Element, grid: list[list[str | tuple[int, int]]], column: int
) -> tuple[int, int] | None:
    merge = cell.find(f"{qn('w:tcPr')}/{qn('w:vMerge')}")
    if merge is None or merge.get(qn("w:val")) == "restart" or not grid or column >= len(grid[-1]):
        return None
    above = grid[-1][column]
    return above if isinstance(above, tuple) else (len(grid) - 1, column)


def _cell_text(cell: etree._Element, numbering: Numbering) -> str:
    lines = []
    for paragraph in cell.iter(qn("w:p")):
        text = _text(paragraph)
        lines.append(numbering.label(paragraph) + text if text.strip() else "")
    return "\n".join(line for line in lines if line.strip())
