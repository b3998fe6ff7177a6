"""Leading bodies: the list, one with its history, and what is done with seats and terms."""

import datetime as dt
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from sansan.leadership import forms
from sansan.leadership.actions import bodies as actions
from sansan.leadership.actions import charges
from sansan.leadership.models import Body, Charge, Seat, Term
from sansan.leadership.presentation import (
    body_columns,
    body_moments,
    body_url,
    chaired,
    crumbs,
    seat_rows,
    signed,
    tabs,
)
from sansan.leadership.querysets import MANAGE, VIEW
from sansan.leadership.terms import holder
from sansan.leadership.views.reading import one, viewer
from sansan.people.access import grants
from sansan.people.models import Organisation, Person
from sansan.people.queries import existing, persons_reached
from sansan.places.queries import area_name, counties
from sansan.places.scope import contains
from sansan.rectification.models import Task
from sansan.rectification.presentation.frame import crumbs as task_crumbs
from sansan.rectification.presentation.frame import task_url
from sansan.rectification.views.form_page import Words, form_page
from sansan.ui.listing import Listing, Order, list_page

PAGE_SIZE = 50
HEADS = 4
RECENT = 10


@list_page("leadership.bodies", "领导机构", "leadership/bodies.html")
def bodies(request: HttpRequest) -> tuple[Listing, dict[str, Any]]:
    """The bodies that stood on a day, with their heads on that day."""
    person = viewer(request)
    form = forms.BodyFilter(request.GET)
    day = forms.day_of(form)
    rows = Body.objects.visible_to(person).filter(valid_from__lte=day)
    rows = rows.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=day))
    if form.is_valid() and form.cleaned_data["kind"]:
        rows = rows.filter(kind=form.cleaned_data["kind"])
    listing = Listing(
        rows.select_related("parent", "organisation").prefetch_related("seats__terms"),
        body_columns(day),
        {"order": Order("", ("area_code", "order"))},
        form,
        size=PAGE_SIZE,
        cards=True,
        export=VIEW,
    )
    return listing, {
        "tabs": tabs("bodies"),
        "as_of": day,
        "today": timezone.localdate(),
        "number": rows.count(),  # of an area's bodies: dozens
        "of_page": lambda shown: {"bodies": [(body, *_heads(body, day)) for body in shown]},
        "may_manage": bool(grants(person, MANAGE)),
    }


def _heads(body: Body, day: dt.date) -> tuple[list[tuple[str, Term | None]], int]:
    seats = list(body.seats.all())
    return [(seat.title, holder(seat.terms.all(), day)) for seat in seats[:HEADS]], max(0, len(seats) - HEADS)


@require_safe
def show(request: HttpRequest, body_id: int) -> HttpResponse:
    """One body: its seats as they stood on a day, and all that changed since it was founded."""
    person = viewer(request)
    body = one(Body.objects.visible_to(person).select_related("parent", "organisation"), body_id, "领导机构")
    form = forms.AsOf(request.GET)
    day = forms.day_of(form)
    rows = seat_rows(body, day)
    charged = (
        Charge.objects.filter(seat__body=body, task__in=Task.objects.visible_to(person), ends_on=None)
        .select_related("task__round", "seat")
        .order_by("task__round", "task__order")
    )
    context = {
        "crumbs": crumbs(),
        "tabs": tabs("bodies"),
        "form": form,
        "as_of": day,
        "today": timezone.localdate(),
        "body": body,
        "area": area_name(body.area_code),
        "rows": rows,
        "moments": body_moments(body, rows),
        "meetings": chaired(person, body, RECENT),
        "papers": signed(person, rows, RECENT),
        "charges": list(charged),
        "may_manage": body.valid_to is None
        and Body.objects.visible_to(person, MANAGE).filter(pk=body.pk).exists(),
    }
    return render(request, "leadership/body.html", context)


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    person = viewer(request, MANAGE)
    mine = Body.objects.visible_to(person, MANAGE).filter(valid_to=None)
    form = forms.BodyForm(
        request.POST or None,
        areas=_areas(person),
        parents=[(body.pk, body.name) for body in mine],
        organisations=_organisations(person),
    )
    made: list[Body] = []

    def act() -> None:
        made.append(actions.found_body(by=person, given=actions.NewBody(**form.cleaned_data)))

    words = Words(
        "登记领导机构", "领导小组、工作组、专班和办公室，照成立文件登记。", "登记", "已登记，请接着设席位。"
    )
    back = reverse("leadership:bodies")
    response = form_page(request, form, act, words=words, back=back, crumbs=crumbs())
    if made:
        response["Location"] = body_url(made[0])
    return response


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, body_id: int) -> HttpResponse:
    person, body = _managed(request, body_id)
    initial = {"name": body.name, "founded_by": body.founded_by, "duties": body.duties}
    form = forms.BodyEditForm(request.POST or None, initial=initial)
    return form_page(
        request,
        form,
        lambda: actions.edit_body(by=person, body_id=body.pk, **form.cleaned_data),
        words=Words("修改领导机构", f"{body}；任期不在这里改。", "保存", "已保存。"),
        back=body_url(body),
        crumbs=crumbs(body),
    )


