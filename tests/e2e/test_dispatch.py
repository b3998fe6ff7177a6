"""A month in a real browser: twelve tasks reported on one page, frozen, and a number's rows opened."""

import re

import pytest
from playwright.sync_api import Page, Route, expect
from pytest_django.live_server_helper import LiveServer

from sansan.dispatch.actions.periods import open_period
from sansan.dispatch.checks import Filled
from sansan.dispatch.drafts import save_draft
from sansan.dispatch.models import Bulletin, Draft, Entry, Snapshot, Statement
from sansan.places.models import Area
from tests.dispatch.scene import CITY, Scene, scene
from tests.e2e.checks import check_page
from tests.e2e.test_ledger import log_in
from tests.rectification.two_counties import picture

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def city() -> Scene:
    """Thirteen tasks of which the county reports on all; the month is today's."""
    from django.utils import timezone

    from sansan.rectification.models import Round, Task

    found = scene(tasks=13)
    today = timezone.localdate()
    Round.objects.update(feedback_on=today.replace(month=1, day=1))
    Task.objects.update(deadline_date=today.replace(month=12, day=31))
    Area.objects.filter(code=CITY).update(kind="city")
    open_period(by=found.office, month=today, area_code=CITY)
    return found


def test_a_unit_reports_twelve_tasks_within_one_page(
    page: Page, live_server: LiveServer, city: Scene, complaints: list[str]
) -> None:
    log_in(page, live_server, city.officer)
    check_page(page, "dispatch-today")
    page.get_by_role("link", name=re.compile("尚未填报 13 项")).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("填报")
    check_page(page, "dispatch-grid")
    texts = page.get_by_label(re.compile("^本月情况"))
    expect(texts).to_have_count(13)
    texts.first.focus()
    for number in range(12):
        # By keyboard alone: the text, the next field is the box, then the choice; Ctrl+Enter goes to the next row.
        page.keyboard.type(f"第{number + 1}项：完成围挡和覆盖。")
        page.keyboard.press("Tab")
        page.keyboard.press("Tab")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Tab")
        page.keyboard.type("60")
        page.keyboard.press("Control+Enter")
    expect(page.locator(".month-saved")).to_have_count(12)
    page.get_by_label("第 1 行附上材料").set_input_files(
        {"name": "围挡.jpg", "mimeType": "image/jpeg", "buffer": picture(90)}
    )
    expect(page.get_by_text("围挡.jpg（整改后，提交时一并上报）")).to_be_visible()
    check_page(page, "dispatch-grid-filled")
    page.get_by_role("button", name="提交已填的").click()
    expect(page.get_by_text("已提交 12 项，还有 1 项未报")).to_be_visible()
    assert Statement.objects.filter(claim="on_time", percent=60).count() == 12

    log_in(page, live_server, city.office)
    page.goto(f"{live_server.url}/dispatch/")
    page.locator("tbody a").first.click()
    check_page(page, "dispatch-period")
    page.get_by_role("button", name=re.compile("催报全部")).click()
    expect(page.get_by_text(re.compile("已催报 2 个单位"))).to_be_visible()
    page.get_by_role("link", name="审核").click()
    page.get_by_label(re.compile("全选 12 份")).check()
    check_page(page, "dispatch-review")
    page.get_by_role("button", name="通过所选").click()
    page.get_by_role("button", name="确认通过").click()
    expect(page.get_by_text("已通过 12 份填报")).to_be_visible()
    page.get_by_role("link", name="填报情况", exact=True).click()
    page.get_by_role("link", name="冻结", exact=True).click()
    check_page(page, "dispatch-freeze")
    page.get_by_role("button", name="冻结").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("快照第1版")
    check_page(page, "dispatch-snapshot")
    link = page.locator(".stat", has_text="已报").locator("a")
    expect(link).to_contain_text("12")
    link.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("已报 12 项次")
    expect(page.locator("tbody tr")).to_have_count(12)
    check_page(page, "dispatch-rows")


def test_what_was_saved_survives_a_lost_line_and_the_rest_is_sent_when_it_is_back(
    page: Page, live_server: LiveServer, city: Scene, complaints: list[str]
) -> None:
    log_in(page, live_server, city.officer)
    page.goto(f"{live_server.url}/dispatch/report/")
    text = page.get_by_label(re.compile("^本月情况")).first
    text.fill("线路断开以前。")
    expect(page.locator(".month-saved")).to_have_count(1)

    def cut(route: Route) -> None:
        route.abort("connectionrefused")

    page.route("**/dispatch/rows/**", cut)
    text.fill("线路断开以后。")
    expect(page.get_by_text("还没有存下：连不上服务器")).to_be_visible()
    assert Draft.objects.get().text == "线路断开以前。"
    page.unroute("**/dispatch/rows/**", cut)
    expect(page.locator(".is-dirty")).to_have_count(0, timeout=10_000)
    assert Draft.objects.get().text == "线路断开以后。"
    complaints.clear()  # the line was cut on purpose


def test_the_second_of_two_colleagues_decides_with_both_texts_before_him(
    page: Page, live_server: LiveServer, city: Scene, complaints: list[str]
) -> None:
    log_in(page, live_server, city.officer)
    page.goto(f"{live_server.url}/dispatch/report/")
    entry = Entry.objects.get(task__number="1", organisation=city.queshan)
    save_draft(by=city.colleague, entry_id=entry.pk, filled=Filled(text="乙写的。"), version=0)
    text = page.get_by_label(re.compile("^本月情况")).first
    text.fill("甲写的。")
    told = page.locator(".month-overtaken")
    expect(told).to_contain_text("确山乙")
    expect(told).to_contain_text("对方“乙写的。”，您的“甲写的。”")
    check_page(page, "dispatch-overtaken")
    page.get_by_role("button", name="仍按我的保存").click()
    expect(page.locator(".month-saved")).to_have_count(1)
    assert Draft.objects.get().text == "甲写的。"
    assert all("409" in said for said in complaints)
    complaints.clear()


def test_the_paper_is_drafted_settled_and_signed_and_its_numbers_lead_to_rows(
    page: Page, live_server: LiveServer, city: Scene
) -> None:
    from sansan.dispatch.actions.freezing import freeze
    from sansan.dispatch.models import Period

    period = Period.objects.get()
    freeze(by=city.office, period_id=period.pk)
    log_in(page, live_server, city.office)
    page.goto(f"{live_server.url}/dispatch/months/{period.pk}/bulletins/")
    page.get_by_role("button", name="拟通报").click()
    check_page(page, "dispatch-bulletin-edit")
    for name in ("表扬与批评", "下月工作重点"):
        field = page.get_by_label(name)
        field.fill(field.input_value().replace("【请核定】", ""))
    page.get_by_role("button", name="保存草稿").click()
    check_page(page, "dispatch-bulletin")
    log_in(page, live_server, city.leader)
    page.goto(f"{live_server.url}/dispatch/bulletins/{Bulletin.objects.get().pk}/")
    page.get_by_role("button", name="签发", exact=True).click()
    page.get_by_role("button", name="签发并编号").click()
    expect(page.get_by_text(re.compile("已印发 攻坚调〔"))).to_be_visible()
    with page.expect_download() as saved:
        page.get_by_role("link", name="下载公文").click()
    assert saved.value.suggested_filename.endswith(".docx")
    page.locator(".paper p a").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("整改任务 13 项")
    expect(page.locator("tbody tr")).to_have_count(13)
    assert Snapshot.objects.count() == 1
