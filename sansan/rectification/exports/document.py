"""Lines set as an official document (docx): page, typefaces, indents and page numbers of GB/T 9704-2012."""

import datetime as dt
import math
import re
from collections.abc import Sequence
from io import BytesIO
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from sansan.rectification.exports.footnotes import Footnotes
from sansan.rectification.exports.layout import Layout, layout
from sansan.rectification.exports.lines import Grid, Kind, Line

_TYPEFACE = {
    Kind.ANNEX: "class",
    Kind.TITLE: "title",
    Kind.AS_OF: "section",
    Kind.TEXT: "body",
    Kind.CLASS: "class",
    Kind.SECTION: "section",
    Kind.SIGNED: "body",
}
_CENTRED = (Kind.TITLE, Kind.AS_OF)
_FLUSH = (Kind.ANNEX, Kind.SIGNED, *_CENTRED)
_FONT_TABLE = "/word/fontTable.xml"
# XML has no place for these, and no report needs them.
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def write_docx(blocks: Sequence[Line | Grid], *, at: dt.datetime, label: str = "") -> bytes:
    """The docx file, made `at`. `label` (样例数据) stands at the head of every page, outside the text."""
    lines = [block for block in blocks if isinstance(block, Line)]
    form = layout()
    document = Document()
    _set_page(document, form)
    _set_normal(document, form)
    _name_substitutes(document, form)
    notes = Footnotes(document, form)
    for before, block, after in zip([None, *blocks], blocks, [*blocks[1:], None], strict=False):
        if isinstance(block, Grid):
            _grid(document, block, form, notes)
            continue
        paragraph = _paragraph(document, block, form, notes)
        if _centred(block) and not _centred(before):
            paragraph.paragraph_format.space_before = Pt(form.line_pitch_pt)
        if _centred(block) and not _centred(after):
            paragraph.paragraph_format.space_after = Pt(form.line_pitch_pt)
    notes.finish()
    _number_pages(document, form, label)
    properties = document.core_properties
    properties.title = "".join(line.text for line in lines if line.kind is Kind.TITLE)[:255]
    properties.author = properties.comments = ""
    properties.created = properties.modified = at
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def _set_page(document: Any, form: Layout) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(form.page.width), Mm(form.page.height)
    section.top_margin, section.bottom_margin = Mm(form.page.top), Mm(form.page.bottom)
    section.left_margin, section.right_margin = Mm(form.page.left), Mm(form.page.right)
    section.footer_distance = Mm(form.page.footer)
    grid = section._sectPr.find(qn("w:docGrid"))  # noqa: SLF001 - python-docx has no name for the grid
    grid.set(qn("w:type"), "lines")
    grid.set(qn("w:linePitch"), str(round(form.line_pitch_pt * 20)))  # twentieths of a point


def _set_normal(document: Any, form: Layout) -> None:
    """The body's type is the document's own.

    Its characters stand a little closer than their size, so that a line holds the standard's number of them. A grid
    of characters would say the same, but not every office program sets type narrower than its cell.
    """
    normal = document.styles["Normal"]
    normal.font.size = Pt(form.body_size_pt)
    _typeface(normal.font, normal.element, form, "body")
    width_pt = Mm(form.page.width - form.page.left - form.page.right).pt
    tracking = math.floor((width_pt / form.characters_per_line - form.body_size_pt) * 20)
    _track(normal.element.rPr, tracking)
    spacing = normal.paragraph_format
    spacing.space_before = spacing.space_after = Pt(0)
    spacing.line_spacing_rule = WD_LINE_SPACING.EXACTLY
    spacing.line_spacing = Pt(form.line_pitch_pt)
    spacing.widow_control = False  # 22 lines on every page


def _centred(block: Line | Grid | None) -> bool:
    return isinstance(block, Line) and block.kind in _CENTRED


def _grid(document: Any, grid: Grid, form: Layout, notes: Footnotes) -> None:
    """A table across the text, in 小四 with single lines; its head is repeated on every page."""
    table = document.add_table(rows=len(grid.rows), cols=len(grid.widths), style="Table Grid")
    table.autofit = False
    across, shares = form.page.width - form.page.left - form.page.right, sum(grid.widths)
    for share, column in zip(grid.widths, table.columns, strict=True):
        column.width = Mm(across * share / shares)  # some programs read the columns, others the cells
    for at, (cells, row) in enumerate(zip(grid.rows, table.rows, strict=True)):
        for line, share, cell in zip(cells, grid.widths, row.cells, strict=True):
            cell.width = Mm(across * share / shares)
            paragraph = cell.paragraphs[0]
            paragraph.paragraph_format.line_spacing = Pt(form.table_pitch_pt)
            _runs(paragraph, line, form, notes, size_pt=form.table_size_pt)
        properties = row._tr.get_or_add_trPr()  # noqa: SLF001 - python-docx has no name for rows kept whole
        properties.append(OxmlElement("w:cantSplit"))
        if at == 0:
            properties.append(OxmlElement("w:tblHeader"))


