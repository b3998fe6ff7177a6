"""Opening a photo that a stranger sent: decoded whole, or refused."""

import datetime as dt
import io
import warnings
from dataclasses import dataclass
from typing import IO

from PIL import Image, ImageOps
from pillow_heif import register_heif_opener

from sansan.errors import Invalid
from sansan.evidence.exif import Shot, read_shot
from sansan.evidence.fingerprint import difference_hash, is_telling
from sansan.evidence.rules import Limits, limits


@dataclass(frozen=True)
class Photo:
    """What was learnt from a photo. `fingerprint` is None when the picture has too little structure."""

    shot: Shot
    fingerprint: int | None
    thumbnail: bytes


def prepare() -> None:
    """Once, at start: HEIC support, and a picture larger than the limit is an error before it is decoded."""
    register_heif_opener()
    Image.MAX_IMAGE_PIXELS = limits().image_max_pixels_jpeg
    warnings.filterwarnings("error", category=Image.DecompressionBombWarning)


def study(handle: IO[bytes], name: str, *, now: dt.datetime) -> Photo:
    """Decode a photo and learn what it tells. Raises Invalid for a bomb or a damaged picture."""
    rules = limits()
    handle.seek(0)
    try:
        with Image.open(handle) as image:
            _refuse_bomb(image, rules)
            shot = read_shot(image, now=now)
            picture = _small(image, rules.thumbnail_px)
    except (Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
        raise Invalid(f"“{name}”像素过多，不能上传；请缩小后再上传。", field="upload") from error
    except Exception as error:
        raise Invalid(f"“{name}”图片已损坏，无法打开；请重新拍摄或导出。", field="upload") from error
    return Photo(shot, _fingerprint(picture, rules), _webp(picture))


def _refuse_bomb(image: Image.Image, rules: Limits) -> None:
    """Only a plain JPEG is reduced while it is decoded; of anything else every pixel is in memory at once."""
    plain_jpeg = image.format in ("JPEG", "MPO") and "progressive" not in image.info
    if not plain_jpeg and image.width * image.height > rules.image_max_pixels:
        raise Image.DecompressionBombError


def _small(image: Image.Image, longest_px: int) -> Image.Image:
    """The picture upright, in colour, reduced; every pixel of the original was decoded on the way."""
    # JPEG decodes straight to a fraction of its size; draft() keeps at least this many pixels.
    image.draft("RGB", (longest_px * 2, longest_px * 2))
    image.load()
    upright = ImageOps.exif_transpose(image)
    if "A" in upright.getbands() or "transparency" in upright.info:
        upright = upright.convert("RGBA")
        upright = Image.alpha_composite(Image.new("RGBA", upright.size, "white"), upright)
    upright = upright.convert("RGB")
    upright.thumbnail((longest_px, longest_px), Image.Resampling.LANCZOS)
    return upright


def _fingerprint(picture: Image.Image, rules: Limits) -> int | None:
    found = difference_hash(picture)
    return found if is_telling(found, rules.reuse_min_set_bits) else None


def _webp(picture: Image.Image) -> bytes:
    """The thumbnail. Built from the pixels alone, so that nothing of the EXIF (place, person) goes with it."""
    bare = Image.new("RGB", picture.size)
    bare.paste(picture)
    target = io.BytesIO()
    bare.save(target, "WEBP", quality=78)
    return target.getvalue()
