"""Who is told of events as they are written, in the transaction of the write."""

from collections.abc import Callable, Sequence

from sansan.trail.models import Event

Listener = Callable[[Sequence[Event]], None]

_LISTENERS: list[Listener] = []


def listen(listener: Listener) -> None:
    """From a room's `AppConfig.ready`. A listener that must not delay or undo the write asks for `on_commit`."""
    if listener not in _LISTENERS:
        _LISTENERS.append(listener)


def tell(events: Sequence[Event]) -> None:
    for listener in _LISTENERS:
        listener(events)