def _runs(paragraph: Any, line: Line, form: Layout, notes: Footnotes, *, size_pt: float) -> None:
    """The text of a line, with its footnotes where they belong."""
    begin = 0
    for note in (*line.notes, None):
        end = note.at if note else len(line.text)
        if end > begin:
            run = paragraph.add_run(_UNPRINTABLE.sub("", line.text[begin:end]))
            run.font.size = Pt(size_pt)
            if line.kind is Kind.TITLE:
                _track(run._element.rPr, 0)  # noqa: SLF001
            _typeface(run.font, run._element, form, _TYPEFACE[line.kind])  # noqa: SLF001
        if note:
            notes.add(paragraph, note)
        begin = end


def _paragraph(document: Any, line: Line, form: Layout, notes: Footnotes) -> Any:
    paragraph = document.add_paragraph()
    size = form.title_size_pt if line.kind is Kind.TITLE else form.body_size_pt
    _runs(paragraph, line, form, notes, size_pt=size)
    if line.kind in _CENTRED:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    if line.kind is Kind.SIGNED:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        paragraph.paragraph_format.right_indent = Pt(form.indent_characters * form.body_size_pt)
    if line.kind not in _FLUSH:
        paragraph.paragraph_format.first_line_indent = Pt(form.indent_characters * form.body_size_pt)
        _in_characters(paragraph, "w:firstLineChars", form.indent_characters)
    if line.kind in (Kind.CLASS, Kind.SECTION):
        paragraph.paragraph_format.keep_with_next = True
    return paragraph


def _track(properties: Any, twentieths: int) -> None:
    """Space between characters, in twentieths of a point; negative draws them together."""
    spacing = OxmlElement("w:spacing")
    spacing.set(qn("w:val"), str(twentieths))
    properties.append(spacing)


def _typeface(font: Any, element: Any, form: Layout, use: str) -> None:
    """Latin and East Asian typefaces; without the latter Word takes what it likes for Chinese."""
    font.name = form.latin
    fonts = element.rPr.rFonts
    fonts.set(qn("w:eastAsia"), form.fonts[use][0])
    fonts.set(qn("w:hint"), "eastAsia")  # “ ” … take the Chinese typeface too


def _name_substitutes(document: Any, form: Layout) -> None:
    """Tell Word and its relatives what may stand in for a typeface the machine lacks."""
    table = next(part for part in document.part.package.iter_parts() if str(part.partname) == _FONT_TABLE)
    entries = "".join(
        f'<w:font w:name="{names[0]}"><w:altName w:val="{",".join(names[1:])}"/><w:charset w:val="86"/></w:font>'
        for names in form.fonts.values()
    )
    table._blob = table.blob.replace(b"</w:fonts>", f"{entries}</w:fonts>".encode())  # noqa: SLF001


def _number_pages(document: Any, form: Layout, label: str) -> None:
    """— 1 — at the outer edge: odd pages right, even pages left."""
    document.settings.odd_and_even_pages_header_footer = True
    section = document.sections[0]
    for footer, side in (
        (section.footer, WD_ALIGN_PARAGRAPH.RIGHT),
        (section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT),
    ):
        paragraph = footer.paragraphs[0]
        paragraph.alignment = side
        edge = Pt(form.number_edge_characters * form.number_size_pt)
        if side == WD_ALIGN_PARAGRAPH.RIGHT:
            paragraph.paragraph_format.right_indent = edge
        else:
            paragraph.paragraph_format.left_indent = edge
        before, after = form.number_form.split("{page}")
        for text in (before, None, after):
            run = paragraph.add_run(text or "")
            run.font.size = Pt(form.number_size_pt)
            run.font.name = form.number_font
            run._element.rPr.rFonts.set(qn("w:eastAsia"), form.number_font)  # noqa: SLF001
            if text is None:
                _page_field(run._element)  # noqa: SLF001
    if label:
        for header in (section.header, section.even_page_header):
            header.paragraphs[0].text = label
            header.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT


def _page_field(run: Any) -> None:
    for kind in ("begin", None, "end"):
        if kind:
            part = OxmlElement("w:fldChar")
            part.set(qn("w:fldCharType"), kind)
        else:
            part = OxmlElement("w:instrText")
            part.text = "PAGE"
        run.append(part)


def _in_characters(paragraph: Any, side: str, characters: int) -> None:
    """The indent again in hundredths of a character, which Word prefers: it follows the type size."""
    paragraph._p.pPr.ind.set(qn(side), str(characters * 100))  # noqa: SLF001
