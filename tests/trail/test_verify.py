"""Any tampering with any field of any row is found, and the first broken link is named."""

import datetime as dt
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sansan.trail import segments, walking
from sansan.trail.canonical import GENESIS, canonical, digest, moment
from sansan.trail.models import Event, Head
from sansan.trail.record import hashed_fields
from sansan.trail.verify import verify
from scripts.paths import ROOT
from tests.trail.conftest import write_chain
from tests.trail.guards import lifted

pytestmark = pytest.mark.django_db

TEXT_COLUMNS = (
    "verb",
    "actor_name",
    "target_type",
    "target_id",
    "target_label",
    "area_code",
    "reason",
    "before",
    "after",
    "request_id",
    "previous_hash",
    "hash",
)


def tamper(sql: str, *values: Any) -> None:
    with lifted(), connection.cursor() as cursor:
        cursor.execute(sql, values)


def test_an_empty_trail_is_intact() -> None:
    verdict = verify()
    assert (verdict.intact, verdict.count, verdict.head_hash) == (True, 0, GENESIS)


def test_an_untouched_chain_is_intact_and_its_head_is_told() -> None:
    last = write_chain(5)[-1]
    verdict = verify()
    assert (verdict.intact, verdict.count, verdict.head_seq, verdict.head_hash) == (True, 5, 5, last.hash)


@pytest.fixture
def chain_of_six() -> list[Event]:
    return write_chain(6)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    seq=st.integers(1, 6),
    column=st.sampled_from(TEXT_COLUMNS),
    value=st.text(st.characters(exclude_characters="\x00", codec="utf-8"), max_size=12),
)
def test_any_change_of_any_text_is_found_at_its_own_row(
    chain_of_six: list[Event], seq: int, column: str, value: str
) -> None:
    """The row itself is named, whichever column it was."""
    quoted = f'"{column}"'
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {quoted} FROM trail_event WHERE seq = %s", [seq])
        original = cursor.fetchone()[0]
    if value == original:
        return
    tamper(f"UPDATE trail_event SET {quoted} = %s WHERE seq = %s", value, seq)
    verdict = verify()
    tamper(f"UPDATE trail_event SET {quoted} = %s WHERE seq = %s", original, seq)
    assert (verdict.broken_seq, verdict.count) == (seq, seq - 1)
    assert verify().intact


@pytest.mark.parametrize(
    "assignment", ["actor_id = 99", "actor_id = NULL", "at = '2001-01-01 00:00:00'", "seq = 100", "seq = -3"]
)
def test_a_changed_person_time_or_number_is_found(chain_of_six: list[Event], assignment: str) -> None:
    tamper(f"UPDATE trail_event SET {assignment} WHERE seq = 4")
    assert verify().broken_seq == 4


@given(
    texts=st.lists(st.text(), min_size=11, max_size=11),
    number=st.integers(1, 2**62),
    actor=st.none() | st.integers(0, 2**62),
    at=st.datetimes().map(lambda at: at.replace(microsecond=0) if at.second % 2 else at),
)
def test_the_walk_spells_an_event_as_it_was_hashed(
    texts: list[str], number: int, actor: int | None, at: dt.datetime
) -> None:
    """It writes the text out by hand, for speed; from both spellings SQLite has for a time."""
    names = [name for name in walking.COLUMNS if name not in ("seq", "at_text", "actor_id", "hash")]
    fields: dict[str, Any] = dict(zip((name.removesuffix("_text") for name in names), texts, strict=True))
    fields |= {"seq": number, "actor_id": actor, "at": moment(at.replace(tzinfo=dt.UTC))}
    row: dict[str, Any] = {
        **dict(zip(names, texts, strict=True)),
        "seq": number,
        "actor_id": actor,
        "at_text": str(at),
        "hash": "",
    }
    spelled = walking.spelled(tuple(row[name] for name in walking.COLUMNS), walking._moment(row["at_text"]))
    assert spelled == canonical(fields)


def test_a_deleted_event_is_missed() -> None:
    write_chain(5)
    tamper("DELETE FROM trail_event WHERE seq = 3")
    verdict = verify()
    assert (verdict.broken_seq, verdict.why, verdict.broken_at) == (3, "缺少第 3 条记录", None)


def test_a_cut_tail_is_missed() -> None:
    write_chain(5)
    tamper("DELETE FROM trail_event WHERE seq >= 4")
    verdict = verify()
    assert verdict.broken_seq == 4
    assert "末尾被截断" in verdict.why


def test_a_row_changed_together_with_its_hash_breaks_the_link_to_the_next() -> None:
    event = write_chain(5)[2]
    event.reason = "改过的事由"
    tamper(
        "UPDATE trail_event SET reason = %s, hash = %s WHERE seq = 3",
        event.reason,
        digest(hashed_fields(event)),
    )
    assert verify().broken_seq == 4


