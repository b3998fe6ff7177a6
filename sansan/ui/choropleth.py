"""Areas and their numbers as an SVG map. Pure: GeoJSON geometries in, path data out.

Drawn by the server so that it stands without JavaScript and on paper. Coordinates are projected by an
equirectangular projection about the middle latitude: over one city it differs from a conformal one by less than a line's width.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

WIDTH = 640.0
MARGIN = 10.0
CLASSES = 5
TOLERANCE_PX = 0.6  # points closer than this to the drawn line are dropped: nobody sees them, everybody loads them

Point = tuple[float, float]


@dataclass(frozen=True)
class MapArea:
    """One area: its number (None = no data), its boundary (GeoJSON Polygon or MultiPolygon, WGS-84) and its rows' address."""

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
class Shape:
    """An area as drawn: path data, label position, class 0 (no data or zero) to 5, whether the label sits on a dark class."""

    area: MapArea
    path: str
    x: float
    y: float
    level: int

    @property
    def number_y(self) -> float:
        """Base line of the number written under the name."""
        return self.y + 17


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
    shapes: list[Shape]
    legend: list[LegendClass]


def draw(choropleth: Choropleth) -> Drawing:
    """Projects, simplifies and classes the areas; areas without a boundary appear only in the list view."""
    breaks = class_breaks([a.value for a in choropleth.areas if a.value])
    drawn = [(a, list(_rings(a.geometry))) for a in choropleth.areas if a.geometry]
    points = [p for _, rings in drawn for ring in rings for p in ring]
    if not points:
        return Drawing(int(WIDTH), 0, [], legend(breaks, choropleth.areas))
    west, east = min(p[0] for p in points), max(p[0] for p in points)
    south, north = min(p[1] for p in points), max(p[1] for p in points)
    squeeze = math.cos(math.radians((south + north) / 2))
    scale = (WIDTH - 2 * MARGIN) / ((east - west) * squeeze)

    def project(point: Point) -> Point:
        return (MARGIN + (point[0] - west) * squeeze * scale, MARGIN + (north - point[1]) * scale)

    shapes = []
    for area, rings in drawn:
        flat = [simplify([project(p) for p in ring]) for ring in rings]
        x, y = _label_point(max(flat, key=lambda ring: abs(_area(ring))))
        shapes.append(Shape(area, "".join(map(_path, flat)), round(x, 1), round(y, 1), level_of(area.value, breaks)))
    return Drawing(int(WIDTH), round(2 * MARGIN + (north - south) * scale), shapes, legend(breaks, choropleth.areas))


def class_breaks(values: Sequence[int | float]) -> list[float]:
    """Upper bounds of at most five classes of equal width over the positive values, on round numbers where they are whole."""
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
    whole = all(upper.is_integer() for upper in breaks)
    lower = 0.0
    for level, upper in enumerate(breaks, start=1):
        first = lower + 1 if whole else lower
        rows.append(LegendClass(level, f"{upper:g}" if first == upper else f"{first:g}–{upper:g}"))
        lower = upper
    if any(a.value is None for a in areas):
        rows.append(LegendClass(-1, "无数据"))
    return rows


def simplify(ring: Sequence[Point], tolerance: float = TOLERANCE_PX) -> list[Point]:
    """Douglas–Peucker without recursion; first and last point stay."""
    if len(ring) < 4:
        return list(ring)
    keep = {0, len(ring) - 1}
    stack = [(0, len(ring) - 1)]
    while stack:
        first, last = stack.pop()
        distances = [(_distance(ring[i], ring[first], ring[last]), i) for i in range(first + 1, last)]
        if not distances:
            continue
        farthest, index = max(distances)
        if farthest > tolerance:
            keep.add(index)
            stack += [(first, index), (index, last)]
    return [ring[i] for i in sorted(keep)]


def _rings(geometry: Mapping[str, Any]) -> Iterator[list[Point]]:
    polygons = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    for polygon in polygons:
        for ring in polygon:
            yield [(float(point[0]), float(point[1])) for point in ring]


def _distance(point: Point, start: Point, end: Point) -> float:
    dx, dy = end[0] - start[0], end[1] - start[1]
    length = math.hypot(dx, dy)
    if length == 0:
        return math.hypot(point[0] - start[0], point[1] - start[1])
    return abs(dx * (start[1] - point[1]) - dy * (start[0] - point[0])) / length


def _area(ring: Sequence[Point]) -> float:
    pairs = zip(ring, [*ring[1:], ring[0]], strict=True)
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in pairs) / 2


def _label_point(ring: Sequence[Point]) -> Point:
    """The middle of the widest horizontal stretch inside the ring, searched near the ring's middle height."""
    ys = [p[1] for p in ring]
    low, high = min(ys), max(ys)
    best: tuple[float, Point] = (-1.0, ring[0])
    for share in (0.5, 0.45, 0.55, 0.4, 0.6, 0.35, 0.65):
        y = low + (high - low) * share
        crossings = sorted(
            a[0] + (y - a[1]) * (b[0] - a[0]) / (b[1] - a[1])
            for a, b in zip(ring, [*ring[1:], ring[0]], strict=True)
            if (a[1] > y) != (b[1] > y)
        )
        for left, right in zip(crossings[::2], crossings[1::2], strict=False):
            best = max(best, (right - left, ((left + right) / 2, y)))
    return best[1]


def _path(ring: Sequence[Point]) -> str:
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in ring) + "Z"
