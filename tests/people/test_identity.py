"""Login through the identity provider: it vouches for a user name, and the account must exist here."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.socialaccount.models import SocialAccount
from django.core.cache import cache
from django.urls import reverse
from pytest_django.fixtures import Settings

from sansan.config import oidc_apps
from sansan.people import actions
from sansan.people.models import Person
from sansan.people.roles import Role
from sansan.trail.models import Event
from sansan.trail.record import SYSTEM
from tests.client import PageClient
from tests.people.factories import PASSWORD, PersonFactory, person_with
from tests.people.identity_provider import CLIENT_ID, Provider, running

pytestmark = pytest.mark.django_db
ME = "/system/me/"
START = "/accounts/identity/gov/"


@pytest.fixture
def provider(settings: Settings) -> Iterator[Provider]:
    cache.clear()
    with running() as provider:
        settings.SOCIALACCOUNT_PROVIDERS = {
            "openid_connect": {
                "APPS": oidc_apps(
                    {
                        "provider_id": "gov",
                        "name": "政务统一认证",
                        "client_id": CLIENT_ID,
                        "secret": "secret",
                        "server_url": provider.address,
                    }
                )
            }
        }
        yield provider


def come_back(client: PageClient, process: str = "login", **changes: Any) -> Any:
    """Go to the provider and come back with its word."""
    away = client.post(f"{START}?process={process}")
    asked = parse_qs(urlsplit(away.headers["Location"]).query)
    answer = {"code": "c", "state": asked["state"][0]} | changes
    return client.get(f"{START}callback/", answer)


def test_the_login_page_offers_it_only_where_it_is_configured(
    client: PageClient, provider: Provider, settings: Settings
) -> None:
    assert "用政务统一认证登录" in client.get(reverse("account_login")).content.decode()
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": oidc_apps({})}}
    assert "政务统一认证" not in client.get(reverse("account_login")).content.decode()
    assert client.post(START).status_code == 404


def test_a_person_with_that_user_name_gets_in_and_the_link_is_in_the_trail(
    client: PageClient, provider: Provider
) -> None:
    person = person_with(Role.CITY_OFFICE, username="zhang")
    provider.claims = {"sub": "1001", "preferred_username": "Zhang"}
    come_back(client)
    assert client.get(ME).wsgi_request.user == person
    assert Event.objects.get(verb="identity.linked").actor_id == person.pk
    assert provider.verifiers, "the code is bound to this browser (PKCE)"


def test_the_second_time_the_identity_is_known_by_its_subject(client: PageClient, provider: Provider) -> None:
    person = person_with(Role.CITY_OFFICE, username="zhang")
    provider.claims = {"sub": "1001", "preferred_username": "zhang"}
    come_back(client)
    client.logout()
    provider.claims = {"sub": "1001", "preferred_username": "renamed"}
    come_back(client)
    assert client.get(ME).wsgi_request.user == person
    assert Event.objects.filter(verb="identity.linked").count() == 1


@pytest.mark.parametrize(
    "claims",
    [
        {"sub": "1", "preferred_username": "nobody"},
        {"sub": "1", "preferred_username": ""},
        {"sub": "1"},
        {"sub": "1", "email": "zhang@example.gov.cn", "email_verified": True},
    ],
)
def test_who_has_no_account_here_is_told_so_and_none_is_made(
    client: PageClient, provider: Provider, claims: dict[str, Any]
) -> None:
    PersonFactory.create(username="zhang", email="zhang@example.gov.cn")
    provider.claims = claims
    answer = come_back(client)
    assert answer.status_code == 403
    assert "联系系统管理员开通" in answer.content.decode()
    assert Person.objects.count() == 1
    assert not SocialAccount.objects.exists()


def test_a_closed_account_stays_closed(client: PageClient, provider: Provider) -> None:
    PersonFactory.create(username="zhang", is_active=False)
    provider.claims = {"sub": "1001", "preferred_username": "zhang"}
    assert come_back(client).status_code == 403
    assert client.get(ME).status_code == 302


def test_an_account_closed_after_it_was_linked_stays_closed(client: PageClient, provider: Provider) -> None:
    person = person_with(Role.CITY_OFFICE, username="zhang")
    provider.claims = {"sub": "1001", "preferred_username": "zhang"}
    come_back(client)
    client.logout()
    actions.deactivate_person(by=SYSTEM, person=person, reason="调离")
    assert come_back(client).status_code == 403


def test_a_second_identity_is_not_linked_to_the_same_person(client: PageClient, provider: Provider) -> None:
    person_with(Role.CITY_OFFICE, username="zhang")
    provider.claims = {"sub": "1001", "preferred_username": "zhang"}
    come_back(client)
    client.logout()
    provider.claims = {"sub": "2002", "preferred_username": "zhang"}
    assert come_back(client).status_code == 403


def test_nobody_links_an_identity_by_hand_to_the_account_he_is_in(
    client: PageClient, provider: Provider
) -> None:
    client.force_login(person_with(Role.CITY_OFFICE, username="zhang"))
    provider.claims = {"sub": "6666", "preferred_username": "zhang"}
    assert come_back(client, process="connect").status_code == 403
    assert not SocialAccount.objects.exists()


def test_an_answer_nobody_asked_for_is_refused(client: PageClient, provider: Provider) -> None:
    person_with(Role.CITY_OFFICE, username="zhang")
    provider.claims = {"sub": "1001", "preferred_username": "zhang"}
    answer = come_back(client, state="forged")
    assert "没有成功" in answer.content.decode()
    assert client.get(ME).status_code == 302


def test_a_provider_that_is_down_leaves_the_password(client: PageClient, provider: Provider) -> None:
    person_with(Role.CITY_OFFICE, username="zhang")
    provider.down = True
    answer = client.post(f"{START}?process=login")
    assert "没有成功" in answer.content.decode()
    client.post(reverse("account_login"), {"login": "zhang", "password": PASSWORD})
    assert client.get(ME).status_code == 200


def test_a_login_is_not_started_by_a_link(client: PageClient, provider: Provider) -> None:
    assert client.get(START).status_code == 200


def test_a_half_configured_provider_stops_the_start_and_says_what_is_missing() -> None:
    with pytest.raises(ValueError, match="client_id、secret"):
        oidc_apps({"provider_id": "gov", "name": "政务统一认证", "server_url": "https://id.example.gov.cn"})
