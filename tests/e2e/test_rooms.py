"""Every room for every role in a real browser: it fits, it is said what to do, the keyboard and the paper suffice."""

import io
import re

import pypdfium2
import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from sansan.people.models import Person
from sansan.people.roles import Role
from sansan.places import sample as places
from sansan.places.models import Zone
from sansan.places.zone_import import import_zones
from sansan.sample.loading import FIRST_DAY
from sansan.trail.models import Event
from sansan.trail.record import SYSTEM
from tests.e2e.checks import check_page, refused
from tests.people.factories import PASSWORD, person_with
from tests.rectification.city import city
from tests.rectification.factories import RoundFactory
from tests.rectification.two_counties import TwoCounties

pytestmark = pytest.mark.django_db(transaction=True)
PHONE = {"width": 390, "height": 844}
BUSINESS = (
    Role.OFFICE_STAFF,
    Role.CITY_LEADER,
    Role.BUREAU_OFFICER,
    Role.COUNTY_LEADER,
    Role.TOWNSHIP_OFFICER,
)


@pytest.fixture
def scene() -> TwoCounties:
    return city()


def log_in(page: Page, server: LiveServer, person: Person) -> None:
    page.context.clear_cookies()
    page.goto(f"{server.url}/accounts/login/")
    page.get_by_label("用户名").fill(person.username)
    page.get_by_label("口令").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("今日")


@pytest.mark.parametrize("role", BUSINESS)
def test_today_and_the_rounds_fit_for_every_role(
    role: Role, page: Page, live_server: LiveServer, scene: TwoCounties
) -> None:
    log_in(page, live_server, person_with(role))
    check_page(page, f"rooms-today-{role.value}")
    page.goto(f"{live_server.url}/rectification/")
    check_page(page, f"rooms-rounds-{role.value}")


def test_the_places_fit_and_lead_from_an_area_to_its_zones(
    page: Page, live_server: LiveServer, scene: TwoCounties
) -> None:
    import_zones(by=SYSTEM, content=places.zones(), valid_from=FIRST_DAY)
    log_in(page, live_server, person_with(Role.SYSTEM_ADMIN))
    for name, path in {
        "areas": "/places/",
        "area": "/places/areas/411702/",
        "zones": "/places/zones/",
        "zone": f"/places/zones/{Zone.objects.earliest('pk').pk}/",
    }.items():
        page.goto(live_server.url + path)
        check_page(page, f"rooms-places-{name}")


def test_the_trail_and_the_system_fit_for_its_administrators(
    page: Page, live_server: LiveServer, scene: TwoCounties
) -> None:
    pages = {
        Role.AUDIT_ADMIN: ("/", "/trail/", f"/trail/{Event.objects.latest('seq').pk}/"),
        Role.SECURITY_ADMIN: ("/", "/system/posts/", "/system/lockouts/", "/system/posts/new/"),
        Role.SYSTEM_ADMIN: ("/", "/system/import/", "/system/organisations/new/"),
    }
    for role, paths in pages.items():
        log_in(page, live_server, person_with(role))
        for path in paths:
            page.goto(live_server.url + path)
            check_page(page, f"rooms-{role.value}{path.replace('/', '-').rstrip('-')}")


def test_what_cannot_be_shown_says_so_and_leads_home(
    page: Page, live_server: LiveServer, scene: TwoCounties, complaints: list[str]
) -> None:
    log_in(page, live_server, scene.a.officer)
    for name, path in {
        "403": "/trail/",
        "404": "/rectification/tasks/999999/",
        "404-address": "/nowhere",
    }.items():
        with refused(page, complaints, int(name[:3])):
            page.goto(live_server.url + path)
        check_page(page, f"rooms-error-{name}")
        expect(page.get_by_role("link", name="回到首页")).to_be_visible()


def test_a_round_without_tasks_invites_to_bring_a_report(
    page: Page, live_server: LiveServer, scene: TwoCounties
) -> None:
    fresh = RoundFactory.create(name="秋季抽查")
    log_in(page, live_server, scene.city_officer)
    page.goto(f"{live_server.url}/rectification/rounds/{fresh.pk}/")
    check_page(page, "rooms-round-empty")
    page.locator(".empty").get_by_role("link", name="导入报告").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("导入报告")


