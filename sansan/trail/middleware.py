"""Gives each request an id that its log lines, its events and its answer share."""

import uuid
from collections.abc import Callable

import structlog
from django.http import HttpRequest, HttpResponse

from sansan.trail.request import request_id, request_memory


class RequestIdMiddleware:
    """Binds a fresh id; one sent by the client is ignored, or a client could forge how events group."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        fresh = uuid.uuid4().hex
        token, memory = request_id.set(fresh), request_memory.set({})
        try:
            with structlog.contextvars.bound_contextvars(request_id=fresh):
                response = self.get_response(request)
        finally:
            request_id.reset(token)
            request_memory.reset(memory)
        response["X-Request-Id"] = fresh
        return response
