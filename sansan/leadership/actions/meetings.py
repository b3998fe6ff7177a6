"""Registering a meeting, what was on its agenda, who came, what was decided; issuing its minutes."""

import datetime as dt
from collections.abc import Mapping, Sequence

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Max
from django.urls import reverse
from django.utils import timezone

from sansan.errors import Conflict, Invalid, Missing
from sansan.evidence.actions import attach
from sansan.evidence.models import Purpose
from sansan.evidence.queries import evidence_of
from sansan.leadership.actions.access import locked_body, open_meeting
from sansan.leadership.meeting_rules import kind_of, rules
from sansan.leadership.minutes import minutes_lines
from sansan.leadership.models import AgendaItem, Attendance, Body, Decision, Meeting, Seat
from sansan.leadership.querysets import MEETINGS, REPORT
from sansan.leadership.terms import holder
from sansan.notify.notice import notify
from sansan.people.access import own_body
from sansan.people.models import Organisation, Person
from sansan.people.queries import holders_at
from sansan.trail.record import record


@transaction.atomic
def register_meeting(
    *,
    by: Person,
    body_id: int,
    kind: str,
    subject: str,
    held_on: dt.date,
    place: str,
    chair_id: int | None = None,
    chair_name: str = "",
) -> Meeting:
    """Enter a meeting under the next number of its body, kind and year. Every seat in force is expected to come."""
    body = locked_body(body_id, by, MEETINGS)
    if kind not in rules().kinds:
        raise Invalid("请选择会议类型。", field="kind")
    _check(body, subject, held_on, place)
    chair = _chair(body, chair_id, chair_name)
    same = Meeting.objects.filter(body=body, kind=kind, year=held_on.year)
    meeting = Meeting.objects.create(
        body=body,
        kind=kind,
        area_code=body.area_code,
        year=held_on.year,
        serial=(same.aggregate(last=Max("serial"))["last"] or 0) + 1,
        subject=subject.strip(),
        held_on=held_on,
        place=place.strip(),
        chair=chair,
        chair_name="" if chair else chair_name.strip(),
        by=by,
    )
    seats = body.seats.prefetch_related("terms")
    seated = [seat for seat in seats if holder(seat.terms.all(), held_on) is not None]
    Attendance.objects.bulk_create(
        [Attendance(meeting=meeting, seat=seat, order=order) for order, seat in enumerate(seated, 1)]
    )
    _recorded("meeting.registered", meeting, by, {"held_on": held_on, "place": meeting.place})
    return meeting


@transaction.atomic
def edit_meeting(
    *,
    by: Person,
    meeting_id: int,
    subject: str,
    held_on: dt.date,
    place: str,
    chair_id: int | None = None,
    chair_name: str = "",
) -> Meeting:
    """Correct the particulars; the number stays, so the year does."""
    meeting = open_meeting(meeting_id, by)
    _check(meeting.body, subject, held_on, place)
    if held_on.year != meeting.year:
        raise Invalid("会议编号按年排列，日期不能改到另一年。", field="held_on")
    before = {"subject": meeting.subject, "held_on": meeting.held_on, "place": meeting.place}
    meeting.chair = _chair(meeting.body, chair_id, chair_name)
    meeting.chair_name = "" if meeting.chair else chair_name.strip()
    meeting.subject, meeting.held_on, meeting.place = subject.strip(), held_on, place.strip()
    meeting.save(update_fields=["subject", "held_on", "place", "chair", "chair_name"])
    after = {"subject": meeting.subject, "held_on": held_on, "place": meeting.place}
    record("meeting.edited", target=meeting, by=by, area_code=meeting.area_code, before=before, after=after)
    return meeting


@transaction.atomic
def note_attendance(
    *, by: Person, meeting_id: int, presence: Mapping[int, str], others: Sequence[str] = ()
) -> Meeting:
    """Who came: attendance row → presence; `others` are further bodies or persons who were there."""
    meeting = open_meeting(meeting_id, by)
    rows = {row.pk: row for row in meeting.attendance.all()}
    for pk, value in presence.items():
        if pk not in rows or value not in Attendance.Presence.values:
            raise Invalid("参会名单已有变化，请刷新页面后再填。")
        rows[pk].presence = value
        rows[pk].save(update_fields=["presence"])
    named = list(dict.fromkeys(name.strip() for name in others if name.strip()))
    meeting.attendance.filter(seat=None).exclude(name__in=named).delete()
    known = set(meeting.attendance.filter(seat=None).values_list("name", flat=True))
    Attendance.objects.bulk_create(
        [
            Attendance(meeting=meeting, name=name[:80], order=1000 + order)
            for order, name in enumerate(named)
            if name not in known
        ]
    )
    came = meeting.attendance.exclude(presence=Attendance.Presence.ABSENT).count()
    _recorded("meeting.attended", meeting, by, {"present": came})
    return meeting


@transaction.atomic
def add_item(
    *,
    by: Person,
    meeting_id: int,
    title: str,
    presenter: str = "",
    text: str = "",
    uploads: "Sequence[UploadedFile[bytes]]" = (),
) -> AgendaItem:
    """One matter of the agenda with its material."""
    meeting = open_meeting(meeting_id, by)
    if not title.strip():
        raise Invalid("请填写议题。", field="title")
    last = meeting.agenda.aggregate(last=Max("order"))["last"] or 0
    item = AgendaItem.objects.create(
        meeting=meeting,
        order=last + 1,
        title=title.strip(),
        presenter=presenter.strip(),
        text=text.strip(),
    )
    _recorded("agenda.added", meeting, by, {"title": item.title})
    for upload in uploads:
        attach(
            by=by,
            upload=upload,
            target=item,
            area_code=meeting.area_code,
            organisation_id=own_body(by),
            purpose=Purpose.DOCUMENT,
        )
    return item


