"""Tokens: shown once, kept as a digest, never more than their holder today, counted, revocable, unlike a session."""

import datetime as dt

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from sansan.api.actions import issue_token, revoke_token
from sansan.api.models import Token
from sansan.config import config
from sansan.errors import Invalid, Missing, NotAllowed
from sansan.people.models import Person
from sansan.people.roles import Role
from sansan.trail.models import Event
from sansan.trail.queries import history_of
from tests.api.conftest import ROOT, Machine, machine_of, token_of
from tests.people.factories import PersonFactory, person_with
from tests.rectification.factories import TaskFactory

pytestmark = pytest.mark.django_db
READ = "rectification.view"


@pytest.fixture
def officer() -> Person:
    return person_with(Role.CITY_OFFICE)


def _issue(holder: Person, **given: object) -> tuple[Token, str]:
    values = {"name": "与市平台对接", "scopes": [READ], "days": 30} | given
    return issue_token(by=holder, holder=holder, **values)


def test_the_text_of_a_token_is_kept_nowhere(officer: Person) -> None:
    token, text = _issue(officer)
    kept = "\n".join(str(row) for model in (Token, Event) for row in model.objects.values())
    assert text not in kept
    assert text.rpartition("_")[2] not in kept
    assert token.prefix in text
    (event,) = history_of(token)
    assert event.verb == "token.issued"
    assert event.after["scopes"] == [READ]


def test_without_a_token_with_a_wrong_one_and_with_a_session_nobody_enters(officer: Person) -> None:
    _, text = _issue(officer)
    session = Client()
    session.force_login(officer)
    for answer in (
        Machine().get("me"),
        Machine(text[:-1]).get("me"),
        Machine("sansan_\udcff".encode("utf-8", "replace").decode()).get("me"),
        Machine("", Authorization=f"Basic {text}").get("me"),
        session.get(f"{ROOT}me"),
        session.post(f"{ROOT}tasks/1/close", {}),
    ):
        assert answer.status_code == 401
        assert answer.json()["code"] == "unauthenticated"
        assert "Bearer" in answer["WWW-Authenticate"]
        assert "Set-Cookie" not in answer
    assert Machine(text).get("me").status_code == 200


def test_a_session_beside_a_token_counts_for_nothing(officer: Person) -> None:
    """The person of the cookie may more than the token: the token decides."""
    _, text = _issue(person_with(Role.COUNTY_LEADER))
    client = Client()
    client.force_login(officer)
    answer = client.get(f"{ROOT}me", headers={"Authorization": f"Bearer {text}"})
    assert answer.json()["username"] != officer.username
    assert not answer.cookies


def test_an_expired_and_a_revoked_token_are_refused_and_say_why(officer: Person) -> None:
    token, text = _issue(officer, days=1)
    with time_machine.travel(timezone.now() + dt.timedelta(days=1, seconds=1)):
        assert "已到期" in Machine(text).get("me").json()["detail"]
    revoke_token(by=officer, token_id=token.pk)
    answer = Machine(text).get("me")
    assert answer.status_code == 401
    assert "吊销" in answer.json()["detail"]


def test_a_token_whose_holder_has_left_his_post_is_refused(officer: Person) -> None:
    mine = machine_of(officer)
    assert mine.get("tasks").status_code == 200
    post = officer.posts.get()
    post.ends_on = timezone.localdate() - dt.timedelta(days=1)
    post.save()
    answer = mine.get("tasks")
    assert answer.status_code == 403
    assert "任职" in answer.json()["detail"]


def test_a_closed_account_and_one_whose_password_was_reset_are_refused(officer: Person) -> None:
    mine = machine_of(officer)
    Person.objects.filter(pk=officer.pk).update(must_change_password=True)
    assert mine.get("me").status_code == 403
    Person.objects.filter(pk=officer.pk).update(must_change_password=False, is_active=False)
    assert mine.get("me").status_code == 403


def test_a_token_may_do_what_it_was_given_and_no_more(officer: Person) -> None:
    task = TaskFactory.create()
    reader = machine_of(officer, READ)
    assert reader.get(f"tasks/{task.pk}").status_code == 200
    answer = reader.post(f"tasks/{task.pk}/suspend", {"reason": "等待上级批复"})
    assert answer.status_code == 403
    assert answer.json()["code"] == "not_allowed"
    assert reader.get(f"tasks/{task.pk}").json()["offers"] == []
    assert reader.get("organisations").status_code == 403
    assert reader.get("me").json()["scopes"] == [READ]


