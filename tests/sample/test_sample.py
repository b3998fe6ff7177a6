"""The sample city: one account per role, loaded once, recognised as a sample until somebody works in it."""

import pytest
from django.test import Client

from sansan.errors import Conflict
from sansan.people.models import Person
from sansan.people.roles import ROLES
from sansan.sample.accounts import accounts, password
from sansan.sample.contents import Contents, contents
from sansan.sample.loading import load
from sansan.trail.record import SYSTEM, record
from sansan.trail.verify import verify
from scripts.paths import ROOT
from tests.people.factories import PersonFactory
from tests.rectification.factories import RoundFactory


def test_there_is_one_demo_account_for_each_role_under_its_own_name() -> None:
    assert [(account.role, account.role_label) for account in accounts()] == [
        (role.value, spec.label) for role, spec in ROLES.items()
    ]


def test_the_readme_names_every_demo_account_and_the_password() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert password() in text
    assert not [account.username for account in accounts() if f"`{account.username}`" not in text]


def test_an_empty_database_holds_nothing(db: None) -> None:
    assert contents() is Contents.EMPTY


def test_the_sample_city_loads_whole_lets_each_role_in_and_leaves_an_intact_trail(
    db: None, client: Client
) -> None:
    said: list[str] = []
    load(said.append)
    assert len(said) > 4
    assert contents() is Contents.SAMPLE
    assert verify().broken_at is None
    login = client.get("/accounts/login/").content.decode()
    assert password() in login
    assert not [account.username for account in accounts() if f"<code>{account.username}</code>" not in login]
    for account in accounts():
        client.post("/accounts/login/", {"login": account.username, "password": password()})
        assert client.get("/").status_code == 200, account.username
        client.logout()
    assert contents() is Contents.SAMPLE, "looking at it is not working in it"

    with pytest.raises(Conflict):
        load(said.append)

    record("person.changed", target=Person.objects.all()[0], by=SYSTEM)
    assert contents() is Contents.OWN


def test_no_deployment_of_ones_own_tells_anybody_how_to_get_in(db: None, client: Client) -> None:
    PersonFactory.create(username="shiban")
    RoundFactory.create(is_sample=False)
    login = client.get("/accounts/login/").content.decode()
    assert password() not in login
    assert "shiban" not in login
    assert "账号由系统管理员开通" in login


def test_a_failure_half_way_leaves_nothing(db: None) -> None:
    def progress(part: str) -> None:
        if part == "督察整改":
            raise RuntimeError("out of disk")

    with pytest.raises(RuntimeError):
        load(progress)
    assert contents() is Contents.EMPTY
