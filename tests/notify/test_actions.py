"""What persons ask for: how they want to be told, and sending again what did not go out."""

import datetime as dt
from typing import Any

import pytest
from django_tasks_db.models import DBTaskResult

from sansan.errors import Conflict, Invalid, Missing, NotAllowed
from sansan.notify.actions import change_preferences, retry_delivery
from sansan.notify.models import Delivery, Preference
from sansan.people.roles import Role
from sansan.trail import record as trail
from sansan.trail.models import Event
from tests.notify.factories import DeliveryFactory
from tests.people.factories import PersonFactory, person_with

pytestmark = pytest.mark.django_db
NIGHT = (dt.time(22), dt.time(7))


def test_preferences_are_kept_and_the_trail_says_what_was_switched_but_no_address() -> None:
    person = PersonFactory.create()
    change_preferences(
        by=person,
        off=["notify.notice:email"],
        quiet=NIGHT,
        digest_hour=8,
        email=" own@example.cn ",
        mobile="139 0000 0000",
    )
    kept = Preference.objects.get()
    assert (kept.email, kept.mobile, kept.quiet, kept.digest_hour) == (
        "own@example.cn",
        "13900000000",
        NIGHT,
        8,
    )
    assert not kept.wants("notify.notice", "email")
    assert kept.wants("notify.notice", "wecom")
    event = Event.objects.get(verb="notify.preferences_changed")
    assert event.actor_id == person.pk
    assert event.after["off"] == ["notify.notice:email"]
    assert "own@example.cn" not in str(event.after)
    assert "13900000000" not in str(event.after)
    change_preferences(by=person, off=[])
    assert Preference.objects.get().quiet is None


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"email": "nobody"}, "email"),
        ({"mobile": "12345"}, "mobile"),
        ({"mobile": "0396-2812345"}, "mobile"),
        ({"quiet": (dt.time(7), dt.time(7))}, "quiet_to"),
        ({"digest_hour": 24}, "digest_hour"),
        ({"off": ["nobody.knows:email"]}, None),
        ({"off": ["notify.notice:pigeon"]}, None),
    ],
)
def test_what_makes_no_sense_is_refused_beside_its_field(wrong: dict[str, Any], field: str | None) -> None:
    with pytest.raises(Invalid) as problem:
        change_preferences(**({"by": PersonFactory.create(), "off": []} | wrong))
    assert problem.value.data.get("field") == field
    assert not Preference.objects.exists()


def test_what_did_not_go_out_is_sent_again_with_all_its_tries(
    django_capture_on_commit_callbacks: Any,
) -> None:
    delivery = DeliveryFactory.create(state="failed", attempts=7, error="连不上邮件服务器。")
    administrator = person_with(Role.SYSTEM_ADMIN)
    with django_capture_on_commit_callbacks(execute=True):
        retry_delivery(by=administrator, delivery_id=delivery.pk)
    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempts) == ("queued", 0)
    assert DBTaskResult.objects.count() == 1
    event = Event.objects.get(verb="delivery.retried")
    assert event.after["error"] == "连不上邮件服务器。"


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.SYSTEM_ADMIN}))
def test_only_the_system_administrator_sends_again(role: Role) -> None:
    delivery = DeliveryFactory.create(state="failed")
    with pytest.raises(NotAllowed):
        retry_delivery(by=person_with(role), delivery_id=delivery.pk)


@pytest.mark.parametrize("state", ["queued", "sent", "skipped"])
def test_only_what_did_not_go_out_is_sent_again(state: str) -> None:
    sent_at = dt.datetime(2026, 7, 17, tzinfo=dt.UTC) if state == "sent" else None
    delivery = DeliveryFactory.create(state=state, sent_at=sent_at)
    with pytest.raises(Conflict):
        retry_delivery(by=person_with(Role.SYSTEM_ADMIN), delivery_id=delivery.pk)
    with pytest.raises(Missing):
        retry_delivery(by=person_with(Role.SYSTEM_ADMIN), delivery_id=0)


def test_nothing_is_saved_when_the_trail_cannot_be_written(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any, **__: Any) -> None:
        raise RuntimeError("no trail")

    monkeypatch.setattr(trail, "record_all", broken)
    delivery = DeliveryFactory.create(state="failed")
    with pytest.raises(RuntimeError):
        retry_delivery(by=person_with(Role.SYSTEM_ADMIN), delivery_id=delivery.pk)
    with pytest.raises(RuntimeError):
        change_preferences(by=PersonFactory.create(), off=[])
    assert Delivery.objects.get().state == "failed"
    assert not Preference.objects.exists()
