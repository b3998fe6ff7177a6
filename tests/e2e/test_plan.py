"""A round's plan from draft to approval and its adjustment, and a task split over counties, in a real browser."""

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from sansan.people.models import Person
from tests.e2e.checks import check_page
from tests.people.factories import PASSWORD
from tests.rectification.planned_city import PlannedCity, approved, planned_city

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def city() -> PlannedCity:
    return planned_city()


def log_in(page: Page, server: LiveServer, person: Person) -> None:
    page.context.clear_cookies()
    page.goto(f"{server.url}/accounts/login/")
    page.get_by_label("用户名").fill(person.username)
    page.get_by_label("口令").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("今日")


def test_a_plan_goes_up_comes_into_force_and_is_adjusted(
    page: Page, live_server: LiveServer, city: PlannedCity
) -> None:
    room = f"{live_server.url}/rectification"
    plan = f"{room}/rounds/{city.round.pk}/plan/"

    log_in(page, live_server, city.office)
    expect(page.get_by_text("方案待编制")).to_be_visible()
    page.get_by_role("link", name=city.round.name).first.click()
    check_page(page, "plan-none")
    page.get_by_role("button", name="起草方案").click()
    expect(page.get_by_text("缺验收单位").first).to_be_visible()
    check_page(page, "plan-draft")

    page.get_by_role("link", name="第 1 项").click()
    check_page(page, "plan-item")
    page.get_by_label("整改目标").fill("年底前全部整改到位，复发率为零。")
    page.get_by_role("button", name="保存", exact=True).click()
    page.get_by_role("link", name="批量填写").click()
    page.get_by_label("名称").fill("市委市政府督查室")
    page.get_by_role("button", name="批量填写").click()
    page.get_by_role("link", name="报批").click()
    check_page(page, "plan-submit")
    page.get_by_role("button", name="报批").click()
    expect(page.get_by_text("已报批")).to_be_visible()

    log_in(page, live_server, city.leader)
    page.goto(plan)
    page.get_by_role("link", name="批准").click()
    page.get_by_label("批准意见").fill("同意。")
    page.get_by_role("button", name="批准").click()
    expect(page.get_by_text("已批准。")).to_be_visible()

    log_in(page, live_server, city.office)
    page.goto(plan)
    page.get_by_role("link", name="调整方案").click()
    page.get_by_label("调整理由").fill("上级规划调整，时限顺延。")
    page.get_by_role("button", name="起草调整方案").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("整改方案（第1次调整）")
    page.goto(f"{plan}?against=1")
    check_page(page, "plan-compare")


def test_tasks_are_split_over_counties_many_at_once_and_one_with_numbers(
    page: Page, live_server: LiveServer, city: PlannedCity
) -> None:
    room = f"{live_server.url}/rectification"
    approved(city)
    log_in(page, live_server, city.office)
    page.goto(f"{room}/rounds/{city.round.pk}/split")
    check_page(page, "split-many")
    page.get_by_label("第 3 项").uncheck()
    page.get_by_role("button", name="分解选中的任务").click()
    expect(page.get_by_text("已将 2 项任务分解为 4 项分解任务")).to_be_visible()
    page.get_by_role("link", name="分解任务 4 项").click()
    expect(page.get_by_text("当前条件下 4 项")).to_be_visible()

    page.goto(f"{room}/tasks/{city.task('3').pk}/split")
    check_page(page, "split")
    page.get_by_label("驿城区的目标数量").fill("60")
    page.get_by_label("确山县的目标数量").fill("38")
    page.locator("#id_name").fill("整治取缔")
    page.get_by_label("全市目标数量").fill("100")
    page.get_by_label("计量单位").fill("家")
    page.get_by_role("button", name="分解").click()
    expect(page.get_by_text("少 2 家")).to_be_visible()
    check_page(page, "split-whole")
