"""Messages in a browser: they fit, the bell leads to them, and the keyboard alone reads, marks and sets."""

import pytest
from playwright.sync_api import Page, expect
from pydantic import SecretStr
from pytest_django.live_server_helper import LiveServer

from sansan.config import config
from sansan.people.roles import Role
from tests.e2e.checks import check_page
from tests.e2e.test_rooms import log_in
from tests.notify.factories import DeliveryFactory, MessageFactory
from tests.people.factories import person_with

pytestmark = pytest.mark.django_db(transaction=True)


def test_messages_fit_and_are_read_with_the_keyboard(page: Page, live_server: LiveServer) -> None:
    officer = person_with(Role.COUNTY_OFFICE)
    log_in(page, live_server, officer)
    page.get_by_role("link", name="消息", exact=True).click()
    check_page(page, "messages-none")
    MessageFactory.create(recipient=officer, title="第 21 项被退回", body="照片模糊，请补拍。" * 8, url="/")
    MessageFactory.create(recipient=officer, title="第 5 项还有 3 天到期", urgent=True)
    page.reload()
    check_page(page, "messages")
    expect(page.locator(".count-dot")).to_contain_text("2")
    page.get_by_role("button", name="将“第 5 项还有 3 天到期”标为已读").press("Enter")
    expect(page.locator(".count-dot")).to_contain_text("1")
    page.get_by_role("link", name="第 21 项被退回").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("今日")
    expect(page.locator(".count-dot")).to_have_count(0)


def test_the_settings_fit_with_channels_and_without(
    page: Page, live_server: LiveServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    log_in(page, live_server, person_with(Role.COUNTY_OFFICE))
    page.goto(f"{live_server.url}/messages/settings/")
    check_page(page, "messages-settings-none")
    for name, value in {
        "notify_wecom_key": SecretStr("key"),
        "notify_smtp_host": "127.0.0.1",
        "notify_smtp_from": "sansan@example.gov.cn",
    }.items():
        monkeypatch.setattr(config(), name, value)
    page.reload()
    check_page(page, "messages-settings")
    page.get_by_label("电子邮箱").fill("nobody")
    page.get_by_role("button", name="保存").press("Enter")
    check_page(page, "messages-settings-wrong")
    page.get_by_label("电子邮箱").fill("own@example.cn")
    page.get_by_role("button", name="保存").press("Enter")
    expect(page.get_by_text("消息设置已保存")).to_be_visible()


def test_the_record_fits_and_sends_again_with_the_keyboard(page: Page, live_server: LiveServer) -> None:
    log_in(page, live_server, person_with(Role.SYSTEM_ADMIN))
    page.goto(f"{live_server.url}/messages/sent/")
    check_page(page, "messages-sent-none")
    DeliveryFactory.create(state="failed", attempts=7, error="邮件服务器拒收，请核对收件地址（550）。")
    DeliveryFactory.create(state="skipped", error="没有登记电子邮箱")
    page.reload()
    check_page(page, "messages-sent")
    page.get_by_role("button", name="重新发送").press("Enter")
    expect(page.get_by_text("已重新排队")).to_be_visible()
