"""The minutes of a meeting as lines of an official document, and as docx."""

import datetime as dt
from collections.abc import Iterator

from django.utils import timezone

from sansan.leadership.models import Attendance, Decision, Meeting
from sansan.leadership.naming import held_by
from sansan.rectification.exports.document import write_docx
from sansan.rectification.exports.lines import Kind, Line

_NUMERALS = "〇一二三四五六七八九十"
DRAFT = "（草稿，未印发）"


def minutes_lines(meeting: Meeting) -> list[Line]:
    """What the minutes say; as issued once they are, as they would be before."""
    if meeting.minutes:
        return [Line(Kind(kind), text) for kind, text in meeting.minutes]
    return list(_lines(meeting))


def minutes_docx(meeting: Meeting, *, label: str = "") -> bytes:
    return write_docx(minutes_lines(meeting), at=meeting.issued_at or timezone.now(), label=label)


def numeral(number: int) -> str:
    """一 … 九十九, as 一、 counts chapters."""
    tens, ones = divmod(number, 10)
    if not tens:
        return _NUMERALS[ones]
    return ("" if tens == 1 else _NUMERALS[tens]) + "十" + (_NUMERALS[ones] if ones else "")


def _lines(meeting: Meeting) -> Iterator[Line]:
    yield Line(Kind.TITLE, f"{meeting}纪要")
    yield Line(Kind.AS_OF, meeting.number or DRAFT)
    yield Line(
        Kind.TEXT,
        f"{_day(meeting.held_on)}，{chair_of(meeting)}在{meeting.place}主持召开{meeting}，"
        f"研究{meeting.subject.rstrip('。')}。现纪要如下：",
    )
    decisions = list(meeting.decisions.select_related("organisation", "item"))
    chapter = 0
    for chapter, item in enumerate(meeting.agenda.all(), 1):
        yield Line(Kind.CLASS, f"{numeral(chapter)}、{item.title}")
        if item.text:
            heard = f"会议听取了{item.presenter}的汇报。" if item.presenter else ""
            yield Line(Kind.TEXT, f"{heard}{item.text}")
        yield from _decided([d for d in decisions if d.item_id == item.pk])
    rest = [d for d in decisions if d.item_id is None]
    if rest:
        yield Line(Kind.CLASS, f"{numeral(chapter + 1)}、{'其他议定事项' if chapter else '议定事项'}")
        yield from _decided(rest)
    yield from _came(meeting)
    yield Line(Kind.SIGNED, meeting.body.name)
    yield Line(
        Kind.SIGNED, _day(timezone.localtime(meeting.issued_at).date()) if meeting.issued_at else DRAFT
    )


def _decided(decisions: list[Decision]) -> Iterator[Line]:
    if decisions:
        yield Line(Kind.TEXT, "会议议定：")
    for number, decision in enumerate(decisions, 1):
        about = [f"责任单位：{decision.organisation.name}"]
        if decision.deadline:
            about.append(f"完成时限：{_day(decision.deadline)}")
        yield Line(Kind.TEXT, f"（{number}）{decision.text.rstrip('。')}。（{'；'.join(about)}）")


def _came(meeting: Meeting) -> Iterator[Line]:
    rows = list(meeting.attendance.select_related("seat").prefetch_related("seat__terms"))
    for presence in Attendance.Presence:
        names = [_who(row, meeting.held_on) for row in rows if row.presence == presence]
        if names:
            yield Line(Kind.TEXT, f"{presence.label}：{'、'.join(names)}。")


def chair_of(meeting: Meeting) -> str:
    """Who chaired: the holder of the seat on that day, with his post."""
    if meeting.chair is None:
        return meeting.chair_name
    return held_by(meeting.chair, meeting.held_on)


def _who(row: Attendance, on: dt.date) -> str:
    return held_by(row.seat, on) if row.seat else row.name


def _day(day: dt.date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
