"""Datums convert back and forth within a centimetre, and distances are those on the ground."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sansan.places.coordinates import (
    EARTH_RADIUS_M,
    bd09_to_wgs84,
    destination,
    distance_m,
    gcj02_to_bd09,
    gcj02_to_wgs84,
    wgs84_to_bd09,
    wgs84_to_gcj02,
)

LON, LAT = st.floats(74, 135), st.floats(18, 53)
"""China without the outermost degree, where an offset point may leave the box."""


def test_the_known_vector() -> None:
    gcj = wgs84_to_gcj02(114.022, 33.012)
    assert gcj == pytest.approx((114.027883, 33.010188), abs=1e-6)
    assert gcj02_to_bd09(*gcj) == pytest.approx((114.034382, 33.016228), abs=1e-6)
    assert distance_m(114.022, 33.012, *gcj) == pytest.approx(584, abs=1)


@given(LON, LAT)
def test_gcj02_round_trip_is_within_1e_7_degrees(lon: float, lat: float) -> None:
    assert gcj02_to_wgs84(*wgs84_to_gcj02(lon, lat)) == pytest.approx((lon, lat), abs=1e-7)


@given(LON, LAT)
def test_bd09_round_trip_is_within_1e_7_degrees(lon: float, lat: float) -> None:
    assert bd09_to_wgs84(*wgs84_to_bd09(lon, lat)) == pytest.approx((lon, lat), abs=1e-7)


@given(LON, LAT)
def test_the_offset_is_between_ten_and_a_thousand_metres(lon: float, lat: float) -> None:
    assert 10 < distance_m(lon, lat, *wgs84_to_gcj02(lon, lat)) < 1000


@given(st.floats(-60, 60), st.floats(-80, -10))
def test_outside_china_nothing_is_shifted(lon: float, lat: float) -> None:
    assert wgs84_to_gcj02(lon, lat) == (lon, lat) == gcj02_to_wgs84(lon, lat) == wgs84_to_bd09(lon, lat)


def test_a_degree_of_longitude_at_33_north_is_93_4_km() -> None:
    assert distance_m(114, 33, 115, 33) == pytest.approx(93_400, rel=0.002)


@given(LON, LAT, st.floats(0, 360), st.floats(1, 50_000))
def test_a_destination_lies_as_far_as_asked(lon: float, lat: float, bearing: float, metres: float) -> None:
    there = destination(lon, lat, bearing, metres)
    assert distance_m(lon, lat, *there) == pytest.approx(metres, rel=1e-6, abs=0.01)


@given(LON, LAT, LON, LAT)
def test_distance_is_symmetric_and_at_most_half_the_globe(a: float, b: float, c: float, d: float) -> None:
    there = distance_m(a, b, c, d)
    assert there == pytest.approx(distance_m(c, d, a, b))
    assert 0 <= there <= math.pi * EARTH_RADIUS_M
