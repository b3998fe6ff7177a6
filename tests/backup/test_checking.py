"""A backup somebody has rewritten so that all its digests fit is still held against itself."""

from collections.abc import Callable

import pytest

from sansan.backup.checking import check
from sansan.backup.manifest import Head
from sansan.errors import Invalid
from sansan.trail.canonical import GENESIS
from tests.backup.archives import Contents, contents, hash_of, opened


def refused(changed: Contents) -> Invalid:
    with pytest.raises(Invalid) as caught:
        check(opened(changed.write()))
    return caught.value


def _loses_a_file(changed: Contents) -> None:
    changed.stored.pop()


def _loses_the_first_file(changed: Contents) -> None:
    changed.stored.pop(0)


def _gains_a_file(changed: Contents) -> None:
    changed.stored.append(b"stranger")


def _swaps_the_files(changed: Contents) -> None:
    changed.stored.reverse()


def _lies_about_a_size(changed: Contents) -> None:
    changed.tables["evidence.storedfile"][0]["size"] = 6


@pytest.mark.parametrize(
    "change", [_loses_a_file, _loses_the_first_file, _gains_a_file, _swaps_the_files, _lies_about_a_size]
)
def test_the_files_are_those_the_rows_speak_of(change: Callable[[Contents], None]) -> None:
    changed = contents()
    change(changed)
    assert refused(changed).data["part"].startswith("files/")


def _changes_an_event(changed: Contents) -> None:
    changed.tables["trail.event"][1]["reason"] = "别的事由"


def _changes_an_event_and_its_hash(changed: Contents) -> None:
    row = changed.tables["trail.event"][1]
    row["reason"] = "别的事由"
    row["hash"] = hash_of(row)


def _drops_an_event(changed: Contents) -> None:
    del changed.tables["trail.event"][1]


def _drops_the_last_event(changed: Contents) -> None:
    changed.tables["trail.event"].pop()


def _swaps_two_events(changed: Contents) -> None:
    changed.tables["trail.event"].reverse()


def _forges_the_head(changed: Contents) -> None:
    changed.tables["trail.head"][0]["hash"] = GENESIS


@pytest.mark.parametrize(
    "change",
    [
        _changes_an_event, _changes_an_event_and_its_hash, _drops_an_event, _drops_the_last_event,
        _swaps_two_events, _forges_the_head,
    ],
)  # fmt: skip
def test_the_trail_is_one_chain_up_to_its_head(change: Callable[[Contents], None]) -> None:
    changed = contents()
    change(changed)
    error = refused(changed)
    assert error.data["part"] == "tables/trail.event.jsonl"
    assert "操作轨迹" in error.message


@pytest.mark.parametrize(
    ("change", "part"),
    [
        ({"format": 2}, "manifest.json"),
        ({"digest": GENESIS}, "manifest.json"),
        ({"trail": Head(seq=2, hash=GENESIS)}, "tables/trail.event.jsonl"),
        ({"readme_sha256": GENESIS}, "README.md"),
        ({"tables": ()}, "tables/evidence.storedfile.jsonl"),
    ],
)
def test_the_manifest_says_what_is_there(change: dict[str, object], part: str) -> None:
    changed = contents()
    changed.changes = change
    assert refused(changed).data["part"] == part


def test_a_backup_of_another_format_is_refused_with_what_to_do() -> None:
    changed = contents()
    changed.changes = {"format": 2}
    assert "格式版本是 2" in refused(changed).message


def test_a_backup_without_any_event_or_file_is_whole() -> None:
    empty = contents(events=0)
    empty.stored.clear()
    empty.tables["evidence.storedfile"].clear()
    assert check(opened(empty.write())).trail.seq == 0


def test_the_check_tells_how_far_it_is() -> None:
    said: list[tuple[int, int]] = []
    check(opened(contents().write()), lambda done, total: said.append((done, total)))
    done = [so_far for so_far, _ in said]
    assert done == sorted(done)
    assert all(so_far <= total for so_far, total in said)
