"""A paper of supervision as an official document: number, title, whom it is to, facts, demand, who signs and when."""

import datetime as dt

from django.utils import timezone

from sansan.rectification.exports.document import write_docx
from sansan.rectification.exports.lines import Kind, Line
from sansan.rectification.exports.report import SAMPLE_LABEL
from sansan.rectification.models import Instrument


def paper_docx(paper: Instrument, *, issuer: str, at: dt.datetime) -> bytes:
    """The docx file; a draft says so in place of its number."""
    return write_docx(
        paper_lines(paper, issuer=issuer), at=at, label=SAMPLE_LABEL if paper.task.round.is_sample else ""
    )


def paper_lines(paper: Instrument, *, issuer: str) -> list[Line]:
    """The lines of the document; `issuer` is the office in whose name it goes out."""
    number = f"第{paper.task.number}项" if paper.task.number else ""
    day = timezone.localtime(paper.issued_at) if paper.issued_at else None
    dated = f"{day.year}年{day.month}月{day.day}日" if day else "（待签发）"
    return [
        Line(Kind.TITLE, f"关于{paper.task.round.short_name}整改任务{number}的{paper.name}"),
        Line(Kind.AS_OF, paper.number or "（待签发）"),
        Line(Kind.ANNEX, f"{paper.organisation.name}："),
        Line(Kind.TEXT, paper.facts),
        Line(Kind.TEXT, paper.demand),
        Line(Kind.SIGNED, issuer),
        Line(Kind.SIGNED, dated),
    ]
