"""Getting in, staying in, getting out."""

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.contrib.messages import get_messages
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from sansan.people import actions
from sansan.people.access import narrowed_to
from sansan.people.models import Person
from sansan.people.roles import Role
from sansan.trail.models import Event
from tests.client import PageClient
from tests.people.factories import PASSWORD, PersonFactory, PostFactory, person_with

pytestmark = pytest.mark.django_db
ME = "/system/me/"
NEW_PASSWORD = "Another-secret-7"


@pytest.fixture(autouse=True)
def fresh_counters() -> None:
    cache.clear()


@pytest.fixture
def person() -> Person:
    return person_with(Role.CITY_OFFICE, username="zhang")


def login(client: PageClient, username: str = "zhang", password: str = PASSWORD, **extra: Any) -> Any:
    return client.post(reverse("account_login"), {"login": username, "password": password, **extra})


def looked_at(client: PageClient) -> str:
    """The area a page is narrowed to."""
    return narrowed_to(client.get(ME).wsgi_request.user)


def verbs() -> list[str]:
    return list(
        Event.objects.filter(verb__regex="^(login|password|mfa)")
        .order_by("seq")
        .values_list("verb", flat=True)
    )


def test_whoever_is_not_logged_in_is_sent_to_the_login_page_and_back(
    client: PageClient, person: Person
) -> None:
    answer = client.get(ME)
    assert answer.headers["Location"] == f"{reverse('account_login')}?next={ME}"
    assert login(client, next=ME).headers["Location"] == ME


def test_a_script_that_is_not_logged_in_is_told_to_load_the_login_page(client: PageClient) -> None:
    answer = client.get(
        ME, headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/system/roles/?q=1"}
    )
    assert answer.headers["HX-Redirect"] == f"{reverse('account_login')}?next=%2Fsystem%2Froles%2F%3Fq%3D1"


