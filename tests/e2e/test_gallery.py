"""Every part of a page, seen by a browser: it reads, fits, works by keyboard and without a script."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from tests.e2e.checks import check_page, refused


@pytest.fixture
def gallery(page: Page, live_server: LiveServer, settings: Settings) -> Page:
    settings.GALLERY = True
    page.goto(f"{live_server.url}/gallery/")
    return page


def test_every_part_is_readable_at_every_width(gallery: Page) -> None:
    expect(gallery.locator(".chart-canvas canvas")).to_have_count(3)
    check_page(gallery, "gallery")


def test_a_dialog_names_what_will_happen_and_gives_the_focus_back(gallery: Page) -> None:
    opener = gallery.get_by_role("button", name="销号", exact=True)
    opener.press("Enter")
    dialog = gallery.get_by_role("dialog", name="销号第 21 项任务？")
    expect(dialog).to_contain_text("责任单位不能再修改")
    gallery.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(opener).to_be_focused()


def test_a_chart_shows_its_table_one_click_away(gallery: Page) -> None:
    card = gallery.locator(".chart-card", has_text="遂平县、确山县的任务占四成")
    expect(card.get_by_role("table")).to_be_hidden()
    card.get_by_role("button", name="表").click()
    expect(card.get_by_role("row", name="遂平县 8")).to_be_visible()


def test_the_numbers_of_a_chart_are_saved_as_a_table_excel_reads(gallery: Page) -> None:
    with gallery.expect_download() as saved:
        gallery.locator(".chart-card").first.get_by_role("button", name="CSV").click()
    text = saved.value.path().read_text(encoding="utf-8-sig")
    assert text.splitlines()[1] == '"驿城区","5"'
    assert saved.value.suggested_filename == "遂平县、确山县的任务占四成.csv"


def test_a_map_shows_its_rows_one_click_away(gallery: Page) -> None:
    card = gallery.locator(".map-card")
    expect(card).to_contain_text("示意图")
    card.get_by_role("button", name="表").click()
    expect(card.get_by_role("row", name="确山县 7")).to_be_visible()


def test_a_menu_closes_on_escape(gallery: Page) -> None:
    gallery.locator(".person-menu summary").click()
    leave = gallery.get_by_role("button", name="退出登录")
    expect(leave).to_be_visible()
    gallery.keyboard.press("Escape")
    expect(leave).to_be_hidden()


def test_a_refused_form_links_each_error_to_its_field(gallery: Page) -> None:
    form = gallery.locator(".post-form").first
    form.locator(".error-summary").get_by_role("link", name=re.compile("整改时限")).click()
    field = form.get_by_label("整改时限")
    expect(field).to_be_focused()
    described = field.get_attribute("aria-describedby") or ""
    assert "id_deadline_error" in described.split()
    expect(gallery.locator("#id_deadline_error")).to_contain_text("请填写日期")


def test_a_file_field_says_what_was_chosen(gallery: Page) -> None:
    field = gallery.get_by_label("方案附件").first
    field.set_input_files({"name": "方案.pdf", "mimeType": "application/pdf", "buffer": b"x" * 2048})
    expect(gallery.locator(".drop-said").first).to_have_text("方案.pdf（2 KB）")


def test_the_first_press_of_tab_offers_to_skip_the_frame(
    page: Page, live_server: LiveServer, settings: Settings
) -> None:
    settings.GALLERY = True
    page.goto(f"{live_server.url}/gallery/message/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="跳到正文")).to_be_focused()


def test_results_float_and_go_but_errors_stay(
    page: Page, live_server: LiveServer, settings: Settings
) -> None:
    settings.GALLERY = True
    page.clock.install()
    page.goto(f"{live_server.url}/gallery/message/")
    expect(page.get_by_role("status").get_by_text("第 21 项任务已提交验收")).to_be_visible()
    check_page(page, "gallery-message")
    page.clock.run_for(10_000)
    expect(page.get_by_text("第 21 项任务已提交验收")).to_have_count(0)
    expect(page.get_by_role("alert")).to_contain_text("缺少整改后照片")


def test_a_refusal_is_shown_above_the_page_and_nothing_else_changes(
    page: Page, live_server: LiveServer, settings: Settings, complaints: list[str]
) -> None:
    settings.GALLERY = True
    page.goto(f"{live_server.url}/gallery/message/")
    button = page.get_by_role("button", name="销号", exact=True)
    with refused(page, complaints, 403):
        button.click()
    expect(page.locator("#messages")).to_contain_text("销号须由市攻坚办办理")
    expect(button).to_be_visible()


def test_a_long_job_reports_until_it_is_done(page: Page, live_server: LiveServer, settings: Settings) -> None:
    settings.GALLERY = True
    page.clock.install()
    page.goto(f"{live_server.url}/gallery/message/")
    for said in ("20 / 60，33%", "40 / 60，66%", "已完成"):
        page.clock.run_for(1600)
        expect(page.locator(".progress-head")).to_contain_text(said)
    expect(page.get_by_role("link", name="查看结果")).to_be_visible()
    expect(page.locator("main [hx-trigger]")).to_have_count(0)


def test_on_a_phone_the_filters_fold_to_the_first(gallery: Page) -> None:
    gallery.set_viewport_size({"width": 390, "height": 844})
    expect(gallery.get_by_label("县区")).to_be_hidden()
    gallery.get_by_role("button", name="更多条件").click()
    expect(gallery.get_by_label("县区")).to_be_visible()


def test_a_table_row_is_a_link_over_its_whole_width(gallery: Page) -> None:
    row = gallery.locator("#table tbody tr").first
    box = row.bounding_box()
    assert box
    row.click(position={"x": box["width"] - 180, "y": box["height"] - 6})
    expect(gallery).to_have_url(re.compile("#table$"))


def test_without_a_script_everything_is_there(
    browser: Browser, live_server: LiveServer, settings: Settings
) -> None:
    settings.GALLERY = True
    page = browser.new_page(java_script_enabled=False)
    page.goto(f"{live_server.url}/gallery/")
    card = page.locator(".chart-card").first
    expect(card.get_by_role("row", name="遂平县 8")).to_be_visible()
    expect(page.locator(".map-card svg")).to_be_visible()
    page.get_by_role("button", name="销号", exact=True).click()
    expect(page.get_by_role("heading", name="销号第 21 项任务？")).to_be_visible()
    page.close()


def test_on_paper_there_is_no_frame_and_tables_are_whole(gallery: Page) -> None:
    gallery.emulate_media(media="print")
    expect(gallery.locator(".top-bar")).to_be_hidden()
    expect(gallery.locator(".rail")).to_be_hidden()
    expect(gallery.locator(".chart-card table").first).to_be_visible()
    expect(gallery.locator(".print-head")).to_be_visible()
