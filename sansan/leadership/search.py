"""What the room lets people find: leading bodies, issued meetings, decisions, and their material."""

from collections.abc import Iterator
from typing import Any

from django.db.models import CharField, Prefetch, QuerySet
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils import timezone

from sansan.evidence.models import Evidence
from sansan.leadership.models import AgendaItem, Body, Decision, Meeting, Term
from sansan.leadership.presentation import body_url, decision_url, meeting_url
from sansan.people.access import may
from sansan.search.registry import Ids, Kind, Text, declare

BODY, MEETING, ITEM = "leadership.body", "leadership.meeting", "leadership.agendaitem"


def _same(ids: list[int]) -> Ids:
    return ids


def _bodies() -> "QuerySet[Body]":
    now = Prefetch("seats__terms", Term.objects.filter(ends_on=None))
    return Body.objects.prefetch_related(now)


def _body_texts(body: Body) -> Iterator[Text]:
    seats = [f"{seat.title} {term}" for seat in body.seats.all() for term in seat.terms.all()]
    yield Text(
        body.name,
        (
            ("在任", "；".join(seats)),
            ("职责", body.duties),
            ("成立文号", body.founded_by),
            ("撤销文号", body.dissolved_by),
        ),
    )


def _about_body(body: Body) -> str:
    ended = f"{body.valid_to} 撤销" if body.valid_to else ""
    return " · ".join(filter(None, [body.get_kind_display(), ended]))


def _meetings() -> "QuerySet[Meeting]":
    return Meeting.objects.select_related("body").prefetch_related("agenda")


def _meeting_texts(meeting: Meeting) -> Iterator[Text]:
    """Nothing before the minutes are out: until then anything may still change."""
    if meeting.issued_at is None:
        return
    agenda = [f"{item.title} {item.text}".strip() for item in meeting.agenda.all()]
    yield Text(
        f"{meeting} {meeting.subject}",
        (("纪要文号", meeting.number), ("地点", meeting.place), ("议题", "\n".join(agenda))),
    )


def _visible_meetings(person: Any) -> "QuerySet[Meeting]":
    return Meeting.objects.visible_to(person).filter(issued_at__isnull=False)


def _decisions() -> "QuerySet[Decision]":
    return Decision.objects.select_related("meeting__body", "organisation").prefetch_related("reports")


def _decision_texts(decision: Decision) -> Iterator[Text]:
    if decision.meeting.issued_at is None:
        return
    yield Text(
        decision.text,
        (
            ("责任单位", decision.organisation.name),
            *(("办理情况", report.text) for report in decision.reports.all()),
            ("办结意见", decision.closing_note),
        ),
    )


def _visible_decisions(person: Any) -> "QuerySet[Decision]":
    return Decision.objects.visible_to(person).filter(meeting__issued_at__isnull=False)


def _about_decision(decision: Decision) -> str:
    return f"{decision.organisation} · {decision.meeting}"


def _material() -> "QuerySet[Evidence]":
    return Evidence.objects.filter(target_type=ITEM)


def _material_texts(paper: Evidence) -> Iterator[Text]:
    yield Text(paper.name, (("说明", paper.note),))


def _visible_material(person: Any) -> "QuerySet[Evidence] | None":
    """The material of an agenda, for whoever sees the meeting."""
    if not may(person, "evidence.view"):
        return None
    items = AgendaItem.objects.filter(meeting__in=Meeting.objects.visible_to(person).order_by().values("pk"))
    ids = items.order_by().annotate(as_text=Cast("pk", CharField())).values("as_text")
    return _material().filter(target_id__in=ids)


def _material_of(ids: list[int]) -> Ids:
    return _material().filter(target_id__in=[str(pk) for pk in ids]).values_list("pk", flat=True)


def _about_material(paper: Evidence) -> str:
    return f"{timezone.localtime(paper.uploaded_at):%Y-%m-%d} 上传"


def declare_kinds() -> None:
    declare(
        Kind(
            "body", "领导机构", _bodies, _body_texts, lambda body, _: body_url(body),
            {BODY: _same},
            Body.objects.visible_to, _about_body, 70,
        ),
        Kind(
            "meeting", "会议纪要", _meetings, _meeting_texts, lambda meeting, _: meeting_url(meeting),
            {MEETING: _same},
            _visible_meetings, lambda meeting: f"{meeting.held_on} · {meeting.number}", 72,
        ),
        Kind(
            "decision", "议定事项", _decisions, _decision_texts, lambda decision, _: decision_url(decision),
            {MEETING: lambda ids: Decision.objects.filter(meeting__in=ids).values_list("pk", flat=True)},
            _visible_decisions, _about_decision, 74,
        ),
        Kind(
            "material", "会议材料", _material, _material_texts,
            lambda paper, _: reverse("evidence:file", args=[paper.pk]),
            {ITEM: _material_of},
            _visible_material, _about_material, 76,
        ),
    )  # fmt: skip
