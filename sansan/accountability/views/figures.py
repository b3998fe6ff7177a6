"""Statistics for those who may know numbers; the rows behind them only for those who may read records."""

from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from sansan.accountability.actions.statistics import export_statistics
from sansan.accountability.presentation import crumbs, lines_of, tabs
from sansan.accountability.querysets import STATISTICS, VIEW
from sansan.accountability.rules import rules
from sansan.accountability.statistics import statistics as counted
from sansan.accountability.views.reading import viewer
from sansan.config import config
from sansan.people.access import grants
from sansan.places.queries import area_name
from sansan.places.scope import contains
from sansan.rectification.views.exports import DOCX


@require_safe
def statistics(request: HttpRequest) -> HttpResponse:
    person = viewer(request, STATISTICS)
    code = (grants(person, STATISTICS)[0].area_code or config().city_code)[:4]
    found = counted(code, timezone.localdate())
    # The city's table unmasked only for whoever may open every record behind it.
    opened = any(contains(grant.area_code, code) for grant in grants(person, VIEW))
    context = {
        "crumbs": crumbs()[:0],
        "tabs": tabs(person, "statistics"),
        "found": found,
        "total": found.persons if opened else found.shown_total,
        "opened": opened,
        "city": area_name(code),
        "tables": [(table, lines_of(table, until=found.as_of, opened=opened)) for table in found.tables],
        "rules": rules(),
    }
    return render(request, "accountability/statistics.html", context)


@require_POST
def export(request: HttpRequest) -> HttpResponse:
    person = viewer(request, STATISTICS)
    response = HttpResponse(export_statistics(by=person), content_type=DOCX)
    name = quote(f"问责情况统计-{timezone.localdate()}.docx")
    response["Content-Disposition"] = f"attachment; filename=\"statistics.docx\"; filename*=UTF-8''{name}"
    return response
