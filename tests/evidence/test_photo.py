"""A photo is decoded whole, made small and upright, and its secrets stay in the original."""

import datetime as dt
import io

import pytest
from PIL import Image

from sansan.errors import Invalid
from sansan.evidence.photo import Photo, study
from tests.evidence import samples
from tests.evidence.test_kinds import png_header

NOW = dt.datetime(2026, 6, 1, tzinfo=dt.UTC)


def studied(content: bytes) -> Photo:
    return study(io.BytesIO(content), "现场.jpg", now=NOW)


def opened(thumbnail: bytes) -> Image.Image:
    return Image.open(io.BytesIO(thumbnail))


def test_the_thumbnail_is_a_small_webp_without_exif() -> None:
    thumbnail = studied(samples.jpeg(exif=samples.exif())).thumbnail
    with opened(thumbnail) as image:
        assert (image.format, image.size) == ("WEBP", (400, 300))
        assert not image.getexif()
    assert b"HUAWEI" not in thumbnail


def test_a_photo_taken_upright_is_shown_upright() -> None:
    with opened(studied(samples.jpeg(exif=samples.exif(orientation=6))).thumbnail) as image:
        assert image.size == (300, 400)


def test_the_fingerprint_is_of_the_upright_picture() -> None:
    scene = samples.scene(4)
    turned = scene.transpose(Image.Transpose.ROTATE_90)  # as a sensor saves what orientation 6 turns back
    upright = studied(samples.encoded(scene)).fingerprint
    stored_turned = studied(samples.encoded(turned, exif=samples.exif(orientation=6))).fingerprint
    assert upright is not None
    assert stored_turned is not None
    assert (upright ^ stored_turned).bit_count() <= 3


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "HEIF"])
def test_every_kind_of_picture_gets_a_thumbnail(kind: str) -> None:
    with opened(studied(samples.encoded(samples.scene(), kind)).thumbnail) as image:
        assert max(image.size) == 400


def test_transparency_becomes_white_paper() -> None:
    with opened(
        studied(samples.encoded(Image.new("RGBA", (50, 50), (0, 0, 0, 0)), "PNG")).thumbnail
    ) as image:
        assert image.convert("RGB").getpixel((25, 25)) == (255, 255, 255)


def test_a_blank_picture_has_no_fingerprint() -> None:
    assert studied(samples.encoded(Image.new("RGB", (300, 300), "white"))).fingerprint is None


@pytest.mark.parametrize("size", [(30000, 30000), (8000, 8000)])
def test_a_picture_of_too_many_pixels_is_refused_before_it_is_decoded(size: tuple[int, int]) -> None:
    with pytest.raises(Invalid, match="像素过多"):
        studied(png_header(*size))


def test_a_truncated_picture_is_refused() -> None:
    with pytest.raises(Invalid, match="图片已损坏"):
        studied(samples.jpeg()[:3000])
