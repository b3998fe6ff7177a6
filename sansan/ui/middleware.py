"""Errors of the domain become pages."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from sansan.errors import Conflict, DomainError, Invalid, Missing, NotAllowed

STATUS: dict[type[DomainError], int] = {NotAllowed: 403, Missing: 404, Invalid: 400, Conflict: 409}
HEADINGS = {403: "您没有这项权限", 404: "没有找到", 400: "提交的内容有误", 409: "这条记录的状态已经改变"}


class DomainErrorMiddleware:
    """NotAllowed → 403, Missing → 404, Conflict → 409, Invalid and any other DomainError → 400, in its own words.

    A page gets a page, an htmx request a fragment that takes the place the page reserves for messages.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Django calls this for whatever a view raises; None leaves it to Django."""
        if not isinstance(error, DomainError):
            return None
        status = next((code for kind, code in STATUS.items() if isinstance(error, kind)), 400)
        context = {"heading": HEADINGS[status], "message": error.message, "status": status}
        if not getattr(request, "htmx", False):
            return render(request, "ui/error.html", context, status=status)
        response = render(request, "ui/parts/error_fragment.html", context, status=status)
        # The answer replaces no part of the page the person was working on; it is shown above it.
        response["HX-Retarget"] = "#messages"
        response["HX-Reswap"] = "innerHTML"
        return response
