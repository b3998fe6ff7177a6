"""`sansan places`: says what it would do, does it, and names what is wrong."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from sansan.errors import Invalid
from sansan.places.command import places
from sansan.places.models import Area, Zone
from tests.places.test_actions import TABLE, features
from tests.places.test_geometry import SQUARE

pytestmark = pytest.mark.django_db


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(places, [str(argument) for argument in arguments])


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "区划.csv"
    path.write_bytes(TABLE)
    return path


def test_without_files_the_sample_city_is_imported() -> None:
    result = run("import")
    assert (result.exit_code, result.output) == (0, "新增 223 个、修改 0 个区划，0 个没有变化。\n")


def test_a_dry_run_says_what_it_would_do_and_does_nothing(table: Path) -> None:
    result = run("import", "--areas", table, "--dry-run")
    assert result.output == "检查通过，将新增 3 个、修改 0 个区划，0 个没有变化。\n"
    assert not Area.objects.exists()


def test_a_bad_table_is_refused_with_its_rows(tmp_path: Path) -> None:
    path = tmp_path / "bad.csv"
    path.write_bytes(TABLE + "x,错误,县\n".encode())
    result = run("import", "--areas", path)
    assert isinstance(result.exception, Invalid), "the command line prints it and exits 1"
    assert "第 5 行" in result.exception.message


def test_zones_come_from_a_file_as_from_a_day(table: Path, tmp_path: Path) -> None:
    run("import", "--areas", table)
    path = tmp_path / "zones.geojson"
    row = {"kind": "coal_ban", "name": "甲", "area_code": "411702", "source": "通告"}
    ring = {**row, "kind": "station_ring", "name": "站点", "radius_m": 1000}
    path.write_bytes(features((row, SQUARE), (ring, {"type": "Point", "coordinates": [114.018, 32.965]})))
    assert "将发布 2 个" in run("import-zones", path, "--valid-from", "2026-01-01", "--dry-run").output
    assert not Zone.objects.exists()
    assert (
        run("import-zones", path, "--valid-from", "2026-01-01").output
        == "发布 2 个管控区版本，0 个没有变化。\n"
    )


@pytest.mark.parametrize(
    ("properties", "says"),
    [({}, "须有坐标和半径"), ({"radius_m": 0}, "0 至 50000 米"), ({"radius_m": "很大"}, "须有坐标和半径")],
)
def test_a_point_needs_a_sensible_radius(
    table: Path, tmp_path: Path, properties: dict[str, object], says: str
) -> None:
    run("import", "--areas", table)
    path = tmp_path / "zones.geojson"
    path.write_bytes(
        features(({"name": "站点", **properties}, {"type": "Point", "coordinates": [114.0, 33.0]}))
    )
    result = run("import-zones", path, "--valid-from", "2026-01-01")
    assert isinstance(result.exception, Invalid)
    assert says in result.exception.message


def test_the_shipped_boundaries_are_gps_coordinates_not_the_published_ones() -> None:
    """驿城区's published (GCJ-02) centre, converted, is the centre the table holds: about 584 m apart."""
    from sansan.places.coordinates import distance_m

    run("import")
    district = Area.objects.get(pk="411702")
    assert district.lon is not None
    assert district.lat is not None
    assert distance_m(district.lon, district.lat, 114.029149, 32.977559) == pytest.approx(584, abs=10)
    lon, lat = district.boundary["coordinates"][0][0][0]  # type: ignore[index]
    assert distance_m(lon, lat, 114.110639, 33.041137) == pytest.approx(584, abs=20)
