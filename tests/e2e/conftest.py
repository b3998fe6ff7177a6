"""A real browser on the real server. A page that complains fails the test that opened it."""

import os
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, Request, sync_playwright

from scripts.chromium import ADVICE, locate

# Playwright's synchronous interface runs an event loop in this thread; Django would refuse the database beside it.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

ROOT = Path(__file__).resolve().parents[2]
MANIFEST = ROOT / "sansan" / "ui" / "static" / "dist" / "manifest.json"
FLAGS = [
    "--headless=new",
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--lang=zh-CN",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whatever stands in this folder drives a browser."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.e2e)


@pytest.fixture(scope="session")
def _front_end() -> None:
    if not MANIFEST.exists():
        pytest.fail("the front end is not built: run npm ci && npm run build in frontend/", pytrace=False)


@pytest.fixture(scope="session")
def chromium() -> str:
    """Where the browser is, found as `make setup` finds it."""
    found = locate()
    if found is None:
        pytest.fail(ADVICE, pytrace=False)
    return str(found)


@pytest.fixture(scope="session")
def _playwright() -> Iterator[Playwright]:
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="session")
def browser(_playwright: Playwright, chromium: str, _front_end: None) -> Iterator[Browser]:
    browser = _playwright.chromium.launch(executable_path=chromium, args=FLAGS)
    yield browser
    browser.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A fresh visitor in China at a desktop."""
    context = browser.new_context(
        locale="zh-CN",
        timezone_id="Asia/Shanghai",
        viewport={"width": 1440, "height": 900},
        reduced_motion="reduce",
    )
    context.set_default_timeout(10_000)
    yield context
    context.close()


@pytest.fixture
def complaints() -> list[str]:
    """What went wrong in the browser. A test that means to go wrong empties the list before it ends."""
    return []


@pytest.fixture
def page(context: BrowserContext, complaints: list[str]) -> Iterator[Page]:
    """A page that fails the test on a console error, a script error, a failed request, or a request to another host."""
    page = context.new_page()
    page.on(
        "console", lambda said: complaints.append(f"console: {said.text}") if said.type == "error" else None
    )
    page.on("pageerror", lambda error: complaints.append(f"script: {error}"))
    page.on("requestfailed", lambda request: _failed(request, complaints))
    page.on("request", lambda request: _foreign(request, complaints))
    yield page
    page.close()
    assert not complaints, "\n".join(complaints)


def _failed(request: Request, complaints: list[str]) -> None:
    # A request the page itself gave up, by leaving or by downloading, did not fail.
    if request.failure != "net::ERR_ABORTED":
        complaints.append(f"failed: {request.url} {request.failure}")


def _foreign(request: Request, complaints: list[str]) -> None:
    address = urlsplit(request.url)
    if address.scheme not in {"data", "blob", "about"} and address.hostname not in {"localhost", "127.0.0.1"}:
        complaints.append(f"another host: {request.url}")
