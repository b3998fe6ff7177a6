"""Zones from a GeoJSON file: polygons as they are, points with a radius as rings. All of them or none."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from sansan.errors import Conflict, Invalid
from sansan.permission import require
from sansan.places.actions import publish_zone
from sansan.places.coordinates import TO_WGS84
from sansan.places.geometry import BadGeometryError, boundary, ring
from sansan.places.models import Zone
from sansan.places.tables import normal_code, read_features
from sansan.trail.record import Actor


@dataclass(frozen=True)
class Published:
    """How many versions the import published, and how many zones were already so."""

    published: int
    same: int


@transaction.atomic
def import_zones(
    *, by: Actor, content: bytes, valid_from: dt.date, datum: str = "wgs84", dry_run: bool = False
) -> Published:
    """Publish every feature (properties kind, name, area_code, source; radius_m for a point) as from that day.

    With `dry_run` everything is done and undone. Raises Invalid whose `data["errors"]` names each bad feature.
    """
    require(by, "places.manage")
    features, errors = read_features(content)
    begun = Zone.objects.count()
    for number, feature in enumerate(features, start=1):
        properties = feature.get("properties") or {}
        try:
            with transaction.atomic():
                publish_zone(
                    by=by,
                    kind=str(properties.get("kind", "")),
                    name=str(properties.get("name", "")),
                    area_code=normal_code(str(properties.get("area_code", ""))),
                    geometry=_geometry(feature.get("geometry"), properties, datum),
                    valid_from=valid_from,
                    source=str(properties.get("source", ""))[:200],
                )
        except (Invalid, Conflict) as error:
            errors.append(f"第 {number} 个要素：{error.message}")
        except BadGeometryError as error:
            errors.append(f"第 {number} 个要素（{properties.get('name') or '无名'}）：{error}")
    if errors:
        listed = "\n".join(errors)
        raise Invalid(f"发现 {len(errors)} 处错误，未导入任何内容：\n{listed}", errors=errors)
    published = Zone.objects.count() - begun
    if dry_run:
        transaction.set_rollback(True)
    return Published(published, len(features) - published)


def _geometry(geometry: object, properties: Mapping[str, Any], datum: str) -> dict[str, Any]:
    if not isinstance(geometry, Mapping) or geometry.get("type") != "Point":
        return boundary(geometry, datum=datum)
    try:
        lon, lat = TO_WGS84[datum](*(float(part) for part in geometry["coordinates"][:2]))
        radius_m = float(properties["radius_m"])
    except (KeyError, TypeError, ValueError) as error:
        raise BadGeometryError("点须有坐标和半径 radius_m（米）") from error
    if not 0 < radius_m <= 50_000:
        raise BadGeometryError("半径 radius_m 应在 0 至 50000 米之间")
    return ring(lon, lat, radius_m)
