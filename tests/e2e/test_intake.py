"""A report comes in, is looked at beside its source, put right, and enters the ledger; in a real browser."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from sansan.people.roles import Role
from sansan.places.models import Area
from sansan.rectification.actions.intake import read_source
from sansan.rectification.models import Round, SourceDocument, Task
from tests.e2e.checks import check_page
from tests.e2e.test_ledger import log_in
from tests.people.factories import person_with
from tests.rectification.factories import RoundFactory

pytestmark = pytest.mark.django_db(transaction=True)
REPORT = Path(__file__).parents[1] / "rectification" / "reports" / "county.txt"


@pytest.fixture
def round_() -> Round:
    Area.objects.create(code="4117", name="驻马店市", kind="市", level=2, parent_code="41")
    Area.objects.create(code="411725", name="确山县", kind="县", level=3, parent_code="4117")
    Area.objects.create(code="411726", name="泌阳县", kind="县", level=3, parent_code="4117")
    return RoundFactory.create()


def upload(
    page: Page, server: LiveServer, round_: Round, report: Path | dict[str, object] = REPORT
) -> SourceDocument:
    """Upload as the office does it; the worker's part is done here, as it runs in a process of its own."""
    page.goto(f"{server.url}/rectification/rounds/{round_.pk}/intake/")
    page.get_by_label("报告文件").set_input_files(report)  # type: ignore[arg-type]
    page.get_by_role("button", name="上传并读取").click()
    page.wait_for_url("**/rectification/intake/*/")
    return SourceDocument.objects.latest("pk")


def test_a_report_is_read_put_right_and_entered(page: Page, live_server: LiveServer, round_: Round) -> None:
    log_in(page, live_server, person_with(Role.CITY_OFFICE))
    page.goto(f"{live_server.url}/rectification/rounds/{round_.pk}/intake/")
    check_page(page, "intake-receive")
    source = upload(page, live_server, round_)
    expect(page.get_by_text("排队中")).to_be_visible()
    check_page(page, "intake-waiting")
    read_source(source_id=source.pk)
    expect(page.get_by_role("heading", level=1)).to_have_text("核对报告")  # the page noticed by itself
    check_page(page, "intake-review")

    first = page.locator(".intake-card").first
    first.locator(".intake-status a").click()
    expect(page.locator("#source mark")).to_have_text("已完成")

    first.get_by_role("link", name="更正").click()
    check_page(page, "intake-proposal")
    page.get_by_label("反馈问题").fill("确山县城区12个工地扬尘防治措施落实不全。")
    page.get_by_role("button", name="保存更正").click()
    expect(page.get_by_text("已更正。")).to_be_visible()

    page.locator(".intake-card").nth(2).get_by_role("button", name="不立项").click()
    expect(page.get_by_text("不再入账")).to_be_visible()

    page.get_by_role("button", name="确认入账").click()
    expect(page.get_by_text("将 2 项写入")).to_be_visible()
    page.get_by_role("button", name="入账", exact=True).click()
    expect(page.get_by_text("已入账 2 项任务。")).to_be_visible()
    assert list(Task.objects.order_by("order").values_list("problem", flat=True)) == [
        "确山县城区12个工地扬尘防治措施落实不全。",
        "泌阳县部分停车场未硬化。",
    ]


def test_splitting_by_hand_in_the_browser(page: Page, live_server: LiveServer, round_: Round) -> None:
    log_in(page, live_server, person_with(Role.CITY_OFFICE))
    source = upload(page, live_server, round_)
    read_source(source_id=source.pk)
    page.goto(f"{live_server.url}/rectification/intake/{source.pk}/")
    page.locator(".intake-card").first.get_by_role("link", name="拆分").click()
    check_page(page, "intake-split")
    page.get_by_label("第一项的问题").fill("城区工地未落实措施。")
    page.get_by_label("第二项的问题").fill("城区工地未建台账。")
    page.get_by_label("12个工地中").check()
    page.get_by_role("button", name="拆分为两项").click()
    expect(page.locator(".intake-card")).to_have_count(4)


def test_a_newer_report_shows_what_it_changes(page: Page, live_server: LiveServer, round_: Round) -> None:
    from sansan.rectification.actions.confirm import confirm_report

    office = person_with(Role.CITY_OFFICE)
    log_in(page, live_server, office)
    source = upload(page, live_server, round_)
    read_source(source_id=source.pk)
    confirm_report(by=office, source_id=source.pk)
    text = REPORT.read_text(encoding="utf-8").replace("拆除燃煤锅炉5台", "拆除燃煤锅炉8台")
    newer = upload(
        page, live_server, round_, {"name": "新.txt", "mimeType": "text/plain", "buffer": text.encode()}
    )
    read_source(source_id=newer.pk)
    page.goto(f"{live_server.url}/rectification/intake/{newer.pk}/")
    third = page.locator(".intake-card").nth(2)
    expect(third.get_by_text("更新已有任务")).to_be_visible()
    third.get_by_text("变化").last.click()
    expect(third.locator("ins").first).to_be_visible()
    check_page(page, "intake-diff")
    expect(page.get_by_text("与已有任务一致")).to_have_count(2)


def test_an_encrypted_or_scanned_file_says_what_to_do(
    page: Page, live_server: LiveServer, round_: Round
) -> None:
    log_in(page, live_server, person_with(Role.CITY_OFFICE))
    source = upload(
        page,
        live_server,
        round_,
        {"name": "坏.docx", "mimeType": "application/zip", "buffer": b"PK\x03\x04 broken"},
    )
    read_source(source_id=source.pk)
    page.goto(f"{live_server.url}/rectification/intake/{source.pk}/")
    expect(page.get_by_text("未能读取", exact=True)).to_be_visible()
    expect(page.get_by_text("台账没有任何变化")).to_be_visible()
    check_page(page, "intake-failed")
