"""PDF with a text layer."""

from __future__ import annotations

import pypdfium2 as pdfium

from sansan.documents.errors import DocumentError
from sansan.documents.formats.sources import Builder
from sansan.documents.limits import limits

SCANNED = "这一页没有文字层（可能是扫描图片），没有读"
_LEAST_PER_PAGE = 5  # characters: a scan carries at most a stamp or a page number


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
    finally:
        document.close()
    if sum(len("".join(page.split())) for page in pages) < _LEAST_PER_PAGE * max(1, len(pages)):
        raise DocumentError("scanned")
    builder = Builder()
    for number, page in enumerate(pages):
        # A form feed on its own line parts the pages, so that running heads and feet can be told from text.
        for line in (["\f"] if number else []) + page.split("\n"):
            builder.line(line)
        if scanned[number]:
            builder.missing(SCANNED, f"第 {number + 1} 页")
    return builder


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
