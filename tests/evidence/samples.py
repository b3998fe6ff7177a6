"""Files as people send them, made in memory."""

import io
import random
import zipfile
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from docx import Document
from openpyxl import Workbook
from PIL import ExifTags, Image, ImageDraw

PDF = b"""%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 72 72]>>endobj
trailer<</Root 1 0 R>>
"""


def scene(seed: int = 1, size: tuple[int, int] = (640, 480)) -> Image.Image:
    """A picture with structure: the same seed is the same scene."""
    chance = random.Random(seed)
    image = Image.new("RGB", size, tuple(chance.randrange(256) for _ in range(3)))
    draw = ImageDraw.Draw(image)
    for _ in range(40):
        x, y = chance.randrange(size[0]), chance.randrange(size[1])
        box = (x, y, x + chance.randrange(20, 200), y + chance.randrange(20, 200))
        draw.rectangle(box, fill=tuple(chance.randrange(256) for _ in range(3)))
    return image


def encoded(image: Image.Image, kind: str = "JPEG", **options: Any) -> bytes:
    target = io.BytesIO()
    image.save(target, kind, **options)
    return target.getvalue()


def jpeg(seed: int = 1, **options: Any) -> bytes:
    return encoded(scene(seed), "JPEG", quality=90, **options)


def exif(
    taken: str = "2026:03:05 14:30:00",
    latitude: tuple[float, float, float] = (33, 0, 43.2),
    longitude: tuple[float, float, float] = (114, 1, 19.2),
    **more: Any,
) -> Image.Exif:
    """EXIF of a phone at 33.012 N, 114.022 E; `more` may set orientation, offset, datum, lat_ref."""
    found = Image.Exif()
    found[ExifTags.Base.Make] = "HUAWEI"
    found[ExifTags.Base.Model] = "NOH-AN00"
    if "orientation" in more:
        found[ExifTags.Base.Orientation] = more["orientation"]
    details = found.get_ifd(ExifTags.IFD.Exif)
    details[ExifTags.Base.DateTimeOriginal] = taken
    if "offset" in more:
        details[ExifTags.Base.OffsetTimeOriginal] = more["offset"]
    gps = found.get_ifd(ExifTags.IFD.GPSInfo)
    gps[ExifTags.GPS.GPSLatitudeRef] = more.get("lat_ref", "N")
    gps[ExifTags.GPS.GPSLatitude] = latitude
    gps[ExifTags.GPS.GPSLongitudeRef] = "E"
    gps[ExifTags.GPS.GPSLongitude] = longitude
    if "datum" in more:
        gps[ExifTags.GPS.GPSMapDatum] = more["datum"]
    return found


def docx() -> bytes:
    target = io.BytesIO()
    Document().save(target)
    return target.getvalue()


def xlsx() -> bytes:
    target = io.BytesIO()
    Workbook().save(target)
    return target.getvalue()


def with_entry(archive: bytes, name: str, content: bytes) -> bytes:
    """The archive with one more entry."""
    target = io.BytesIO(archive)
    with zipfile.ZipFile(target, "a", zipfile.ZIP_DEFLATED) as opened:
        opened.writestr(name, content)
    return target.getvalue()


def upload(content: bytes, name: str) -> "UploadedFile[bytes]":
    return SimpleUploadedFile(name, content)
