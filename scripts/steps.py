"""Set-up as numbered steps: one line each, with its seconds, and what to do when it fails."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from scripts.paths import LOG, ROOT

TAIL_LINES = 25


class StepFailed(Exception):  # noqa: N818 - said of a step
    """The step could not be done; the text says why, in the user's words."""


@dataclass(frozen=True)
class Step:
    """`ready` says whether there is nothing to do; `work` does it; `advice` is shown when it fails."""

    title: str
    ready: Callable[[], bool]
    work: Callable[[], None]
    advice: str


def command(*words: str | Path, env: Mapping[str, str] | None = None, cwd: Path = ROOT) -> None:
    """Run a program with its output in the set-up log. Raises StepFailed when it does not end well."""
    LOG.parent.mkdir(parents=True, exist_ok=True)
    line = " ".join(str(word) for word in words)
    with LOG.open("a", encoding="utf-8") as log:
        log.write(f"\n$ {line}\n")
        log.flush()
        try:
            done = subprocess.run(
                [str(word) for word in words],
                stdout=log,
                stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL,
                env={**os.environ, **(env or {})},
                cwd=cwd,
                check=False,
            )
        except OSError as error:
            raise StepFailed(f"无法执行 {line}：{error}") from error
    if done.returncode:
        raise StepFailed(f"命令失败（退出状态 {done.returncode}）：{line}")


def run_all(steps: Sequence[Step]) -> None:
    """Do the steps in order; leave the program with status 1 at the first that fails."""
    LOG.parent.mkdir(parents=True, exist_ok=True)
    LOG.write_text("", encoding="utf-8")
    for number, step in enumerate(steps, start=1):
        label = f"【{number}/{len(steps)}】{step.title}"
        try:
            if step.ready():
                print(f"{label} …… 已就绪", flush=True)
                continue
            with _Elapsed(label) as elapsed:
                step.work()
            print(f"{elapsed.prefix()} …… 完成（{elapsed.seconds():.1f} 秒）", flush=True)
        except StepFailed as failure:
            print(f" …… 失败\n{failure}", flush=True)
            _show_tail()
            print(f"怎么办：{step.advice}\n完整记录：{LOG.relative_to(ROOT)}", flush=True)
            sys.exit(1)


def _show_tail() -> None:
    lines = LOG.read_text(encoding="utf-8", errors="replace").splitlines()
    for line in lines[-TAIL_LINES:]:
        print(f"    {line}")


class _Elapsed:
    """Shows the label while the work runs, with running seconds where someone is watching a terminal."""

    def __init__(self, label: str) -> None:
        self._label = label
        self._terminal = sys.stdout.isatty()
        self._begun = time.monotonic()
        self._over = threading.Event()
        self._ticker = threading.Thread(target=self._tick, daemon=True)

    def __enter__(self) -> "_Elapsed":
        print(self._label, end="", flush=True)
        if self._terminal:
            self._ticker.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        if self._terminal:
            self._ticker.join()

    def seconds(self) -> float:
        return time.monotonic() - self._begun

    def prefix(self) -> str:
        """What to print before the result: the label again where the line was rewritten, else nothing."""
        return f"\r{self._label}" if self._terminal else ""

    def _tick(self) -> None:
        while not self._over.wait(1):
            print(f"\r{self._label} …… {self.seconds():.0f} 秒", end="", flush=True)
