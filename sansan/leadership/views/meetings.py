"""Meetings: the register, one with its agenda and decisions, and its minutes."""

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from django import forms as django_forms
from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sansan.errors import Missing
from sansan.evidence.access import visible_to
from sansan.evidence.models import Evidence
from sansan.leadership import forms
from sansan.leadership.actions import meetings as actions
from sansan.leadership.minutes import chair_of, minutes_docx, minutes_lines
from sansan.leadership.models import AgendaItem, Attendance, Body, Meeting, Seat
from sansan.leadership.naming import held_by
from sansan.leadership.presentation import (
    crumbs,
    decision_columns,
    decision_url,
    meeting_columns,
    meeting_url,
    tabs,
)
from sansan.leadership.querysets import MEETINGS, VIEW
from sansan.leadership.views.reading import one, viewer
from sansan.people.access import may
from sansan.people.models import Organisation, Person
from sansan.people.queries import existing
from sansan.places.scope import within
from sansan.rectification.views.exports import DOCX
from sansan.rectification.views.form_page import Words, form_page
from sansan.ui.listing import Listing, Order, list_page
from sansan.ui.parts import Crumb
from sansan.ui.table import Table

PAGE_SIZE = 50


@list_page("leadership.meetings", "会议", "leadership/meetings.html")
def meetings(request: HttpRequest) -> tuple[Listing, dict[str, Any]]:
    """The register, newest first."""
    person = viewer(request)
    form = forms.MeetingFilter(request.GET, bodies=Body.objects.visible_to(person))
    rows = Meeting.objects.visible_to(person).select_related("body", "chair").prefetch_related("chair__terms")
    if form.is_valid():
        if form.cleaned_data["body"]:
            rows = rows.filter(body=form.cleaned_data["body"])
        if form.cleaned_data["kind"]:
            rows = rows.filter(kind=form.cleaned_data["kind"])
    listing = Listing(
        rows.annotate(decided=Count("decisions")),
        meeting_columns(),
        {
            "newest": Order("新召开在前", ("-held_on", "-pk")),
            "body": Order("按召集机构", ("body__area_code", "body__order", "-held_on")),
        },
        form,
        row_url=meeting_url,
        empty="还没有您可以看到的会议。会议由办公室登记，纪要印发后在这里查阅。",
        size=PAGE_SIZE,
        export=VIEW,
    )
    return listing, {"crumbs": crumbs(), "tabs": tabs("meetings"), "may_register": may(person, MEETINGS)}


@require_safe
def show(request: HttpRequest, meeting_id: int) -> HttpResponse:
    person = viewer(request)
    rows = Meeting.objects.visible_to(person).select_related("body", "chair", "by", "issued_by")
    meeting = one(rows.prefetch_related("chair__terms"), meeting_id, "会议")
    today = timezone.localdate()
    attendance = list(meeting.attendance.select_related("seat").prefetch_related("seat__terms"))
    decisions = list(meeting.decisions.select_related("organisation", "task", "meeting__body", "item"))
    may_write = (
        meeting.issued_at is None
        and Meeting.objects.visible_to(person, MEETINGS).filter(pk=meeting.pk).exists()
    )
    context = {
        "crumbs": [*crumbs(), _register()],
        "tabs": tabs("meetings"),
        "today": today,
        "meeting": meeting,
        "chair": chair_of(meeting),
        "attendance": [
            (presence.label, [_named(row, meeting) for row in attendance if row.presence == presence])
            for presence in Attendance.Presence
        ],
        "agenda": _agenda(person, meeting),
        "decisions": decisions,
        "table": Table(
            decision_columns(today, of_one_meeting=True),
            decisions,
            "议定事项",
            row_url=decision_url if meeting.issued_at else None,
            empty="还没有议定事项。",
            actions="leadership/decision_remove.html" if may_write else "",
        ),
        "lines": minutes_lines(meeting),
        "may_write": may_write,
    }
    return render(request, "leadership/meeting.html", context)


def _named(row: Attendance, meeting: Meeting) -> str:
    return held_by(row.seat, meeting.held_on) if row.seat else row.name


def _agenda(person: Person, meeting: Meeting) -> list[tuple[AgendaItem, list[Evidence]]]:
    """The items with the material the viewer may open."""
    items = list(meeting.agenda.all())
    found = Evidence.objects.filter(
        target_type="leadership.agendaitem", target_id__in=[str(item.pk) for item in items]
    )
    seen = visible_to(person, found.select_related("file").order_by("pk"))
    return [(item, [e for e in seen if e.target_id == str(item.pk)]) for item in items]


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    person = viewer(request, MEETINGS)
    bodies = Body.objects.visible_to(person, MEETINGS).filter(valid_to=None)
    form = forms.MeetingForm(request.POST or None, bodies=bodies, seats=_seats(person))
    made: list[Meeting] = []

    def act() -> None:
        made.append(actions.register_meeting(by=person, **form.cleaned_data))

    response = form_page(
        request,
        form,
        act,
        words=Words(
            "登记会议", "会议按召集机构、类型和年份编号；现任各席位自动列入参会名单。", "登记", "已登记。"
        ),
        back=reverse("leadership:meetings"),
        crumbs=[*crumbs(), _register()],
    )
    if made:
        response["Location"] = meeting_url(made[0])
    return response


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, meeting_id: int) -> HttpResponse:
    person, meeting = _kept(request, meeting_id)
    initial = {
        name: getattr(meeting, name) for name in ("subject", "held_on", "place", "chair_id", "chair_name")
    }
    form = forms.MeetingForm(request.POST or None, initial=initial, bodies=(), seats=_seats(person))
    for fixed in ("body_id", "kind"):
        del form.fields[fixed]
    return _step(
        request,
        meeting,
        form,
        lambda: actions.edit_meeting(by=person, meeting_id=meeting.pk, **form.cleaned_data),
        Words("修改会议", f"{meeting}", "保存", "已保存。"),
    )


