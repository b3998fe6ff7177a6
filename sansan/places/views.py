"""The tree of areas, the zones, and the boundaries other pages draw."""

import json
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import conditional_page, require_safe

from sansan.config import config
from sansan.permission import require
from sansan.places import scope
from sansan.places.forms import AreaFilter, ZoneFilter
from sansan.places.models import Area, Zone
from sansan.places.queries import area_name, children, counties, in_force, townships_by_county
from sansan.places.sketch import Piece, Sketch, draw
from sansan.places.zone_kinds import zone_kinds
from sansan.ui.choropleth import Choropleth, MapArea
from sansan.ui.listing import Listing, Order, list_page
from sansan.ui.parts import Crumb, Tab
from sansan.ui.table import Column, Table

PAGE = 50
MANAGE = "places.manage"
_SKETCH = "边界为示意图，不作为权属和勘界依据"
AREA_COLUMNS = (
    Column("名称", "name", link=True),
    Column("简称", "short_name", phone=False),
    Column("代码", "code"),
    Column("类别", "kind"),
    Column(
        "所在县区",
        lambda area: area_name(area.host_code) if area.host_code else None,
        phone=False,
        key="host",
    ),
    Column("停用日期", "valid_to", kind="date", phone=False),
    Column("启用日期", "valid_from", kind="date", optional=True),
    Column("依据", "source", optional=True),
)
ZONE_COLUMNS = (
    Column("名称", "name", link=True),
    Column("类别", lambda zone: _kind_label(zone.kind), key="kind"),
    Column("版本", "version", kind="number", phone=False),
    Column("所属区域", lambda zone: area_name(zone.area_code), key="area"),
    Column("启用日期", "valid_from", kind="date"),
    Column("停用日期", "valid_to", kind="date"),
)
ZONE_LIST_COLUMNS = (
    *ZONE_COLUMNS,
    Column("面积", "area_km2", kind="number", unit="km²", optional=True),
    Column("依据", "source", optional=True),
)


@list_page("places.areas", "行政区划", "places/areas.html")
def areas(request: HttpRequest, code: str = "") -> tuple[Listing, dict[str, Any]]:
    """One area and those directly below it; a search looks through everything below."""
    require(request.user, MANAGE)
    area = get_object_or_404(Area, pk=code or config().city_code)
    form = AreaFilter(request.GET)
    wanted = form.cleaned_data["q"] if form.is_valid() else ""
    found = children(area.code)
    if wanted:
        below = Area.objects.filter(scope.within("code", area.code))
        found = below.filter(Q(name__icontains=wanted) | Q(code__startswith=wanted.upper()))
    listing = Listing(
        found,
        AREA_COLUMNS,
        {"code": Order("按代码", ("code",)), "name": Order("按名称", ("name",))},
        form,
        row_url=_area_url,
        empty="没有下级区域",
        size=PAGE,
        export=MANAGE,
    )
    return listing, {
        "area": area,
        "crumbs": _crumbs(area),
        "tabs": _tabs("areas"),
        "facts": _facts(area),
        "map": _county_map(area) if area.level == 2 and not wanted else None,
    }


def _area_url(area: Area) -> str:
    return reverse("places:area", args=[area.code])


def _crumbs(area: Area) -> list[Crumb]:
    above = [area.code[:length] for length in scope.LENGTH_OF_LEVEL.values() if length < len(area.code)]
    below_city = [code for code in above if len(code) >= len(config().city_code)]
    return [Crumb(area_name(code), reverse("places:area", args=[code])) for code in below_city]


def _facts(area: Area) -> list[tuple[str, Any]]:
    position = f"{area.lon:.6f}，{area.lat:.6f}（WGS-84）" if area.lon is not None else ""
    host = area_name(area.host_code) if area.host_code else ""
    rows = [
        ("代码", area.code),
        ("类别", area.kind),
        ("所在县区", host),
        ("中心点", position),
        ("依据", area.source),
    ]
    return [(term, value) for term, value in rows if value]


