"""A process that is killed while a unit hands in its work leaves nothing half done: report, file, state and event.

Whatever the server said was handed in is there whole; whatever it did not say is there whole or not at all.
"""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import urllib.error
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.client import HTTPException
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any

import pytest
from django.utils import timezone

from scripts.paths import ROOT
from tests.rectification.crash.client import Browser
from tests.trail.test_concurrency import SERVER

BROWSERS = 3
KILLS = (1, 4)
"""The server is killed the moment so many were acknowledged, while the other browsers are in the midst of theirs."""
OFFICER, PASSWORD = "crash.officer", "Sansan@2026"


@pytest.fixture(params=["sqlite", "postgresql"])
def environment(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[dict[str, str]]:
    """A deployment of its own on either database."""
    name = f"sansan_crash_{uuid.uuid4().hex[:8]}"
    given = {key: value for key, value in os.environ.items() if not key.startswith("SANSAN_")} | {
        "SANSAN_DATA_DIR": str(tmp_path / "data"),
        "SANSAN_ENV_FILE": str(tmp_path / "settings.env"),
        "DATABASE_URL": "" if request.param == "sqlite" else f"{SERVER}/{name}",
        "DJANGO_SETTINGS_MODULE": "sansan.settings",
    }
    if request.param == "sqlite":
        yield given
        return
    psycopg = pytest.importorskip("psycopg")
    try:
        server = psycopg.connect(f"{SERVER}/postgres", autocommit=True, connect_timeout=3)
    except psycopg.OperationalError:
        pytest.skip("no PostgreSQL server to test with (SANSAN_TEST_POSTGRES)")
    server.execute(f"CREATE DATABASE {name}")
    yield given
    server.execute(f"DROP DATABASE {name} WITH (FORCE)")
    server.close()


def run(environment: Mapping[str, str], *words: object) -> Any:
    command = [sys.executable, "-m", "tests.rectification.crash.reporters", *map(str, words)]
    done = subprocess.run(
        command, cwd=ROOT, env=dict(environment), capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout.splitlines()[-1])


@contextmanager
def serving(environment: Mapping[str, str]) -> Iterator[tuple[str, "subprocess.Popen[bytes]"]]:
    """`sansan web`, in a group of its own so that all of it can be killed at once."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-m", "sansan.cli", "web", "--port", str(port)],
        cwd=ROOT,
        env=dict(environment),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        _until_it_listens(port, process)
        yield f"http://127.0.0.1:{port}", process
    finally:
        _kill(process)


def _until_it_listens(port: int, process: "subprocess.Popen[bytes]") -> None:
    while process.poll() is None:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1):
                return
        except OSError:
            threading.Event().wait(0.05)  # asked again, not guessed: it ends when the port answers
    pytest.fail("the server ended before it listened")


def _kill(process: "subprocess.Popen[bytes]") -> None:
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def hand_in_until_killed(
    base: str, process: "subprocess.Popen[bytes]", organisation: int, tasks: list[int], acks: int
) -> tuple[list[int], list[int]]:
    """What was acknowledged, and what was sent without an answer when the server died."""
    waiting: SimpleQueue[int] = SimpleQueue()
    for task_id in tasks:
        waiting.put(task_id)
    acknowledged: list[int] = []
    unanswered: list[int] = []
    lock = threading.Lock()

    def browse() -> None:
        browser = Browser(base)
        try:
            browser.log_in(OFFICER, PASSWORD)
        except (OSError, HTTPException):
            return
        while True:
            try:
                task_id = waiting.get_nowait()
            except Empty:
                return
            material = f"第 {task_id} 项\n".encode() * 50_000
            try:
                said = browser.submit(task_id, organisation, timezone.localdate().isoformat(), material)
            except (OSError, HTTPException, urllib.error.URLError):
                unanswered.append(task_id)
                return
            assert said, f"the server refused task {task_id}"
            with lock:
                acknowledged.append(task_id)
                if len(acknowledged) == acks:
                    _kill(process)

    threads = [threading.Thread(target=browse) for _ in range(BROWSERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return acknowledged, unanswered


def test_a_killed_process_leaves_whole_or_nothing(environment: dict[str, str]) -> None:
    setup = [sys.executable, "-m", "sansan.cli", "setup"]
    subprocess.run(setup, cwd=ROOT, env=environment, check=True, capture_output=True, timeout=120)
    made = run(environment, "prepare")
    tasks, organisation = made["tasks"], made["organisation"]
    fates = run(environment, "kill", *tasks[:12])
    acknowledged, unanswered = list(fates["acknowledged"]), []
    for number, acks in enumerate(KILLS):
        begin = 12 + 20 * number
        with serving(environment) as (base, process):
            said, open_ = hand_in_until_killed(base, process, organisation, tasks[begin : begin + 20], acks)
        acknowledged += said
        unanswered += open_
    assert len(acknowledged) >= 1 + sum(KILLS)
    found = run(environment, "check")
    told = {int(pk): entry for pk, entry in found["tasks"].items()}
    whole = {"state": "submitted", "reports": 1, "evidence": [True], "events": ["task.submitted"]}
    absent = {"state": "rectifying", "reports": 0, "evidence": [], "events": []}
    assert {pk: told[pk] for pk in acknowledged} == dict.fromkeys(acknowledged, whole)
    assert {pk: told[pk] for pk in fates["died"]} == dict.fromkeys(fates["died"], absent)
    others = set(tasks) - set(acknowledged) - set(fates["died"])
    assert all(told[pk] in (whole, absent) for pk in others)
    assert set(unanswered) <= others
    assert (found["intact"], found["damaged"], found["rows_without_evidence"]) == (True, 0, 0)
    assert found["swept"] >= 5, "the files the dead left behind are found"
    assert found["left"] == 0, "and gone"
