"""PDF with a text layer: running text as lines, ruled tables as tables, those that go on over pages as one."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pdfplumber
import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from sansan.documents.errors import DocumentError
from sansan.documents.formats.pdf_page import Grid, blocks
from sansan.documents.formats.pdf_tables import Block, connected
from sansan.documents.formats.sources import Builder
from sansan.documents.limits import limits

SCANNED = "这一页没有文字层（可能是扫描图片），没有读"
PAGE_BREAK = "\f"
_LEAST_PER_PAGE = 5  # characters: a scan carries at most a stamp or a page number
_LEAST_RULES = 4  # drawn lines: fewer cannot rule a table


def read_pdf(data: bytes) -> Builder:
    """The text of a pdf, page after page. Raises `DocumentError`: encrypted, scanned, corrupt, too large."""
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        if "assword" in str(error):
            raise DocumentError("encrypted") from error
        raise DocumentError("corrupt", detail="pdf 结构不完整") from error
    try:
        if len(document) > limits().pages:
            raise DocumentError("too_large", size=f"{len(document)} 页", limit=f"{limits().pages} 页")
        pages = [_page(document, number) for number in range(len(document))]
        scanned = [not page.strip() and _shows(document, number) for number, page in enumerate(pages)]
        ruled = [number for number, page in enumerate(pages) if page.strip() and _is_ruled(document, number)]
        tables = _tables(document, data, ruled)
    finally:
        document.close()
    if sum(len("".join(page.split())) for page in pages) < _LEAST_PER_PAGE * max(1, len(pages)):
        raise DocumentError("scanned")
    builder = Builder()
    for block in connected(_in_order(pages, tables)):
        if isinstance(block, Grid):
            builder.table(block.rows)
        elif isinstance(block, int):
            if scanned[block]:
                builder.missing(SCANNED, f"第 {block + 1} 页")
        else:
            builder.line(block)
    return builder


def _in_order(pages: list[str], tables: dict[int, list[str | Grid]]) -> Iterator[Block]:
    """The blocks of every page, and the page's number (from 0) where it ends."""
    for number, page in enumerate(pages):
        # A form feed on its own line parts the pages, so that running heads and feet can be told from text.
        if number:
            yield PAGE_BREAK
        yield from tables.get(number) or page.split("\n")
        yield number


def _tables(document: pdfium.PdfDocument, data: bytes, ruled: list[int]) -> dict[int, list[str | Grid]]:
    """The blocks of the pages on which tables are ruled. A page whose drawing cannot be followed stays text."""
    if not ruled:
        return {}
    found = {}
    try:
        with pdfplumber.open(io.BytesIO(data)) as geometry:
            for number in ruled:
                page = document[number]
                found[number] = blocks(page, geometry.pages[number])
                page.close()
                geometry.pages[number].close()
    except Exception:  # pdfminer lets errors of every kind through on files other engines read
        return found
    return found


def _is_ruled(document: pdfium.PdfDocument, number: int) -> bool:
    page = document[number]
    paths = page.get_objects(filter=[pdfium_c.FPDF_PAGEOBJ_PATH])
    enough = sum(1 for _ in zip(paths, range(_LEAST_RULES), strict=False)) == _LEAST_RULES
    page.close()
    return enough


def _shows(document: pdfium.PdfDocument, number: int) -> bool:
    """Whether something is drawn on a page: a scan, and not an empty back."""
    page = document[number]
    shown = any(True for _ in page.get_objects(max_depth=1))
    page.close()
    return shown


def _page(document: pdfium.PdfDocument, number: int) -> str:
    try:
        page = document[number]
        text_page = page.get_textpage()
        text = str(text_page.get_text_range())
        text_page.close()
        page.close()
    except pdfium.PdfiumError as error:
        raise DocumentError("corrupt", detail=f"第 {number + 1} 页打不开") from error
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\ufffe", "").replace("\x02", "")
