"""Logging in and running the house, in a real browser."""

import datetime as dt

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core.cache import cache
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from sansan.people.actions import import_organisations
from sansan.people.models import Organisation, Person, Post
from sansan.people.roles import Role
from sansan.places.models import Area
from sansan.trail.record import SYSTEM
from tests.e2e.checks import check_page, refused
from tests.people.factories import PASSWORD, PostFactory, person_with

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def house() -> dict[str, Person]:
    """The sample city's bodies and one administrator of each kind."""
    cache.clear()
    for code, name, level in (("4117", "驻马店市", 2), ("411721", "西平县", 3), ("411722", "上蔡县", 3)):
        kind = "市" if level == 2 else "县"
        Area.objects.create(
            code=code, name=name, kind=kind, level=level, parent_code=code[:-2], source="test"
        )
    import_organisations(by=SYSTEM)
    office = Organisation.objects.get(code="city-office")
    names = {
        Role.SYSTEM_ADMIN: "林晓彤",
        Role.SECURITY_ADMIN: "黄静",
        Role.AUDIT_ADMIN: "徐敏",
        Role.CITY_OFFICE: "周海涛",
    }
    people = {
        role.value: person_with(role, organisation=office, name=name, username=role.value.replace("_", "."))
        for role, name in names.items()
    }
    PostFactory.create(
        person=people["city_office"],
        organisation=Organisation.objects.get(code="office-411721"),
        role=Role.COUNTY_OFFICE,
        area_code="411721",
        title="副主任",
        ends_on=dt.date(2035, 12, 31),
    )
    return people


def log_in(page: Page, server: LiveServer, person: Person, password: str = PASSWORD) -> None:
    page.context.clear_cookies()
    page.goto(f"{server.url}/accounts/login/?next=/system/me/")
    page.get_by_label("用户名").fill(person.username)
    page.get_by_label("口令").fill(password)
    page.get_by_role("button", name="登录").click()


def test_every_page_of_the_administration_fits_every_screen(
    page: Page, live_server: LiveServer, house: dict[str, Person]
) -> None:
    page.goto(f"{live_server.url}/accounts/login/")
    check_page(page, "people-login")
    system = f"{live_server.url}/system"
    log_in(page, live_server, house["system_admin"])
    for name, address in {
        "me": f"{system}/me/",
        "organisations": f"{system}/organisations/",
        "organisation": f"{system}/organisations/city-office/",
        "organisation-new": f"{system}/organisations/new/",
        "persons": f"{system}/persons/",
        "person-as-system": f"{system}/persons/city.office/",
        "person-new": f"{system}/persons/new/",
        "roles": f"{system}/roles/",
        "responsibilities": f"{system}/responsibilities/",
        "import": f"{system}/import/",
        "password": f"{live_server.url}/accounts/password/",
        "second-factor": f"{live_server.url}/accounts/second-factor/",
        "confirm": f"{live_server.url}/accounts/confirm/",
        "logout": f"{live_server.url}/accounts/logout/",
    }.items():
        page.goto(address)
        check_page(page, f"people-{name}")
    log_in(page, live_server, house["security_admin"])
    for name in ("posts/", "posts/new/", "lockouts/", "persons/city.office/"):
        page.goto(f"{system}/{name}")
        check_page(page, f"people-security-{name.strip('/').replace('/', '-')}")


def test_a_post_is_ended_in_a_dialog_that_asks_why(
    page: Page, live_server: LiveServer, house: dict[str, Person]
) -> None:
    post = Post.objects.get(role=Role.COUNTY_OFFICE)
    log_in(page, live_server, house["security_admin"])
    page.goto(f"{live_server.url}/system/persons/city.office/")
    page.locator(f"#end-post-{post.pk}").wait_for(state="hidden")
    page.get_by_role("button", name="离任").first.click()
    dialog = page.get_by_role("dialog", name="办理离任")
    expect(dialog).to_be_visible()
    dialog.get_by_label("离任日期").fill("2030-06-30")
    dialog.get_by_label("理由").fill("轮岗")
    dialog.get_by_role("button", name="离任").click()
    expect(page.get_by_text("2030-06-30").first).to_be_visible()
    assert Post.objects.filter(ends_on="2030-06-30").count() == 1


def test_a_lock_out_says_for_how_long(
    page: Page, live_server: LiveServer, house: dict[str, Person], complaints: list[str]
) -> None:
    for _ in range(4):
        log_in(page, live_server, house["city_office"], "wrong")
        page.wait_for_load_state()
    with refused(page, complaints, 429):
        log_in(page, live_server, house["city_office"], "wrong")
    expect(page.get_by_role("heading", level=1)).to_have_text("登录已暂时锁定")
    expect(page.get_by_text("15 分钟")).to_be_visible()
    check_page(page, "people-locked")


def test_a_second_factor_is_set_up_and_asked_for(
    page: Page, live_server: LiveServer, house: dict[str, Person]
) -> None:
    log_in(page, live_server, house["audit_admin"])
    page.goto(f"{live_server.url}/accounts/second-factor/activate/")
    page.get_by_label("现用口令").fill(PASSWORD)
    page.get_by_role("button", name="确认").click()
    expect(page.get_by_role("img", name="供手机验证器扫描的二维码")).to_be_visible()
    check_page(page, "people-second-factor-activate")
    secret = page.locator("code").inner_text()
    page.get_by_label("验证码").fill(_code(secret))
    page.get_by_role("button", name="启用").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("恢复码")
    check_page(page, "people-recovery-codes")
    assert Authenticator.objects.filter(user=house["audit_admin"]).count() == 2
    cache.clear()  # a code counts once
    log_in(page, live_server, house["audit_admin"])
    expect(page.get_by_role("heading", level=1)).to_have_text("双因素认证")
    check_page(page, "people-second-factor-login")
    page.get_by_label("验证码").fill(_code(secret))
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("我的账号")


def _code(secret: str) -> str:
    return str(format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time())))))
