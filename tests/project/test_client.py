"""The page client finds the faults it is there to find."""

import pytest

from tests.client import faults

GOOD = """<!doctype html><html lang="zh-CN"><title>任务 · 三散治理</title><h1>任务</h1>
<form action="/x" method="post"><input type="hidden" name="csrfmiddlewaretoken" value="1">
<label for="a">名称</label><input id="a" name="a"></form>
<table><caption>任务</caption><tr><td>1</td></tr></table><script src="/static/a.js"></script></html>"""


def test_a_sound_page_has_no_faults() -> None:
    assert list(faults(GOOD)) == []


@pytest.mark.parametrize(
    ("sound", "broken", "fault"),
    [
        ("<h1>任务</h1>", "", "0 h1"),
        ("<h1>任务</h1>", "<h1>任务</h1><h1>任务</h1>", "2 h1"),
        ("<h1>任务</h1>", "<h1>台账</h1>", "does not begin with"),
        (' lang="zh-CN"', "", "language"),
        ('<label for="a">名称</label>', "", "no label for the field a"),
        ("<caption>任务</caption>", "", "caption"),
        (' action="/x"', "", "no action"),
        ('<input type="hidden" name="csrfmiddlewaretoken" value="1">', "", "CSRF"),
        ('<script src="/static/a.js">', "<script>alert(1)", "inline script"),
        ("<td>", '<td onclick="go()">', "inline handler"),
        ("<td>1", '<td id="a">1', "the id a is given 2 times"),
        ("<td>1", '<td><img src="/a.png">', "no alt"),
    ],
)
def test_each_fault_is_found(sound: str, broken: str, fault: str) -> None:
    page = GOOD.replace(sound, broken)
    assert page != GOOD
    assert any(fault in found for found in faults(page))
