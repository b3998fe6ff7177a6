"""`sansan serve`, `web`, `worker`: long-running processes that stop cleanly when told to."""

import errno
import http.client
import os
import signal
import socket
import subprocess
import time
from collections.abc import Sequence
from types import FrameType

import click

from sansan.commands import lifeline
from sansan.commands.database import ensure_current
from sansan.commands.welcome import welcome
from sansan.config import config
from sansan.errors import Conflict

SECONDS_TO_START = 60
SECONDS_TO_STOP = 20
SECONDS_TO_ANSWER = 5
MOST_WEB_THREADS = 8

_host = click.option("--host", default=None, help="监听地址，默认取设置 SANSAN_HOST。")
_port = click.option(
    "--port", type=click.IntRange(1, 65535), default=None, help="监听端口，默认取设置 SANSAN_PORT。"
)


@click.command(short_help="启动网页服务和后台作业（一条命令）")
@_host
@_port
def serve(host: str | None, port: int | None) -> None:
    """启动网页服务和后台作业，按 Ctrl+C 或收到 SIGTERM 时一并停止。

    其中一个意外退出时，另一个也随之停止，退出状态为 1。
    """
    host, port = host or config().host, port or config().port
    ensure_current()
    ensure_free(host, port)
    stop = _StopOnSignal()
    children = [lifeline.start(["web", "--host", host, "--port", str(port)])]
    try:
        _wait_until_answering(host, port, children[0], stop)
        if not stop.asked:
            children.append(lifeline.start(["worker"]))  # only now: the first page need not wait for it
            click.echo(welcome(host, port))
        while not stop.asked and all(child.poll() is None for child in children):
            time.sleep(0.2)
    finally:
        _stop(children)
    if not stop.asked:
        raise Conflict("网页服务或后台作业意外退出，已全部停止。原因见上面的输出。")
    click.echo("已停止。")


@click.command(short_help="只启动网页服务")
@_host
@_port
@click.option("--workers", type=click.IntRange(1), default=1, show_default=True, help="网页进程数。")
@lifeline.option
def web(host: str | None, port: int | None, workers: int) -> None:
    """只启动网页服务；后台作业另用 sansan worker 启动。"""
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    host, port = host or config().host, port or config().port
    ensure_current()
    ensure_free(host, port)
    Granian(
        "sansan.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=min(MOST_WEB_THREADS, 2 * (os.cpu_count() or 1)),
        log_level=LogLevels.warning,
    ).serve()


@click.command(short_help="只启动后台作业")
@lifeline.option
def worker() -> None:
    """逐个执行排队的后台作业，到时间的消息随时发送；收到停止信号时做完手上的一个再退出。"""
    from django.core.management import call_command

    from sansan.accountability import jobs as accountability
    from sansan.api import jobs as api
    from sansan.commands import clock
    from sansan.commands.quiet_worker import QuietWorker
    from sansan.dispatch import jobs as dispatch
    from sansan.leadership import jobs as leadership
    from sansan.lists import jobs as lists
    from sansan.notify import jobs as notify
    from sansan.rectification import jobs as rectification
    from sansan.rectification.figures import jobs as figures
    from sansan.search import jobs as search

    ensure_current()
    rooms = (notify, search, rectification, figures, dispatch, leadership, accountability, lists, api)
    clock.start([room.tick for room in rooms])
    call_command(QuietWorker(), startup_delay=False)


def ensure_free(host: str, port: int) -> None:
    """Raises Conflict where the address cannot be listened on."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                message = (
                    f"端口 {port} 已被占用，多半是已经启动过。可换一个端口：sansan serve --port {port + 1}"
                )
            else:
                message = f"无法监听 {host}:{port}（{error.strerror}）。请检查 SANSAN_HOST 和 SANSAN_PORT。"
            raise Conflict(message) from error


class _StopOnSignal:
    """Remembers that we were asked to stop, instead of dying in the middle of something."""

    def __init__(self) -> None:
        self.asked = False
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._note)

    def _note(self, number: int, frame: FrameType | None) -> None:
        self.asked = True


def _wait_until_answering(host: str, port: int, child: subprocess.Popen[bytes], stop: _StopOnSignal) -> None:
    deadline = time.monotonic() + SECONDS_TO_START
    while not stop.asked and not answers(host, port):
        if child.poll() is not None:
            raise Conflict("启动失败。原因见上面的输出。")
        if time.monotonic() > deadline:
            raise Conflict(f"{SECONDS_TO_START} 秒内没有启动完成，已停止。")
        time.sleep(0.1)


def answers(host: str, port: int) -> bool:
    """Whether the web server gives any answer at all to a request for the login page."""
    connection = http.client.HTTPConnection(host, port, timeout=SECONDS_TO_ANSWER)
    try:
        connection.request("GET", "/accounts/login/")
        connection.getresponse().read()
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
    return True


def _stop(children: Sequence[subprocess.Popen[bytes]]) -> None:
    for child in children:
        if child.poll() is None:
            child.terminate()
    deadline = time.monotonic() + SECONDS_TO_STOP
    for child in children:
        try:
            child.wait(timeout=max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
