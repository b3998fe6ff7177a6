"""Accounts: opening, changing, closing them, and who may see how to reach someone."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from sansan.errors import Conflict, Invalid, NotAllowed
from sansan.people import actions, passwords
from sansan.people.models import PasswordRecord, Person
from sansan.people.roles import Role
from sansan.trail.models import Event
from sansan.trail.record import SYSTEM, Actor
from tests.client import PageClient
from tests.people.factories import PASSWORD, PersonFactory, PostFactory, person_with

pytestmark = pytest.mark.django_db


@pytest.fixture
def system() -> Person:
    return person_with(Role.SYSTEM_ADMIN)


def create(by: Actor, **changes: Any) -> Any:
    given = {"username": "li.si", "name": "李四", "password": PASSWORD} | changes
    return actions.create_person(by=by, **given)


def test_a_new_person_must_change_the_first_password(system: Person) -> None:
    person = create(system)
    assert person.must_change_password
    assert person.check_password(PASSWORD)
    assert Event.objects.get(verb="person.created").target_label == "李四"


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.SYSTEM_ADMIN])
def test_nobody_but_the_system_administrator_opens_accounts(role: Role) -> None:
    with pytest.raises(NotAllowed, match="管理机构和人员"):
        create(person_with(role))


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"username": "li"}, "username"),
        ({"username": "李四"}, "username"),
        ({"username": "new"}, "username"),
        ({"name": " "}, "name"),
        ({"phone": "12345"}, "phone"),
        ({"email": "li@"}, "email"),
        ({"password": "short-1A"}, "password"),
    ],
)
def test_what_cannot_be_right_is_refused_and_names_its_field(
    system: Person, changes: dict[str, Any], field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        create(system, **changes)
    assert refused.value.data["field"] == field
    assert not Person.objects.filter(name="李四").exists()


def test_a_user_name_is_the_same_in_any_case(system: Person) -> None:
    create(system, username="Li.Si")
    with pytest.raises(Invalid, match="已有人使用"):
        create(system, username="LI.SI")


def test_the_database_refuses_a_user_name_in_capitals() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Person.objects.create(username="LiSi", name="李四")


def test_the_trail_is_no_phone_book(system: Person) -> None:
    person = create(system, phone="13812345678", email="lisi@example.gov.cn")
    actions.change_person(by=system, person=person, name="李四", phone="13987654321", email="")
    event = Event.objects.get(verb="person.changed")
    assert (event.before["phone"], event.after["phone"]) == ("138****5678", "139****4321")
    assert "12345678" not in str(list(Event.objects.values()))


class TestClosingAnAccount:
    def test_keeps_the_posts_and_ends_every_session(self, system: Person, client: PageClient) -> None:
        person = person_with(Role.CITY_OFFICE)
        client.force_login(person)
        assert client.get("/system/me/").status_code == 200
        actions.deactivate_person(by=system, person=person, reason="调离")
        assert client.get("/system/me/").status_code == 302
        assert person.posts.count() == 1

    def test_does_not_revive_a_session_when_opened_again(self, system: Person, client: PageClient) -> None:
        person = person_with(Role.CITY_OFFICE)
        client.force_login(person)
        actions.deactivate_person(by=system, person=person, reason="休假")
        actions.reactivate_person(by=system, person=person, reason="休假结束")
        assert client.get("/system/me/").headers["Location"].startswith("/accounts/login/")

    def test_is_not_done_to_oneself(self, system: Person) -> None:
        PostFactory.create(role=Role.SYSTEM_ADMIN)
        with pytest.raises(NotAllowed):
            actions.deactivate_person(by=system, person=system, reason="离职")

    def test_is_done_once(self, system: Person) -> None:
        person = PersonFactory.create(is_active=False)
        with pytest.raises(Conflict):
            actions.deactivate_person(by=system, person=person, reason="调离")


class TestAResetPassword:
    def test_is_temporary_ends_sessions_and_must_be_changed(self, system: Person, client: PageClient) -> None:
        person = person_with(Role.CITY_OFFICE)
        client.force_login(person)
        password = actions.reset_password(by=system, person=person, reason="忘记")
        person.refresh_from_db()
        assert person.check_password(password)
        assert person.must_change_password
        assert client.get("/system/me/").status_code == 302

    @pytest.mark.parametrize("role", [Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN])
    def test_does_not_let_one_administrator_become_another(self, system: Person, role: Role) -> None:
        with pytest.raises(NotAllowed, match="服务器上"):
            actions.reset_password(by=system, person=person_with(role), reason="忘记")

    def test_of_an_administrator_is_possible_on_the_machine(self, system: Person) -> None:
        assert actions.reset_password(by=SYSTEM, person=system, reason="忘记")


class TestContactDetails:
    def test_are_shown_to_someone_who_gives_a_reason_and_that_is_kept(self) -> None:
        asker = person_with(Role.CITY_OFFICE)
        asked = person_with(Role.COUNTY_OFFICE, area_code="411721")
        actions.unmask_contact(by=asker, person=asked, reason="联系夜间值班")
        event = Event.objects.get(verb="person.unmasked")
        assert (event.actor_id, event.target_id, event.reason) == (asker.pk, str(asked.pk), "联系夜间值班")

    def test_are_not_shown_without_a_reason(self) -> None:
        asker = person_with(Role.CITY_OFFICE)
        with pytest.raises(Invalid, match="理由"):
            actions.unmask_contact(by=asker, person=asker, reason="")

    def test_of_another_county_are_not_shown_at_all(self) -> None:
        asker = person_with(Role.COUNTY_OFFICE, area_code="411721")
        asked = person_with(Role.COUNTY_OFFICE, area_code="411722")
        with pytest.raises(NotAllowed):
            actions.unmask_contact(by=asker, person=asked, reason="联系工作")


def test_only_the_last_five_passwords_are_kept() -> None:
    person = PersonFactory.create()
    for at in range(7):
        actions.change_password(by=person, password=f"Another-{at}-secret")
    assert PasswordRecord.objects.filter(person=person).count() == passwords.REMEMBERED


def test_none_of_the_last_five_passwords_is_used_again() -> None:
    person = PersonFactory.create()
    chosen = [f"Another-{at}-secret" for at in range(6)]
    for password in chosen:
        actions.change_password(by=person, password=password)
    for password in chosen[1:]:
        with pytest.raises(Invalid, match="最近 5 次"):
            actions.change_password(by=person, password=password)
    actions.change_password(by=person, password=chosen[0])
