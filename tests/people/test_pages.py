"""The administration pages: who may open which, what they show and hide, what a form does."""

from typing import Any

import pytest
from django.urls import reverse

from sansan.people import actions
from sansan.people.models import Organisation, Person, Post
from sansan.people.responsibilities import rules
from sansan.people.roles import ROLES, Role
from sansan.places.models import Area
from sansan.trail.models import Event
from sansan.trail.record import SYSTEM
from tests.client import PageClient
from tests.people.factories import PASSWORD, OrganisationFactory, PersonFactory, PostFactory, person_with

pytestmark = pytest.mark.django_db
PHONE = "13812345678"
OPEN_TO_ALL = ("me", "roles", "responsibilities")
WITH_SYSTEM_VIEW = {Role.CITY_OFFICE, Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN}
SEE_PEOPLE = WITH_SYSTEM_VIEW | {Role.OFFICE_STAFF, Role.COUNTY_OFFICE}
WHO_MAY_OPEN = {
    "home": WITH_SYSTEM_VIEW,
    "organisations": SEE_PEOPLE,
    "persons": SEE_PEOPLE,
    "posts": SEE_PEOPLE,
    "lockouts": {Role.SECURITY_ADMIN},
    "new_organisation": {Role.SYSTEM_ADMIN},
    "new_person": {Role.SYSTEM_ADMIN},
    "new_post": {Role.SECURITY_ADMIN},
    "import": {Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN},
    **{name: set(Role) for name in OPEN_TO_ALL},
}


@pytest.fixture
def areas() -> None:
    Area.objects.create(code="4117", name="驻马店市", kind="市", level=2, source="test")
    Area.objects.create(code="411721", name="西平县", kind="县", level=3, parent_code="4117", source="test")


def as_(client: PageClient, role: Role, **changes: Any) -> Person:
    person = person_with(role, **changes)
    client.force_login(person)
    return person


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("name", WHO_MAY_OPEN)
def test_a_page_opens_for_those_who_may_and_nobody_else(client: PageClient, role: Role, name: str) -> None:
    as_(client, role)
    answer = client.get(reverse(f"people:{name}"))
    assert answer.status_code in ({200, 302} if role in WHO_MAY_OPEN[name] else {403})


def test_the_first_page_of_the_room_leads_on(client: PageClient) -> None:
    as_(client, Role.SYSTEM_ADMIN)
    assert client.get(reverse("people:home")).headers["Location"] == reverse("people:organisations")


