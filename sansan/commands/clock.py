"""The worker's clock: asks the rooms each minute whether the time of something has come.

It only asks, and what it finds becomes a job like any other: the worker does one thing at a time and is stopped between
two, never in the middle of one.
"""

import threading
from collections.abc import Callable, Sequence

import structlog
from django.db import close_old_connections, connections

log = structlog.get_logger()

SECONDS = 60


def start(ticks: Sequence[Callable[[], None]], *, seconds: float = SECONDS) -> threading.Event:
    """Call these at once and then every minute, as long as this process lives; the event stops it."""
    stop = threading.Event()
    threading.Thread(target=_run, args=(ticks, seconds, stop), name="clock", daemon=True).start()
    return stop


def _run(ticks: Sequence[Callable[[], None]], seconds: float, stop: threading.Event) -> None:
    while True:
        close_old_connections()
        for tick in ticks:
            try:
                tick()
            except Exception:
                # A database that is away or busy for a while: the next minute comes.
                log.exception("clock_tick_failed", tick=f"{tick.__module__}.{tick.__qualname__}")
        if stop.wait(seconds):
            break
    connections.close_all()
