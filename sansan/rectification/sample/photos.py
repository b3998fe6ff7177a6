"""Photos for the sample: drawn scenes with the time and position a phone would write into them. The same name always
gives the same bytes, so that a name used twice is a photo used twice.
"""

import datetime as dt
import hashlib
import io
from random import Random

from PIL import ExifTags, Image, ImageDraw

SIZE = (960, 720)
CAMERA = ("样例", "样例相机")


def draw(name: str, *, taken: dt.date, lon: float, lat: float) -> bytes:
    """A JPEG: sky, ground and a few buildings, different for every name; WGS-84 position near (lon, lat)."""
    random = Random(hashlib.sha256(name.encode()).digest())  # noqa: S311 - scenery, not secrecy
    scene = _scene(random)
    moment = dt.datetime.combine(taken, dt.time(random.randint(8, 17), random.randint(0, 59)))
    exif = _exif(moment, lon + random.uniform(-0.01, 0.01), lat + random.uniform(-0.01, 0.01))
    out = io.BytesIO()
    scene.save(out, "JPEG", quality=82, exif=exif)
    return out.getvalue()


def _scene(random: Random) -> Image.Image:
    width, height = SIZE
    horizon = random.randint(height // 3, 2 * height // 3)
    scene = Image.new("RGB", SIZE, _colour(random, 150, 230))
    pen = ImageDraw.Draw(scene)
    pen.rectangle((0, horizon, width, height), fill=_colour(random, 70, 150))
    for _ in range(random.randint(5, 9)):
        left, wide, tall = random.randint(-60, width - 60), random.randint(80, 320), random.randint(60, 320)
        base = horizon + random.randint(-20, 160)
        pen.rectangle((left, base - tall, left + wide, base), fill=_colour(random, 40, 240))
        for step in range(20, wide - 20, 44):
            pen.rectangle(
                (left + step, base - tall + 18, left + step + 20, base - tall + 44),
                fill=_colour(random, 20, 90),
            )
    for _ in range(random.randint(2, 5)):
        x, y, r = random.randint(0, width), random.randint(horizon, height), random.randint(30, 120)
        pen.ellipse((x - r, y - r // 2, x + r, y + r // 2), fill=_colour(random, 60, 200))
    return scene


def _colour(random: Random, low: int, high: int) -> tuple[int, int, int]:
    return random.randint(low, high), random.randint(low, high), random.randint(low, high)


def _exif(moment: dt.datetime, lon: float, lat: float) -> Image.Exif:
    exif = Image.Exif()
    exif[ExifTags.Base.Make], exif[ExifTags.Base.Model] = CAMERA
    exif.get_ifd(ExifTags.IFD.Exif).update(
        {
            ExifTags.Base.DateTimeOriginal: f"{moment:%Y:%m:%d %H:%M:%S}",
            ExifTags.Base.OffsetTimeOriginal: "+08:00",
        }
    )
    exif.get_ifd(ExifTags.IFD.GPSInfo).update(
        {
            ExifTags.GPS.GPSLatitudeRef: "N",
            ExifTags.GPS.GPSLatitude: _degrees(lat),
            ExifTags.GPS.GPSLongitudeRef: "E",
            ExifTags.GPS.GPSLongitude: _degrees(lon),
            ExifTags.GPS.GPSMapDatum: "WGS-84",
        }
    )
    return exif


def _degrees(value: float) -> tuple[float, float, float]:
    minutes, seconds = divmod(value * 3600, 60)
    degrees, minutes = divmod(minutes, 60)
    return degrees, minutes, round(seconds, 2)