class TestTheListOfPersons:
    def test_masks_the_phone_for_those_who_do_not_manage_accounts(self, client: PageClient) -> None:
        as_(client, Role.CITY_OFFICE)
        person_with(Role.COUNTY_OFFICE, phone=PHONE)
        page = client.get(reverse("people:persons")).content.decode()
        assert "138****5678" in page
        assert PHONE not in page

    def test_shows_it_to_the_system_administrator(self, client: PageClient) -> None:
        as_(client, Role.SYSTEM_ADMIN)
        PersonFactory.create(phone=PHONE)
        assert PHONE in client.get(reverse("people:persons")).content.decode()

    def test_shows_a_county_its_own_people_only(self, client: PageClient) -> None:
        as_(client, Role.COUNTY_OFFICE, area_code="411721")
        person_with(Role.COUNTY_LEADER, area_code="411721", name="本县的人")
        person_with(Role.COUNTY_LEADER, area_code="411722", name="别县的人")
        page = client.get(reverse("people:persons")).content.decode()
        assert "本县的人" in page
        assert "别县的人" not in page

    def test_is_filtered_by_name_role_and_state(self, client: PageClient) -> None:
        as_(client, Role.SYSTEM_ADMIN)
        person_with(Role.ACCEPTOR, name="王验收")
        PersonFactory.create(name="王停用", is_active=False)

        def names(**query: Any) -> Any:
            page = client.get(reverse("people:persons"), query).content.decode()
            return {name for name in ("王验收", "王停用") if name in page}

        assert names(q="王") == {"王验收"}
        assert names(q="王", state="inactive") == {"王停用"}
        assert names(q="王", state="all") == {"王验收", "王停用"}
        assert names(role=Role.ACCEPTOR) == {"王验收"}
        assert names(role=Role.CITY_LEADER) == set()

    @pytest.mark.parametrize("name", ["persons", "organisations", "posts"])
    def test_takes_the_same_number_of_queries_for_few_and_many(
        self, client: PageClient, name: str, django_assert_max_num_queries: Any, areas: None
    ) -> None:
        as_(client, Role.SYSTEM_ADMIN)
        PostFactory.create()

        def count() -> int:
            with django_assert_max_num_queries(40) as queries:
                client.get(reverse(f"people:{name}"))
            return len(queries)

        client.get(reverse(f"people:{name}"))
        few = count()
        for _ in range(30):
            PostFactory.create(organisation__parent=OrganisationFactory.create())
        assert count() == few

    def test_goes_on_to_further_pages_without_losing_anyone(self, client: PageClient) -> None:
        as_(client, Role.SYSTEM_ADMIN)
        for at in range(60):
            PersonFactory.create(username=f"many{at:02}", name=f"第{at:02}人")
        first = client.get(reverse("people:persons"), {"q": "many"})
        second = client.get(f"{reverse('people:persons')}?q=many&cursor={first.context['page'].next_cursor}")
        shown = [row.username for answer in (first, second) for row in answer.context["page"].rows]
        assert shown == [f"many{at:02}" for at in range(60)]


class TestAPersonsPage:
    def test_masks_contact_details_until_a_reason_is_given(self, client: PageClient) -> None:
        as_(client, Role.CITY_OFFICE)
        person = person_with(Role.COUNTY_OFFICE, phone=PHONE, email="li@example.gov.cn")
        address = reverse("people:person", args=[person.username])
        assert PHONE not in client.get(address).content.decode()
        refused = client.post(reverse("people:unmask", args=[person.username]), {"reason": ""})
        assert refused.status_code == 400
        shown = client.post(reverse("people:unmask", args=[person.username]), {"reason": "夜间值班联系"})
        assert PHONE in shown.content.decode()
        assert "no-store" in shown.headers["Cache-Control"]
        assert Event.objects.get(verb="person.unmasked").reason == "夜间值班联系"

    def test_of_another_county_does_not_exist_for_a_county(self, client: PageClient) -> None:
        as_(client, Role.COUNTY_OFFICE, area_code="411721")
        other = person_with(Role.COUNTY_OFFICE, area_code="411722")
        assert client.get(reverse("people:person", args=[other.username])).status_code == 404
        answer = client.post(reverse("people:unmask", args=[other.username]), {"reason": "联系工作"})
        assert answer.status_code == 404

    def test_lets_the_security_administrator_end_and_revoke_a_post(self, client: PageClient) -> None:
        as_(client, Role.SECURITY_ADMIN)
        post = PostFactory.create()
        page = client.get(reverse("people:person", args=[post.person.username])).content.decode()
        assert reverse("people:end_post", args=[post.pk]) in page
        client.post(reverse("people:end_post", args=[post.pk]), {"last_day": "2030-01-01", "reason": "轮岗"})
        post.refresh_from_db()
        assert str(post.ends_on) == "2030-01-01"
        client.post(reverse("people:revoke_post", args=[post.pk]), {"reason": "误办"})
        post.refresh_from_db()
        assert post.revoked_at

    def test_shows_the_system_administrator_a_reset_password_once(self, client: PageClient) -> None:
        as_(client, Role.SYSTEM_ADMIN)
        person = person_with(Role.CITY_OFFICE)
        answer = client.post(reverse("people:reset_password", args=[person.username]), {"reason": "忘记"})
        password = answer.context["password"]
        assert password in answer.content.decode()
        assert "no-store" in answer.headers["Cache-Control"]
        person.refresh_from_db()
        assert person.check_password(password)

    def test_closes_and_opens_the_account(self, client: PageClient) -> None:
        as_(client, Role.SYSTEM_ADMIN)
        person = person_with(Role.CITY_OFFICE)
        address = reverse("people:set_active", args=[person.username])
        client.post(address, {"active": "0", "reason": "调离"})
        person.refresh_from_db()
        assert not person.is_active
        assert client.get(reverse("people:person", args=[person.username])).status_code == 200
        client.post(address, {"active": "1", "reason": "调回"})
        person.refresh_from_db()
        assert person.is_active


