"""A zone is drawn where it lies, with a scale that tells its size."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sansan.places.geometry import ring
from sansan.places.sketch import HEIGHT_PX, WIDTH_PX, Piece, draw


def corners(path: str) -> list[tuple[float, float]]:
    return [(float(x), float(y)) for x, y in re.findall(r"([\d.-]+) ([\d.-]+)", path)]


@given(st.floats(75, 134), st.floats(19, 52), st.floats(100, 50_000))
def test_a_ring_is_drawn_round_in_the_middle_and_to_scale(lon: float, lat: float, radius_m: float) -> None:
    sketch = draw([Piece("环", ring(lon, lat, radius_m))], [])
    assert sketch is not None
    points = corners(sketch.zones[0].path)
    width = max(x for x, _ in points) - min(x for x, _ in points)
    height = max(y for _, y in points) - min(y for _, y in points)
    assert width == pytest.approx(height, rel=0.02)
    assert [sketch.zones[0].x, sketch.zones[0].y] == pytest.approx([WIDTH_PX / 2, HEIGHT_PX / 2], abs=3)
    number, unit = sketch.scale_label.split()
    metres = float(number) * (1000 if unit == "km" else 1)
    assert sketch.scale_px / metres == pytest.approx(height / (2 * radius_m), rel=0.02)


def test_the_window_fits_what_the_picture_is_about_not_what_lies_around() -> None:
    small, large = ring(114.0, 33.0, 1000), ring(114.2, 33.0, 30_000)
    alone = draw([Piece("小", small)], [])
    beside = draw([Piece("小", small), Piece("大", large, chosen=False)], [large])
    assert alone is not None
    assert beside is not None
    assert alone.zones[0].path == beside.zones[-1].path
    assert len(beside.outlines) == 1


def test_without_zones_there_is_no_picture() -> None:
    assert draw([], [ring(114.0, 33.0, 1000)]) is None
