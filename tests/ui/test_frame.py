"""The frame shows the rooms a person may enter, and one title."""

from types import SimpleNamespace

import pytest
from django.http import HttpRequest
from django.urls import path
from lxml import html
from pytest_django import Settings

from sansan.ui import navigation
from sansan.ui.navigation import Entry, Scope
from tests.ui.rendering import a_request, render, words

PERSON = SimpleNamespace(name="赵启明", is_authenticated=True)
PAGE = '{% extends "ui/page.html" %}{% block title %}<em>整改</em>台账{% endblock %}'

urlpatterns = [
    path(address, lambda request: None, name=name)  # type: ignore[arg-type, return-value]
    for address, name in [
        ("", "home"),
        ("tasks/", "tasks"),
        ("tasks/audit/", "audit"),
        ("system/", "system"),
        ("extra/", "extra"),
    ]
]


@pytest.fixture(autouse=True)
def _rooms(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
    settings.ROOT_URLCONF = "tests.ui.test_frame"
    for name in ("_rooms", "_personal", "_hooks"):
        monkeypatch.setattr(navigation, name, {})
    navigation.register(
        Entry(30, "系统", "settings", "system", verb="system.view"),
        Entry(10, "今日", "home", "home", phone=True),
        Entry(20, "督察整改", "clipboard-check", "tasks", verb="rectification.view", phone=True),
        Entry(40, "未建", "flag", "not-mounted"),
    )
    navigation.set_gate(lambda person, verb: verb == "rectification.view")


def page(request: HttpRequest) -> html.HtmlElement:
    return html.document_fromstring(render(PAGE, request))


def test_the_rail_holds_the_rooms_the_person_may_enter_in_their_order() -> None:
    rail = page(a_request("/tasks/17/", PERSON)).cssselect(".rail a")
    assert [words(link) for link in rail] == ["今日", "督察整改"]


def test_the_room_one_stands_in_is_marked() -> None:
    shown = page(a_request("/tasks/17/", PERSON))
    assert [words(link) for link in shown.cssselect(".rail [aria-current=page]")] == ["督察整改"]
    home = page(a_request("/", PERSON))
    assert [words(link) for link in home.cssselect(".rail [aria-current=page]")] == ["今日"]


def test_without_a_gate_nothing_that_needs_a_right_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(navigation, "_hooks", {})
    assert [words(link) for link in page(a_request("/", PERSON)).cssselect(".rail a")] == ["今日"]


def test_a_visitor_sees_no_room_and_no_menu() -> None:
    shown = page(a_request("/"))
    assert not shown.cssselect(".rail, .bottom-bar, .person-menu")


def test_of_two_rooms_one_inside_the_other_the_inner_is_marked() -> None:
    navigation.register(Entry(5, "核查发现", "flag", "audit"))
    shown = page(a_request("/tasks/audit/3/", PERSON))
    assert [words(link) for link in shown.cssselect(".rail [aria-current=page]")] == ["核查发现"]


def test_the_phone_has_at_most_four_rooms_at_the_bottom() -> None:
    names = ["audit", "system", "extra"]
    navigation.register(*(Entry(n, f"房{n}", "flag", name, phone=True) for n, name in enumerate(names, 50)))
    shown = page(a_request("/", PERSON))
    assert [words(link) for link in shown.cssselect(".bottom-bar a")] == ["今日", "督察整改", "房50", "房51"]


def test_the_person_is_the_last_of_the_phones_bar_under_a_short_name() -> None:
    names = ["audit", "system", "extra"]
    navigation.register(*(Entry(n, f"房{n}", "flag", name, phone=True) for n, name in enumerate(names, 50)))
    navigation.register_personal(Entry(10, "我的账号", "user", "extra", phone=True, short="我"))
    shown = page(a_request("/", PERSON))
    assert [words(link) for link in shown.cssselect(".bottom-bar a")] == ["今日", "督察整改", "房50", "我"]


def test_a_room_the_phones_bar_has_no_place_for_is_in_the_persons_menu() -> None:
    navigation.register(
        Entry(25, "组织领导", "sitemap", "audit"), Entry(26, "问责", "flag", "extra", phone=True)
    )
    shown = page(a_request("/", PERSON))
    assert [words(link) for link in shown.cssselect(".person-menu .phone-only")] == ["组织领导"]


def test_a_page_of_ones_own_inside_a_room_is_not_the_room() -> None:
    navigation.register_personal(Entry(10, "我的账号", "user", "audit"))
    shown = page(a_request("/tasks/audit/", PERSON))
    assert not shown.cssselect(".rail [aria-current=page]")


def test_the_search_box_is_there_for_whom_it_finds_something() -> None:
    assert not page(a_request("/", PERSON)).cssselect(".search")
    navigation.set_search("tasks", "rectification.view")
    assert page(a_request("/", PERSON)).cssselect(".search")[0].get("action") == "/tasks/"
    navigation.set_search("tasks", "system.view")
    assert not page(a_request("/", PERSON)).cssselect(".search, .search-link")


def test_the_title_stands_in_the_head_of_the_page_and_in_its_one_heading() -> None:
    shown = page(a_request("/", PERSON))
    assert words(shown.cssselect("title")[0]) == "整改台账 · 三散治理"
    assert [words(heading) for heading in shown.cssselect("h1")] == ["整改台账"]


def test_the_top_bar_states_the_scope_being_seen() -> None:
    navigation.set_scope(
        lambda request: Scope("驿城区", [("驻马店市", "?area=4117", False), ("驿城区", "?area=411702", True)])
    )
    shown = page(a_request("/", PERSON))
    assert words(shown.cssselect(".scope summary")[0]) == "当前范围：驿城区"
    assert words(shown.cssselect(".scope [aria-current]")[0]) == "驿城区"


def test_the_bell_says_how_many_are_unread() -> None:
    navigation.set_messages("tasks", lambda request: 3)
    (bell,) = page(a_request("/", PERSON)).cssselect(".top-icon")
    assert bell.get("href") == "/tasks/"
    assert words(bell) == "消息 3条未读" or words(bell) == "消息3条未读"
