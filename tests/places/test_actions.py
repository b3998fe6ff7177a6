"""Places are imported whole or not at all; a zone's new version ends the old one."""

import datetime as dt
import json
from typing import Any

import pytest
from django.db import IntegrityError

from sansan.errors import Conflict, Invalid, NotAllowed
from sansan.people.roles import Role
from sansan.places import sample
from sansan.places.actions import close_zone, import_areas, publish_zone
from sansan.places.models import Area, Zone
from sansan.places.queries import zones_at
from sansan.places.zone_import import import_zones
from sansan.trail.models import Event
from sansan.trail.queries import history_of
from sansan.trail.record import SYSTEM
from tests.people.factories import person_with
from tests.places.factories import AreaFactory
from tests.places.test_geometry import SQUARE

pytestmark = pytest.mark.django_db

TABLE = "代码,名称,类别\n41,河南省,省\n4117,驻马店市,市\n411702,驿城区,区\n".encode()
NEW_YEAR = dt.date(2026, 1, 1)


def moved(geometry: dict[str, Any], degrees: float) -> dict[str, Any]:
    return {**geometry, "coordinates": [[[x + degrees, y] for x, y in geometry["coordinates"][0]]]}


def publish(geometry: dict[str, Any] = SQUARE, valid_from: dt.date = NEW_YEAR, **fields: Any) -> Zone:
    AreaFactory.create(code="411702")
    values = {"kind": "coal_ban", "name": "禁煤区", "area_code": "411702", "source": "县政府通告", **fields}
    return publish_zone(by=SYSTEM, geometry=geometry, valid_from=valid_from, **values)


def features(*rows: tuple[dict[str, Any], dict[str, Any]]) -> bytes:
    found = [{"type": "Feature", "properties": properties, "geometry": shape} for properties, shape in rows]
    return json.dumps({"type": "FeatureCollection", "features": found}).encode()


def test_the_sample_city_comes_whole() -> None:
    done = import_areas(by=SYSTEM)
    assert (done.added, done.changed, done.same) == (223, 0, 0)
    assert Area.objects.filter(level=3, functional=False).count() == 10
    assert Area.objects.filter(level=4).count() == 208
    assert set(Area.objects.filter(functional=True).values_list("code", "host_code")) == {
        ("411771", "411702"),
        ("4117A1", "411702"),
        ("4117A2", "411702"),
    }
    assert Area.objects.filter(boundary=None, level=3, functional=False).count() == 0
    assert Area.objects.exclude(boundary=None).filter(level=4).count() == 0, (
        "nobody knows township boundaries"
    )


def test_importing_again_changes_nothing_and_records_nothing() -> None:
    import_areas(by=SYSTEM)
    done = import_areas(by=SYSTEM)
    assert (done.added, done.changed, done.same) == (0, 0, 223)
    assert Event.objects.filter(verb="places.areas_imported").count() == 1


def test_a_changed_name_is_remembered_with_what_it_was() -> None:
    import_areas(by=SYSTEM, areas_csv=TABLE)
    import_areas(by=SYSTEM, areas_csv=TABLE.replace("驿城区,".encode(), "驿城新区,".encode()))
    event = Event.objects.order_by("-seq")[0]
    assert event.before == {"411702": {"name": "驿城区", "short_name": "驿城区"}}
    assert event.after == {"411702": {"name": "驿城新区", "short_name": "驿城新区"}}


def test_one_bad_row_keeps_the_whole_table_out() -> None:
    with pytest.raises(Invalid, match="第 5 行") as caught:
        import_areas(by=SYSTEM, areas_csv=TABLE + "x,错误,县\n".encode())
    assert len(caught.value.data["errors"]) == 1
    assert not Area.objects.exists()


def test_a_parent_nobody_knows_is_named() -> None:
    with pytest.raises(Invalid, match="411799001 某乡：上级代码 411799 既不在表中也不在库中"):
        import_areas(by=SYSTEM, areas_csv=TABLE + "411799001,某乡,乡\n".encode())


def test_a_dry_run_checks_and_writes_nothing() -> None:
    assert import_areas(by=SYSTEM, areas_csv=TABLE, dry_run=True).added == 3
    assert not Area.objects.exists()
    assert not Event.objects.filter(verb="places.areas_imported").exists()


def test_boundaries_alone_can_be_replaced() -> None:
    import_areas(by=SYSTEM, areas_csv=TABLE)
    done = import_areas(by=SYSTEM, boundaries=features(({"adcode": 411702}, SQUARE)))
    assert (done.added, done.changed) == (0, 1)
    assert Area.objects.get(pk="411702").boundary == SQUARE
    assert Event.objects.order_by("-seq")[0].after["411702"]["boundary"].startswith("sha256:")


def test_only_who_manages_places_may_import_or_publish() -> None:
    officer = person_with(Role.COUNTY_OFFICE)
    with pytest.raises(NotAllowed):
        import_areas(by=officer, areas_csv=TABLE)
    with pytest.raises(NotAllowed):
        import_zones(by=officer, content=sample.zones(), valid_from=NEW_YEAR)


