"""The trail as the audit administrator reads it."""

from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from sansan.errors import Invalid
from sansan.permission import require
from sansan.trail import areas
from sansan.trail.diff import changes
from sansan.trail.export import export as export_lines
from sansan.trail.forms import WINDOW, TrailFilter
from sansan.trail.models import Event, Head
from sansan.trail.target import field_label, value_label
from sansan.ui.listing import Listing, Order, list_page
from sansan.ui.parts import Crumb
from sansan.ui.table import Column, Table

PAGE = 50
COLUMNS = (
    Column("序号", "seq", link=True),
    Column("时间", "at", template="trail/cell_moment.html"),
    Column("人员", "actor_name"),
    Column("动作", "verb_label"),
    Column("对象", "target_label"),
    Column("区域", lambda event: areas.name(event.area_code), phone=False, key="area"),
    Column(
        "事由", lambda event: event.reason[:40], phone=False, key="reason", plain=lambda event: event.reason
    ),
    Column("请求编号", "request_id", optional=True),
)

CHANGES = (Column("项目", "field"), Column("变更前", "before"), Column("变更后", "after"))


@list_page("trail.events", "操作轨迹", "trail/events.html")
def events(request: HttpRequest) -> tuple[Listing, dict[str, Any]]:
    """The newest events first, narrowed by the filters in the address."""
    require(request.user, "trail.view")
    form = TrailFilter(request.GET)
    valid = form.is_valid()
    found = Event.objects.filter(form.condition(), form.recent()) if valid else Event.objects.none()
    empty = "没有符合条件的记录，请放宽筛选条件" if valid else "筛选条件有误，请改正后再查"
    listing = Listing(
        found,
        COLUMNS,
        {"newest": Order("", form.order())},
        form,
        row_url=lambda event: reverse("trail:event", args=[event.pk]),
        empty=empty,
        size=PAGE,
        export="trail.view",
    )
    return listing, {"head": Head.objects.filter(pk=1).first(), "window": WINDOW}


@require_safe
def event(request: HttpRequest, seq: int) -> HttpResponse:
    """One event: who, what, why, and what changed."""
    require(request.user, "trail.view")
    found = get_object_or_404(Event, pk=seq)
    facts = [
        ("对象", found.target_label),
        ("区域", areas.name(found.area_code)),
        ("事由", found.reason),
        ("请求编号", found.request_id),
    ]
    words = [partial(name, found.target_type) for name in (field_label, value_label)]
    rows = changes(found.before, found.after, *words)
    table = Table(CHANGES, rows, "变更前后", empty="这个动作没有改变任何项目的值")
    crumbs = [Crumb("操作轨迹", reverse("trail:events"))]
    context = {"event": found, "facts": facts, "table": table, "crumbs": crumbs}
    return render(request, "trail/event.html", context)


@require_POST
def export(request: HttpRequest) -> StreamingHttpResponse:
    """The filtered events as CSV; that they were taken is itself an event."""
    form = TrailFilter(request.GET)
    if not form.is_valid():
        raise Invalid("筛选条件有误，请改正后再导出")
    given = {name: str(value) for name, value in form.cleaned_data.items() if value}
    lines = export_lines(by=request.user, condition=form.condition(), filters=given)  # type: ignore[arg-type]
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="trail-{timezone.localdate():%Y%m%d}.csv"'
    return response
