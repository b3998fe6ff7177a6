"""The path of a task in a real browser, by the people who walk it."""

import re

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from sansan.people.models import Person
from sansan.people.roles import Role
from tests.e2e.checks import check_page, refused
from tests.people.factories import PASSWORD, person_with
from tests.rectification.city import city
from tests.rectification.two_counties import TwoCounties, picture

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def scene() -> TwoCounties:
    return city()


def log_in(page: Page, server: LiveServer, person: Person) -> None:
    """As the person does it; whoever was logged in is logged out first."""
    page.context.clear_cookies()
    page.goto(f"{server.url}/accounts/login/")
    page.get_by_label("用户名").fill(person.username)
    page.get_by_label("口令").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("今日")


def test_every_page_of_the_ledger_fits_every_screen(
    page: Page, live_server: LiveServer, scene: TwoCounties
) -> None:
    log_in(page, live_server, scene.city_officer)
    room = f"{live_server.url}/rectification"
    for name, address in {
        "today": f"{live_server.url}/",
        "rounds": f"{room}/",
        "round": f"{room}/rounds/{scene.round.pk}/",
        "round-new": f"{room}/rounds/new",
        "round-edit": f"{room}/rounds/{scene.round.pk}/edit",
        "task-new": f"{room}/rounds/{scene.round.pk}/tasks/new",
        "ledger": f"{room}/ledger/",
        "ledger-filtered": f"{room}/ledger/?round={scene.round.pk}&state=overdue",
        "task": f"{room}/tasks/{scene.a.task.pk}/?field=problem",
        "task-edit": f"{room}/tasks/{scene.a.task.pk}/edit",
        "task-assign": f"{room}/tasks/{scene.a.task.pk}/assign",
        "findings": f"{room}/findings/",
        "finding": f"{room}/findings/{scene.a.finding.pk}",
        "policies": f"{room}/policies/",
        "policy-new": f"{room}/policies/new",
    }.items():
        page.goto(address)
        check_page(page, f"ledger-{name}")


def test_a_task_walks_its_way_by_three_peoples_hands(
    page: Page, live_server: LiveServer, scene: TwoCounties, complaints: list[str]
) -> None:
    task = scene.round.tasks.get(number="4")
    address = f"{live_server.url}/rectification/tasks/{task.pk}/"

    log_in(page, live_server, scene.city_officer)
    page.goto(address)
    page.get_by_role("link", name="交办").click()
    page.get_by_label("交办单位").fill(scene.a.office.name)
    page.get_by_label("交办说明").fill("请于月底前完成。")
    page.get_by_role("button", name="交办").click()
    expect(page.get_by_text("已交办。")).to_be_visible()

    log_in(page, live_server, scene.a.officer)
    page.goto(address)
    page.get_by_role("link", name="填报进展").click()
    page.get_by_label("情况说明").fill("已完成围挡、覆盖和车辆冲洗设施，渣土车全部密闭运输。")
    for label, shade in (("整改前照片", 31), ("整改后照片", 143)):
        page.get_by_label(label).set_input_files(
            {"name": f"{label}.jpg", "mimeType": "image/jpeg", "buffer": picture(shade)}
        )
    check_page(page, "ledger-task-report")
    page.get_by_role("button", name="填报进展").click()
    expect(page.get_by_role("img", name="整改前照片.jpg")).to_be_visible()
    page.get_by_role("button", name=re.compile("措施 1：标为已办结")).click()
    expect(page.get_by_text("2 条，1 条已办结")).to_be_visible()
    page.get_by_role("link", name="提交验收").click()
    with refused(page, complaints, 422):
        page.get_by_role("button", name="提交验收").click()
    expect(page.get_by_role("alert")).to_contain_text("情况说明")
    page.get_by_label("情况说明").fill("整改完成，请验收。")
    page.get_by_role("button", name="提交验收").click()
    expect(page.get_by_text("已提交验收。")).to_be_visible()
    check_page(page, "ledger-task-submitted")

    log_in(page, live_server, scene.acceptor)
    expect(page.get_by_role("link", name=re.compile("六个百分之百")).first).to_be_visible()
    page.goto(address)
    page.get_by_role("link", name="验收通过").click()
    page.get_by_label("验收意见").fill("现场核查三处工地，措施到位。")
    check_page(page, "ledger-task-accept")
    page.get_by_role("button", name="验收通过").click()
    expect(page.get_by_text("已验收通过。")).to_be_visible()

    log_in(page, live_server, scene.city_officer)
    page.goto(address)
    page.get_by_role("link", name="销号").click()
    check_page(page, "ledger-task-close")
    page.get_by_label("销号意见").fill("公示七个工作日无异议。")
    page.locator("form .btn-primary, form .btn-danger").last.click()
    # One measure is not ticked off and the photos carry no place: the data argue, and a name answers for it.
    expect(page.get_by_role("heading", name="带理由销号", level=1)).to_be_visible()
    check_page(page, "ledger-task-override")
    with refused(page, complaints, 422):  # no reasons given
        page.get_by_role("button", name="带理由销号").click()
    for reason in page.get_by_label(re.compile("仍予销号的理由")).all():
        reason.fill("已到现场逐项核实，情况属实，不影响销号。")
    page.get_by_role("button", name="带理由销号").click()
    expect(page.get_by_text("已带理由销号")).to_be_visible()
    expect(page.locator(".timeline")).to_contain_text("公示七个工作日无异议。")
    check_page(page, "ledger-task-closed")


def test_from_the_map_to_the_rows_and_out_as_a_file(
    page: Page, live_server: LiveServer, scene: TwoCounties
) -> None:
    log_in(page, live_server, scene.city_officer)
    page.get_by_role("link", name="督察整改").first.click()
    page.get_by_role("link", name="省级督察").first.click()
    page.locator(".map a", has_text="确山").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("整改台账")
    shown = page.locator("tbody tr").count()
    expect(page.locator(".list-head")).to_contain_text(f"{shown} 项")
    with page.expect_download() as saved:
        page.get_by_role("button", name="导出台账").click()
    assert saved.value.suggested_filename.startswith("整改台账-")
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("省级督察")
    with page.expect_download() as saved:
        page.get_by_role("button", name="整改完成情况").click()
    assert saved.value.suggested_filename.endswith(".docx")


def test_a_county_and_an_administrator_see_their_own(
    page: Page, live_server: LiveServer, scene: TwoCounties
) -> None:
    log_in(page, live_server, scene.a.officer)
    check_page(page, "ledger-today-county")
    page.goto(f"{live_server.url}/rectification/tasks/{scene.shared.pk}/")
    expect(page.locator(".timeline")).to_contain_text("其他单位填报进展")
    check_page(page, "ledger-task-shared")
    page.goto(f"{live_server.url}/rectification/rounds/{scene.round.pk}/")
    check_page(page, "ledger-round-county")
    log_in(page, live_server, person_with(Role.SYSTEM_ADMIN, area_code=""))
    check_page(page, "ledger-today-admin")
