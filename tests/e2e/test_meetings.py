"""A change of head, a meeting and what became of its decision, in a real browser by those who do it."""

import datetime as dt

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.e2e.checks import check_page
from tests.e2e.test_ledger import log_in
from tests.leadership.scene import Scene, scene

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def city() -> Scene:
    return scene()


def test_a_change_of_head_leaves_what_was_under_the_old_one(
    page: Page, live_server: LiveServer, city: Scene
) -> None:
    city.decided()
    log_in(page, live_server, city.office)
    page.get_by_role("link", name="组织领导").first.click()
    check_page(page, "leadership-bodies")
    page.get_by_role("link", name="市领导小组").click()
    page.locator("#seats li").first.get_by_role("link", name="换届调整").click()
    page.get_by_label("姓名").fill("新市长")
    page.get_by_label("职务").fill("市长")
    page.get_by_label("任职日期").fill("2020-09-01")
    page.get_by_label("任职文号").fill("驻文〔2020〕9号")
    check_page(page, "leadership-change")
    page.get_by_role("button", name="确认调整").click()
    expect(page.get_by_text("已调整。")).to_be_visible()
    expect(page.locator("#seats")).to_contain_text("新市长")
    expect(page.locator("#history")).to_contain_text("组长：前市长（市长）任职")
    expect(page.get_by_text("组长、市长前市长主持")).to_be_visible()
    check_page(page, "leadership-body")
    page.get_by_label("查看某一天").fill("2020-08-01")
    page.get_by_role("button", name="查看", exact=True).click()
    expect(page.locator("#seats")).to_contain_text("前市长")
    expect(page.locator("#seats")).not_to_contain_text("新市长")


def test_from_the_meeting_to_the_decision_done(page: Page, live_server: LiveServer, city: Scene) -> None:
    log_in(page, live_server, city.office)
    _issue_minutes(page, live_server, city)

    log_in(page, live_server, city.officer)
    expect(page.get_by_role("heading", name="等本单位办理的议定事项")).to_be_visible()
    check_page(page, "leadership-today-unit")
    page.get_by_role("link", name="一周内建成冲洗平台。").click()
    page.get_by_role("link", name="报告办理情况").click()
    page.get_by_label("办理情况").fill("平台建成投用。")
    page.get_by_label("已办完，申请办结").check()
    page.get_by_role("button", name="报告").click()
    expect(page.get_by_text("已报告。")).to_be_visible()

    log_in(page, live_server, city.office)
    page.get_by_role("link", name="一周内建成冲洗平台。").click()
    page.get_by_role("link", name="办结", exact=True).click()
    page.get_by_label("办结意见").fill("现场核实，同意办结。")
    page.get_by_role("button", name="办结").click()
    expect(page.locator(".status").first).to_have_text("已办结")
    check_page(page, "leadership-decision")
    page.goto(f"{live_server.url}/leadership/decisions/")
    check_page(page, "leadership-decisions")
    page.locator("summary", has_text="导出").click()
    with page.expect_download() as saved:
        page.get_by_role("button", name="导出 Excel").click()
    assert saved.value.suggested_filename.startswith("议定事项-")


def _issue_minutes(page: Page, live_server: LiveServer, city: Scene) -> None:
    """The office registers the meeting, who came, the agenda and a decision, and issues the minutes."""
    page.goto(f"{live_server.url}/leadership/meetings/")
    page.get_by_role("link", name="登记会议").click()
    page.get_by_label("类型").select_option(label="调度会")
    page.get_by_label("主题").fill("整改进度")
    page.get_by_label("地点").fill("第一会议室")
    page.get_by_label("主持席位").select_option(label="市领导小组 组长")
    check_page(page, "leadership-meeting-new")
    page.get_by_role("button", name="登记").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(
        f"市领导小组{timezone.localdate().year}年第1次调度会"
    )

    page.get_by_role("link", name="登记参会").click()
    page.get_by_label("副组长、副市长副市长甲").select_option(label="缺席、请假")
    page.get_by_label("列席单位和人员").fill("市督查办")
    check_page(page, "leadership-attendance")
    page.get_by_role("button", name="保存").click()
    page.get_by_role("link", name="登记议题").click()
    page.get_by_label("议题").fill("超期任务逐项说明")
    page.get_by_label("会议材料").set_input_files(
        {"name": "清单.txt", "mimeType": "text/plain", "buffer": "超期清单".encode()}
    )
    page.get_by_role("button", name="登记").click()
    page.get_by_role("link", name="登记议定事项").click()
    page.get_by_label("议定事项").fill("一周内建成冲洗平台。")
    page.get_by_label("责任单位").fill(city.unit.name)
    page.get_by_label("完成时限").fill(str(timezone.localdate() + dt.timedelta(days=7)))
    page.get_by_role("button", name="登记").click()
    check_page(page, "leadership-meeting-draft")
    page.get_by_role("link", name="印发纪要").click()
    page.get_by_role("button", name="印发").click()
    expect(page.get_by_text("已印发纪要。")).to_be_visible()
    with page.expect_download() as saved:
        page.get_by_role("link", name="下载纪要").click()
    assert "攻坚调纪" in saved.value.suggested_filename
    check_page(page, "leadership-meeting-issued")
