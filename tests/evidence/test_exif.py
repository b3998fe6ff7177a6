"""What a photo says about itself is taken as a claim, and nonsense as silence."""

import datetime as dt
import io

import pytest
from PIL import Image

from sansan.evidence.exif import Shot, read_shot
from sansan.places.coordinates import wgs84_to_gcj02
from tests.evidence import samples

NOW = dt.datetime(2026, 6, 1, tzinfo=dt.UTC)


def shot(exif: Image.Exif) -> Shot:
    with Image.open(io.BytesIO(samples.jpeg(exif=exif))) as image:
        return read_shot(image, now=NOW)


def test_a_device_clock_is_beijing_time() -> None:
    found = shot(samples.exif("2026:03:05 14:30:00"))
    assert found.taken_at == dt.datetime(2026, 3, 5, 6, 30, tzinfo=dt.UTC)


def test_a_clock_that_names_its_zone_is_believed() -> None:
    found = shot(samples.exif("2026:03:05 14:30:00", offset="+09:00"))
    assert found.taken_at == dt.datetime(2026, 3, 5, 5, 30, tzinfo=dt.UTC)


def test_position_and_camera_are_read() -> None:
    found = shot(samples.exif())
    assert found.position == pytest.approx((114.022, 33.012), abs=1e-6)
    assert found.camera == "HUAWEI NOH-AN00"


def test_a_position_in_gcj02_is_converted() -> None:
    lon, lat = wgs84_to_gcj02(114.022, 33.012)
    found = shot(samples.exif(latitude=(lat, 0, 0), longitude=(lon, 0, 0), datum="GCJ-02"))
    assert found.position == pytest.approx((114.022, 33.012), abs=1e-5)


@pytest.mark.parametrize(
    "taken", ["", "yesterday", "1970:01:01 00:00:00", "2036:01:01 00:00:00", "2026:13:45 99:00:00"]
)
def test_a_nonsense_clock_says_nothing(taken: str) -> None:
    assert shot(samples.exif(taken)).taken_at is None


@pytest.mark.parametrize("degrees", [(0, 0, 0), (91, 0, 0), (400, 0, 0)])
def test_a_receiver_without_a_fix_says_nothing(degrees: tuple[float, float, float]) -> None:
    found = shot(samples.exif(latitude=degrees, longitude=(0, 0, 0)))
    assert found.position is None


def test_a_southern_latitude_is_negative() -> None:
    found = shot(samples.exif(lat_ref="S"))
    assert found.position is not None
    assert found.position[1] == pytest.approx(-33.012)


@pytest.mark.filterwarnings("ignore:Corrupt EXIF data")
def test_damaged_exif_is_silence_not_an_error() -> None:
    damaged = samples.jpeg(exif=b"Exif\x00\x00II*\x00\xff\xff\xff\xff garbage")
    with Image.open(io.BytesIO(damaged)) as image:
        assert read_shot(image, now=NOW) == Shot()
