"""留存期: what would be removed on a day, and removing what is due today."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from sansan.accountability import forms
from sansan.accountability.actions.retention import due, expired, remove_names
from sansan.accountability.models import Record
from sansan.accountability.presentation import crumbs, record_url, retention_columns, tabs
from sansan.accountability.querysets import HANDLE
from sansan.accountability.rules import rules
from sansan.accountability.views.reading import viewer
from sansan.ui.keyset import keyset_page
from sansan.ui.table import Table

PAGE_SIZE = 50


@require_safe
def retention(request: HttpRequest) -> HttpResponse:
    person, today = viewer(request, HANDLE), timezone.localdate()
    form = forms.RetentionForm(request.GET)
    on = (form.cleaned_data.get("on") if form.is_valid() else None) or today
    rows = Record.objects.visible_to(person, HANDLE)
    page = keyset_page(
        expired(rows, on).prefetch_related("subjects"),
        order=("removable_on", "pk"),
        size=PAGE_SIZE,
        cursor=request.GET.get("cursor"),
    )
    context = {
        "crumbs": crumbs()[:0],
        "tabs": tabs(person, "retention"),
        "form": form,
        "on": on,
        "today": today,
        "due_now": due(rows, today).count(),
        "page": page,
        "rules": rules(),
        "table": Table(
            retention_columns(on),
            page.rows,
            "到期的问责记录",
            row_url=record_url,
            empty="到这一天没有到期的记录。可以把日期改后，看以后会清除哪些。",
        ),
    }
    return render(request, "accountability/retention.html", context)


@require_POST
def remove(request: HttpRequest) -> HttpResponse:
    person = viewer(request, HANDLE)
    removed = remove_names(by=person, today=timezone.localdate())
    messages.success(
        request, f"已清除 {len(removed)} 件记录的姓名和材料。" if removed else "没有到期的记录。"
    )
    return redirect("accountability:retention")
