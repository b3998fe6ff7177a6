"""A second factor: set up, asked for at login, replaced by a recovery code, taken away."""

import re
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core.cache import cache
from django.urls import reverse

from sansan.people import actions
from sansan.people.models import Person
from sansan.people.roles import Role
from sansan.trail.models import Event
from tests.client import PageClient
from tests.people.factories import PASSWORD, person_with

pytestmark = pytest.mark.django_db
ME = "/system/me/"


@pytest.fixture(autouse=True)
def fresh_counters() -> None:
    cache.clear()


def code_of(secret: str) -> str:
    return str(format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time())))))


def login(client: PageClient) -> Any:
    return client.post(reverse("account_login"), {"login": "zhang", "password": PASSWORD})


@pytest.fixture
def person() -> Person:
    return person_with(Role.CITY_OFFICE, username="zhang")


@pytest.fixture
def enabled(person: Person) -> tuple[PageClient, str, list[str]]:
    """A person with a second factor: the browser that set it up, the secret, the recovery codes shown."""
    client = PageClient()
    login(client)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    page = client.get(reverse("mfa_activate_totp")).content.decode()
    secret = re.findall(r"<code>([A-Z2-7]+)</code>", page)[0]
    answer = client.post(reverse("mfa_activate_totp"), {"code": code_of(secret)}, follow=True)
    codes = re.findall(r"<code>([0-9a-zA-Z-]+)</code>", answer.content.decode())
    cache.clear()  # the same code is accepted once only, also by the test a second later
    return client, secret, codes


def test_it_is_set_up_with_a_code_and_gives_recovery_codes_once(
    enabled: tuple[PageClient, str, list[str]],
) -> None:
    client, _, codes = enabled
    assert len(codes) == 10
    again = client.get(reverse("mfa_view_recovery_codes")).content.decode()
    assert codes[0] not in again
    assert Event.objects.filter(verb="mfa.enabled").count() == 1


def test_its_secret_is_not_readable_in_the_database(enabled: tuple[PageClient, str, list[str]]) -> None:
    _, secret, codes = enabled
    stored = str(list(Authenticator.objects.values_list("data", flat=True)))
    assert secret not in stored
    assert codes[0] not in stored


def test_the_password_alone_no_longer_lets_in(
    enabled: tuple[PageClient, str, list[str]], client: PageClient
) -> None:
    assert login(client).headers["Location"] == reverse("mfa_authenticate")
    assert client.get(ME).status_code == 302


def test_the_code_lets_in(enabled: tuple[PageClient, str, list[str]], client: PageClient) -> None:
    login(client)
    client.post(reverse("mfa_authenticate"), {"code": code_of(enabled[1])})
    assert client.get(ME).status_code == 200


def test_a_recovery_code_lets_in_once(enabled: tuple[PageClient, str, list[str]], client: PageClient) -> None:
    login(client)
    client.post(reverse("mfa_authenticate"), {"code": enabled[2][0]})
    assert client.get(ME).status_code == 200
    other = PageClient()
    login(other)
    other.post(reverse("mfa_authenticate"), {"code": enabled[2][0]})
    assert other.get(ME).status_code == 302


def test_a_wrong_code_is_refused_in_chinese_and_kept_in_the_trail(
    enabled: tuple[PageClient, str, list[str]], client: PageClient
) -> None:
    login(client)
    answer = client.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert "验证码不正确" in answer.content.decode()
    assert Event.objects.filter(verb="mfa.failed").exists()


def test_codes_cannot_be_tried_without_end(
    enabled: tuple[PageClient, str, list[str]], client: PageClient
) -> None:
    login(client)
    for _ in range(5):
        client.post(reverse("mfa_authenticate"), {"code": "000000"})
    answer = client.post(reverse("mfa_authenticate"), {"code": code_of(enabled[1])})
    assert "次数过多" in answer.content.decode()
    assert client.get(ME).status_code == 302


def test_setting_it_up_needs_the_password_once_more(person: Person, client: PageClient) -> None:
    login(client)
    assert (
        client.get(reverse("mfa_activate_totp"))
        .headers["Location"]
        .startswith(reverse("account_reauthenticate"))
    )


def test_its_owner_turns_it_off(enabled: tuple[PageClient, str, list[str]]) -> None:
    client, _, _ = enabled
    assert client.get(reverse("mfa_index")).status_code == 200
    assert client.get(reverse("mfa_deactivate_totp")).status_code == 200
    client.post(reverse("mfa_deactivate_totp"))
    assert not Authenticator.objects.exists()
    assert Event.objects.filter(verb="mfa.disabled").count() == 1


def test_the_security_administrator_takes_it_away_when_the_phone_is_lost(
    enabled: tuple[PageClient, str, list[str]], person: Person, client: PageClient
) -> None:
    security = person_with(Role.SECURITY_ADMIN)
    actions.remove_second_factor(by=security, person=person, reason="手机丢失")
    login(client)
    assert client.get(ME).status_code == 200
    event = Event.objects.get(verb="mfa.disabled")
    assert (event.actor_id, event.reason) == (security.pk, "手机丢失")
