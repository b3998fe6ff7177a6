"""An event is written with the write it speaks of, or not at all."""

import datetime as dt
from decimal import Decimal

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import DatabaseError, connection, transaction

from sansan.trail.models import AppendOnlyError, Event, Head
from sansan.trail.queries import history_of
from sansan.trail.record import SYSTEM, Entry, record, record_all
from sansan.trail.request import request_id
from sansan.trail.verify import verify
from tests.trail.conftest import Actor, write_chain


@pytest.mark.django_db
def test_an_event_remembers_who_did_what_to_which_row_and_why(row: ContentType, actor: Actor) -> None:
    token = request_id.set("r1")
    record(
        "test.done",
        target=row,
        by=actor,
        area_code="411702",
        reason="照片模糊",
        before={"a": 1},
        after={"a": 2},
    )
    request_id.reset(token)
    event = Event.objects.get()
    assert (event.seq, event.actor_id, event.actor_name, event.verb_label) == (1, 7, "王丽", "试验")
    assert (event.target_type, event.target_id, event.target_label) == (
        "contenttypes.contenttype",
        "1",
        str(row),
    )
    assert (event.area_code, event.reason, event.before, event.after) == (
        "411702",
        "照片模糊",
        {"a": 1},
        {"a": 2},
    )
    assert event.request_id == "r1"


@pytest.mark.django_db
def test_the_system_acts_under_its_own_name(row: ContentType) -> None:
    event = record("test.done", target=row, by=SYSTEM)
    assert (event.actor_id, event.actor_name) == (None, "系统")


@pytest.mark.django_db
def test_each_event_names_the_hash_of_the_one_before_it() -> None:
    first, second = write_chain(2)
    assert second.previous_hash == first.hash
    assert (Head.objects.get().seq, Head.objects.get().hash) == (2, second.hash)


@pytest.mark.django_db
def test_events_recorded_together_are_links_of_the_same_chain(row: ContentType, actor: Actor) -> None:
    record("test.done", target=row, by=actor)
    record_all([Entry("test.done", row, after={"n": n}) for n in (1, 2, 3)], by=actor)
    assert [event.after for event in Event.objects.all()] == [{}, {"n": 1}, {"n": 2}, {"n": 3}]
    assert verify().intact


@pytest.mark.django_db
def test_one_wrong_entry_among_many_leaves_none_of_them(row: ContentType, actor: Actor) -> None:
    with pytest.raises(ValueError, match="not declared"):
        record_all([Entry("test.done", row), Entry("nobody.knows", row)], by=actor)
    assert not Event.objects.exists()


@pytest.mark.django_db
def test_a_verb_no_room_declared_is_refused(row: ContentType, actor: Actor) -> None:
    with pytest.raises(ValueError, match="not declared"):
        record("nobody.knows", target=row, by=actor)


@pytest.mark.django_db
def test_an_unsaved_row_cannot_be_the_target(actor: Actor) -> None:
    with pytest.raises(ValueError, match="saved first"):
        record("test.done", target=ContentType(app_label="a", model="b"), by=actor)


@pytest.mark.django_db
def test_amounts_dates_and_awkward_text_survive_with_one_spelling(row: ContentType, actor: Actor) -> None:
    after = {
        "sum": Decimal("12.50"),
        "due": dt.date(2020, 7, 17),
        "lon": 114.022,
        "text": "a\x00b\ud800",
        "units": {"乙", "甲"},
        "at": dt.datetime(2020, 7, 17, 8, tzinfo=dt.timezone(dt.timedelta(hours=8))),
    }
    record("test.done", target=row, by=actor, reason="\x00", after=after)
    assert Event.objects.get().after == {
        "sum": "12.50",
        "due": "2020-07-17",
        "lon": "114.022",
        "text": "a\ufffdb?",
        "units": ["乙", "甲"],
        "at": "2020-07-17T00:00:00.000000+00:00",
    }
    assert verify().intact


@pytest.mark.django_db
def test_a_value_without_a_spelling_is_refused_rather_than_guessed(row: ContentType, actor: Actor) -> None:
    with pytest.raises(TypeError, match="no spelling"):
        record("test.done", target=row, by=actor, after={"row": row})


@pytest.mark.django_db(transaction=True)
def test_without_a_transaction_nothing_is_recorded(row: ContentType, actor: Actor) -> None:
    with pytest.raises(transaction.TransactionManagementError):
        record("test.done", target=row, by=actor)
    assert not Event.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_when_the_business_write_fails_neither_it_nor_its_event_remains(actor: Actor) -> None:
    write_chain(1)

    @transaction.atomic
    def act() -> None:
        record(
            "test.done", target=ContentType.objects.create(app_label="sites", model="rolled_back"), by=actor
        )
        raise RuntimeError("power cut")

    with pytest.raises(RuntimeError, match="power cut"):
        act()
    assert not ContentType.objects.filter(model="rolled_back").exists()
    assert (Event.objects.count(), Head.objects.get().seq, verify().intact) == (1, 1, True)


@pytest.mark.django_db(transaction=True)
def test_when_the_event_cannot_be_written_the_business_write_does_not_remain(
    actor: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise DatabaseError("disk full")

    @transaction.atomic
    def act() -> None:
        record(
            "test.done", target=ContentType.objects.create(app_label="sites", model="rolled_back"), by=actor
        )

    monkeypatch.setattr(Event, "save", fail)
    with pytest.raises(DatabaseError, match="disk full"):
        act()
    assert not ContentType.objects.filter(model="rolled_back").exists()


@pytest.mark.django_db
def test_history_of_a_row_is_its_own_events_oldest_first(row: ContentType) -> None:
    write_chain(5)
    assert [event.seq for event in history_of(row)] == [2, 4]


@pytest.mark.django_db
def test_code_cannot_change_or_delete_an_event() -> None:
    event = write_chain(1)[0]
    event.reason = "另一个说法"
    for change in (
        event.save,
        event.delete,
        Event.objects.all().delete,
        lambda: Event.objects.update(reason="x"),
        lambda: Event.objects.bulk_create([]),
        lambda: Event.objects.bulk_update([], ["reason"]),
    ):
        with pytest.raises(AppendOnlyError):
            change()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE trail_event SET reason = 'x'",
        "DELETE FROM trail_event",
        "DELETE FROM trail_head",
        "UPDATE trail_head SET seq = 1",
        "UPDATE trail_head SET hash = 'x'",
        """INSERT INTO trail_event SELECT 9, at, verb, actor_id, actor_name, target_type, target_id,
           target_label, area_code, reason, before, after, request_id, previous_hash, hash
           FROM trail_event WHERE seq = 2""",
    ],
)
def test_the_database_itself_refuses_to_change_the_trail(statement: str) -> None:
    write_chain(2)
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    assert (Event.objects.count(), verify().intact) == (2, True)


@pytest.mark.django_db
def test_a_lost_head_stops_writing_instead_of_hiding_a_cut(row: ContentType, actor: Actor) -> None:
    from tests.trail.guards import lifted

    write_chain(2)
    with lifted():
        Head.objects.all().delete()
    with pytest.raises(RuntimeError, match="head of the trail is missing"):
        record("test.done", target=row, by=actor)