def test_the_primary_action_stands_above_the_bottom_bar_and_nothing_ends_beneath_them(
    page: Page, live_server: LiveServer, scene: TwoCounties
) -> None:
    log_in(page, live_server, scene.a.officer)
    page.set_viewport_size(PHONE)
    page.goto(f"{live_server.url}/rectification/tasks/{scene.a.task.pk}/")
    page.wait_for_load_state("networkidle")  # charts and thumbnails take their room as they come
    bar, action = _box(page, ".bottom-bar"), _box(page, ".page-primary > .btn-primary")
    assert bar["y"] + bar["height"] == PHONE["height"]
    assert action["height"] >= 44
    assert bar["y"] - 16 < action["y"] + action["height"] <= bar["y"]
    page.evaluate("() => window.scrollTo(0, document.body.scrollHeight)")
    last = _box(page, ".page-basis")
    assert last["y"] + last["height"] <= action["y"]


def test_a_phone_folds_what_is_secondary_and_opens_what_the_address_names(
    page: Page, live_server: LiveServer, scene: TwoCounties
) -> None:
    log_in(page, live_server, scene.a.officer)
    address = f"{live_server.url}/rectification/tasks/{scene.a.task.pk}/"
    page.goto(address)
    expect(page.locator("#history .timeline")).to_be_visible()
    page.set_viewport_size(PHONE)
    page.reload()
    expect(page.locator("#history .timeline")).to_be_hidden()
    page.goto("about:blank")
    page.goto(f"{address}#history")
    expect(page.locator("#history .timeline")).to_be_visible()


def test_the_keyboard_goes_through_a_page_in_the_order_it_is_read_and_is_always_seen(
    page: Page, live_server: LiveServer, scene: TwoCounties
) -> None:
    log_in(page, live_server, scene.city_officer)
    page.goto(f"{live_server.url}/rectification/ledger/")
    seen = [_tab(page) for _ in range(60)]
    assert all(ring for _, ring in seen), seen
    names = [name for name, _ in seen]
    positions = [
        names.index(name) for name in ("跳到正文", "三散治理", "今日", "督察整改", "导出台账", "台账", "筛选")
    ]
    assert positions == sorted(positions), names


def test_menus_and_dialogs_close_on_escape_and_give_the_focus_back(
    page: Page, live_server: LiveServer, scene: TwoCounties
) -> None:
    log_in(page, live_server, person_with(Role.SYSTEM_ADMIN, username="lin"))
    menu = page.locator(".person-menu > summary")
    menu.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="我的账号")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("link", name="我的账号")).to_be_hidden()
    expect(menu).to_be_focused()

    page.goto(f"{live_server.url}/system/persons/{scene.a.officer.username}/")
    opener = page.get_by_role("button", name="停用账号")
    opener.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog", name="停用账号")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog", name="停用账号")).to_be_hidden()
    expect(opener).to_be_focused()


def test_paper_shows_the_content_and_whose_it_is_without_the_frame(
    page: Page, live_server: LiveServer, scene: TwoCounties
) -> None:
    log_in(page, live_server, scene.city_officer)
    for path in ("/rectification/ledger/", f"/rectification/tasks/{scene.a.task.pk}/"):
        page.goto(live_server.url + path)
        text, wide = _printed(page)
        assert "打印" in text
        assert scene.city_officer.name in text
        for frame in ("搜索任务", "跳到正文", "筛选", "导出台账", "引用政策文件"):
            assert frame not in text, f"{frame} is printed on {path}"
        assert wide == (path == "/rectification/ledger/")


def _box(page: Page, selector: str) -> dict[str, float]:
    box = page.locator(selector).bounding_box()
    assert box is not None, f"{selector} is not shown"
    return dict(box)


def _tab(page: Page) -> tuple[str, bool]:
    """One step of the keyboard: what has the focus now, and whether one can see that."""
    page.keyboard.press("Tab")
    name, ring = page.evaluate(
        """() => {
          const at = document.activeElement;
          const drawn = getComputedStyle(at, at.matches(".stat-link, .row-link") ? "::after" : null);
          const field = at.matches("input, select") && drawn.boxShadow !== "none";
          const name = at.innerText || at.ariaLabel || at.name || at.tagName;
          return [name.trim(), field || drawn.outlineStyle !== "none"];
        }"""
    )
    return re.sub(r"\s+", "", name), ring


def _printed(page: Page) -> tuple[str, bool]:
    """The text of the printed page, and whether the paper lies on its long side."""
    document = pypdfium2.PdfDocument(io.BytesIO(page.pdf(prefer_css_page_size=True)))
    width, height = document[0].get_size()
    text = "".join(sheet.get_textpage().get_text_range() for sheet in document)
    return re.sub(r"\s+", "", text), width > height