@pytest.mark.parametrize("address", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"])
def test_the_login_page_sends_nobody_to_another_host(
    client: PageClient, person: Person, address: str
) -> None:
    assert login(client, next=address).headers["Location"] == settings.LOGIN_REDIRECT_URL


def test_login_and_logout_are_in_the_trail(client: PageClient, person: Person) -> None:
    login(client)
    client.post(reverse("account_logout"))
    assert verbs() == ["login.succeeded", "login.ended"]


def test_the_session_gets_a_new_key_at_login(client: PageClient, person: Person) -> None:
    client.get(reverse("account_login"))
    client.session.save()
    before = client.session.session_key
    login(client)
    assert client.session.session_key != before


def test_logging_out_needs_a_button_not_a_link(client: PageClient, person: Person) -> None:
    client.force_login(person)
    client.get(reverse("account_logout"))
    assert client.get(ME).status_code == 200


class TestAWrongLogin:
    def test_says_the_same_whether_the_name_exists_or_not(self, client: PageClient, person: Person) -> None:
        known = login(client, password="wrong").content.decode()
        unknown = login(client, username="nobody", password="wrong").content.decode()
        assert "用户名或口令不正确" in known
        assert "用户名或口令不正确" in unknown

    def test_says_the_same_for_a_closed_account_with_the_right_password(self, client: PageClient) -> None:
        PersonFactory.create(username="zhang", is_active=False)
        answer = login(client)
        assert answer.status_code == 200
        assert "用户名或口令不正确" in answer.content.decode()

    def test_locks_after_five_and_the_page_says_for_how_long(
        self, client: PageClient, person: Person
    ) -> None:
        answers = [login(client, password="wrong") for _ in range(5)]
        assert [answer.status_code for answer in answers] == [200, 200, 200, 200, 429]
        assert "15 分钟" in answers[-1].content.decode()
        assert "安全管理员" in answers[-1].content.decode()
        assert login(client).status_code == 429, "the right password does not lift the lock"

    def test_locks_a_name_nobody_has_in_the_same_way(self, client: PageClient) -> None:
        answers = [login(client, username="nobody", password="wrong") for _ in range(5)]
        assert answers[-1].status_code == 429
        assert "15 分钟" in answers[-1].content.decode()

    def test_counts_every_spelling_of_a_name_as_the_same_name(
        self, client: PageClient, person: Person
    ) -> None:
        for spelling in ("zhang", "Zhang", "ZHANG", " zhang ", "zhAng"):
            answer = login(client, username=spelling, password="wrong")
        assert answer.status_code == 429

    def test_leaves_the_lock_standing_until_it_ends_by_itself(
        self, client: PageClient, person: Person
    ) -> None:
        with time_machine.travel("2026-03-02 08:00:00+08:00", tick=False) as clock:
            for _ in range(5):
                login(client, password="wrong")
            clock.shift(dt.timedelta(minutes=10))
            assert "5 分钟" in login(client).content.decode()
            clock.shift(dt.timedelta(minutes=5, seconds=1))
            assert login(client).status_code == 302

    def test_is_kept_in_the_trail_once_and_the_lock_once(self, client: PageClient, person: Person) -> None:
        for _ in range(8):
            login(client, password="wrong")
        assert verbs() == ["login.failed", "login.locked"]

    def test_of_a_name_nobody_has_does_not_fill_the_trail(self, client: PageClient) -> None:
        for at in range(8):
            login(client, username=f"nobody{at}", password="wrong")
        assert verbs() == []

    def test_never_puts_the_password_into_the_log_or_the_trail(
        self, client: PageClient, person: Person, capsys: pytest.CaptureFixture[str]
    ) -> None:
        from axes.models import AccessAttempt

        for _ in range(5):
            login(client, password="Wrong-Secret-9")
        kept = (
            capsys.readouterr().out
            + str(list(AccessAttempt.objects.values()))
            + str(list(Event.objects.values()))
        )
        assert "Wrong-Secret-9" not in kept

    def test_is_forgiven_by_the_security_administrator(self, client: PageClient, person: Person) -> None:
        for _ in range(5):
            login(client, password="wrong")
        security = person_with(Role.SECURITY_ADMIN)
        actions.unlock(by=security, username="zhang")
        assert login(client).status_code == 302
        assert "login.unlocked" in verbs()


class TestAPasswordThatIsDue:
    @pytest.fixture
    def person(self) -> Person:
        return person_with(Role.CITY_OFFICE, username="zhang", must_change_password=True)

    def change(self, client: PageClient, new: str = NEW_PASSWORD) -> Any:
        return client.post(
            reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": new, "password2": new}
        )

    def test_must_be_changed_before_anything_else(self, client: PageClient, person: Person) -> None:
        login(client)
        assert client.get(ME).headers["Location"] == reverse("account_change_password")
        assert self.change(client).status_code == 302
        assert client.get(ME).status_code == 200

    def test_lets_one_log_out_instead(self, client: PageClient, person: Person) -> None:
        login(client)
        assert client.post(reverse("account_logout")).headers["Location"] == reverse("account_login")

    @pytest.mark.parametrize("new", ["short-1A", "alllowercase", PASSWORD])
    def test_is_not_replaced_by_a_weak_one_or_the_same(
        self, client: PageClient, person: Person, new: str
    ) -> None:
        login(client)
        assert self.change(client, new).status_code == 200
        assert client.get(ME).headers["Location"] == reverse("account_change_password")

    def test_is_due_again_after_ninety_days(self, client: PageClient) -> None:
        with time_machine.travel("2026-01-01 08:00:00+08:00", tick=False) as clock:
            person_with(Role.CITY_OFFICE, username="li")
            clock.shift(dt.timedelta(days=91))
            login(client, username="li")
            assert client.get(ME).headers["Location"] == reverse("account_change_password")


def test_a_new_password_ends_the_sessions_elsewhere_and_keeps_this_one(
    client: PageClient, person: Person
) -> None:
    elsewhere = PageClient()
    login(client)
    login(elsewhere)
    assert elsewhere.get(ME).status_code == 200
    client.post(
        reverse("account_change_password"),
        {"oldpassword": PASSWORD, "password1": NEW_PASSWORD, "password2": NEW_PASSWORD},
    )
    assert client.get(ME).status_code == 200
    assert elsewhere.get(ME).status_code == 302
    assert "password.changed" in verbs()


@pytest.mark.parametrize(("role", "minutes"), [(Role.CITY_OFFICE, 30), (Role.AUDIT_ADMIN, 15)])
def test_a_session_at_rest_ends_sooner_for_administrators(
    client: PageClient, role: Role, minutes: int
) -> None:
    with time_machine.travel("2026-03-02 08:00:00+08:00", tick=False) as clock:
        person_with(role, username="wang")
        login(client, username="wang")
        client.get(ME)
        clock.shift(dt.timedelta(minutes=minutes))
        assert client.get(ME).status_code == 200
        clock.shift(dt.timedelta(minutes=minutes, seconds=1))
        answer = client.get(ME)
        assert answer.headers["Location"].startswith(reverse("account_login"))
        assert "没有操作" in str(next(iter(get_messages(answer.wsgi_request))))


def test_nobody_signs_himself_up(client: PageClient) -> None:
    for address in ("/accounts/signup/", "/accounts/password/reset/", "/accounts/email/"):
        assert client.get(address).status_code in {302, 404}
    from django.urls import NoReverseMatch

    with pytest.raises(NoReverseMatch):
        reverse("account_signup")


def test_the_area_looked_at_is_kept_for_the_session_and_forgotten_when_the_post_ends(
    client: PageClient,
) -> None:
    post = PostFactory.create(role=Role.CITY_OFFICE, area_code="4117")
    client.force_login(post.person)
    assert client.get(reverse("people:scope"), {"area": "411721", "next": ME}).headers["Location"] == ME
    assert looked_at(client) == "411721"
    post.area_code = "411722"
    post.save()
    assert looked_at(client) == ""


def test_an_area_that_is_not_ones_own_is_no_choice(client: PageClient) -> None:
    client.force_login(person_with(Role.COUNTY_OFFICE, area_code="411721"))
    client.get(reverse("people:scope"), {"area": "411722"})
    assert looked_at(client) == ""


@pytest.mark.parametrize("address", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", ""])
def test_the_area_switch_sends_nobody_to_another_host(
    client: PageClient, person: Person, address: str
) -> None:
    client.force_login(person)
    assert client.get(reverse("people:scope"), {"area": "4117", "next": address}).headers["Location"] == "/"


@pytest.mark.django_db
def test_many_requests_within_a_minute_write_the_session_once(client: PageClient) -> None:
    """A page of photos asks for thirty thumbnails at once; on SQLite thirty writers would wait for one another."""
    person = PersonFactory()
    client.force_login(person)
    with time_machine.travel(dt.datetime(2026, 6, 15, 2, tzinfo=dt.UTC), tick=False) as traveller:
        client.get("/system/me/")

        def writes() -> int:
            with CaptureQueriesContext(connection) as queries:
                client.get("/system/me/")
            return sum(q["sql"].startswith("UPDATE") and "django_session" in q["sql"] for q in queries)

        assert writes() == 0
        traveller.shift(61)
        assert writes() == 1
        assert writes() == 0