def _county_map(city: Area) -> Choropleth:
    """The counties with the number of their townships; functional areas have no boundary and stand in the list."""
    counted = townships_by_county(city.code)
    shown = [
        MapArea(area.code, area.short_name, counted.get(area.code, 0), area.boundary, _area_url(area))
        for area in counties(city.code, on=timezone.localdate())
    ]
    return Choropleth(f"{city.name}各县区的乡级单位数", "个", shown, "区划代码表", "乡级单位")


def _kind_label(code: str) -> str:
    kind = zone_kinds().get(code)
    return kind.label if kind else code


def _tabs(current: str) -> list[Tab]:
    words = {"areas": "行政区划", "zones": "管控区"}
    return [Tab(label, reverse(f"places:{name}"), current=name == current) for name, label in words.items()]


@list_page("places.zones", "管控区", "places/zones.html")
def zones(request: HttpRequest) -> tuple[Listing, dict[str, Any]]:
    """The zones in force today; ended versions on request."""
    require(request.user, MANAGE)
    form = ZoneFilter(request.GET)
    wanted = form.cleaned_data if form.is_valid() else {}
    found = Zone.objects.all()
    if wanted.get("kind"):
        found = found.filter(kind=wanted["kind"])
    if not wanted.get("ended"):
        found = found.filter(in_force(timezone.localdate()))
    listing = Listing(
        found,
        ZONE_LIST_COLUMNS,
        {
            "kind": Order("按类别", ("kind", "area_code", "name", "-version")),
            "newest": Order("新启用在前", ("-valid_from",)),
        },
        form,
        row_url=lambda zone: reverse("places:zone", args=[zone.pk]),
        empty="没有管控区；用 sansan places import-zones 导入",
        size=PAGE,
        export=MANAGE,
    )
    return listing, {"tabs": _tabs("zones"), "of_page": lambda shown: {"sketch": _sketch(shown, [])}}


@require_safe
def zone(request: HttpRequest, pk: int) -> HttpResponse:
    """One version of a zone on the map, and its other versions."""
    require(request.user, MANAGE)
    found = get_object_or_404(Zone, pk=pk)
    kind = zone_kinds().get(found.kind)
    rows = [
        ("类别", _kind_label(found.kind)),
        ("要求", kind.description if kind else ""),
        ("所属区域", area_name(found.area_code)),
        ("启用日期", found.valid_from.isoformat()),
        ("停用日期", found.valid_to.isoformat() if found.valid_to else "执行中"),
        ("面积", f"{found.area_km2:g} km²"),
        ("依据", found.source),
    ]
    others = Zone.objects.filter(in_force(timezone.localdate()), area_code=found.area_code).exclude(
        name=found.name
    )
    versions = Zone.objects.filter(kind=found.kind, area_code=found.area_code, name=found.name).defer(
        "boundary"
    )
    table = Table(
        ZONE_COLUMNS,
        versions.order_by("-version"),
        "各版本",
        row_url=lambda z: reverse("places:zone", args=[z.pk]),
    )
    context = {
        "zone": found,
        "facts": rows,
        "table": table,
        "sketch": _sketch([found], list(others)),
        "crumbs": [Crumb("管控区", reverse("places:zones"))],
    }
    return render(request, "places/zone.html", context)


def _sketch(chosen: list[Zone], others: list[Zone]) -> Sketch | None:
    """The zones over the county outlines; an outline gives the place, a dashed line another zone in force."""
    pieces = [Piece(zone.name, zone.boundary) for zone in chosen]
    pieces += [Piece(zone.name, zone.boundary, chosen=False) for zone in others]
    outlines = counties(config().city_code).exclude(boundary=None).values_list("boundary", flat=True)
    return draw(pieces, [boundary for boundary in outlines if boundary])


@require_safe
@conditional_page
def county_boundaries(request: HttpRequest) -> HttpResponse:
    """GeoJSON of the city's county-level areas, for everyone who is logged in; functional areas have no geometry."""
    features = [
        {
            "type": "Feature",
            "id": area.code,
            "properties": {"code": area.code, "name": area.name, "short_name": area.short_name},
            "geometry": area.boundary,
        }
        for area in counties(config().city_code, on=timezone.localdate())
    ]
    content = {"type": "FeatureCollection", "note": _SKETCH, "features": features}
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return HttpResponse(text, content_type="application/geo+json")
