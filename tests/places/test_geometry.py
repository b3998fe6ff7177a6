"""Boundaries are believed only when they are whole, and a ring is a ring on the ground."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import Point, shape

from sansan.places.coordinates import destination, distance_m, wgs84_to_gcj02
from sansan.places.geometry import BadGeometryError, boundary, edges, metres_outside, ring

SQUARE: dict[str, Any] = {
    "type": "Polygon",
    "coordinates": [[[114, 33], [114.1, 33], [114.1, 33.1], [114, 33.1], [114, 33]]],
}


def test_a_boundary_in_gcj02_is_stored_in_wgs84() -> None:
    shifted = {
        "type": "Polygon",
        "coordinates": [[wgs84_to_gcj02(*point) for point in SQUARE["coordinates"][0]]],
    }
    assert boundary(shifted, datum="gcj02") == boundary(SQUARE)


def test_edges_bound_the_boundary() -> None:
    assert edges(SQUARE) == (114, 33, 114.1, 33.1)


@pytest.mark.parametrize(
    ("geometry", "says"),
    [
        (None, "应为面"),
        ({"type": "Point", "coordinates": [114, 33]}, "应为面"),
        ({"type": "Polygon", "coordinates": []}, "没有坐标"),
        ({"type": "Polygon", "coordinates": [[["a", "b"]]]}, "坐标结构有误"),
        ({"type": "Polygon", "coordinates": [[[114, 33], [114, 34]]]}, "坐标结构有误"),
        ({"type": "Polygon"}, "坐标结构有误"),
        (
            {"type": "Polygon", "coordinates": [[[114, 33], [115, 34], [115, 33], [114, 34], [114, 33]]]},
            "面不合法",
        ),
        (
            {"type": "Polygon", "coordinates": [[[33, 114], [34, 114], [34, 115], [33, 115], [33, 114]]]},
            "经纬度顺序",
        ),
    ],
)
def test_a_bad_boundary_is_refused_in_words(geometry: object, says: str) -> None:
    with pytest.raises(BadGeometryError, match=says):
        boundary(geometry)


@given(st.floats(75, 134), st.floats(19, 52), st.floats(100, 5000), st.floats(0, 360))
def test_a_ring_divides_near_from_far(lon: float, lat: float, radius_m: float, bearing: float) -> None:
    circle = shape(ring(lon, lat, radius_m))
    assert circle.covers(Point(destination(lon, lat, bearing, radius_m * 0.998)))
    assert not circle.covers(Point(destination(lon, lat, bearing, radius_m * 1.002)))


def test_forgetting_the_datum_breaks_the_1000_m_ring() -> None:
    """A shop 700 m from the station, located with a phone map in GCJ-02, must be converted before it is judged."""
    station = (114.018, 32.965)
    shop = destination(*station, 90, 700)
    on_the_map = wgs84_to_gcj02(*shop)
    circle = shape(ring(*station, 1000))
    assert circle.covers(Point(shop))
    assert not circle.covers(Point(on_the_map))
    assert distance_m(*station, *on_the_map) > 1000


@pytest.mark.parametrize(
    ("lon", "lat", "corner"),
    [(114.15, 33.05, (114.1, 33.05)), (114.05, 32.9, (114.05, 33.0)), (114.2, 33.2, (114.1, 33.1))],
    ids=["east", "south", "across the corner"],
)
def test_how_far_a_point_lies_outside_is_measured_on_the_ground(
    lon: float, lat: float, corner: tuple[float, float]
) -> None:
    assert metres_outside(SQUARE, lon, lat) == pytest.approx(distance_m(lon, lat, *corner), rel=0.01)


def test_inside_and_on_the_edge_a_point_is_not_outside() -> None:
    assert metres_outside(SQUARE, 114.05, 33.05) == 0
    assert metres_outside(SQUARE, 114.1, 33.05) == 0
