"""A map of areas: shared borders stay shared, classes are round, an area without a boundary is not lost."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import Point, shape

from sansan.ui.choropleth import WIDTH, Choropleth, MapArea, class_breaks, draw, legend, level_of


def square(west: float, south: float) -> dict[str, Any]:
    ring = [[west, south], [west + 1, south], [west + 1, south + 1], [west, south + 1], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


def map_of(*areas: MapArea) -> Choropleth:
    return Choropleth("标题", "项", areas, "来源")


def test_north_is_up_and_the_map_fills_its_width() -> None:
    drawing = draw(map_of(MapArea("1", "北", 1, square(114, 33)), MapArea("2", "南", 2, square(114, 32))))
    north, south = drawing.shapes
    assert north.y < south.y
    assert WIDTH / 2 - 1 < north.x < WIDTH / 2 + 1


def test_an_area_without_a_boundary_is_left_to_the_list_view() -> None:
    drawing = draw(map_of(MapArea("1", "有界", 1, square(114, 33)), MapArea("2", "无界", 2, None)))
    assert [drawn.area.name for drawn in drawing.shapes] == ["有界"]


def test_a_map_of_nothing_is_empty_not_an_error() -> None:
    assert draw(map_of(MapArea("2", "无界", None, None))).shapes == []


def test_the_name_stands_inside_an_area_bent_like_a_hook() -> None:
    ring = [[0, 0], [9, 0], [9, 9], [0, 9], [0, 8], [8, 8], [8, 1], [0, 1], [0, 0]]
    hook = {"type": "Polygon", "coordinates": [ring]}
    assert not shape(hook).contains(Point(4.5, 4.5))  # where a centroid would put it
    (drawn,) = draw(map_of(MapArea("1", "钩", 1, hook))).shapes
    pixels_per_degree = (WIDTH - 20) / 9
    stands = Point((drawn.x - 10) / pixels_per_degree, 9 - (drawn.y - 10) / pixels_per_degree)
    assert shape(hook).buffer(0.1).contains(stands)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([8, 3, 1], [2, 4, 6, 8]),
        ([3], [1, 2, 3]),
        ([36], [8, 16, 24, 32, 40]),
        ([], []),
        ([0.5], [0.1, 0.2, 0.3, 0.4, 0.5]),
    ],
)
def test_classes_are_whole_numbers_where_the_values_are(values: list[float], expected: list[float]) -> None:
    assert class_breaks(values) == pytest.approx(expected)


@given(st.lists(st.integers(1, 100_000), min_size=1, max_size=30))
def test_every_value_falls_in_one_of_five_classes_in_order(values: list[int]) -> None:
    breaks = class_breaks(values)
    levels = [level_of(value, breaks) for value in sorted(values)]
    assert levels == sorted(levels)
    assert set(levels) <= {1, 2, 3, 4, 5}


def test_the_legend_tells_zero_from_no_data() -> None:
    areas = [MapArea("1", "甲", 0, None), MapArea("2", "乙", None, None), MapArea("3", "丙", 8, None)]
    assert [row.text for row in legend([2, 4, 6, 8], areas)] == ["0", "1–2", "3–4", "5–6", "7–8", "无数据"]


def test_the_name_of_an_area_in_two_parts_stands_in_the_larger() -> None:
    small = [[[0, 0], [0.2, 0], [0.2, 0.2], [0, 0.2], [0, 0]]]
    large = square(3, 0)["coordinates"]
    (drawn,) = draw(
        map_of(MapArea("1", "两块", 1, {"type": "MultiPolygon", "coordinates": [small, large]}))
    ).shapes
    assert drawn.x > WIDTH / 2
