"""Zones drawn over the outlines of the areas around them, as SVG path data. Pure.

North is up; one scale for both directions at the middle latitude, which is exact enough for a few kilometres.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import cos, floor, log10, radians
from typing import Any

from shapely.geometry import shape

from sansan.places.coordinates import EARTH_RADIUS_M
from sansan.places.geometry import edges

WIDTH_PX = 360
HEIGHT_PX = 280
MARGIN = 0.35
"""Room around the zones, as a share of their extent, so that one sees where they lie."""


@dataclass(frozen=True)
class Piece:
    """Something to draw: its name, its boundary (GeoJSON, WGS-84), whether it is what the picture is about."""

    name: str
    boundary: Mapping[str, Any]
    chosen: bool = True
    url: str = ""


@dataclass(frozen=True)
class Drawn:
    """A piece as drawn; `x`, `y` [px] is a point inside it for its name."""

    piece: Piece
    path: str
    x: float
    y: float


@dataclass(frozen=True)
class Sketch:
    """What the template draws. `scale_px` is the length of the scale bar, `scale_label` what it stands for."""

    outlines: list[str]
    zones: list[Drawn]
    scale_px: float
    scale_label: str
    width: int = WIDTH_PX
    height: int = HEIGHT_PX


@dataclass(frozen=True)
class _Window:
    """The part of the earth that is shown: centre in degrees, pixels per metre."""

    lon: float
    lat: float
    px_per_m: float

    def place(self, position: Any) -> tuple[float, float]:
        east_m = radians(position[0] - self.lon) * cos(radians(self.lat)) * EARTH_RADIUS_M
        north_m = radians(position[1] - self.lat) * EARTH_RADIUS_M
        return WIDTH_PX / 2 + east_m * self.px_per_m, HEIGHT_PX / 2 - north_m * self.px_per_m

    def path(self, boundary: Mapping[str, Any]) -> str:
        found = boundary["coordinates"]
        polygons = found if boundary["type"] == "MultiPolygon" else [found]
        rings = [[self.place(position) for position in ring] for polygon in polygons for ring in polygon]
        return "".join("M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in ring) + "Z" for ring in rings)


def draw(pieces: Iterable[Piece], outlines: Iterable[Mapping[str, Any]]) -> Sketch | None:
    """The picture, its window fitted to the chosen pieces; None when there are none."""
    shown = list(pieces)
    chosen = [edges(piece.boundary) for piece in shown if piece.chosen]
    if not chosen:
        return None
    window = _fitted(chosen)
    drawn = []
    for piece in sorted(shown, key=lambda piece: piece.chosen):  # the chosen lie on top
        inside = shape(dict(piece.boundary)).representative_point()
        x, y = window.place((inside.x, inside.y))
        drawn.append(Drawn(piece, window.path(piece.boundary), round(x, 1), round(y, 1)))
    metres = _round_length(WIDTH_PX / 4 / window.px_per_m)
    label = f"{metres / 1000:g} km" if metres >= 1000 else f"{metres:g} m"
    return Sketch(
        [window.path(outline) for outline in outlines], drawn, round(metres * window.px_per_m, 1), label
    )


def _fitted(boxes: list[tuple[float, float, float, float]]) -> _Window:
    west, south = min(box[0] for box in boxes), min(box[1] for box in boxes)
    east, north = max(box[2] for box in boxes), max(box[3] for box in boxes)
    lat = (south + north) / 2
    width_m = radians(east - west) * cos(radians(lat)) * EARTH_RADIUS_M * (1 + 2 * MARGIN)
    height_m = radians(north - south) * EARTH_RADIUS_M * (1 + 2 * MARGIN)
    return _Window((west + east) / 2, lat, min(WIDTH_PX / width_m, HEIGHT_PX / height_m))


def _round_length(metres: float) -> float:
    """The largest of 1, 2, 5 × 10ⁿ that is not longer."""
    unit = 10.0 ** floor(log10(metres))
    return max(step * unit for step in (1, 2, 5) if step * unit <= metres)
