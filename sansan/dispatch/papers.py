"""月调度通报 as docx in the layout of official documents, every number with a footnote to the page of its rows."""

import datetime as dt
from collections.abc import Callable, Sequence

from django.utils import timezone

from sansan.dispatch.bulletin import Paragraph, Piece, Section, Sheet
from sansan.dispatch.models import Bulletin
from sansan.dispatch.rules import month_word
from sansan.rectification.exports.document import write_docx
from sansan.rectification.exports.lines import Grid, Kind, Line, Note

SAMPLE = "样例数据，不反映任何真实情况"
SHOWN_DIGEST = 16


def bulletin_docx(
    bulletin: Bulletin,
    sections: Sequence[Section],
    *,
    issuer: str,
    address: Callable[[str], str],
    at: dt.datetime,
    sample: bool,
) -> bytes:
    """The docx file; a draft says so in place of its number. `address` gives the page of a number's rows."""
    snapshot = bulletin.snapshot
    short = snapshot.digest[:SHOWN_DIGEST]

    def noted(pieces: Sequence[Piece], kind: Kind) -> Line:
        text, notes = "", []
        for piece in pieces:
            text += piece.text
            if piece.key:
                notes.append(Note(len(text), f"数据明细（快照摘要{short}）：", address(piece.key)))
        return Line(kind, text, tuple(notes))

    blocks: list[Line | Grid] = [
        *(Line(Kind.TITLE, part) for part in _title(bulletin.title)),
        Line(Kind.AS_OF, bulletin.number or "（草稿，未印发）"),
    ]
    for section in sections:
        blocks.append(Line(Kind.CLASS, section.heading))
        for block in section.blocks:
            if isinstance(block, Paragraph):
                blocks.append(noted(block.pieces, Kind.TEXT))
            else:
                blocks.append(_grid(block, noted))
    blocks += [
        Line(
            Kind.TEXT,
            f"本通报数据取自{month_word(bulletin.period.month)}月度快照第{snapshot.version}版，情况截至"
            f"{_day(snapshot.as_of)}，快照摘要（SHA-256）{snapshot.digest}。各数字可按脚注所列网址查看明细。",
        ),
        Line(Kind.SIGNED, issuer),
        Line(
            Kind.SIGNED,
            _day(timezone.localtime(bulletin.issued_at).date()) if bulletin.issued_at else "（待印发）",
        ),
    ]
    return write_docx(blocks, at=at, label=SAMPLE if sample else "")


def _grid(sheet: Sheet, noted: Callable[[Sequence[Piece], Kind], Line]) -> Grid:
    head, *rows = sheet.rows
    return Grid(
        sheet.widths,
        (
            tuple(noted(cell, Kind.CLASS) for cell in head),
            *(tuple(noted(cell, Kind.TEXT) for cell in row) for row in rows),
        ),
    )


def _title(title: str) -> list[str]:
    """Broken before 情况的通报, not in the middle of a word."""
    place = title.find("整改工作")
    return [title[:place], title[place:]] if place > 0 else [title]


def _day(day: dt.date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
