"""What asks for accountability: the list, one, and what is done with it."""

from typing import Any

from django import forms as django_forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from sansan.accountability import forms
from sansan.accountability.actions import leads as actions
from sansan.accountability.models import Lead
from sansan.accountability.presentation import crumbs, lead_list_columns, lead_url, tabs
from sansan.accountability.querysets import HANDLE
from sansan.accountability.views.reading import viewer
from sansan.errors import Missing
from sansan.people.access import may
from sansan.people.models import Person
from sansan.rectification.models import Task
from sansan.rectification.views.form_page import Words, form_page
from sansan.ui.listing import Listing, Order, list_page
from sansan.ui.parts import Crumb

PAGE_SIZE = 50
OPEN = (Lead.Decision.WAITING, Lead.Decision.RECEIVED)


@list_page("accountability.leads", "问责线索", "accountability/leads.html")
def leads(request: HttpRequest) -> tuple[Listing, dict[str, Any]]:
    person = viewer(request)
    form = forms.LeadFilter(request.GET)
    rows = Lead.objects.visible_to(person).select_related("instrument", "look_back", "task")
    wanted = form.cleaned_data["decision"] if form.is_valid() else ""
    if wanted:
        rows = rows.filter(decision__in=OPEN if wanted == "open" else (wanted,))
    listing = Listing(
        rows,
        lead_list_columns(),
        {
            "newest": Order("新送达在前", ("-arrived_at", "-pk")),
            "area": Order("按区域", ("area_code", "-pk")),
        },
        form,
        row_url=lead_url,
        empty="没有线索。问责建议发出、回头看发现虚假整改时，自动送到这里。",
        size=PAGE_SIZE,
        export=HANDLE,
        exported=lambda rows: rows.filter(pk__in=Lead.objects.visible_to(person, HANDLE).values("pk")),
    )
    return listing, {
        "tabs": tabs(person, "leads"),
        "waiting": Lead.objects.visible_to(person).filter(decision=Lead.Decision.WAITING).count(),
    }


@require_safe
def show(request: HttpRequest, lead_id: int) -> HttpResponse:
    person = viewer(request)
    lead = _lead(person, lead_id)
    context = {
        "crumbs": [*crumbs(), _list()],
        "tabs": tabs(person, "leads"),
        "today": timezone.localdate(),
        "lead": lead,
        "task_seen": Task.objects.visible_to(person).filter(pk=lead.task_id).exists(),
        "may_handle": may(person, HANDLE),
    }
    return render(request, "accountability/lead.html", context)


@require_http_methods(["GET", "POST"])
def receive(request: HttpRequest, lead_id: int) -> HttpResponse:
    person = viewer(request, HANDLE)
    lead = _lead(person, lead_id)
    form = django_forms.Form(request.POST if request.method == "POST" else None)
    return form_page(
        request,
        form,
        lambda: actions.receive_lead(by=person, lead_id=lead.pk),
        words=Words("接收线索", f"{lead.source}。接收后作出处理。", "接收", "已接收。"),
        back=lead_url(lead),
        crumbs=[*crumbs(), _list()],
    )


@require_http_methods(["GET", "POST"])
def decide(request: HttpRequest, lead_id: int) -> HttpResponse:
    person = viewer(request, HANDLE)
    lead = _lead(person, lead_id)
    form = forms.LeadForm(request.POST or None)
    return form_page(
        request,
        form,
        lambda: actions.decide_lead(by=person, lead_id=lead.pk, **form.cleaned_data),
        words=Words("处理线索", f"{lead.source}。立案后自动生成问责记录。", "确定", "已处理。"),
        back=lead_url(lead),
        crumbs=[*crumbs(), _list()],
    )


def _lead(person: Person, lead_id: int) -> Lead:
    rows = Lead.objects.visible_to(person).select_related(
        "instrument__organisation", "look_back", "task__round", "received_by", "decided_by", "record"
    )
    lead = rows.filter(pk=lead_id).first()
    if lead is None:
        raise Missing("未找到该线索，或不在您的权限范围内。", pk=lead_id)
    return lead


def _list() -> Crumb:
    return Crumb("线索", reverse("accountability:leads"))
