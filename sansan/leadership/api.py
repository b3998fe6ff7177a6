"""Leading bodies as of a day, meetings, and what becomes of their decisions, over HTTP."""

import datetime as dt
from typing import Annotated

from django.db.models import Count, Q
from django.utils import timezone
from ninja import Query, Router
from pydantic import Field

from sansan.interface import Day, Given, Id, OneOf, Paged, Rows, Shown, Words, Yes, rows_of
from sansan.leadership.actions import decisions as actions
from sansan.leadership.board import WORDS, conditions, open_for, shown
from sansan.leadership.minutes import chair_of
from sansan.leadership.models import Body, Decision, DecisionReport, Meeting
from sansan.leadership.presentation import seat_rows
from sansan.leadership.querysets import MEETINGS, REPORT
from sansan.leadership.views.reading import one, viewer
from sansan.people.request import PersonRequest
from sansan.rectification.models import Task
from sansan.ui.keyset import keyset_page

router = Router(tags=["组织领导"])
WAITS = ("unit", "office")


class DayGiven(Given):
    on: Day | None = Field(None, description="哪一天的情况；不写为今天")


class BodyFilter(DayGiven):
    kind: Annotated[str, OneOf("", *Body.Kind.values)] = Field("", description="类别")


class DecisionFilter(Paged):
    state: Annotated[str, OneOf("", *WORDS)] = Field(
        "", description="overdue 逾期，open 办理中，reported 待办结，closed 已办结"
    )
    waits: Annotated[str, OneOf("", *WAITS)] = Field(
        "", description="等待本人的：unit 由本单位办理，office 由本办公室办结"
    )


class MatterReport(Given):
    text: Words = Field(description="办理情况")
    done: Yes = Field(False, description="true 为办完，申请办结")


class MatterReason(Given):
    reason: Words = Field(description="办结意见或退回理由")


class BodyShown(Shown):
    id: int
    name: str
    kind: str
    kind_label: str
    area_code: str
    parent_id: int | None
    founded_by: str = Field(description="成立文号")
    valid_from: dt.date
    valid_to: dt.date | None


class TermShown(Shown):
    name: str
    post: str = Field(description="职务")
    starts_on: dt.date
    ends_on: dt.date | None
    appointed_by: str = Field(description="任职文号")


class SeatShown(Shown):
    id: int
    title: str
    holder: TermShown | None = Field(description="当天在任的；空缺为 null")


class BodyWhole(BodyShown):
    duties: str
    on: dt.date = Field(description="席位为哪一天的情况")
    seats: list[SeatShown]


class MeetingShown(Shown):
    id: int
    title: str
    body_id: int
    kind: str
    held_on: dt.date
    place: str
    subject: str
    chair: str = Field(description="主持人")
    number: str = Field(description="纪要文号；没有印发为空")
    issued_at: dt.datetime | None
    decisions: int = Field(description="议定事项数")


class DecisionShown(Shown):
    id: int
    meeting_id: int
    meeting_number: str = Field(description="纪要文号")
    order: int
    text: str
    organisation_id: int = Field(description="责任单位")
    organisation: str
    deadline: dt.date | None
    state: str = Field(description="overdue 逾期，open 办理中，reported 待办结，closed 已办结")
    state_label: str
    task_id: int | None = Field(description="对应的整改任务；没有对应或看不到为 null")


class MatterReportShown(Shown):
    id: int
    text: str
    done: bool
    by: str
    at: dt.datetime
    returned_reason: str


class DecisionWhole(DecisionShown):
    closing_note: str
    closed_at: dt.datetime | None
    reports: list[MatterReportShown] = Field(description="办理情况，最近的在前")


@router.get("leading-bodies", response=list[BodyShown], summary="领导机构列表", url_name="bodies")
def bodies(request: PersonRequest, given: Query[BodyFilter]) -> list[BodyShown]:
    """本人可见、当天存在的领导机构。"""
    day = given.on or timezone.localdate()
    rows = Body.objects.visible_to(viewer(request)).filter(valid_from__lte=day)
    rows = rows.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=day))
    if given.kind:
        rows = rows.filter(kind=given.kind)
    return [_body(row) for row in rows.order_by("area_code", "order", "pk")]


@router.get("leading-bodies/{body_id}", response=BodyWhole, summary="一个领导机构", url_name="body")
def body(request: PersonRequest, body_id: Id, given: Query[DayGiven]) -> BodyWhole:
    """各席位和当天在任的人。"""
    found = one(Body.objects.visible_to(viewer(request)), body_id, "领导机构")
    day = given.on or timezone.localdate()
    return BodyWhole(
        **dict(_body(found)),
        duties=found.duties,
        on=day,
        seats=[
            SeatShown(
                id=row.seat.pk,
                title=row.seat.title,
                holder=TermShown(
                    name=row.now.name,
                    post=row.now.post,
                    starts_on=row.now.starts_on,
                    ends_on=row.now.ends_on,
                    appointed_by=row.now.appointed_by,
                )
                if row.now
                else None,
            )
            for row in seat_rows(found, day)
        ],
    )


