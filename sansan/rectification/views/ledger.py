"""The ledger: what the filter lets through, its numbers by state, its rows a page at a time."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from sansan.rectification.filters import LedgerFilter
from sansan.rectification.presentation.board import ledger_columns, sentence, stats
from sansan.rectification.presentation.frame import crumbs, tabs, task_url, viewer
from sansan.rectification.queries import LEDGER_ORDERS, ledger_rows, state_counts
from sansan.ui.filters import changed
from sansan.ui.keyset import keyset_page
from sansan.ui.parts import Tab
from sansan.ui.table import Table

PAGE_SIZE = 50
ORDER_LABELS = {"order": "按顺序", "deadline": "按期限", "updated": "按更新时间"}


@require_safe
def ledger(request: HttpRequest) -> HttpResponse:
    """Filters live in the address. The numbers leave the state out of account, so that each opens its rows."""
    person = viewer(request)
    today = timezone.localdate()
    form = LedgerFilter(request.GET, person=person)
    sort = request.GET.get("sort", "order")
    order = LEDGER_ORDERS.get(sort, LEDGER_ORDERS["order"])
    page = keyset_page(
        ledger_rows(form.apply(today)), order=order, size=PAGE_SIZE, cursor=request.GET.get("cursor")
    )
    numbers = state_counts(form.apply(today, without=("state",)), today)
    state = form.cleaned_data.get("state") or "total"
    context = {
        "today": today,
        "crumbs": crumbs(),
        "tabs": tabs("ledger"),
        "form": form,
        "stats": stats(numbers, request.GET, current=state),
        "sentence": sentence(numbers),
        "page": page,
        "shown": numbers[state],
        "sorts": [
            Tab(label, changed(request.GET, {"sort": name}), current=LEDGER_ORDERS[name] == order)
            for name, label in ORDER_LABELS.items()
        ],
        "table": Table(
            columns=ledger_columns(today, several_rounds=form.spans_rounds()),
            rows=page.rows,
            caption="整改台账",
            row_url=task_url,
            empty="没有符合条件的任务，请去掉一些条件再试",
            empty_url=reverse("rectification:ledger") if request.GET else "",
            empty_action="查看全部任务",
        ),
    }
    return render(request, "rectification/ledger.html", context)
