"""Geodetic datums used in China, and distances. Pure arithmetic; degrees in, degrees or metres out.

WGS-84 (equal to CGCS2000 within decimetres) is what is stored. GCJ-02 (Gaode, Tencent, DataV) lies 100–700 m
off, BD-09 (Baidu) further. The conversions are the public approximations and hold inside the box of China only.
"""

from math import asin, atan2, cos, degrees, hypot, pi, radians, sin, sqrt

Point = tuple[float, float]
"""(longitude, latitude) in degrees."""

_A_M = 6378245.0  # Krasovsky ellipsoid, as the offset was defined
_EE = 0.00669342162296594323
EARTH_RADIUS_M = 6371008.8
"""Mean radius (IUGG)."""
_BD = pi * 3000 / 180


def in_china(lon: float, lat: float) -> bool:
    """Whether the offset applies: the usual rectangle, not the border."""
    return 72.004 <= lon <= 137.8347 and 0.8293 <= lat <= 55.8271


def _offset(lon: float, lat: float) -> Point:
    """GCJ-02 minus WGS-84 at this WGS-84 point [degrees]."""
    x, y = lon - 105.0, lat - 35.0
    ripple = (20 * sin(6 * x * pi) + 20 * sin(2 * x * pi)) * 2 / 3
    north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt(abs(x)) + ripple
    north += (20 * sin(y * pi) + 40 * sin(y / 3 * pi)) * 2 / 3
    north += (160 * sin(y / 12 * pi) + 320 * sin(y * pi / 30)) * 2 / 3
    east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt(abs(x)) + ripple
    east += (20 * sin(x * pi) + 40 * sin(x / 3 * pi)) * 2 / 3
    east += (150 * sin(x / 12 * pi) + 300 * sin(x / 30 * pi)) * 2 / 3
    phi = radians(lat)
    magic = 1 - _EE * sin(phi) ** 2
    return (
        east * 180 / (_A_M / sqrt(magic) * cos(phi) * pi),
        north * 180 / (_A_M * (1 - _EE) / (magic * sqrt(magic)) * pi),
    )


def wgs84_to_gcj02(lon: float, lat: float) -> Point:
    """To GCJ-02; a point outside China is returned as it is."""
    if not in_china(lon, lat):
        return lon, lat
    east, north = _offset(lon, lat)
    return lon + east, lat + north


def gcj02_to_wgs84(lon: float, lat: float) -> Point:
    """From GCJ-02, by fixed-point iteration: within 1e-7° (a centimetre) of the exact inverse."""
    if not in_china(lon, lat):
        return lon, lat
    found = lon, lat
    for _ in range(10):
        east, north = _offset(*found)
        found = lon - east, lat - north
    return found


def gcj02_to_bd09(lon: float, lat: float) -> Point:
    """Baidu's second offset."""
    radius = hypot(lon, lat) + 0.00002 * sin(lat * _BD)
    angle = atan2(lat, lon) + 0.000003 * cos(lon * _BD)
    return radius * cos(angle) + 0.0065, radius * sin(angle) + 0.006


def bd09_to_gcj02(lon: float, lat: float) -> Point:
    """Its inverse, by the same iteration as above."""
    found = lon - 0.0065, lat - 0.006
    for _ in range(10):
        there = gcj02_to_bd09(*found)
        found = found[0] + lon - there[0], found[1] + lat - there[1]
    return found


def wgs84_to_bd09(lon: float, lat: float) -> Point:
    """To BD-09; a point outside China is returned as it is."""
    return gcj02_to_bd09(*wgs84_to_gcj02(lon, lat)) if in_china(lon, lat) else (lon, lat)


def bd09_to_wgs84(lon: float, lat: float) -> Point:
    """From BD-09; a point outside China is returned as it is."""
    return gcj02_to_wgs84(*bd09_to_gcj02(lon, lat)) if in_china(lon, lat) else (lon, lat)


TO_WGS84 = {"wgs84": lambda lon, lat: (lon, lat), "gcj02": gcj02_to_wgs84, "bd09": bd09_to_wgs84}
"""Datum → conversion, for imports that say which datum they are in."""


def distance_m(lon1: float, lat1: float, lon2: float, lat2: float) -> float:
    """Great-circle distance [m] (haversine): within 0.6 % of the ellipsoid."""
    half_lat, half_lon = radians(lat2 - lat1) / 2, radians(lon2 - lon1) / 2
    chord = sin(half_lat) ** 2 + cos(radians(lat1)) * cos(radians(lat2)) * sin(half_lon) ** 2
    return 2 * EARTH_RADIUS_M * asin(min(1.0, sqrt(chord)))


def destination(lon: float, lat: float, bearing_deg: float, metres: float) -> Point:
    """The point that far away in that direction (0 = north, 90 = east) on the same sphere as `distance_m`."""
    phi, theta, arc = radians(lat), radians(bearing_deg), metres / EARTH_RADIUS_M
    there = asin(sin(phi) * cos(arc) + cos(phi) * sin(arc) * cos(theta))
    turn = atan2(sin(theta) * sin(arc) * cos(phi), cos(arc) - sin(phi) * sin(there))
    return (lon + degrees(turn) + 540) % 360 - 180, degrees(there)
