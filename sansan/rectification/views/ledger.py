"""The ledger: what the filter lets through, its numbers by state, its rows a page at a time."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from sansan.rectification.actions.exports import EXPORT
from sansan.rectification.filters import LedgerFilter
from sansan.rectification.models import Task
from sansan.rectification.presentation.board import ledger_columns, sentence, stats
from sansan.rectification.presentation.frame import crumbs, tabs, task_url, viewer
from sansan.rectification.queries import LEDGER_ORDERS, ledger_rows, state_counts
from sansan.ui.listing import Listing, list_page

PAGE_SIZE = 50


@list_page("rectification.ledger", "整改台账", "rectification/ledger.html")
def ledger(request: HttpRequest) -> tuple[Listing, dict[str, Any]]:
    """Filters live in the address. The numbers leave the state out of account, so that each opens its rows."""
    person = viewer(request)
    today = timezone.localdate()
    form = LedgerFilter(request.GET, person=person)
    rows = ledger_rows(form.apply(today))
    numbers = state_counts(form.apply(today, without=("state",)), today)
    state = form.cleaned_data.get("state") or "total"
    listing = Listing(
        rows,
        ledger_columns(today, several_rounds=form.spans_rounds()),
        LEDGER_ORDERS,
        form,
        row_url=task_url,
        empty="没有符合条件的任务，请去掉一些条件再试",
        empty_url=f"{reverse('rectification:ledger')}?view=none" if request.GET else "",
        empty_action="查看全部任务",
        size=PAGE_SIZE,
        export=EXPORT,
        exported=lambda rows: rows.filter(pk__in=Task.objects.visible_to(person, EXPORT).values("pk")),
    )
    return listing, {
        "today": today,
        "crumbs": crumbs(),
        "tabs": tabs("ledger"),
        "stats": stats(numbers, request.GET, current=state),
        "sentence": sentence(numbers),
        "shown": numbers[state],
    }
