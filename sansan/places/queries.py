"""Reading places: names, the tree, and which zones a point lies in."""

import datetime as dt
from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db.models import Count, Q, QuerySet
from shapely.geometry import Point, shape

from sansan.config import config
from sansan.places.models import Area, Zone
from sansan.places.scope import at_level, within
from sansan.trail.request import remembered

if TYPE_CHECKING:  # the reader of reports is loaded only where a report is read
    from sansan.documents.places import Gazetteer

COUNTY, TOWNSHIP = 3, 4


def area_name(code: str) -> str:
    """The full name; a code nobody imported is shown as it is. One query a request for all but villages."""
    names = remembered("places.names", _names)
    if code not in names:
        names[code] = Area.objects.filter(code=code).values_list("name", flat=True).first() or code
    return names[code]


def _names() -> dict[str, str]:
    return dict(Area.objects.filter(level__lte=TOWNSHIP).values_list("code", "name"))


def children(code: str) -> QuerySet[Area]:
    """The areas directly below, by code; the functional areas of a city among its counties."""
    return Area.objects.filter(parent_code=code).order_by("code")


def county_of(code: str) -> str:
    """The county-level code a place belongs to, "" for a city or a province."""
    return at_level(code, COUNTY)


def counties(city_code: str, *, on: dt.date | None = None) -> QuerySet[Area]:
    """County-level areas of a city, functional areas last; with `on`, those in force that day."""
    found = Area.objects.filter(within("code", city_code), level=COUNTY).order_by("functional", "code")
    return found.filter(in_force(on)) if on else found


def townships_by_county(city_code: str) -> dict[str, int]:
    """County code → how many township-level units it has."""
    rows = Area.objects.filter(within("code", city_code), level=TOWNSHIP).values_list("parent_code")
    return dict(rows.annotate(count=Count("pk")).order_by("parent_code"))


def filter_choices() -> list[tuple[str, str]]:
    """(code, name) of the city's areas down to the county, for filters."""
    rows = Area.objects.filter(within("code", config().city_code), level__lte=COUNTY)
    return list(rows.order_by("functional", "code").values_list("code", "name"))


def in_force(on: dt.date) -> Q:
    """Rows whose validity covers the day; both ends count, an empty end is open."""
    begun = Q(valid_from=None) | Q(valid_from__lte=on)
    return begun & (Q(valid_to=None) | Q(valid_to__gte=on))


def zones_at(lon: float, lat: float, *, on: dt.date, kind: str | None = None) -> list[Zone]:
    """The zones in force that day which cover the point (WGS-84), the edge included."""
    near = Zone.objects.filter(in_force(on), west__lte=lon, east__gte=lon, south__lte=lat, north__gte=lat)
    if kind is not None:
        near = near.filter(kind=kind)
    return _covering(near, Point(lon, lat))


def _covering(zones: Iterable[Zone], point: Point) -> list[Zone]:
    return [zone for zone in zones if shape(zone.boundary).covers(point)]


def gazetteer() -> "Gazetteer":
    """Every place by name, for reading places out of text."""
    from sansan.documents.places import Gazetteer, PlaceRow

    rows = Area.objects.order_by("code").values_list("code", "name", "parent_code", "kind")
    return Gazetteer(
        PlaceRow(code, name, parent or None, kind) for code, name, parent, kind in rows.iterator()
    )
