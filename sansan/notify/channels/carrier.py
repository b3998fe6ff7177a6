"""What the channels carried by apprise share: its log kept from ours, its plugins without traces of their own."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from apprise import AppriseAsset, NotifyFormat, PersistentStoreMode

ASSET = AppriseAsset(app_id="三散治理", app_desc="三散治理", storage_mode=PersistentStoreMode.MEMORY)
"""The sender's name; nothing is kept on the disk."""

TEXT = NotifyFormat.TEXT

_LOG = logging.getLogger("apprise")


class _Kept(logging.Handler):
    """Collects what the library says while it sends: it names the cause nowhere else."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())


@contextmanager
def heard() -> Iterator[list[str]]:
    """The library's log lines of this block. They carry tokens and addresses, so they go nowhere else."""
    kept = _Kept()
    _LOG.propagate = False
    _LOG.setLevel(logging.DEBUG)
    _LOG.addHandler(kept)
    try:
        yield kept.lines
    finally:
        _LOG.removeHandler(kept)


_LOG.propagate = False
_LOG.addHandler(logging.NullHandler())  # without one, Python prints warnings to the terminal
