"""`sansan check`: is this installation fit to be relied on? Django's own checks, said in Chinese, and ours."""

import sys
from collections.abc import Iterator

import click

from sansan.commands.database import pending
from sansan.config import Config, config

# Django's deployment checks that one of our own settings decides; the others are shown as Django words them.
_SAID_BY_US = {
    "security.W004",
    "security.W008",
    "security.W009",
    "security.W012",
    "security.W016",
    "security.W018",
}
_LOCAL = {"127.0.0.1", "localhost", "::1"}


@click.command(short_help="检查设置是否适合正式运行")
def check() -> None:
    """检查设置是否适合正式运行，逐条说明问题和办法。没有问题时退出状态为 0，否则为 1。"""
    from django.core.checks import run_checks

    problems = [*hints(config()), *_state()]
    problems += [
        f"{message.id}：{message.msg}{message.hint or ''}"
        for message in run_checks(include_deployment_checks=True)
        if message.id not in _SAID_BY_US
    ]
    for problem in problems:
        click.echo(f"▲ {problem}")
    if problems:
        click.echo(f"共 {len(problems)} 个问题。")
        sys.exit(1)
    click.echo("没有发现问题。")


def hints(settings: Config) -> Iterator[str]:
    """What in the settings does not suit a service that others rely on."""
    if settings.debug:
        yield "SANSAN_DEBUG 已打开，出错页会泄露内部信息。请删除这一设置。"
    if "*" in settings.allowed_hosts:
        yield "SANSAN_ALLOWED_HOSTS 含“*”，任何主机名都会被接受。请写明本单位的域名或地址。"
    if settings.host not in _LOCAL and not settings.https:
        yield (
            f"服务监听 {settings.host}，却未启用 HTTPS，口令会以明文传输。"
            "请在反向代理上启用 HTTPS 并设置 SANSAN_HTTPS=true。"
        )
    if settings.https and not set(settings.allowed_hosts) - _LOCAL - {"[::1]"}:
        yield "启用了 HTTPS，但 SANSAN_ALLOWED_HOSTS 只有本机，别的机器打不开。请写明本单位的域名。"


def _state() -> Iterator[str]:
    waiting = pending()
    if waiting:
        yield f"数据库还有 {len(waiting)} 项升级未执行。请执行 sansan setup。"
        return
    from sansan.sample.contents import Contents, contents

    if contents() is Contents.SAMPLE:
        yield "数据库里是示例城市，演示账号的口令是公开的。正式启用请执行 sansan init。"