@require_http_methods(["GET", "POST"])
def dissolve(request: HttpRequest, body_id: int) -> HttpResponse:
    person, body = _managed(request, body_id)
    form = forms.DissolveForm(request.POST or None)
    return form_page(
        request,
        form,
        lambda: actions.dissolve_body(by=person, body_id=body.pk, **form.cleaned_data),
        words=Words(
            "撤销领导机构",
            f"{body}的现任任期和责任一并终止；以前的记录不变。",
            "撤销",
            "已撤销。",
            tone="danger",
        ),
        back=body_url(body),
        crumbs=crumbs(body),
    )


@require_http_methods(["GET", "POST"])
def new_seat(request: HttpRequest, body_id: int) -> HttpResponse:
    person, body = _managed(request, body_id)
    form = forms.SeatForm(request.POST or None)
    return form_page(
        request,
        form,
        lambda: actions.add_seat(by=person, body_id=body.pk, **form.cleaned_data),
        words=Words("设立席位", f"{body}。记录记在席位上，换人以后各归各的任期。", "设立", "已设立席位。"),
        back=body_url(body),
        crumbs=crumbs(body),
    )


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, seat_id: int) -> HttpResponse:
    """换届、调整, in one step."""
    person, seat = _seat(request, seat_id)
    form = forms.HolderForm(
        request.POST or None,
        persons=persons_reached(grants(person, MANAGE)).filter(is_active=True).order_by("name", "pk"),
    )
    old = seat.terms.filter(ends_on=None).first()
    says = (
        f"{seat.body}{seat.title}，现任{old}，自 {old.starts_on} 起。"
        if old
        else f"{seat.body}{seat.title}，目前空缺。"
    )

    def act() -> None:
        given = form.cleaned_data
        holder_ = actions.Holder(name=given["name"], post=given["post"], person=given["person"])
        actions.change_holder(
            by=person,
            seat_id=seat.pk,
            holder=holder_,
            on=given["on"],
            document_number=given["document_number"],
        )

    return form_page(
        request,
        form,
        act,
        words=Words(
            "换届调整", f"{says}原任期到新任前一天为止，以前的记录仍在原任名下。", "确认调整", "已调整。"
        ),
        back=body_url(seat.body),
        crumbs=crumbs(seat.body),
    )


@require_http_methods(["GET", "POST"])
def vacate(request: HttpRequest, seat_id: int) -> HttpResponse:
    person, seat = _seat(request, seat_id)
    form = forms.VacateForm(request.POST or None)
    return form_page(
        request,
        form,
        lambda: actions.vacate(by=person, seat_id=seat.pk, **form.cleaned_data),
        words=Words("卸任", f"{seat.body}{seat.title}。卸任后席位空缺，待新任。", "卸任", "已登记卸任。"),
        back=body_url(seat.body),
        crumbs=crumbs(seat.body),
    )


