"""Areas and their numbers as an SVG map. Pure: GeoJSON geometries in, path data out.

Drawn by the server so that it stands without JavaScript and on paper. The projection is equirectangular about the
middle latitude: over one city it differs from a conformal one by less than a line's width.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import shapely
from shapely.affinity import affine_transform
from shapely.geometry import MultiPolygon, Polygon, shape
from shapely.geometry.base import BaseGeometry

WIDTH = 640.0
MARGIN = 10.0
CLASSES = 5
TOLERANCE_PX = 0.7  # bends smaller than this are straightened: nobody sees them, everybody loads them
LINE_PX = 17  # from the name to the number under it


@dataclass(frozen=True)
class MapArea:
    """One area: its number (None = no data), its boundary (GeoJSON Polygon or MultiPolygon) and its rows' address."""

    code: str
    name: str
    value: int | float | None
    geometry: Mapping[str, Any] | None
    url: str = ""


@dataclass(frozen=True)
class Choropleth:
    """`title` is a statement; `unit` the unit of every number; `source` where numbers and boundaries come from."""

    title: str
    unit: str
    areas: Sequence[MapArea]
    source: str
    value_label: str = "数量"


@dataclass(frozen=True)
class DrawnArea:
    """An area as drawn: path data, where its name stands, and its class from 0 (no data or zero) to 5."""

    area: MapArea
    path: str
    x: float
    y: float
    level: int

    @property
    def number_y(self) -> float:
        """Base line of the number written under the name."""
        return self.y + LINE_PX


@dataclass(frozen=True)
class LegendClass:
    """One class of the legend."""

    level: int
    text: str


@dataclass(frozen=True)
class Drawing:
    """What the template draws. `width` and `height` in pixels of the view box."""

    width: int
    height: int
    shapes: list[DrawnArea]
    legend: list[LegendClass]


def draw(choropleth: Choropleth) -> Drawing:
    """Projects, simplifies and classes the areas; areas without a boundary appear only in the list view."""
    breaks = class_breaks([a.value for a in choropleth.areas if a.value])
    known = [(area, shape(dict(area.geometry))) for area in choropleth.areas if area.geometry]
    flat, height = _projected([geometry for _, geometry in known])
    shapes = []
    for (area, _), geometry in zip(known, flat, strict=True):
        middle = _middle(geometry)
        # Name and number together stand about the middle.
        x, y = round(middle.x, 1), round(middle.y - LINE_PX / 2 + 4, 1)
        shapes.append(DrawnArea(area, _path(geometry), x, y, level_of(area.value, breaks)))
    return Drawing(int(WIDTH), height, shapes, legend(breaks, choropleth.areas))


def class_breaks(values: Sequence[int | float]) -> list[float]:
    """Upper bounds of at most five classes of equal width over the positive values, whole where the values are."""
    if not values:
        return []
    top = max(values)
    if all(float(v).is_integer() for v in values):
        step = max(1, math.ceil(top / CLASSES))
        return [float(step * i) for i in range(1, math.ceil(top / step) + 1)]
    return [top * i / CLASSES for i in range(1, CLASSES + 1)]


def level_of(value: float | None, breaks: Sequence[float]) -> int:
    """0 for nothing or no data, else the number of the class counted from 1."""
    if not value:
        return 0
    return next((i for i, upper in enumerate(breaks, start=1) if value <= upper), len(breaks))


def legend(breaks: Sequence[float], areas: Sequence[MapArea]) -> list[LegendClass]:
    """The classes in words; the class of zero only where an area is zero."""
    rows = [LegendClass(0, "0")] if any(a.value == 0 for a in areas) else []
    whole = all(float(upper).is_integer() for upper in breaks)
    lower = 0.0
    for level, upper in enumerate(breaks, start=1):
        first = lower + 1 if whole else lower
        rows.append(LegendClass(level, f"{upper:g}" if first == upper else f"{first:g}–{upper:g}"))
        lower = upper
    if any(a.value is None for a in areas):
        rows.append(LegendClass(-1, "无数据"))
    return rows


def _projected(geometries: list[BaseGeometry]) -> tuple[list[BaseGeometry], int]:
    """The areas in pixels, north up, and the height they take. Neighbours keep the border they share."""
    if not geometries:
        return [], 0
    west, south, east, north = shapely.total_bounds(geometries)
    squeeze = math.cos(math.radians((south + north) / 2))
    scale = (WIDTH - 2 * MARGIN) / ((east - west) * squeeze)
    matrix = [squeeze * scale, 0, 0, -scale, MARGIN - west * squeeze * scale, MARGIN + north * scale]
    flat = [affine_transform(geometry, matrix) for geometry in geometries]
    return list(shapely.coverage_simplify(flat, TOLERANCE_PX)), round(2 * MARGIN + (north - south) * scale)


def _middle(geometry: BaseGeometry) -> shapely.Point:
    """The middle of the largest circle that fits inside the largest part: a centroid may lie outside."""
    largest = max(_polygons(geometry), key=lambda polygon: polygon.area)
    return shapely.Point(shapely.maximum_inscribed_circle(largest, tolerance=1.0).coords[0])


def _polygons(geometry: BaseGeometry) -> list[Polygon]:
    parts = geometry.geoms if isinstance(geometry, MultiPolygon) else [geometry]
    return [part for part in parts if isinstance(part, Polygon)]


def _path(geometry: BaseGeometry) -> str:
    rings = [ring for polygon in _polygons(geometry) for ring in (polygon.exterior, *polygon.interiors)]
    return "".join("M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in ring.coords[:-1]) + "Z" for ring in rings)
