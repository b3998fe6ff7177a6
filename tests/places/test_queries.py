"""Names, the tree, and no more queries than needed."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sansan.places.actions import import_areas
from sansan.places.models import Zone
from sansan.places.queries import area_name, children, counties, county_of, gazetteer, zones_at
from sansan.trail.record import SYSTEM
from sansan.trail.request import request_memory

pytestmark = pytest.mark.django_db


@pytest.fixture
def city() -> None:
    import_areas(by=SYSTEM)


@pytest.mark.usefixtures("city")
def test_the_tree_is_walked_by_code() -> None:
    assert area_name("411702104") == "蚁蜂镇"
    assert [area.short_name for area in counties("4117")][-3:] == ["经开区", "示范区", "高新区"]
    assert counties("4117").count() == 13
    assert children("411771").count() == 5
    assert children("41").get().name == "驻马店市"
    assert (county_of("411702104"), county_of("4117")) == ("411702", "")


@pytest.mark.usefixtures("city")
def test_a_code_nobody_imported_is_shown_as_it_is() -> None:
    assert area_name("999999") == "999999"


@pytest.mark.usefixtures("city")
def test_names_are_read_once_a_request() -> None:
    token = request_memory.set({})
    with CaptureQueriesContext(connection) as caught:
        names = [area_name(area) for area in ("4117", "411702", "411702104")] * 50
    request_memory.reset(token)
    assert len(names) == 150
    assert len(caught) == 1


@pytest.mark.usefixtures("city")
def test_the_gazetteer_knows_every_place_and_its_parent() -> None:
    rows = gazetteer().by_code
    assert len(rows) == 223
    assert (rows["411728107"].name, rows["411728107"].parent) == ("阳丰镇", "411728")
    assert rows["41"].parent is None


def test_a_point_is_looked_up_among_near_zones_only() -> None:
    day = dt.date(2026, 1, 1)
    square = [[[0.0, 0.0], [0.1, 0.0], [0.1, 0.1], [0.0, 0.1], [0.0, 0.0]]]
    Zone.objects.bulk_create(
        [
            Zone(
                kind="coal_ban",
                name=f"区{number}",
                version=1,
                area_code="4117",
                boundary={"type": "Polygon", "coordinates": square},
                west=100 + number / 10,
                south=30,
                east=100 + number / 10 + 0.05,
                north=31,
                valid_from=day,
            )
            for number in range(200)
        ]
    )
    with CaptureQueriesContext(connection) as caught:
        zones_at(110.02, 30.5, on=day)
    assert len(caught) == 1
    with connection.cursor() as cursor:
        cursor.execute(caught.captured_queries[0]["sql"])
        assert len(cursor.fetchall()) == 1
