"""`sansan init`: the sample city gives way to a deployment's own; nothing is deleted."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from django.db import connection

from sansan.commands.init import write_settings
from sansan.commands.setting_aside import set_aside
from tests.cli.conftest import Program

OWN_CITY = (
    "init", "--city-code", "4101", "--city-name", "郑州市", "--system-admin", "lintao", "林涛",
    "--security-admin", "huangjing", "黄静", "--audit-admin", "xuming", "徐明",
)  # fmt: skip


def test_init_sets_the_old_data_aside_and_starts_with_three_administrators(
    program: Program, own_environment: Mapping[str, str], tmp_path: Path
) -> None:
    assert program("setup").returncode == 0
    done = program(*OWN_CITY)
    assert done.returncode == 0, done.stderr
    assert all(name in done.stdout for name in ("lintao（林涛）", "huangjing（黄静）", "xuming（徐明）"))
    assert len(list((tmp_path / "data").glob("sansan-before-*.sqlite3"))) == 1
    assert (tmp_path / "settings.env").read_text(
        encoding="utf-8"
    ) == "SANSAN_CITY_CODE=4101\nSANSAN_CITY_NAME=郑州市\n"
    assert program("setup", "--check").returncode == 0
    assert program("sample", "load", "--check").returncode == 0, "a deployment of its own gets no sample city"

    again = program(*OWN_CITY)
    assert again.returncode == 1
    assert "--yes" in again.stderr, "there is something of its own to lose now"


def test_init_tells_what_it_would_do_and_does_nothing(program: Program, tmp_path: Path) -> None:
    assert program("setup").returncode == 0
    before = sorted((tmp_path / "data").iterdir())
    done = program(*OWN_CITY, "--dry-run")
    assert done.returncode == 0
    assert "未做任何改动" in done.stdout
    assert sorted((tmp_path / "data").iterdir()) == before


def test_init_refuses_one_person_in_two_administrators_posts_and_leaves_the_old_data_in_place(
    program: Program, tmp_path: Path
) -> None:
    assert program("setup").returncode == 0
    same = [word.replace("huangjing", "lintao") for word in OWN_CITY]
    done = program(*same)
    assert done.returncode == 1
    assert "lintao" in done.stderr
    assert not list((tmp_path / "data").glob("*before*"))
    assert program("setup", "--check").returncode == 1 or program("setup").returncode == 0


@pytest.mark.parametrize("code", ["41", "411702", "郑州"])
def test_init_wants_the_four_digits_of_a_city(program: Program, code: str) -> None:
    done = program(*OWN_CITY[:2], code, *OWN_CITY[3:])
    assert done.returncode == 1
    assert "四位" in done.stderr


def test_settings_are_added_or_replaced_and_other_lines_stay(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text("# ours\nSANSAN_PORT=8010\nSANSAN_CITY_CODE=4117\n", encoding="utf-8")
    write_settings(file, {"SANSAN_CITY_CODE": "4101"})
    assert file.read_text(encoding="utf-8") == "# ours\nSANSAN_PORT=8010\nSANSAN_CITY_CODE=4101\n"


@pytest.mark.django_db(transaction=True)
def test_on_postgresql_the_old_tables_are_kept_in_a_schema_of_their_own_and_come_back_on_failure() -> None:
    from sansan.people.models import Person

    if connection.vendor != "postgresql":
        pytest.skip("SQLite keeps its data in a file")
    tables = connection.introspection.table_names()
    with pytest.raises(RuntimeError, match="half-way"):
        _fail_half_way()
    assert connection.introspection.table_names() == tables
    assert Person.objects.count() == 0


def _fail_half_way() -> None:
    with set_aside("before-test") as kept:
        assert kept == ["数据库模式 sansan_before_test"]
        assert connection.introspection.table_names() == []
        raise RuntimeError("half-way")
