"""What a photo says about when, where and with what it was taken. Pure: every claim may be missing or nonsense."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from PIL import ExifTags, Image

from sansan.places.coordinates import Point, gcj02_to_wgs84

BEIJING = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True)
class Shot:
    """Time (aware), position (WGS-84 longitude and latitude), camera; None and "" where the photo is silent."""

    taken_at: dt.datetime | None = None
    position: Point | None = None
    camera: str = ""


def read_shot(image: Image.Image, *, now: dt.datetime) -> Shot:
    """Read the EXIF of an opened image. Damaged EXIF says nothing and harms nothing."""
    try:
        exif = image.getexif()
        details, gps = exif.get_ifd(ExifTags.IFD.Exif), exif.get_ifd(ExifTags.IFD.GPSInfo)
    except Exception:
        return Shot()
    return Shot(_taken_at(details, now), _position(gps), _camera(exif))


def _text(value: Any) -> str:
    if isinstance(value, bytes):
        value = value.decode("utf-8", "replace")
    return value.replace("\x00", "").strip() if isinstance(value, str) else ""


def _taken_at(details: Mapping[int, Any], now: dt.datetime) -> dt.datetime | None:
    """The device's clock, Beijing time unless it names its zone; nothing from before 2000 or after tomorrow."""
    try:
        clock = dt.datetime.strptime(  # noqa: DTZ007 - the zone is added below
            _text(details.get(ExifTags.Base.DateTimeOriginal)), "%Y:%m:%d %H:%M:%S"
        )
    except ValueError:
        return None
    moment = clock.replace(tzinfo=_zone(_text(details.get(ExifTags.Base.OffsetTimeOriginal))))
    return moment if clock.year >= 2000 and moment <= now + dt.timedelta(days=1) else None


def _zone(offset: str) -> dt.tzinfo:
    try:
        parsed = dt.datetime.strptime(offset, "%z").tzinfo
    except ValueError:
        return BEIJING
    return parsed or BEIJING


def _position(gps: Mapping[int, Any]) -> Point | None:
    """Degrees of WGS-84, which EXIF means unless the datum tag says otherwise."""
    lat = _degrees(gps.get(ExifTags.GPS.GPSLatitude), gps.get(ExifTags.GPS.GPSLatitudeRef), "S", 90)
    lon = _degrees(gps.get(ExifTags.GPS.GPSLongitude), gps.get(ExifTags.GPS.GPSLongitudeRef), "W", 180)
    if lat is None or lon is None or (lat == 0 and lon == 0):  # 0, 0 is a receiver without a fix
        return None
    if "GCJ" in _text(gps.get(ExifTags.GPS.GPSMapDatum)).upper():
        return gcj02_to_wgs84(lon, lat)
    return lon, lat


def _degrees(parts: Any, reference: Any, negative: str, limit: int) -> float | None:
    try:
        whole, minutes, seconds = (float(part) for part in parts)
    except (TypeError, ValueError, ZeroDivisionError):
        return None
    value = whole + minutes / 60 + seconds / 3600
    if not 0 <= value <= limit:  # also false for nan, which a fraction with denominator 0 becomes
        return None
    return -value if _text(reference).upper() == negative else value


def _camera(exif: Mapping[int, Any]) -> str:
    maker, model = _text(exif.get(ExifTags.Base.Make)), _text(exif.get(ExifTags.Base.Model))
    return (model if model.lower().startswith(maker.lower()) else f"{maker} {model}").strip()[:100]
