"""`sansan notify`: sending from the machine itself, and which channels are set up."""

import sys

import click


@click.group(name="notify", help="消息：发送到期的，查看渠道是否启用。")
def notify() -> None:
    """See the help."""


@notify.command(name="send")
@click.option("--dry-run", is_flag=True, help="只说有多少待发，不发送。")
def send_command(*, dry_run: bool) -> None:
    """发送到期的消息。后台作业（sansan worker）每分钟自己做一次；不运行后台作业的，由系统的定时任务执行本命令。

    可以同时执行几个，同一条消息不会重复发送。有未发出的，退出状态为 1。
    """
    from sansan.notify.models import Delivery
    from sansan.notify.sending import due_count, send_due

    if dry_run:
        messages, deliveries = due_count()
        click.echo(f"试运行：{messages} 条新消息待安排，{deliveries} 项到期待发，没有发送。")
        return
    ended = send_due()
    words = [f"{state.label} {ended[state.value]}" for state in Delivery.State if ended[state.value]]
    click.echo(f"本次处理 {ended.total()} 项{'：' if words else '。'}{'，'.join(words)}")
    if ended[Delivery.State.FAILED]:
        sys.exit(1)


@notify.command(name="channels")
def channels_command() -> None:
    """列出各渠道是否启用，没有启用的说明还缺什么。"""
    from sansan.notify.channels import statuses

    for status in statuses():
        click.echo(f"{status.channel.label}\t{status.missing or '已启用'}")
