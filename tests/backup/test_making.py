"""A backup is one moment of the database and every file of it, readable by its owner only, whole or not there."""

import errno
import json
import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, models, transaction

from sansan.backup import making, tables
from sansan.backup.checking import check
from sansan.backup.container import Container
from sansan.backup.making import back_up
from sansan.backup.manifest import Manifest
from sansan.errors import Conflict, Invalid
from sansan.evidence import store
from sansan.people.models import Person
from sansan.trail.models import Event
from tests.people.factories import PersonFactory
from tests.places.factories import AreaFactory
from tests.trail.guards import lifted

CONTENTS = (b"photo" * 100, b"report" * 100)


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "out" / "b.tar"


@pytest.fixture(autouse=True)
def own_store(tmp_path: Path, settings: Any) -> None:
    settings.DATA_DIR = tmp_path
    (tmp_path / "out").mkdir()


@pytest.fixture
def stored(db: None) -> list[str]:
    """The hashes of two stored files; a person and an area beside them."""
    PersonFactory.create(username="first", name="林涛")
    AreaFactory.create(code="4117")
    with transaction.atomic():
        return [store.keep(content).sha256 for content in CONTENTS]


def checked(target: Path) -> Manifest:
    with target.open("rb") as stream:
        return check(Container(stream))


def lines(target: Path, name: str) -> list[dict[str, Any]]:
    with target.open("rb") as stream:
        container = Container(stream)
        return [json.loads(line) for line in container.lines(container.part(f"tables/{name}.jsonl"))]


def test_a_backup_holds_the_rows_and_the_files_and_stands_its_own_check(
    stored: list[str], target: Path
) -> None:
    made = back_up(target)
    assert checked(target) == made.manifest
    assert (made.manifest.files.count, made.trouble, made.size) == (2, "", target.stat().st_size)
    assert [row["name"] for row in lines(target, "people.person")] == ["林涛"]


def test_only_its_owner_may_read_it_for_it_holds_what_is_needed_to_log_in(
    stored: list[str], target: Path
) -> None:
    old = os.umask(0)
    try:
        back_up(target)
    finally:
        os.umask(old)
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert lines(target, "people.person")[0]["password"] == Person.objects.get().password


def test_a_file_that_is_there_already_is_not_touched(stored: list[str], target: Path) -> None:
    target.write_bytes(b"older backup")
    with pytest.raises(Conflict, match="已存在"):
        back_up(target)
    assert target.read_bytes() == b"older backup"


def test_a_file_that_came_in_between_is_not_touched_either(
    stored: list[str], target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    finish = making._Work.finish

    def slow(self: Any, manifest: Manifest) -> None:
        finish(self, manifest)
        target.write_bytes(b"other backup")

    monkeypatch.setattr(making._Work, "finish", slow)
    with pytest.raises(Conflict, match="已存在"):
        back_up(target)
    assert [path.read_bytes() for path in target.parent.iterdir()] == [b"other backup"]


@pytest.mark.parametrize(
    ("error", "seen"),
    [(OSError(errno.ENOSPC, "No space left"), Invalid), (KeyboardInterrupt(), KeyboardInterrupt)],
)
def test_a_backup_that_could_not_be_finished_leaves_no_file(
    stored: list[str], target: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException, seen: type
) -> None:
    def failing(*_: object) -> None:
        raise error

    monkeypatch.setattr(making._Work, "finish", failing)
    with pytest.raises(seen):
        back_up(target)
    assert list(target.parent.iterdir()) == []


def test_a_folder_that_is_not_there_is_said_to_be_so(stored: list[str], target: Path) -> None:
    with pytest.raises(Invalid, match="写不了文件"):
        back_up(target.parent / "nowhere" / "b.tar")


def _lost(path: Path) -> None:
    path.unlink()


def _changed(path: Path) -> None:
    path.write_bytes(b"other" * 100)


def _shorter(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])


@pytest.mark.parametrize("damage", [_lost, _changed, _shorter])
def test_a_lost_or_damaged_file_is_named_and_left_out_only_when_told_to(
    stored: list[str], target: Path, damage: Callable[[Path], None]
) -> None:
    damage(store.path_of(stored[0]))
    with pytest.raises(Invalid, match=stored[0]):
        back_up(target)
    assert list(target.parent.iterdir()) == []
    made = back_up(target, allow_missing=True)
    assert (made.manifest.files.missing, made.manifest.files.count) == ((stored[0],), 1)
    assert checked(target) == made.manifest


