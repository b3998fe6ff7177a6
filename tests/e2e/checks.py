"""What holds for every page of the product, at the three widths it is looked at."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path

import pytest
from playwright.sync_api import Page

ROOT = Path(__file__).resolve().parents[2]
AXE = ROOT / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
SCREENSHOTS = ROOT / "var" / "screenshots"
WIDTHS = (390, 1440, 1920)

UNLABELLED = """() => [...document.querySelectorAll("input:not([type=hidden]), select, textarea")]
  .filter((field) => !field.labels?.length && !field.matches("[aria-label], [aria-labelledby]"))
  .map((field) => field.outerHTML)"""
TOO_WIDE = """() => document.documentElement.scrollWidth <= window.innerWidth ? [] :
  [...document.querySelectorAll("body *")].filter((e) => e.getBoundingClientRect().right > window.innerWidth + 1)
  .slice(0, 5).map((e) => e.outerHTML.slice(0, 160))"""
VIOLATIONS = """async () => (await axe.run(document, {resultTypes: ["violations"]})).violations
  .filter((found) => ["serious", "critical"].includes(found.impact))
  .flatMap((found) => found.nodes.slice(0, 5).map((node) => `${found.id}: ${node.html}\\n${node.failureSummary}`))"""


def check_page(page: Page, name: str) -> None:
    """Checks the open page at 390, 1440 and 1920 px and keeps a picture of each in var/screenshots.

    No sideways scroll, exactly one h1, every input labelled, and axe-core finds nothing serious or critical.
    """
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    before = page.viewport_size
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        page.evaluate("() => window.scrollTo(0, 0)")
        page.wait_for_timeout(150)  # charts follow their box a frame later
        page.screenshot(path=SCREENSHOTS / f"{name}-{width}.png", full_page=True)
        where = f"{name} at {width} px"
        assert page.evaluate(TOO_WIDE) == [], f"{where} scrolls sideways"
        assert page.locator("h1").count() == 1, f"{where} has not exactly one h1"
        assert page.evaluate(UNLABELLED) == [], f"{where} has inputs without a label"
        found = violations(page)
        assert not found, f"{where} is not accessible:\n" + "\n".join(found)
    if before:
        page.set_viewport_size(before)


def violations(page: Page) -> list[str]:
    """What axe-core calls serious or critical on the open page."""
    page.evaluate(_axe())
    found: list[str] = page.evaluate(VIOLATIONS)
    return found


@lru_cache
def _axe() -> str:
    if not AXE.exists():
        pytest.fail("axe-core is not installed: run npm ci in frontend/", pytrace=False)
    return AXE.read_text(encoding="utf-8")


@contextmanager
def refused(page: Page, complaints: list[str], status: int) -> Iterator[None]:
    """What is done inside is refused with `status`, which the browser reports on its console; nothing else is wrong."""
    with page.expect_console_message(lambda said: str(status) in said.text):
        yield
    found = [number for number, said in enumerate(complaints) if str(status) in said]
    del complaints[found[0]]