@router.get("meetings", response=Rows[MeetingShown], summary="会议列表", url_name="meetings")
def meetings(request: PersonRequest, given: Query[Paged]) -> Rows[MeetingShown]:
    """本人可见的会议，最近的在前；纪要印发以前只有登记会议的办公室看得到。"""
    rows = Meeting.objects.visible_to(viewer(request)).select_related("body", "chair")
    rows = rows.prefetch_related("chair__terms").annotate(decided=Count("decisions"))
    page = keyset_page(rows, order=("-held_on", "-pk"), size=given.limit, cursor=given.cursor or None)
    return rows_of(page, _meeting)


@router.get("decisions", response=Rows[DecisionShown], summary="议定事项列表", url_name="decisions")
def decisions(request: PersonRequest, given: Query[DecisionFilter]) -> Rows[DecisionShown]:
    """纪要已印发的议定事项，时限早的在前。"""
    person, today = viewer(request), timezone.localdate()
    rows = Decision.objects.visible_to(person).filter(meeting__issued_at__isnull=False)
    if given.waits:
        rows = open_for(person, given.waits, rows)
    if given.state:
        rows = rows.filter(conditions(today)[given.state])
    rows = rows.select_related("meeting__body", "organisation", "task")
    page = keyset_page(rows, order=("deadline", "pk"), size=given.limit, cursor=given.cursor or None)
    tasks = {row.task_id for row in page.rows if row.task_id}
    seen = set(Task.objects.visible_to(person).filter(pk__in=tasks).values_list("pk", flat=True))
    return rows_of(page, lambda row: _decision(row, today, seen))


@router.get("decisions/{decision_id}", response=DecisionWhole, summary="一个议定事项", url_name="decision")
def decision(request: PersonRequest, decision_id: Id) -> DecisionWhole:
    """议定事项和责任单位历次报告的办理情况。"""
    return _whole(request, decision_id)


@router.post(
    "decisions/{decision_id}/report",
    response=DecisionWhole,
    summary="报告办理情况",
    url_name="decision_report",
)
def report(request: PersonRequest, decision_id: Id, given: MatterReport) -> DecisionWhole:
    """由责任单位报告；办完的申请办结。"""
    actions.report_decision(
        by=viewer(request, REPORT), decision_id=decision_id, text=given.text, done=given.done
    )
    return _whole(request, decision_id)


@router.post(
    "decisions/{decision_id}/close", response=DecisionWhole, summary="议定事项办结", url_name="decision_close"
)
def close(request: PersonRequest, decision_id: Id, given: MatterReason) -> DecisionWhole:
    """由登记会议的办公室办结；报送办结的人不能办结。转为整改任务的随任务销号办结。"""
    actions.close_decision(by=viewer(request, MEETINGS), decision_id=decision_id, reason=given.reason)
    return _whole(request, decision_id)


@router.post(
    "decisions/{decision_id}/return",
    response=DecisionWhole,
    summary="议定事项退回",
    url_name="decision_return",
)
def send_back(request: PersonRequest, decision_id: Id, given: MatterReason) -> DecisionWhole:
    """退回后由责任单位继续办理。"""
    actions.return_decision(by=viewer(request, MEETINGS), decision_id=decision_id, reason=given.reason)
    return _whole(request, decision_id)


def _whole(request: PersonRequest, decision_id: int) -> DecisionWhole:
    person = viewer(request)
    rows = Decision.objects.visible_to(person).filter(meeting__issued_at__isnull=False)
    found = one(rows.select_related("meeting__body", "organisation", "task"), decision_id, "议定事项")
    seen = set(Task.objects.visible_to(person).filter(pk=found.task_id or 0).values_list("pk", flat=True))
    reports = found.reports.select_related("by")
    return DecisionWhole(
        **dict(_decision(found, timezone.localdate(), seen)),
        closing_note=found.closing_note,
        closed_at=found.closed_at,
        reports=[_report(row) for row in reports],
    )


def _body(row: Body) -> BodyShown:
    return BodyShown(
        id=row.pk,
        name=row.name,
        kind=row.kind,
        kind_label=row.get_kind_display(),
        area_code=row.area_code,
        parent_id=row.parent_id,
        founded_by=row.founded_by,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
    )


def _meeting(row: Meeting) -> MeetingShown:
    return MeetingShown(
        id=row.pk,
        title=str(row),
        body_id=row.body_id,
        kind=row.kind,
        held_on=row.held_on,
        place=row.place,
        subject=row.subject,
        chair=chair_of(row),
        number=row.number,
        issued_at=row.issued_at,
        decisions=getattr(row, "decided", 0),
    )


def _decision(row: Decision, today: dt.date, seen: set[int]) -> DecisionShown:
    word = shown(row, today)
    return DecisionShown(
        id=row.pk,
        meeting_id=row.meeting_id,
        meeting_number=row.meeting.number,
        order=row.order,
        text=row.text,
        organisation_id=row.organisation_id,
        organisation=row.organisation.name,
        deadline=row.deadline,
        state=word,
        state_label=WORDS[word],
        task_id=row.task_id if row.task_id in seen else None,
    )


def _report(row: DecisionReport) -> MatterReportShown:
    return MatterReportShown(
        id=row.pk,
        text=row.text,
        done=row.done,
        by=row.by.name,
        at=row.at,
        returned_reason=row.returned_reason,
    )
