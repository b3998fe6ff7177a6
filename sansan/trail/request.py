"""What belongs to one request: the id that ties together everything it did, and what it looked up already."""

from collections.abc import Callable
from contextvars import ContextVar
from typing import Any, TypeVar, cast

T = TypeVar("T")

request_id: ContextVar[str] = ContextVar("sansan_request_id", default="")
via: ContextVar[str] = ContextVar("sansan_via", default="")
"""The machine's key through which the person acts (an interface token), "" when he sits before the page himself."""
request_memory: ContextVar[dict[str, Any] | None] = ContextVar("sansan_request_memory", default=None)


def remembered(key: str, look_up: Callable[[], T]) -> T:
    """The result of `look_up`, asked once a request. Outside one nothing is kept: nobody would clear it."""
    memory = request_memory.get()
    if memory is None:
        return look_up()
    if key not in memory:
        memory[key] = look_up()
    return cast("T", memory[key])