@require_http_methods(["GET", "POST"])
def correct(request: HttpRequest, term_id: int) -> HttpResponse:
    person = viewer(request, MANAGE)
    mine = Body.objects.visible_to(person, MANAGE)
    term = one(Term.objects.filter(seat__body__in=mine).select_related("seat__body"), term_id, "任期")
    form = forms.TermForm(request.POST or None, initial={"name": term.name, "post": term.post})
    return form_page(
        request,
        form,
        lambda: actions.correct_term(by=person, term_id=term.pk, **form.cleaned_data),
        words=Words(
            "更正任职信息",
            f"{term.seat.body}{term.seat.title}。只更正姓名和职务的笔误，起止日期不改。",
            "更正",
            "已更正。",
        ),
        back=body_url(term.seat.body),
        crumbs=crumbs(term.seat.body),
    )


@require_http_methods(["GET", "POST"])
def new_charge(request: HttpRequest, task_id: int) -> HttpResponse:
    """A leader for a task."""
    person = viewer(request, MANAGE)
    task = one(Task.objects.visible_to(person).select_related("round"), task_id, "整改任务")
    mine = Body.objects.visible_to(person, MANAGE).filter(valid_to=None)
    seats = Seat.objects.filter(body__in=mine).select_related("body").order_by("body__order", "order")
    form = forms.ChargeForm(request.POST or None, seats=seats)
    return form_page(
        request,
        form,
        lambda: charges.charge(by=person, task_id=task.pk, **form.cleaned_data),
        words=Words(
            "确定责任领导", f"{task}。责任记在席位上，换届后由新任接续。", "确定", "已确定责任领导。"
        ),
        back=task_url(task),
        crumbs=task_crumbs(task.round, task),
    )


@require_http_methods(["GET", "POST"])
def end_charge(request: HttpRequest, charge_id: int) -> HttpResponse:
    person = viewer(request, MANAGE)
    rows = Charge.objects.filter(
        seat__body__in=Body.objects.visible_to(person, MANAGE), task__in=Task.objects.visible_to(person)
    )
    given = one(rows.select_related("task__round", "seat__body"), charge_id, "责任领导")
    form = forms.EndForm(request.POST or None)
    return form_page(
        request,
        form,
        lambda: charges.end_charge(by=person, charge_id=given.pk, **form.cleaned_data),
        words=Words("终止责任", f"{given}，{given.task}。以前的责任不变。", "终止", "已终止。"),
        back=task_url(given.task),
        crumbs=task_crumbs(given.task.round, given.task),
    )


def _managed(request: HttpRequest, body_id: int) -> tuple[Person, Body]:
    person = viewer(request, MANAGE)
    return person, one(Body.objects.visible_to(person, MANAGE), body_id, "领导机构")


def _seat(request: HttpRequest, seat_id: int) -> tuple[Person, Seat]:
    person = viewer(request, MANAGE)
    mine = Seat.objects.filter(body__in=Body.objects.visible_to(person, MANAGE))
    return person, one(mine.select_related("body"), seat_id, "席位")


def _areas(person: Person) -> list[tuple[object, str]]:
    """The areas of the person's grants and, of a city, its counties."""
    codes = list(dict.fromkeys(grant.area_code for grant in grants(person, MANAGE) if grant.area_code))
    found: list[tuple[object, str]] = [(code, area_name(code)) for code in codes]
    for code in codes:
        if len(code) == 4:
            found += [
                (area.code, area.name) for area in counties(code).defer("boundary") if area.code not in codes
            ]
    return found


def _organisations(person: Person) -> list[Organisation]:
    areas = [grant.area_code for grant in grants(person, MANAGE)]
    rows = existing(Organisation.objects.order_by("area_code", "name"), timezone.localdate())
    return [row for row in rows if any(contains(area, row.area_code) for area in areas)]
