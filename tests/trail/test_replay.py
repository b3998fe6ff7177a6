"""Events put back from a backup go past the same guards as new ones."""

from collections.abc import Sequence
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, models, transaction

from sansan.trail.models import Event, Head
from sansan.trail.replay import put_back
from sansan.trail.verify import verify
from tests.trail.conftest import write_chain
from tests.trail.guards import lifted

pytestmark = pytest.mark.django_db

Rows = list[tuple[Any, ...]]
COLUMNS = [field.column for field in Event._meta.concrete_fields]


def insert(model: type[models.Model], rows: Sequence[Sequence[Any]]) -> None:
    """All in one statement."""
    marks = ", ".join(["(" + ", ".join(["%s"] * len(COLUMNS)) + ")"] * len(rows))
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO trail_event ({', '.join(COLUMNS)}) VALUES {marks}", [v for row in rows for v in row]
        )


@pytest.fixture
def recorded() -> Rows:
    """Five events as the database's driver gives and takes them; the trail is empty again."""
    write_chain(5)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(COLUMNS)} FROM trail_event ORDER BY seq")
        rows = list(cursor.fetchall())
    if connection.vendor == "sqlite":
        at = COLUMNS.index("at")
        rows = [(*row[:at], str(row[at]), *row[at + 1 :]) for row in rows]
    with lifted(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM trail_event")
        cursor.execute("DELETE FROM trail_head")
    return rows


def test_events_come_back_as_the_chain_they_were_and_it_can_go_on(recorded: Rows) -> None:
    put_back(recorded[:2], insert)
    put_back(recorded[2:], insert)
    assert (verify().intact, verify().count) == (True, 5)
    write_chain(1)
    assert (verify().intact, verify().count) == (True, 6)


def _without_the_third(rows: Rows) -> Rows:
    return rows[:2] + rows[3:]


def _from_the_second(rows: Rows) -> Rows:
    return rows[1:]


def _with_a_forged_link(rows: Rows) -> Rows:
    at = COLUMNS.index("previous_hash")
    return [*rows[:2], (*rows[2][:at], "f" * 64, *rows[2][at + 1 :]), *rows[3:]]


def _with_another_first(rows: Rows) -> Rows:
    at = COLUMNS.index("previous_hash")
    return [(*rows[0][:at], "f" * 64, *rows[0][at + 1 :]), *rows[1:]]


@pytest.mark.parametrize(
    "change", [_without_the_third, _from_the_second, _with_a_forged_link, _with_another_first]
)
def test_events_that_are_no_continuation_of_the_chain_are_refused_by_the_database(
    recorded: Rows, change: Any
) -> None:
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        put_back(change(recorded), insert)
    assert not Event.objects.exists()
    assert not Head.objects.exists()


def test_events_already_there_are_refused(recorded: Rows) -> None:
    put_back(recorded, insert)
    with pytest.raises(IntegrityError), transaction.atomic():
        put_back(recorded, insert)
    assert verify().count == 5


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE trail_head SET seq = 9, hash = 'x'",
        "UPDATE trail_head SET seq = 4",
        "UPDATE trail_head SET seq = 5",
        "UPDATE trail_head SET id = 2",
    ],
)
def test_the_head_goes_forward_only_and_not_past_the_last_event(recorded: Rows, statement: str) -> None:
    put_back(recorded, insert)
    if "seq = 5" in statement and connection.vendor == "postgresql":
        statement += ", hash = hash"
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert verify().intact


def test_no_event_goes_in_where_the_head_is_missing(recorded: Rows) -> None:
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        insert(Event, recorded)
    assert not Event.objects.exists()
