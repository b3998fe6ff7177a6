"""A child process that ends when its parent does, however the parent ended.

The parent holds the writing end of the child's standard input and never writes; when the parent is gone, even by
SIGKILL, the system closes it and the child reads the end of the file.
"""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Sequence

import click

option = click.option(
    "--with-parent",
    is_flag=True,
    hidden=True,
    expose_value=False,
    callback=lambda _context, _parameter, given: hold() if given else None,
    help="标准输入关闭时停止（由 serve 使用）。",
)


def start(words: Sequence[str]) -> subprocess.Popen[bytes]:
    """Start one of our own commands that takes `--with-parent`, tied to this process."""
    # A session of its own: Ctrl+C reaches only us, and each child gets exactly one signal from us.
    return subprocess.Popen(  # noqa: S603 - our own program
        [sys.executable, "-m", "sansan.cli", *words, "--with-parent"],
        stdin=subprocess.PIPE,
        start_new_session=True,
    )


def hold() -> None:
    """Stop this process as by SIGTERM when standard input ends."""
    threading.Thread(target=_wait_for_end, name="lifeline", daemon=True).start()


def _wait_for_end() -> None:
    while os.read(0, 1):
        pass
    os.kill(os.getpid(), signal.SIGTERM)
