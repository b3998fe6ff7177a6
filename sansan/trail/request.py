"""The id that ties together everything one request did."""

from contextvars import ContextVar

request_id: ContextVar[str] = ContextVar("sansan_request_id", default="")