def test_a_point_is_in_the_zone_on_the_days_it_was_in_force() -> None:
    zone = publish()
    assert zones_at(114.05, 33.05, on=NEW_YEAR) == [zone]
    assert zones_at(114.05, 33.05, on=dt.date(2025, 12, 31)) == []
    assert zones_at(114.2, 33.05, on=NEW_YEAR) == []
    assert zones_at(114.05, 33.05, on=NEW_YEAR, kind="station_ring") == []


def test_a_point_near_but_outside_a_slanting_edge_is_not_in_the_zone() -> None:
    triangle = {"type": "Polygon", "coordinates": [[[114, 33], [114.1, 33], [114, 33.1], [114, 33]]]}
    publish(triangle)
    assert zones_at(114.09, 33.09, on=NEW_YEAR) == [], "inside the bounding box only"
    assert len(zones_at(114.05, 33.05, on=NEW_YEAR)) == 1, "the edge belongs to the zone"


def test_a_new_version_ends_the_old_one_the_day_before() -> None:
    first = publish()
    second = publish(moved(SQUARE, 0.05), dt.date(2026, 7, 1))
    first.refresh_from_db()
    assert (first.version, second.version) == (1, 2)
    assert first.valid_to == dt.date(2026, 6, 30)
    assert zones_at(114.03, 33.05, on=dt.date(2026, 6, 30)) == [first]
    assert zones_at(114.03, 33.05, on=dt.date(2026, 7, 1)) == []
    event = history_of(second).get()
    assert event.before["version"] == 1
    assert event.before["boundary"] != event.after["boundary"]


def test_publishing_the_same_again_changes_nothing() -> None:
    assert publish().pk == publish().pk == publish(valid_from=dt.date(2026, 5, 1)).pk
    assert Zone.objects.count() == 1


def test_an_ended_zone_can_be_published_again() -> None:
    first = close_zone(by=SYSTEM, zone_id=publish().pk, valid_to=dt.date(2026, 3, 31), reason="")
    second = publish(valid_from=dt.date(2026, 9, 1))
    first.refresh_from_db()
    assert (second.version, first.valid_to) == (2, dt.date(2026, 3, 31))


def test_a_version_cannot_begin_before_the_one_in_force() -> None:
    publish()
    with pytest.raises(Conflict, match="自 2026-01-01 起执行"):
        publish(moved(SQUARE, 0.1))


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"kind": "dragons"}, "没有“dragons”这种管控区"),
        ({"name": ""}, "名称"),
        ({"source": ""}, "须写明依据"),
        ({"area_code": "999999"}, "不在区划中"),
        ({"geometry": {"type": "Point"}}, "应为面"),
    ],
)
def test_a_zone_without_kind_basis_area_or_boundary_is_refused(fields: dict[str, Any], says: str) -> None:
    with pytest.raises(Invalid, match=says):
        publish(**fields)


def test_a_zone_can_end_without_a_successor() -> None:
    zone = close_zone(by=SYSTEM, zone_id=publish().pk, valid_to=dt.date(2026, 3, 31), reason="规划调整")
    assert zones_at(114.05, 33.05, on=dt.date(2026, 4, 1)) == []
    assert history_of(zone).last().reason == "规划调整"  # type: ignore[union-attr]
    with pytest.raises(Conflict, match="已于 2026-03-31 停用"):
        close_zone(by=SYSTEM, zone_id=zone.pk, valid_to=dt.date(2026, 4, 1), reason="")


def test_the_database_allows_one_open_version_only() -> None:
    zone = publish()
    zone.pk, zone.version = None, 2
    with pytest.raises(IntegrityError):
        zone.save(force_insert=True)


def test_the_sample_zones_are_three_rings_and_a_sketch() -> None:
    import_areas(by=SYSTEM)
    assert import_zones(by=SYSTEM, content=sample.zones(), valid_from=NEW_YEAR).published == 4
    assert import_zones(by=SYSTEM, content=sample.zones(), valid_from=NEW_YEAR).same == 4
    names = {zone.name for zone in zones_at(114.018, 32.965, on=NEW_YEAR)}
    assert names == {"市一纸厂站点周边1000米", "中心城区禁煤区（示意）"}


def test_zones_are_imported_all_or_none() -> None:
    AreaFactory.create(code="411702")
    good = {"kind": "coal_ban", "name": "甲", "area_code": "411702", "source": "通告"}
    content = features(
        (good, SQUARE), ({**good, "name": "乙", "source": ""}, SQUARE), (good, {"type": "Point"})
    )
    with pytest.raises(Invalid) as caught:
        import_zones(by=SYSTEM, content=content, valid_from=NEW_YEAR)
    assert [message[:7] for message in caught.value.data["errors"]] == ["第 2 个要素", "第 3 个要素"]
    assert not Zone.objects.exists()


def test_a_dry_run_of_zones_leaves_nothing() -> None:
    AreaFactory.create(code="411702")
    good = {"kind": "coal_ban", "name": "甲", "area_code": "411702", "source": "通告"}
    assert (
        import_zones(by=SYSTEM, content=features((good, SQUARE)), valid_from=NEW_YEAR, dry_run=True).published
        == 1
    )
    assert not Zone.objects.exists()
