"""`sansan serve` as a program: it answers, and it stops when told to."""

import http.client
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager

import pytest

from sansan.commands.serving import ensure_free
from sansan.errors import Conflict
from scripts.paths import ROOT
from tests.cli.conftest import Program

SECONDS_TO_START = 60


@contextmanager
def _serving(environment: Mapping[str, str]) -> Iterator[subprocess.Popen[str]]:
    """A started `sansan serve` that has said its address."""
    process = subprocess.Popen(
        [sys.executable, "-m", "sansan.cli", "serve"],
        env=environment,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        assert process.stdout is not None
        said = ""
        while "按 Ctrl+C 停止" not in said:
            line = process.stdout.readline()
            assert line, f"it ended with status {process.wait()}: {said}"
            said += line
        assert f"http://127.0.0.1:{environment['SANSAN_PORT']}/" in said
        yield process
    finally:
        process.kill()
        process.communicate()


def _status(port: int) -> int:
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=10)) as connection:
        connection.request("GET", "/accounts/login/")
        return connection.getresponse().status


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_serve_answers_and_stops_cleanly(
    program: Program, own_environment: Mapping[str, str], free_port: int, number: signal.Signals
) -> None:
    assert program("setup").returncode == 0
    with _serving(own_environment) as process:
        assert _status(free_port) == 200
        process.send_signal(number)
        assert process.wait(timeout=30) == 0
        assert process.stdout is not None
        assert "Traceback" not in process.stdout.read()
    ensure_free("127.0.0.1", free_port)


def test_serve_killed_outright_leaves_no_server_on_the_port(
    program: Program, own_environment: Mapping[str, str], free_port: int
) -> None:
    assert program("setup").returncode == 0
    with _serving(own_environment) as process:
        process.kill()
        process.wait()
        for _ in range(SECONDS_TO_START * 10):
            if _is_free(free_port):
                return
            time.sleep(0.1)
    pytest.fail("the web server went on without the process that started it")


def test_the_worker_ends_when_whoever_started_it_is_gone(
    program: Program, own_environment: Mapping[str, str]
) -> None:
    assert program("setup").returncode == 0
    worker = subprocess.Popen(
        [sys.executable, "-m", "sansan.cli", "worker", "--with-parent"],
        env=own_environment,
        cwd=ROOT,
        stdin=subprocess.PIPE,
    )
    assert worker.stdin is not None
    worker.stdin.close()  # what the system does when the parent dies
    assert worker.wait(timeout=SECONDS_TO_START) in {0, -signal.SIGTERM}


def _is_free(port: int) -> bool:
    try:
        ensure_free("127.0.0.1", port)
    except Conflict:
        return False
    return True


def test_serve_before_set_up_says_what_to_do(program: Program) -> None:
    done = program("serve")
    assert done.returncode == 1
    assert "sansan setup" in done.stderr


def test_a_taken_port_is_named_with_another_to_take(program: Program, free_port: int) -> None:
    assert program("setup").returncode == 0
    with socket.socket() as other:
        other.bind(("127.0.0.1", free_port))
        other.listen()
        done = program("serve")
    assert done.returncode == 1
    assert f"端口 {free_port} 已被占用" in done.stderr
    assert f"--port {free_port + 1}" in done.stderr


def test_an_address_of_another_machine_is_refused() -> None:
    with pytest.raises(Conflict, match="SANSAN_HOST"):
        ensure_free("192.0.2.1", 8000)
