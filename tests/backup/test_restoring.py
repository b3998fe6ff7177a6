"""A backup goes in whole and proven, into an empty database of the same structure, or nothing of it does."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction

from sansan.backup import restoring, tables
from sansan.backup.checking import check
from sansan.backup.container import Container
from sansan.backup.manifest import Manifest
from sansan.errors import Conflict, Invalid
from sansan.evidence import store
from sansan.people.models import Person
from sansan.rectification.models import Measure, Task
from sansan.sample.accounts import accounts, password
from sansan.trail.models import Event
from sansan.trail.record import SYSTEM, record
from sansan.trail.verify import verify
from tests.client import PageClient
from tests.people.factories import PersonFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def container(city: Path, tmp_path: Path, settings: Any) -> Iterator[Container]:
    """The city's backup, opened, and a store of its own to restore into."""
    settings.DATA_DIR = tmp_path
    with city.open("rb") as stream:
        yield Container(stream)


@pytest.fixture
def manifest(container: Container) -> Manifest:
    return check(container)


def kept_files() -> list[Path]:
    return [path for path in store.root().rglob("*") if path.is_file()]


def nothing_is_left() -> bool:
    return not kept_files() and not any(model._base_manager.exists() for model in tables.kept())


def test_what_was_restored_is_used_as_if_it_had_always_been_there(
    container: Container, manifest: Manifest, settings: Any
) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]  # the city's own
    restoring.restore(container, manifest)
    assert {table.name: table.rows for table in manifest.tables} == {
        tables.name_of(model): model._base_manager.count() for model in tables.kept()
    }
    assert len(kept_files()) == manifest.files.count > 10
    verdict = verify()
    assert (verdict.intact, verdict.head_hash) == (True, manifest.trail.hash)
    client = PageClient()
    client.post("/accounts/login/", {"login": accounts()[0].username, "password": password()})
    assert client.get("/").status_code == 200


def test_the_chain_goes_on_from_the_restored_head(container: Container, manifest: Manifest) -> None:
    restoring.restore(container, manifest)
    event = record("person.changed", target=Person.objects.all()[0], by=SYSTEM)
    assert (event.seq, event.previous_hash) == (manifest.trail.seq + 1, manifest.trail.hash)
    assert verify().intact