def test_without_files_the_digest_of_the_whole_is_the_same(stored: list[str], target: Path) -> None:
    whole = back_up(target).manifest
    rows_only = back_up(target.with_name("rows.tar"), files=False).manifest
    assert (rows_only.files.included, rows_only.files.count) == (False, 0)
    assert rows_only.digest == whole.digest
    assert checked(target.with_name("rows.tar")) == rows_only


def test_one_changed_value_changes_the_digest_of_the_whole(stored: list[str], target: Path) -> None:
    before = back_up(target).manifest.digest
    Person.objects.update(name="林涛涛")
    assert back_up(target.with_name("later.tar")).manifest.digest != before


def test_a_row_that_has_no_spelling_is_named_by_table_key_and_column(stored: list[str], target: Path) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("only SQLite stores anything anywhere")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE places_area SET name = x'ff00' WHERE code = '4117'")
    with pytest.raises(Invalid, match=r"places\.area 主键 4117 .*name"):
        back_up(target)


def test_a_broken_trail_is_backed_up_as_it_is_and_said_to_be_broken(
    city_of_events: None, target: Path
) -> None:
    made = back_up(target)
    assert "断裂于第 2 条" in made.trouble
    assert lines(target, "trail.event")[1]["reason"] == "改过"
    with pytest.raises(Invalid, match="断裂于第 2 条"):
        checked(target)


@pytest.fixture
def city_of_events(db: None) -> None:
    from sansan.trail.record import SYSTEM, record

    area = AreaFactory.create(code="4117")
    for _ in range(3):
        record("sample.loaded", target=area, by=SYSTEM)
    with lifted(), connection.cursor() as cursor:
        cursor.execute("UPDATE trail_event SET reason = '改过' WHERE seq = 2")


def test_the_memory_a_backup_takes_does_not_grow_with_the_table(
    stored: list[str], target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rows are fetched a piece at a time: no query asks for more, and none is asked before the last was written."""
    monkeypatch.setattr(tables, "CHUNK", 3)
    for number in range(10):
        PersonFactory.create(username=f"p{number}")
    asked: list[int] = []
    fetch = models.QuerySet._fetch_all

    def counting(self: Any) -> None:
        fetch(self)
        if self.model is Person and self._result_cache is not None:
            asked.append(len(self._result_cache))

    monkeypatch.setattr(models.QuerySet, "_fetch_all", counting)
    assert back_up(target).manifest.rows >= 11
    assert len(asked) == 4
    assert max(asked) <= 3


def test_a_trial_says_what_would_be_written_and_writes_nothing(
    stored: list[str], target: Path, sansan: Callable[..., Any]
) -> None:
    ran = sansan("backup", "--dry-run", str(target))
    assert (ran.exit_code, "文件 2 个" in ran.output, target.exists()) == (0, True, False)


def test_the_command_says_where_it_went_and_the_digest_and_fails_when_it_may_not_write(
    stored: list[str], target: Path, sansan: Callable[..., Any]
) -> None:
    ran = sansan("backup", str(target))
    assert (ran.exit_code, checked(target).digest in ran.output) == (0, True)
    again = sansan("backup", str(target))
    assert (again.exit_code, "已存在" in again.output) == (1, True)


def test_the_command_fails_on_a_broken_trail_though_the_file_is_there(
    city_of_events: None, target: Path, sansan: Callable[..., Any]
) -> None:
    ran = sansan("backup", str(target))
    assert (ran.exit_code, "断裂" in ran.output, target.exists()) == (1, True, True)
    assert Event.objects.count() == 3


def test_the_python_of_the_readme_inside_finds_a_change(
    stored: list[str], target: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import tarfile

    back_up(target)
    with tarfile.open(target) as archive:
        archive.extractall(tmp_path / "unpacked", filter="data")
    monkeypatch.chdir(tmp_path / "unpacked")
    code = Path("README.md").read_text(encoding="utf-8").split("```python\n")[1].split("```")[0]
    exec(code)
    Path("tables/people.person.jsonl").write_bytes(b"{}\n")
    with pytest.raises(AssertionError, match=r"people\.person"):
        exec(code)
