"""What the administration pages share: their tabs, and how an action's refusal reaches its form."""

from collections.abc import Callable
from typing import Any, TypeVar

from django import forms
from django.http import HttpRequest
from django.urls import reverse

from sansan.errors import Invalid
from sansan.people.access import may
from sansan.people.models import Person
from sansan.ui.parts import Tab

T = TypeVar("T")

_TABS = (
    ("organisations", "机构", "people.view"),
    ("persons", "人员", "people.view"),
    ("posts", "任职", "people.view"),
    ("roles", "角色说明", ""),
    ("responsibilities", "责任分工", ""),
    ("lockouts", "登录锁定", "people.security"),
    ("import", "批量导入", ""),
)


def viewer(request: HttpRequest) -> Person:
    """The person of the request; the login middleware lets nobody else in."""
    assert isinstance(request.user, Person)
    return request.user


def tabs(request: HttpRequest, current: str) -> dict[str, Any]:
    """Template context: the tabs this person may open."""
    person = viewer(request)

    def shown(name: str, verb: str) -> bool:
        if name == "import":
            return may(person, "people.manage") or may(person, "people.security")
        return not verb or may(person, verb)

    return {
        "tabs": [
            Tab(label, reverse(f"people:{name}"), current=name == current)
            for name, label, verb in _TABS
            if shown(name, verb)
        ]
    }


def attempt(form: forms.Form, act: Callable[[], T]) -> T | None:
    """The action's result; when the values make no sense, None, and the form says what is wrong and where."""
    try:
        return act()
    except Invalid as problem:
        field = problem.data.get("field")
        form.add_error(field if field in form.fields else None, problem.message)
        return None
