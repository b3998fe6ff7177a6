"""A closing argues with the data, in a real browser: contradiction, claims taken off, override, the lists of both."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from sansan.rectification.actions.decisions import look_back
from sansan.rectification.closing.actions import request_closing
from tests.e2e.checks import check_page
from tests.e2e.test_ledger import log_in
from tests.rectification.closing.scene import JULY, accepted, bare, pair, report, scene, task_of
from tests.rectification.two_counties import TwoCounties

pytestmark = pytest.mark.django_db(transaction=True)
WHY = "已到现场逐项核实，与材料一致，不影响销号。"


@pytest.fixture
def city() -> TwoCounties:
    return scene()


def test_a_reused_photo_is_answered_for_by_name_and_listed_on_the_round(
    page: Page, live_server: LiveServer, city: TwoCounties, complaints: list[str]
) -> None:
    used = bare("堆场覆盖").read()

    def again() -> SimpleUploadedFile:
        return SimpleUploadedFile("堆场覆盖.jpg", used, "image/jpeg")

    report(city.a, task_of(city, city.a), ("after", again()))
    task = accepted(city, city.a, ("before", bare("堆场原貌")), ("after", again()))
    room = f"{live_server.url}/rectification"
    address = f"{room}/tasks/{task.pk}/"
    log_in(page, live_server, city.city_officer)

    # What the data say stands on the task before anybody asks.
    page.goto(address)
    closing = page.locator("#closing")
    expect(closing).to_contain_text("1 项矛盾")
    expect(closing).to_contain_text("照片没有重复使用")
    check_page(page, "closing-task")

    # A claim that cannot be judged here is taken off, with a reason or not at all.
    closing.get_by_role("link", name="选择核对项").click()
    page.get_by_label("照片拍于整改期间", exact=True).uncheck()
    _refused(page, "保存核对项", complaints)
    expect(page.get_by_role("alert")).to_contain_text("理由")
    page.get_by_label("理由", exact=True).fill("相机时钟损坏，拍摄时间以执法记录为准。")
    check_page(page, "closing-claims")
    page.get_by_role("button", name="保存核对项").click()
    expect(page.locator("#closing")).to_contain_text("1 项不适用")

    # Asking freezes what was found; the contradiction waits for reasons.
    page.get_by_role("link", name="销号", exact=True).click()
    expect(page.get_by_text("1 项矛盾").first).to_be_visible()
    check_page(page, "closing-request")
    page.get_by_label("销号意见").fill("验收意见齐全，公示无异议。")
    page.get_by_role("button", name="申请销号").click()
    expect(page.get_by_role("heading", name="带理由销号", level=1)).to_be_visible()
    check_page(page, "closing-override")
    _refused(page, "带理由销号", complaints)
    for reason in page.get_by_label(re.compile("仍予销号的理由")).all():
        reason.fill(WHY)
    page.get_by_role("button", name="带理由销号").click()
    expect(page.get_by_text("已带理由销号")).to_be_visible()
    expect(page.locator("#closing")).to_contain_text(WHY)

    # Both kinds of exception stand on the round's page, and their numbers open the rows.
    page.goto(f"{room}/rounds/{city.round.pk}/")
    overrides = page.locator("section.card", has=page.get_by_role("heading", name="带理由销号"))
    expect(overrides).to_contain_text(WHY)
    check_page(page, "closing-round")
    page.locator("section.card", has=page.get_by_role("heading", name="不适用的核对项")).get_by_role(
        "link", name=re.compile("1 条，涉及 1 项任务")
    ).click()
    expect(page.get_by_text("相机时钟损坏")).to_be_visible()
    check_page(page, "closing-exceptions-off")
    page.get_by_role("link", name="带理由销号").click()
    expect(page.get_by_text(WHY).first).to_be_visible()
    check_page(page, "closing-exceptions-overrides")


def _refused(page: Page, button: str, complaints: list[str]) -> None:
    """The form comes back with what is missing; the browser's word on the 422 is the only complaint."""
    with page.expect_console_message(lambda said: "422" in said.text):
        page.get_by_role("button", name=button).click()
    assert "422" in complaints.pop()


def test_a_false_closing_stands_in_the_acceptors_record(
    page: Page, live_server: LiveServer, city: TwoCounties
) -> None:
    from sansan.people.roles import Role
    from tests.people.factories import person_with

    task = accepted(city, city.a, *pair(city.a, task_of(city, city.a)))
    request_closing(by=city.city_officer, task_id=task.pk, text="予以销号。")
    inspector = person_with(Role.ACCEPTOR, name="回看组成员")
    look_back(by=inspector, task_id=task.pk, result="false", text="设备未拆除。", done_on=JULY)
    log_in(page, live_server, city.city_officer)
    page.goto(f"{live_server.url}/rectification/")
    page.get_by_role("link", name="验收质量").click()
    expect(page.get_by_text("1/1（100%）")).to_be_visible()
    check_page(page, "acceptors")
    page.locator("tbody tr").get_by_role("link").last.click()
    expect(page.get_by_text("虚假整改").last).to_be_visible()
    check_page(page, "acceptances")


def test_the_reminders_and_the_archive_fit_every_screen(
    page: Page, live_server: LiveServer, city: TwoCounties
) -> None:
    log_in(page, live_server, city.city_officer)
    room = f"{live_server.url}/rectification"
    page.goto(f"{room}/reminders/?day=next")
    check_page(page, "reminders")
    page.goto(f"{room}/rounds/{city.round.pk}/")
    page.get_by_role("link", name="督察卷").click()
    check_page(page, "archive")
    page.get_by_role("button", name="制作督察卷").click()
    expect(page.get_by_text("排队中").first).to_be_visible()
    page.get_by_role("button", name="取消").click()
    expect(page.get_by_text("已取消制作。")).to_be_visible()
    check_page(page, "archive-cancelled")
