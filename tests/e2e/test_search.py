"""Searching and lists in a browser: by keyboard, at three widths, and on a phone."""

import re

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from sansan.lists.models import ListChoice, SavedView
from sansan.rectification.models import Task
from sansan.search.indexing import rebuild
from tests.e2e.checks import check_page
from tests.e2e.test_rooms import log_in
from tests.rectification.two_counties import TwoCounties, two_counties

pytestmark = pytest.mark.django_db(transaction=True)
LEDGER = "/rectification/ledger/"


@pytest.fixture
def scene(page: Page, live_server: LiveServer) -> TwoCounties:
    made = two_counties()
    rebuild()
    log_in(page, live_server, made.city_officer)
    return made


def test_a_word_is_found_with_the_keyboard_alone(
    page: Page, live_server: LiveServer, scene: TwoCounties
) -> None:
    page.keyboard.press("/")
    expect(page.locator("#site-search")).to_be_focused()
    page.keyboard.type("扬尘")
    expect(page.get_by_role("option")).not_to_have_count(0)
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("option").first).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Escape")
    expect(page.get_by_role("option")).to_have_count(0)
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/search/\?q="))
    expect(page.locator(".hit mark").first).to_have_text("扬尘")
    check_page(page, "search")
    page.get_by_role("link", name=re.compile("^任务 ")).click()
    check_page(page, "search-tasks")


def test_a_passage_opens_at_its_line(page: Page, live_server: LiveServer, scene: TwoCounties) -> None:
    page.goto(f"{live_server.url}/search/?q=附注&kind=passage")
    page.locator(".hit-title").first.click()
    expect(page.locator(".passage li.is-marked")).to_have_text(re.compile("附注"))
    check_page(page, "search-passage")


def test_columns_are_chosen_and_moved_with_the_keyboard(
    page: Page, live_server: LiveServer, scene: TwoCounties
) -> None:
    page.goto(f"{live_server.url}{LEDGER}")
    page.locator("summary", has_text="列").press("Enter")
    check_page(page, "ledger-columns")
    page.get_by_role("checkbox", name="整改目标").check()
    page.get_by_role("button", name="上移：反馈问题").press("Enter")
    page.get_by_role("button", name="应用").press("Enter")
    expect(page.locator("thead th").nth(1)).to_have_text("反馈问题")
    expect(page.locator("thead")).to_contain_text("整改目标")
    assert ListChoice.objects.get().columns[:2] == ["problem", "number"]


def test_a_view_is_saved_and_opened_again(page: Page, live_server: LiveServer, scene: TwoCounties) -> None:
    page.goto(f"{live_server.url}{LEDGER}?due=none")
    page.locator("summary", has_text="视图").click()
    page.get_by_label("把当前条件、排序和列保存为视图").fill("没有期限的")
    page.get_by_role("button", name="保存视图").click()
    expect(page.locator(".view-chips a[aria-current]")).to_have_text(re.compile("没有期限的"))
    assert SavedView.objects.get().query == "due=none"
    check_page(page, "ledger-view")


def test_many_rows_are_done_from_a_phone(page: Page, live_server: LiveServer, scene: TwoCounties) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{live_server.url}{LEDGER}")
    page.locator("input[data-pick]").nth(0).check()
    page.locator("input[data-pick]").nth(1).check()
    expect(page.locator("[data-count]")).to_have_text("已选 2 行")
    page.get_by_label("批量操作").select_option(label="调整期限")
    page.get_by_role("button", name="下一步").click()
    check_page(page, "bulk-form")
    page.get_by_label("新的期限").fill("2031-05-31")
    page.get_by_label("理由和依据").fill("市政府同意延期")
    page.get_by_role("button", name="预览").click()
    expect(page.locator(".page-state")).to_have_text(re.compile("2 项可以办理"))
    check_page(page, "bulk-preview")
    page.get_by_role("button", name="确认调整期限").click()
    expect(page.locator(".page-state")).to_have_text("办理 2 项")
    check_page(page, "bulk-result")
    assert Task.objects.filter(deadline_date="2031-05-31").count() == 2


def test_the_list_is_taken_away_as_a_workbook(
    page: Page, live_server: LiveServer, scene: TwoCounties
) -> None:
    page.goto(f"{live_server.url}{LEDGER}")
    page.locator("summary", has_text="导出").click()
    with page.expect_download() as taken:
        page.get_by_role("button", name="导出 Excel").click()
    assert taken.value.suggested_filename.endswith(".xlsx")