def test_the_last_row_changed_together_with_its_hash_disagrees_with_the_head() -> None:
    event = write_chain(3)[2]
    event.reason = "改过的事由"
    tamper(
        "UPDATE trail_event SET reason = %s, hash = %s WHERE seq = 3",
        event.reason,
        digest(hashed_fields(event)),
    )
    verdict = verify()
    assert verdict.broken_seq == 3
    assert verdict.broken_at is not None
    assert "链首不符" in verdict.why


@pytest.mark.parametrize("seq", [0, -1, 4])
def test_a_row_smuggled_in_before_or_after_the_chain_is_found(seq: int) -> None:
    write_chain(3)
    names = [field.column for field in Event._meta.concrete_fields if field.column != "seq"]
    columns = ", ".join(f'"{name}"' for name in names)
    tamper(
        f"INSERT INTO trail_event (seq, {columns}) SELECT %s, {columns} FROM trail_event WHERE seq = 3", seq
    )
    assert verify().broken_seq == seq


def test_a_lost_head_is_noticed() -> None:
    write_chain(2)
    tamper("DELETE FROM trail_head")
    assert not verify().intact


def test_a_head_moved_back_to_hide_a_cut_is_caught_by_a_hash_kept_elsewhere() -> None:
    events = write_chain(5)
    tamper("DELETE FROM trail_event WHERE seq > 3")
    tamper("UPDATE trail_head SET seq = 3, hash = %s", events[2].hash)
    assert verify().intact, "nothing inside the database can show this"
    verdict = verify(kept_hash=events[4].hash)
    assert not verdict.intact
    assert "留存的链首" in verdict.why


def test_a_hash_kept_earlier_is_still_found_after_the_chain_has_grown() -> None:
    kept = write_chain(3)[-1].hash
    write_chain(3)
    assert verify(kept_hash=kept).intact


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="only SQLite stores anything anywhere")
@pytest.mark.parametrize("value", ["X'ff00'", "'not a date'", "CAST(X'ff' AS TEXT)"])
@pytest.mark.parametrize("column", ["at", "reason"])
def test_a_row_that_cannot_be_read_is_named_rather_than_crashing_the_walk(value: str, column: str) -> None:
    write_chain(4)
    tamper(f"UPDATE trail_event SET {column} = {value} WHERE seq = 3")
    assert verify().broken_seq == 3


def test_chunks_join_without_gap_and_progress_reaches_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(walking, "CHUNK", 2)
    monkeypatch.setattr(segments, "SEGMENT", 3)
    write_chain(10)
    seen: list[tuple[int, int]] = []
    verdict = verify(lambda done, total: seen.append((done, total)))
    assert (verdict.intact, verdict.count, seen[-1]) == (True, 10, (10, 10))
    assert [done for done, _ in seen] == [3, 6, 9, 10, 10]


@pytest.mark.parametrize("segment", [1, 2, 3, 6])
@pytest.mark.parametrize("seq", range(1, 7))
def test_segments_say_what_one_walk_says(
    chain_of_six: list[Event], monkeypatch: pytest.MonkeyPatch, segment: int, seq: int
) -> None:
    """Whatever is changed or missing, and wherever the chain is cut into segments, the same link is named, alike."""
    for tampering in (
        "UPDATE trail_event SET reason = 'x' WHERE seq = %s",
        "DELETE FROM trail_event WHERE seq = %s",
        "DELETE FROM trail_event WHERE seq >= %s",
        "UPDATE trail_event SET previous_hash = 'x' WHERE seq = %s",
        "UPDATE trail_event SET hash = 'x' WHERE seq = %s",
    ):
        with transaction.atomic():
            tamper(tampering, seq)
            monkeypatch.setattr(segments, "SEGMENT", 1000)
            whole = verify()
            monkeypatch.setattr(segments, "SEGMENT", segment)
            assert (whole.broken_seq, verify()) == (seq, whole)
            transaction.set_rollback(True)


def test_several_processes_find_what_one_finds(tmp_path: Path) -> None:
    """On a file of its own: sound, then with one link changed far along, then with the end cut off."""
    environment = {
        **os.environ,
        "SANSAN_DATA_DIR": str(tmp_path),
        "DATABASE_URL": "",
        "DJANGO_SETTINGS_MODULE": "sansan.settings",
    }
    done = subprocess.run(
        [sys.executable, "-m", "tests.trail.walkers"],
        cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120, check=True,
    )  # fmt: skip
    assert done.stdout.splitlines() == ["None 100", "77 76", "91 90"]


def test_a_thousand_events_are_verified_in_well_under_a_second() -> None:
    write_chain(1000)
    started = time.perf_counter()
    assert verify().intact
    assert time.perf_counter() - started < 1


def test_events_appended_during_the_walk_do_not_disturb_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(segments, "SEGMENT", 2)
    write_chain(4)

    def someone_acts(_done: int, _total: int) -> None:
        write_chain(1)

    verdict = verify(someone_acts)
    assert (verdict.intact, verdict.count) == (True, 4)
    assert Head.objects.get().seq > 4