def test_a_token_can_be_given_only_what_its_holder_may_himself() -> None:
    leader = person_with(Role.COUNTY_LEADER)
    with pytest.raises(Invalid, match=r"rectification\.close"):
        _issue(leader, scopes=[READ, "rectification.close"])
    with pytest.raises(Invalid, match="许可"):
        _issue(leader, scopes=["people.security"])
    with pytest.raises(NotAllowed):
        _issue(person_with(Role.SECURITY_ADMIN, area_code=""), scopes=[READ])
    with pytest.raises(NotAllowed):
        _issue(PersonFactory.create())


def test_nobody_makes_a_token_in_another_s_name(officer: Person) -> None:
    with pytest.raises(NotAllowed):
        issue_token(by=person_with(Role.CITY_LEADER), holder=officer, name="x", scopes=[READ], days=1)


@pytest.mark.parametrize("days", [0, -1, 366])
def test_a_token_without_an_end_or_with_too_far_an_end_is_not_made(officer: Person, days: int) -> None:
    with pytest.raises(Invalid, match="有效期"):
        _issue(officer, days=days)


def test_a_narrowed_token_sees_its_area_only(officer: Person) -> None:
    inside, outside = (TaskFactory.create(counties=[code]) for code in ("411702", "411729"))
    narrow = machine_of(officer, READ, area_code="411702")
    assert [row["id"] for row in narrow.get("tasks").json()["items"]] == [inside.pk]
    assert narrow.get(f"tasks/{outside.pk}").status_code == 404
    with pytest.raises(Invalid, match="区域"):
        _issue(officer, area_code="4101")


def test_a_token_bound_to_addresses_is_refused_from_elsewhere(officer: Person) -> None:
    _, text = _issue(officer, addresses=["10.20.0.0/16", "192.0.2.7"])
    mine = Machine(text)

    def come_from(address: str) -> int:
        return mine.client.get(f"{ROOT}me", headers=mine.headers, REMOTE_ADDR=address).status_code

    assert come_from("10.20.30.40") == come_from("::ffff:192.0.2.7") == 200
    assert come_from("10.21.0.1") == come_from("127.0.0.1") == come_from("") == 403
    assert Token.objects.get().last_used_from == "::ffff:192.0.2.7"
    with pytest.raises(Invalid, match="网段"):
        _issue(officer, addresses=["市平台"])


def test_too_many_requests_in_a_minute_are_told_when_to_come_again(
    officer: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(config(), "api_requests_per_minute", 3)
    mine = machine_of(officer)
    with time_machine.travel(dt.datetime(2026, 7, 17, 4, 0, 50, tzinfo=dt.UTC), tick=False) as clock:
        Token.objects.update(expires_at=dt.datetime(2027, 1, 1, tzinfo=dt.UTC), created_at=timezone.now())
        assert [mine.get("me").status_code for _ in range(4)] == [200, 200, 200, 429]
        answer = mine.get("me")
        assert 10 <= int(answer["Retry-After"]) <= 11
        assert answer.json()["code"] == "too_many_requests"
        clock.shift(int(answer["Retry-After"]))
        assert mine.get("me").status_code == 200


def test_use_leaves_time_and_address_on_the_token(officer: Person) -> None:
    mine = machine_of(officer)
    assert token_of(mine).last_used_at is None
    mine.get("me")
    token = token_of(mine)
    assert token.last_used_at is not None
    assert token.last_used_from == "127.0.0.1"


def test_the_security_administrator_revokes_anybody_s_token_with_a_reason_and_others_only_their_own(
    officer: Person,
) -> None:
    security = person_with(Role.SECURITY_ADMIN, area_code="")
    token, text = _issue(officer)
    with pytest.raises(Missing):
        revoke_token(by=person_with(Role.CITY_OFFICE), token_id=token.pk, reason="不是我的")
    with pytest.raises(Invalid, match="理由"):
        revoke_token(by=security, token_id=token.pk)
    revoke_token(by=security, token_id=token.pk, reason="人员调离，密钥外泄")
    assert Machine(text).get("me").status_code == 401
    assert history_of(token).last().reason == "人员调离，密钥外泄"


def test_a_write_through_the_interface_is_the_person_s_and_names_the_token(officer: Person) -> None:
    task = TaskFactory.create(state="rectifying")
    mine = machine_of(officer)
    assert mine.post(f"tasks/{task.pk}/suspend", {"reason": "等待上级批复"}).status_code == 200
    event = history_of(task).last()
    assert event.verb == "task.suspended"
    assert event.actor_id == officer.pk
    assert event.after["via"] == f"token:{token_of(mine).prefix}"
    revoke_token(by=officer, token_id=token_of(mine).pk)
    assert "via" not in history_of(token_of(mine)).last().after
