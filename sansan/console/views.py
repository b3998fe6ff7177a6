"""What a person sees first: what waits for him."""

from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from sansan.console.work import heaps, months
from sansan.people.access import may, scope_label
from sansan.people.models import Person
from sansan.rectification import queries
from sansan.rectification.queries_plan import plan_work
from sansan.rectification.querysets import VIEW
from sansan.ui import navigation

FINDINGS = 5
SOURCES = 8
REQUESTS = 10


@require_safe
def today(request: HttpRequest) -> HttpResponse:
    """Today's work. Whoever sees no business data finds the rooms that are his instead."""
    person = cast("Person", request.user)
    day = timezone.localdate()
    context: dict[str, Any] = {"today": day, "scope": scope_label(person)}
    if not may(person, VIEW):
        rooms = [link for link in navigation.rooms(request) if not link.current]
        return render(request, "console/own_rooms.html", context | {"rooms": rooms})
    findings = queries.open_findings(person)
    piles = heaps(person, day)
    plans = plan_work(person, day)
    asked = list(queries.waiting_requests(person)[:REQUESTS])
    context |= {
        "months": months(person, day),
        "heaps": piles,
        "plans": plans,
        "requests": asked,
        "pressing": {heap.key: heap.number for heap in piles},
        "sources": list(queries.waiting_sources(person)[:SOURCES]),
        "findings": list(findings.select_related("task", "round").order_by("-pk")[:FINDINGS]),
        "open_findings": findings.count(),
    }
    return render(request, "console/today.html", context)
