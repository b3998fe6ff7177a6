"""Policy documents: what they are, whether they are in force, which tasks rest on them."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.db.models import Prefetch, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from sansan.errors import Missing
from sansan.people.access import may
from sansan.rectification.actions.exports import EXPORT
from sansan.rectification.actions.upkeep import save_policy
from sansan.rectification.forms import PolicyForm, PolicySearch
from sansan.rectification.models import Citation, PolicyDocument, Task
from sansan.rectification.presentation.frame import crumbs, tabs, viewer
from sansan.rectification.views.forming import carried_out, status_of
from sansan.ui.listing import Listing, Order, list_page
from sansan.ui.parts import Crumb
from sansan.ui.table import Column

PAGE_SIZE = 50
INTAKE = "rectification.intake"
COLUMNS = (
    Column("名称", "title"),
    Column("文号", "number"),
    Column("发文机关", "issuer"),
    Column("发文日期", "issued_on", kind="date"),
    Column("施行日期", "valid_from", kind="date"),
    Column("失效日期", "valid_to", kind="date"),
    Column(
        "引用任务",
        lambda p: len({c.task_id for c in p.seen_citations}),
        kind="number",
        unit="项",
        key="cited",
    ),
)
"""What a sheet of documents holds; the page shows each as a card. Of the citing tasks those the viewer may see."""
FIELDS = tuple(PolicyForm.base_fields)


@list_page("rectification.policies", "政策文件", "rectification/policies.html")
def policies(request: HttpRequest) -> tuple[Listing, dict[str, Any]]:
    """The documents with the citing tasks the viewer may see."""
    person, today = viewer(request), timezone.localdate()
    form = PolicySearch(request.GET)
    citing = Citation.objects.filter(task__in=Task.objects.visible_to(person)).select_related("task")
    rows = _found(form, today)
    listing = Listing(
        rows.prefetch_related(
            Prefetch("citations", citing.order_by("task__round", "task__order"), to_attr="seen_citations")
        ),
        COLUMNS,
        {"title": Order("按名称", ("title", "number")), "newest": Order("新发文在前", ("-issued_on",))},
        form,
        size=PAGE_SIZE,
        cards=True,
        export=EXPORT,
    )
    return listing, {
        "today": today,
        "tabs": tabs("policies"),
        "crumbs": crumbs(),
        "total": rows.count(),
        "may_change": may(person, INTAKE),
    }


@require_http_methods(["GET", "POST"])
def policy(request: HttpRequest, policy_id: int | None = None) -> HttpResponse:
    """Register a document, or correct one."""
    person = viewer(request, INTAKE)
    document = PolicyDocument.objects.filter(pk=policy_id).first() if policy_id else None
    if policy_id and document is None:
        raise Missing("未找到该文件。", pk=policy_id)
    initial = {name: getattr(document, name) for name in FIELDS} if document else {}
    form = PolicyForm(request.POST or None, initial=initial)
    if request.method == "POST" and carried_out(
        form, lambda: save_policy(by=person, policy_id=policy_id, **form.cleaned_data)
    ):
        messages.success(request, "已保存政策文件。")
        return redirect("rectification:policies")
    context = {
        "form": form,
        "document": document,
        "crumbs": [*crumbs(), Crumb("政策文件", reverse("rectification:policies"))],
    }
    return render(request, "rectification/policy.html", context, status=status_of(form))


def _found(form: PolicySearch, today: dt.date) -> QuerySet[PolicyDocument]:
    form.is_valid()
    rows = PolicyDocument.objects.all()
    text = form.cleaned_data.get("q", "")
    if text:
        rows = rows.filter(Q(title__icontains=text) | Q(number__icontains=text) | Q(issuer__icontains=text))
    match form.cleaned_data.get("valid", ""):
        case "expired":
            return rows.filter(valid_to__lt=today)
        case "in_force":
            return rows.filter(Q(valid_to=None) | Q(valid_to__gte=today))
    return rows
