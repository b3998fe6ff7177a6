"""Real footnotes of a docx file, which python-docx has no name for: a part of their own and marks in the text."""

import re
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt

from sansan.rectification.exports.layout import Layout
from sansan.rectification.exports.lines import Note

_NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
_SEPARATORS = (
    ("-1", "separator", "<w:separator/>"),
    ("0", "continuationSeparator", "<w:continuationSeparator/>"),
)
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


class Footnotes:
    """Collects the notes of one document; `finish` writes them into it. A document without notes gets no part."""

    def __init__(self, document: Any, form: Layout) -> None:
        self._document = document
        self._size = str(round(form.note_size_pt * 2))
        self._font = form.fonts["body"][0]
        self._part = Part(
            PackURI("/word/footnotes.xml"), CONTENT_TYPE.WML_FOOTNOTES, b"", document.part.package
        )
        self._notes: list[str] = []

    def add(self, paragraph: Any, note: Note) -> None:
        """A mark behind what the paragraph holds so far, and the note it leads to."""
        number = len(self._notes) + 1
        run = paragraph.add_run()
        run.font.superscript = True
        run.font.size = Pt(int(self._size))
        mark = OxmlElement("w:footnoteReference")
        mark.set(qn("w:id"), str(number))
        run._element.append(mark)  # noqa: SLF001 - python-docx has no name for the mark
        self._notes.append(self._written(number, note))

    def finish(self) -> None:
        if not self._notes:
            return
        separators = "".join(
            f'<w:footnote w:type="{kind}" w:id="{number}"><w:p><w:r>{mark}</w:r></w:p></w:footnote>'
            for number, kind, mark in _SEPARATORS
        )
        body = f"<w:footnotes {_NAMESPACES}>{separators}{''.join(self._notes)}</w:footnotes>"
        self._part._blob = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>{body}'.encode()  # noqa: SLF001 - a plain part is its bytes
        self._document.part.relate_to(self._part, RELATIONSHIP_TYPE.FOOTNOTES)

    def _written(self, number: int, note: Note) -> str:
        style = (
            f'<w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:eastAsia={quoteattr(self._font)}/>'
            f'<w:sz w:val="{self._size}"/><w:szCs w:val="{self._size}"/>'
        )
        mark = f'<w:r><w:rPr>{style}<w:vertAlign w:val="superscript"/></w:rPr><w:footnoteRef/></w:r>'
        text = f'<w:r><w:rPr>{style}</w:rPr><w:t xml:space="preserve"> {_plain(note.text)}</w:t></w:r>'
        return (
            f'<w:footnote w:id="{number}"><w:p><w:pPr><w:spacing w:line="240" w:lineRule="auto"/></w:pPr>'
            f"{mark}{text}{self._link(note, style)}</w:p></w:footnote>"
        )

    def _link(self, note: Note, style: str) -> str:
        """The address; one with a host can be clicked."""
        if not note.address:
            return ""
        shown = f'<w:r><w:rPr>{style}</w:rPr><w:t xml:space="preserve">{_plain(note.address)}</w:t></w:r>'
        if "://" not in note.address:
            return shown
        key = self._part.relate_to(note.address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
        return f"<w:hyperlink r:id={quoteattr(key)}>{shown}</w:hyperlink>"


def _plain(text: str) -> str:
    return escape(_UNPRINTABLE.sub("", text))
