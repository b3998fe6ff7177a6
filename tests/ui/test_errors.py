"""An error of the domain becomes a page that says what happened; nothing else is touched."""

import pytest
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import get_template
from django_htmx.middleware import HtmxDetails

from sansan.errors import Conflict, DomainError, Invalid, Missing, NotAllowed
from sansan.ui.middleware import DomainErrorMiddleware
from tests.ui.rendering import a_request

MIDDLEWARE = DomainErrorMiddleware(lambda request: HttpResponse())


def answer(error: Exception, request: HttpRequest | None = None) -> HttpResponse | None:
    return MIDDLEWARE.process_exception(request or a_request("/tasks/"), error)


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (NotAllowed("销号须由市攻坚办办理"), 403),
        (Missing("没有这项任务"), 404),
        (Invalid("整改期限必须晚于下达日期 2026-03-01"), 400),
        (Conflict("任务已被孙立文退回，请刷新"), 409),
        (DomainError("做不到"), 400),
    ],
)
def test_an_error_of_the_domain_is_a_page_with_its_own_message(error: DomainError, status: int) -> None:
    response = answer(error)
    assert response is not None
    assert response.status_code == status
    assert error.message in response.content.decode()
    assert "<h1>" in response.content.decode()


def test_a_fragment_asked_for_gets_a_fragment_above_the_page() -> None:
    request = a_request("/tasks/")
    request.META["HTTP_HX_REQUEST"] = "true"
    request.htmx = HtmxDetails(request)  # type: ignore[attr-defined]
    response = answer(NotAllowed("不可"), request)
    assert response is not None
    assert response["HX-Retarget"] == "#messages"
    assert "<html" not in response.content.decode()
    assert "不可" in response.content.decode()


@pytest.mark.parametrize("error", [Http404(), ValueError("a fault of ours")])
def test_other_errors_are_left_to_django(error: Exception) -> None:
    assert answer(error) is None


def test_a_message_is_text_not_markup() -> None:
    response = answer(Invalid("<script>alert(1)</script>"))
    assert response is not None
    assert "<script>alert" not in response.content.decode()


@pytest.mark.parametrize("name", ["400.html", "403.html", "403_csrf.html", "404.html"])
def test_error_pages_are_in_chinese_and_lead_home(name: str) -> None:
    content = get_template(name).render({}, a_request("/nowhere/"))
    assert 'href="/"' in content
    assert "回到首页" in content


def test_the_page_of_a_fault_needs_nothing_that_may_be_broken() -> None:
    content = get_template("500.html").render()
    assert "系统出错了" in content
    assert '<link rel="stylesheet"' not in content
    assert "<script" not in content