WRITES = {
    "reset_password": Role.SYSTEM_ADMIN,
    "set_active": Role.SYSTEM_ADMIN,
    "remove_second_factor": Role.SECURITY_ADMIN,
}


@pytest.mark.parametrize(
    ("name", "role"), [(name, role) for name, holder in WRITES.items() for role in Role if role is not holder]
)
def test_nobody_else_writes_to_an_account(client: PageClient, role: Role, name: str) -> None:
    as_(client, role)
    person = PersonFactory.create()
    answer = client.post(reverse(f"people:{name}", args=[person.username]), {"reason": "测试", "active": "0"})
    assert answer.status_code == 403
    person.refresh_from_db()
    assert person.is_active
    assert person.check_password(PASSWORD)


@pytest.mark.parametrize("name", [*WRITES, "edit_person"])
def test_who_may_not_write_does_not_learn_who_exists(client: PageClient, name: str) -> None:
    as_(client, Role.TOWNSHIP_OFFICER)
    known = PersonFactory.create()
    answers = [
        client.post(reverse(f"people:{name}", args=[username]), {"reason": "测试"}).status_code
        for username in (known.username, "nobody-at-all")
    ]
    assert answers == [403, 403]


@pytest.mark.parametrize("name", ["end_post", "revoke_post"])
def test_who_may_not_end_posts_does_not_learn_which_exist(client: PageClient, name: str) -> None:
    as_(client, Role.SYSTEM_ADMIN)
    post = PostFactory.create()
    answers = [client.post(reverse(f"people:{name}", args=[pk])).status_code for pk in (post.pk, 999_999)]
    assert answers == [403, 403]


def test_a_new_person_gets_a_password_that_is_shown_once(client: PageClient) -> None:
    as_(client, Role.SYSTEM_ADMIN)
    given = {"username": "li.si", "name": "李四", "phone": PHONE, "email": ""}
    answer = client.post(reverse("people:new_person"), given)
    assert Person.objects.get(username="li.si").check_password(answer.context["password"])


def test_a_form_keeps_what_was_typed_and_says_what_is_wrong_where(client: PageClient) -> None:
    as_(client, Role.SYSTEM_ADMIN)
    answer = client.post(reverse("people:new_person"), {"username": "li.si", "name": "李四", "phone": "123"})
    assert answer.status_code == 200
    assert "phone" in answer.context["form"].errors
    assert "李四" in answer.content.decode()
    assert not Person.objects.filter(username="li.si").exists()


def test_a_person_is_changed_but_not_the_user_name(client: PageClient) -> None:
    as_(client, Role.SYSTEM_ADMIN)
    person = PersonFactory.create(username="li.si")
    client.post(
        reverse("people:edit_person", args=["li.si"]), {"name": "李肆", "phone": PHONE, "username": "x"}
    )
    person.refresh_from_db()
    assert (person.name, person.phone, person.username) == ("李肆", PHONE, "li.si")


