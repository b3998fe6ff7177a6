"""The path of a task in a real browser, by the people who walk it."""

import re

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from sansan.people.models import Person
from tests.e2e.checks import check_page
from tests.people.factories import PASSWORD
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