@require_http_methods(["GET", "POST"])
def attendance(request: HttpRequest, meeting_id: int) -> HttpResponse:
    person, meeting = _kept(request, meeting_id)
    rows = list(meeting.attendance.select_related("seat").prefetch_related("seat__terms"))
    seated = [row for row in rows if row.seat]
    form = forms.AttendanceForm(
        request.POST or None,
        rows=seated,
        names={row.pk: _named(row, meeting) for row in seated},
        initial={"others": "\n".join(row.name for row in rows if not row.seat)},
    )
    return _step(
        request,
        meeting,
        form,
        lambda: actions.note_attendance(
            by=person, meeting_id=meeting.pk, presence=form.presence(), others=form.named()
        ),
        Words("参会情况", f"{meeting}", "保存", "已登记参会情况。"),
    )


@require_http_methods(["GET", "POST"])
def new_item(request: HttpRequest, meeting_id: int) -> HttpResponse:
    person, meeting = _kept(request, meeting_id)
    form = forms.ItemForm(request.POST or None, request.FILES or None)
    return _step(
        request,
        meeting,
        form,
        lambda: actions.add_item(by=person, meeting_id=meeting.pk, **form.cleaned_data),
        Words("登记议题", f"{meeting}", "登记", "已登记议题。"),
    )


@require_http_methods(["GET", "POST"])
def new_decision(request: HttpRequest, meeting_id: int) -> HttpResponse:
    person, meeting = _kept(request, meeting_id)
    organisations = existing(
        Organisation.objects.filter(within("area_code", meeting.area_code)).order_by("area_code", "name"),
        timezone.localdate(),
    )
    form = forms.DecisionForm(request.POST or None, organisations=organisations, items=meeting.agenda.all())
    return _step(
        request,
        meeting,
        form,
        lambda: actions.add_decision(by=person, meeting_id=meeting.pk, **form.cleaned_data),
        Words("登记议定事项", f"{meeting}。纪要印发后交责任单位办理。", "登记", "已登记议定事项。"),
    )


@require_http_methods(["GET", "POST"])
def issue(request: HttpRequest, meeting_id: int) -> HttpResponse:
    person, meeting = _kept(request, meeting_id)
    form = django_forms.Form(request.POST if request.method == "POST" else None)
    return _step(
        request,
        meeting,
        form,
        lambda: actions.issue_minutes(by=person, meeting_id=meeting.pk),
        Words(
            "印发纪要",
            f"{meeting}的纪要将编号印发，议定事项随即交各责任单位；印发后会议的记录不能再改。",
            "印发",
            "已印发纪要。",
        ),
    )


@require_POST
def remove_item(request: HttpRequest, meeting_id: int, item_id: int) -> HttpResponse:
    person = viewer(request, MEETINGS)
    actions.remove_item(by=person, meeting_id=meeting_id, item_id=item_id)
    messages.success(request, "已删除议题。")
    return redirect("leadership:meeting", meeting_id)


@require_POST
def remove_decision(request: HttpRequest, meeting_id: int, decision_id: int) -> HttpResponse:
    person = viewer(request, MEETINGS)
    actions.remove_decision(by=person, meeting_id=meeting_id, decision_id=decision_id)
    messages.success(request, "已删除议定事项。")
    return redirect("leadership:meeting", meeting_id)


@require_safe
def minutes(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """The minutes as docx, in the layout of official documents."""
    person = viewer(request)
    rows = Meeting.objects.visible_to(person).select_related("body", "chair")
    meeting = one(rows, meeting_id, "会议")
    response = HttpResponse(minutes_docx(meeting), content_type=DOCX)
    name = quote(f"{meeting}纪要{meeting.number}.docx")
    response["Content-Disposition"] = f"attachment; filename=\"minutes.docx\"; filename*=UTF-8''{name}"
    return response


def _kept(request: HttpRequest, meeting_id: int) -> tuple[Person, Meeting]:
    """A meeting the person keeps the minutes of; an issued one has no forms any more."""
    person = viewer(request, MEETINGS)
    rows = Meeting.objects.visible_to(person, MEETINGS).select_related("body", "chair")
    meeting = one(rows, meeting_id, "会议")
    if meeting.issued_at is not None and request.method == "GET":
        raise Missing(f"纪要已以{meeting.number}印发，会议的记录不能再改。", pk=meeting_id)
    return person, meeting


def _step(
    request: HttpRequest, meeting: Meeting, form: django_forms.Form, act: Callable[[], object], words: Words
) -> HttpResponse:
    back = meeting_url(meeting)
    return form_page(request, form, act, words=words, back=back, crumbs=crumbs(meeting))


def _seats(person: Person) -> list[Seat]:
    """The seats that may chair: those of the bodies in reach that still stand."""
    mine = Body.objects.visible_to(person, MEETINGS).filter(valid_to=None)
    return list(Seat.objects.filter(body__in=mine).select_related("body").order_by("body__order", "order"))


def _register() -> Crumb:
    return Crumb("会议", reverse("leadership:meetings"))