def test_a_body_is_founded_changed_and_shown_with_its_people(client: PageClient, areas: None) -> None:
    as_(client, Role.SYSTEM_ADMIN)
    given = {"code": "bureau-parks", "name": "园林局", "kind": "bureau", "area_code": "4117"}
    client.post(reverse("people:new_organisation"), given)
    body = Organisation.objects.get(code="bureau-parks")
    post = PostFactory.create(organisation=body)
    page = client.get(reverse("people:organisation", args=["bureau-parks"])).content.decode()
    assert post.person.name in page
    changed = given | {"name": "园林绿化局", "valid_to": "2030-12-31"}
    client.post(reverse("people:edit_organisation", args=["bureau-parks"]), changed)
    body.refresh_from_db()
    assert (body.name, str(body.valid_to)) == ("园林绿化局", "2030-12-31")
    assert Event.objects.filter(target_type="people.organisation").count() == 2


def test_a_body_cannot_be_its_own_superior(client: PageClient, areas: None) -> None:
    as_(client, Role.SYSTEM_ADMIN)
    above = OrganisationFactory.create(code="above")
    OrganisationFactory.create(code="below", parent=above)
    given = {"code": "above", "name": "上级", "kind": "bureau", "area_code": "4117", "parent": "below"}
    answer = client.post(reverse("people:edit_organisation", args=["above"]), given)
    assert "parent" in answer.context["form"].errors


def test_the_security_administrator_appoints_with_a_form(client: PageClient, areas: None) -> None:
    as_(client, Role.SECURITY_ADMIN)
    person, body = PersonFactory.create(), OrganisationFactory.create()
    given = {"person": person.pk, "organisation": body.pk, "role": "acceptor", "starts_on": "2026-01-01"}
    client.post(reverse("people:new_post"), given)
    assert Post.objects.get(person=person).role == Role.ACCEPTOR


def test_a_refused_appointment_says_why_beside_the_role(client: PageClient, areas: None) -> None:
    as_(client, Role.SECURITY_ADMIN)
    person, body = person_with(Role.AUDIT_ADMIN), OrganisationFactory.create()
    given = {"person": person.pk, "organisation": body.pk, "role": "acceptor", "starts_on": "2026-01-01"}
    answer = client.post(reverse("people:new_post"), given)
    assert "互相分立" in str(answer.context["form"].errors["role"])


def test_the_form_does_not_offer_oneself(client: PageClient) -> None:
    me = as_(client, Role.SECURITY_ADMIN)
    offered = client.get(reverse("people:new_post")).context["form"].fields["person"].queryset
    assert me not in offered


def test_the_page_of_roles_describes_every_role(client: PageClient) -> None:
    as_(client, Role.TOWNSHIP_OFFICER)
    page = client.get(reverse("people:roles")).content.decode()
    for spec in ROLES.values():
        assert spec.label in page
        assert spec.description in page


def test_the_page_of_responsibilities_names_every_class_and_its_authority(client: PageClient) -> None:
    actions.import_organisations(by=SYSTEM)
    as_(client, Role.BUREAU_OFFICER)
    page = client.get(reverse("people:responsibilities")).content.decode()
    assert all(rule.label in page for rule in rules())
    assert "市住建局" in page
    assert "未建档" not in page


def test_a_lock_is_listed_and_lifted(client: PageClient) -> None:
    PersonFactory.create(username="zhang")
    for _ in range(5):
        client.post(reverse("account_login"), {"login": "zhang", "password": "wrong"})
    as_(client, Role.SECURITY_ADMIN)
    page = client.get(reverse("people:lockouts")).content.decode()
    assert "zhang" in page
    assert "已锁定" in page
    client.post(reverse("people:unlock"), {"username": "zhang"})
    assert "已锁定" not in client.get(reverse("people:lockouts")).content.decode()
    assert Event.objects.filter(verb="login.unlocked").exists()


def test_ones_own_page_shows_ones_posts(client: PageClient) -> None:
    me = as_(client, Role.BUREAU_OFFICER)
    page = client.get(reverse("people:me")).content.decode()
    assert str(me.posts.get().organisation) in page
    assert "市直部门" in page
