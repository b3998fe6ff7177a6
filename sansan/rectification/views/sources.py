"""The text of a received report, a window of lines at a time: where a hit of the search leads."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from sansan.errors import Missing
from sansan.rectification.models import SourceDocument
from sansan.rectification.presentation.frame import crumbs, tabs, viewer
from sansan.rectification.querysets import VIEW
from sansan.ui.filters import changed
from sansan.ui.passage import Mark

WINDOW = 80
BEFORE = 12


@require_safe
def show(request: HttpRequest, source_id: int) -> HttpResponse:
    """For whoever sees the whole round; `line` is marked."""
    person = viewer(request)
    rows = SourceDocument.objects.visible_to(person, VIEW).select_related("round").defer("reading")
    source = rows.filter(pk=source_id).first()
    if source is None:
        raise Missing("未找到该报告，或不在您的权限范围内。", pk=source_id)
    lines = source.text.split("\n")
    given = request.GET.get("line", "")
    line = int(given) if given.isdecimal() and len(given) < 8 and 1 <= int(given) <= len(lines) else 0
    first = max(1, (line or 1) - BEFORE)
    shown = lines[first - 1 : first - 1 + WINDOW]
    at = sum(len(text) + 1 for text in lines[: first - 1])
    start = at + sum(len(text) + 1 for text in lines[first - 1 : line - 1]) if line else 0
    context = {
        "source": source,
        "crumbs": crumbs(source.round),
        "tabs": tabs("rounds"),
        "text": "\n".join(shown),
        "first_line": first,
        "first_char": at,
        "marks": [Mark(start, start + len(lines[line - 1]), "所查找的行")] if line else [],
        "number": len(lines),
        "previous": changed(request.GET, {"line": max(1, first - WINDOW + BEFORE)}) if first > 1 else "",
        "next": changed(request.GET, {"line": first + WINDOW + BEFORE})
        if first - 1 + WINDOW < len(lines)
        else "",
    }
    return render(request, "rectification/source.html", context)