def test_the_trail_refuses_changes_after_a_restore_as_before(
    container: Container, manifest: Manifest
) -> None:
    restoring.restore(container, manifest)
    for statement in (
        "UPDATE trail_event SET reason = 'x'",
        "DELETE FROM trail_event",
        "DELETE FROM trail_head",
    ):
        with (
            pytest.raises(Exception, match="append-only"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)


def test_a_key_that_was_ever_given_out_is_not_given_again(container: Container, manifest: Manifest) -> None:
    restoring.restore(container, manifest)
    highest = Measure.objects.order_by("-pk")[0].pk
    said = {table.name: table.last_number for table in manifest.tables}
    assert said["rectification.measure"] == highest + 1, "the odd rows deleted the last one"
    new = Measure.objects.create(task=Task.objects.all()[0], order=1000, text="新措施")
    assert new.pk == highest + 2


def test_a_database_with_anything_in_it_is_refused_and_stays_as_it_is(
    container: Container, manifest: Manifest
) -> None:
    PersonFactory.create(username="first")
    with pytest.raises(Conflict, match="不是空的"):
        restoring.restore(container, manifest)
    assert [person.username for person in Person.objects.all()] == ["first"]
    assert not kept_files()


def _loses_a_row(monkeypatch: pytest.MonkeyPatch) -> None:
    insert = restoring.insert
    monkeypatch.setattr(restoring, "insert", lambda model, rows: insert(model, rows[1:] or rows))


def _changes_a_value(monkeypatch: pytest.MonkeyPatch) -> None:
    insert = restoring.insert

    def changing(model: tables.Model, rows: Any) -> None:
        at = [column.name for column in tables.columns(model)].index("name") if model is Person else None
        insert(model, rows if at is None else [[*row[:at], "别人", *row[at + 1 :]] for row in rows])

    monkeypatch.setattr(restoring, "insert", changing)


def _disk_is_full(monkeypatch: pytest.MonkeyPatch) -> None:
    put_back = store.put_back
    placed: list[str] = []

    def failing(sha256: str, chunks: Any) -> bool:
        if len(placed) == 5:
            raise OSError(28, "No space left on device")
        placed.append(sha256)
        return put_back(sha256, chunks)

    monkeypatch.setattr(store, "put_back", failing)


def _points_nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    insert = restoring.insert
    monkeypatch.setattr(restoring, "insert", lambda model, rows: model is Person or insert(model, rows))


@pytest.mark.parametrize("break_it", [_loses_a_row, _changes_a_value, _disk_is_full, _points_nowhere])
def test_whatever_goes_wrong_on_the_way_nothing_is_stored(
    container: Container,
    manifest: Manifest,
    monkeypatch: pytest.MonkeyPatch,
    break_it: Callable[[pytest.MonkeyPatch], None],
) -> None:
    break_it(monkeypatch)
    with pytest.raises(Invalid, match="没有恢复任何内容"):
        restoring.restore(container, manifest)
    assert nothing_is_left()


def test_an_archive_changed_between_the_check_and_the_restore_is_refused(
    city: Path, tmp_path: Path, settings: Any
) -> None:
    settings.DATA_DIR = tmp_path / "data"
    copy = tmp_path / "copy.tar"
    copy.write_bytes(city.read_bytes())
    with copy.open("r+b") as stream:
        container = Container(stream)
        manifest = check(container)
        part = container.part("tables/people.person.jsonl")
        stream.seek(part.offset)
        text = stream.read(part.size)
        stream.seek(part.offset)
        stream.write(text.replace(b"argon2", b"argon3", 1))
        stream.flush()
        with pytest.raises(Invalid, match=r"people\.person"):
            restoring.restore(container, manifest)
    assert nothing_is_left()


@pytest.mark.parametrize(
    "changes",
    [
        {"migrations": {"trail": ("0001_initial",)}},
        {"tables": ()},
    ],
)
def test_a_backup_of_another_structure_is_refused_with_what_to_do(
    container: Container, manifest: Manifest, changes: dict[str, Any]
) -> None:
    with pytest.raises(Conflict, match="那个版本的程序"):
        restoring.restore(container, manifest.model_copy(update=changes))
    assert nothing_is_left()


def test_a_damaged_file_lying_in_the_store_is_replaced(container: Container, manifest: Manifest) -> None:
    sha256 = next(container.stored_files()).name[-64:]
    place = store.path_of(sha256)
    place.parent.mkdir(parents=True)
    place.write_bytes(b"damaged")
    restoring.restore(container, manifest)
    assert place.read_bytes() != b"damaged"


def test_a_trial_says_that_it_would_fit_and_writes_nothing(
    city: Path, tmp_path: Path, settings: Any, sansan: Callable[..., Any]
) -> None:
    settings.DATA_DIR = tmp_path
    ran = sansan("restore", "--dry-run", str(city))
    assert (ran.exit_code, "未做任何改动" in ran.output) == (0, True)
    assert nothing_is_left()


def test_a_broken_backup_is_refused_by_the_command_with_status_1(
    city: Path, tmp_path: Path, sansan: Callable[..., Any]
) -> None:
    broken = tmp_path / "broken.tar"
    broken.write_bytes(city.read_bytes()[:-4096])
    ran = sansan("restore", str(broken))
    assert (ran.exit_code, "备份不能用" in ran.output) == (1, True)
    assert not Event.objects.exists()
    assert sansan("restore", "--check", str(tmp_path / "none.tar")).exit_code == 1
