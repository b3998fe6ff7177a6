"""Boundaries as GeoJSON geometries: read, checked, converted. Pure."""

from collections.abc import Callable, Mapping
from math import cos, radians
from typing import Any

from shapely import transform
from shapely.errors import ShapelyError
from shapely.geometry import Point as ShapelyPoint
from shapely.geometry import Polygon, mapping, shape
from shapely.geometry.base import BaseGeometry
from shapely.validation import explain_validity

from sansan.places.coordinates import EARTH_RADIUS_M, TO_WGS84, Point, destination, in_china

RING_CORNERS = 180
"""Corners of a circle: at 1000 m no chord is more than 0.2 m inside it."""
_NESTING = {"Polygon": 2, "MultiPolygon": 3}
"""How deep the positions lie."""
_DECIMALS = 6
"""0.1 m: finer than any boundary is known."""


class BadGeometryError(ValueError):
    """What is wrong with a geometry, in Chinese."""


def boundary(geometry: object, *, datum: str = "wgs84") -> dict[str, Any]:
    """A Polygon or MultiPolygon in WGS-84, or BadGeometryError.

    `datum` is a key of `coordinates.TO_WGS84`.
    """
    if not isinstance(geometry, Mapping) or str(geometry.get("type")) not in _NESTING:
        raise BadGeometryError("应为面（Polygon 或 MultiPolygon）")
    try:
        converted = _converted(geometry["coordinates"], _NESTING[geometry["type"]], TO_WGS84[datum])
        found = shape({"type": geometry["type"], "coordinates": converted})
        problem = "" if found.is_valid else explain_validity(found)
    except (ShapelyError, KeyError, TypeError, ValueError, IndexError, AttributeError) as error:
        raise BadGeometryError("坐标结构有误") from error
    if found.is_empty:
        raise BadGeometryError("没有坐标")
    if problem:
        raise BadGeometryError(f"面不合法（{problem}）")
    west, south, east, north = found.bounds
    if not (in_china(west, south) and in_china(east, north)):
        raise BadGeometryError("坐标超出国界范围，请核对经纬度顺序和坐标系")
    return {"type": str(geometry["type"]), "coordinates": converted}


def _converted(coordinates: Any, depth: int, convert: Callable[[float, float], Point]) -> Any:
    """The same nesting with every position converted and rounded; heights are dropped."""
    if not isinstance(coordinates, list | tuple):
        raise TypeError("coordinates are nested lists")
    if depth > 0:
        return [_converted(part, depth - 1, convert) for part in coordinates]
    lon, lat = convert(float(coordinates[0]), float(coordinates[1]))
    return [round(lon, _DECIMALS), round(lat, _DECIMALS)]


def ring(lon: float, lat: float, radius_m: float) -> dict[str, Any]:
    """A circle on the ground around a point (WGS-84), as a Polygon."""
    corners = [destination(lon, lat, 360 * step / RING_CORNERS, radius_m) for step in range(RING_CORNERS)]
    return dict(mapping(Polygon([(round(x, 7), round(y, 7)) for x, y in corners])))


def edges(geometry: Mapping[str, Any]) -> tuple[float, float, float, float]:
    """West, south, east, north of a boundary."""
    found: BaseGeometry = shape(dict(geometry))
    west, south, east, north = found.bounds
    return west, south, east, north


def area_m2(geometry: Mapping[str, Any]) -> float:
    """The area on the ground [m²]: the sinusoidal projection keeps areas, on the sphere of `distance_m`."""

    def project(position: Any) -> tuple[float, float]:
        phi = radians(position[1])
        return EARTH_RADIUS_M * radians(position[0]) * cos(phi), EARTH_RADIUS_M * phi

    polygons = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    flat = [[[project(position) for position in ring] for ring in polygon] for polygon in polygons]
    return sum(Polygon(rings[0], rings[1:]).area for rings in flat)


def metres_outside(geometry: Mapping[str, Any], lon: float, lat: float) -> float:
    """How far a point (WGS-84) lies outside a boundary [m]; 0 inside and on the edge.

    Measured in a plane that touches the sphere at the point: within 1 % up to some hundred kilometres.
    """
    found: BaseGeometry = shape(dict(geometry))
    if found.covers(ShapelyPoint(lon, lat)):
        return 0.0
    east = EARTH_RADIUS_M * radians(1) * cos(radians(lat))
    north = EARTH_RADIUS_M * radians(1)
    flat = transform(found, lambda positions: (positions - (lon, lat)) * (east, north))
    return float(flat.distance(ShapelyPoint(0, 0)))
