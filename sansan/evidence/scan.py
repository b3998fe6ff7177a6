"""The virus hook: a command of the deployment's own that looks at each upload before it is kept."""

import shlex
import subprocess
import tempfile
from typing import IO

import structlog

from sansan.config import config
from sansan.errors import Invalid
from sansan.evidence.rules import limits

log = structlog.get_logger()


def scan(handle: IO[bytes], name: str) -> None:
    """Run the configured command with the file's path as its last argument; without one, do nothing.

    Exit status 0: clean. 1: infected. Anything else, or no answer in time: not known, and not accepted either.
    """
    command = shlex.split(config().upload_scan_command)
    if not command:
        return
    with tempfile.NamedTemporaryFile(prefix="sansan-scan-") as copy:
        handle.seek(0)
        while chunk := handle.read(1024 * 1024):
            copy.write(chunk)
        copy.flush()
        status = _run([*command, copy.name])
    if status == 0:
        return
    log.warning("upload_scan_refused", name=name, status=status)
    if status == 1:
        raise Invalid(f"“{name}”未通过病毒检查，不能上传；请先查杀后再上传。", field="upload")
    raise Invalid(f"“{name}”病毒检查没有完成，暂不能上传；请稍后再试，或联系系统管理员。", field="upload")


def _run(command: list[str]) -> int | None:
    try:
        finished = subprocess.run(  # noqa: S603 - the command is the deployment's setting; the path is our own
            command, check=False, capture_output=True, timeout=limits().scan_timeout_seconds
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return finished.returncode