@transaction.atomic
def remove_item(*, by: Person, meeting_id: int, item_id: int) -> None:
    """Take a matter off again; not one that has material or decisions."""
    meeting = open_meeting(meeting_id, by)
    item = meeting.agenda.filter(pk=item_id).first()
    if item is None:
        raise Missing("未找到该议题，可能已被删除。", pk=item_id)
    if item.decisions.exists() or evidence_of(item).exists():
        raise Conflict("该议题已有材料或议定事项，不能删除。")
    _recorded("agenda.removed", meeting, by, {"title": item.title})
    item.delete()


@transaction.atomic
def add_decision(
    *,
    by: Person,
    meeting_id: int,
    text: str,
    organisation: Organisation | None,
    deadline: dt.date | None = None,
    item_id: int | None = None,
) -> Decision:
    """What was decided, who carries it out, by when."""
    meeting = open_meeting(meeting_id, by)
    if not text.strip():
        raise Invalid("请填写议定事项。", field="text")
    if organisation is None:
        raise Invalid("请选择责任单位。", field="organisation")
    if deadline is not None and deadline < meeting.held_on:
        raise Invalid("完成时限不能早于会议日期。", field="deadline")
    item = meeting.agenda.filter(pk=item_id).first() if item_id else None
    if item_id and item is None:
        raise Invalid("请选择本次会议的议题。", field="item")
    last = meeting.decisions.aggregate(last=Max("order"))["last"] or 0
    decision = Decision.objects.create(
        meeting=meeting,
        item=item,
        order=last + 1,
        text=text.strip(),
        organisation=organisation,
        deadline=deadline,
    )
    said = {"text": decision.text, "organisation": organisation.name, "deadline": deadline}
    _recorded("decision.added", meeting, by, said)
    return decision


@transaction.atomic
def remove_decision(*, by: Person, meeting_id: int, decision_id: int) -> None:
    """Strike a decision from minutes that are not issued yet."""
    meeting = open_meeting(meeting_id, by)
    decision = meeting.decisions.filter(pk=decision_id).first()
    if decision is None:
        raise Missing("未找到该议定事项，可能已被删除。", pk=decision_id)
    _recorded("decision.removed", meeting, by, {"text": decision.text})
    decision.delete()


@transaction.atomic
def issue_minutes(*, by: Person, meeting_id: int) -> Meeting:
    """Number the minutes, freeze their words, and tell every unit what it has to do."""
    meeting = open_meeting(meeting_id, by)
    if not meeting.agenda.exists() and not meeting.decisions.exists():
        raise Invalid("会议还没有议题和议定事项，不能印发纪要。")
    if meeting.chair is None and not meeting.chair_name:
        raise Invalid("请先登记主持人。")
    today = timezone.localdate()
    if meeting.held_on > today:
        raise Invalid(f"会议定于 {meeting.held_on} 召开，会后才能印发纪要。")
    words = kind_of(meeting.kind).words
    # Two bodies of one area share a series of numbers: the area's first body is the row both wait for.
    Body.objects.select_for_update().filter(area_code=meeting.area_code).order_by("pk")[:1].get()
    same = Meeting.objects.filter(area_code=meeting.area_code, words=words, minutes_year=today.year)
    meeting.words, meeting.minutes_year = words, today.year
    meeting.minutes_serial = (same.aggregate(last=Max("minutes_serial"))["last"] or 0) + 1
    meeting.issued_at, meeting.issued_by = timezone.now(), by
    meeting.minutes = [[line.kind.value, line.text] for line in minutes_lines(meeting)]
    meeting.save(
        update_fields=["words", "minutes_year", "minutes_serial", "issued_at", "issued_by", "minutes"]
    )
    _recorded("minutes.issued", meeting, by, {"number": meeting.number})
    for decision in meeting.decisions.select_related("organisation"):
        notify(
            kind="leadership.decision",
            to=holders_at(decision.organisation, REPORT, today),
            title=f"{meeting.number}议定事项：{decision}",
            body=decision.text,
            url=reverse("leadership:decision", args=[decision.pk]),
            area_code=meeting.area_code,
            key=f"decision-{decision.pk}",
        )
    return meeting


def _check(body: Body, subject: str, held_on: dt.date, place: str) -> None:
    if not subject.strip():
        raise Invalid("请填写会议的主题。", field="subject")
    if not place.strip():
        raise Invalid("请填写地点。", field="place")
    if held_on < body.valid_from or (body.valid_to and held_on > body.valid_to):
        raise Invalid(f"这一天“{body}”尚未成立或已经撤销。", field="held_on")


def _chair(body: Body, chair_id: int | None, chair_name: str) -> Seat | None:
    if chair_id is None:
        if not chair_name.strip():
            raise Invalid("请选择主持人的席位，不在席位中的填写姓名和职务。", field="chair")
        return None
    seat = Seat.objects.filter(pk=chair_id, body__area_code=body.area_code).first()
    if seat is None:
        raise Invalid("请选择本级领导机构中的席位。", field="chair")
    return seat


def _recorded(verb: str, meeting: Meeting, by: Person, after: Mapping[str, object]) -> None:
    record(verb, target=meeting, by=by, area_code=meeting.area_code, after=dict(after))
