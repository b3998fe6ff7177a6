"""A record of accountability in a real browser: by the discipline officer, and what everybody else sees of it."""

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.accountability.scene import COUNTY, Scene, scene
from tests.e2e.checks import check_page
from tests.e2e.test_ledger import log_in

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def city() -> Scene:
    return scene()


def test_a_record_is_made_decided_and_closed_behind_closed_doors(
    page: Page, live_server: LiveServer, city: Scene
) -> None:
    log_in(page, live_server, city.officer)
    page.get_by_role("link", name="问责").first.click()
    page.get_by_role("link", name="问责记录").click()
    page.get_by_role("link", name="登记线索").click()
    page.get_by_label("区域").select_option(COUNTY)
    page.get_by_label("问责情形").select_option(label="虚假整改")
    page.get_by_label("线索日期").fill("2020-03-01")
    page.get_by_label("事实").fill("上报照片与现场不符。")
    check_page(page, "accountability-new")
    page.get_by_role("button", name="登记").click()
    expect(page.get_by_text("您的查阅已记录")).to_be_visible()

    page.get_by_role("link", name="登记对象").click()
    page.get_by_label("姓名或单位名称").fill("甄某甲（样例）")
    page.get_by_label("时任职务").fill("镇长")
    page.get_by_label("级别").select_option(label="乡科级")
    check_page(page, "accountability-subject")
    page.get_by_role("button", name="登记").click()
    page.get_by_role("link", name="关联任务").click()
    page.get_by_label("整改任务").fill(f"{city.task.round.short_name} {city.task}")
    page.get_by_role("button", name="关联").click()
    for link, button in (("受理", "受理"), ("转入调查", "调查")):
        page.get_by_role("link", name=link, exact=True).click()
        page.get_by_role("button", name=button).click()
    _decide_and_close(page)
    page.goto(f"{live_server.url}/accountability/records/find")
    page.get_by_label("姓名").fill("甄某甲（样例）")
    page.get_by_role("button", name="查找").click()
    expect(page.locator("tbody tr")).to_have_count(1)
    check_page(page, "accountability-find")
    page.goto(f"{live_server.url}/accountability/retention/?on=2026-01-01")
    expect(page.locator("tbody tr")).to_have_count(1)
    check_page(page, "accountability-retention")
    page.get_by_role("button", name="现在清除").click()
    expect(page.get_by_role("dialog")).to_contain_text("不能恢复")
    page.get_by_role("dialog").get_by_role("button", name="清除", exact=True).click()
    expect(page.get_by_text("已清除 1 件记录的姓名和材料。")).to_be_visible()
    page.goto(f"{live_server.url}/accountability/records/")
    check_page(page, "accountability-records")
    page.locator("tbody a").first.click()
    expect(page.get_by_text("（已按留存期限清除）").first).to_be_visible()


def _decide_and_close(page: Page) -> None:
    """From the investigation to the closed file, with a document on the way."""
    page.get_by_role("link", name="登记决定").click()
    page.get_by_label("决定机关").fill("市纪委监委")
    page.get_by_label("决定日期").fill("2020-04-01")
    page.get_by_label("甄某甲（样例） 的问责方式").select_option(label="诫勉")
    check_page(page, "accountability-decide")
    page.get_by_role("button", name="登记决定").click()
    expect(page.get_by_text("影响期 2020-04-01 至 2020-09-30")).to_be_visible()
    page.get_by_role("link", name="上传材料").click()
    page.get_by_label("文件").set_input_files(
        {"name": "甄某甲处分.txt", "mimeType": "text/plain", "buffer": "决定".encode()}
    )
    page.get_by_role("button", name="上传").click()
    with page.expect_download() as saved:
        page.get_by_role("link", name="决定书-1.txt").click()
    assert saved.value.suggested_filename == "决定书-1.txt"
    page.get_by_role("link", name="转入执行").click()
    page.get_by_role("button", name="执行").click()
    page.get_by_role("link", name="结案").click()
    page.get_by_label("结案意见").fill("已送达，材料归档。")
    page.get_by_label("结案日期").fill("2020-04-10")
    page.get_by_role("button", name="结案").click()
    expect(page.locator("#reads")).to_contain_text("查阅问责材料")
    check_page(page, "accountability-record")


def test_everybody_else_sees_numbers_and_an_explanation(
    page: Page, live_server: LiveServer, city: Scene
) -> None:
    city.decided("talk", "talk", "talk", "talk", "talk", "talk", "admonish")
    log_in(page, live_server, city.office)
    page.goto(f"{live_server.url}/rectification/tasks/{city.task.pk}/")
    expect(page.locator("#accountability")).to_contain_text("已问责 7 个对象")
    expect(page.locator("#accountability a")).to_have_count(0)
    page.goto(f"{live_server.url}/accountability/")
    expect(page.get_by_text("7 人次被问责")).to_be_visible()
    expect(page.get_by_text("这里只有人次，不能点开")).to_be_visible()
    check_page(page, "accountability-statistics-office")
    with page.expect_download() as saved:
        page.get_by_role("button", name="导出统计报告").click()
    assert saved.value.suggested_filename.startswith("问责情况统计-")
    log_in(page, live_server, city.officer)
    page.goto(f"{live_server.url}/accountability/")
    check_page(page, "accountability-statistics")
    page.goto(f"{live_server.url}/accountability/leads/")
    check_page(page, "accountability-leads")
