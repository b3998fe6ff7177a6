"""`sansan sample`: the sample city."""

import sys

import click

from sansan.commands import readiness
from sansan.commands.database import migrate
from sansan.config import config


@click.group(short_help="示例城市")
def sample() -> None:
    """示例城市：真实的县区和机构，虚构的企业和人员，供试用和演示。"""


@sample.command(short_help="向空数据库载入示例城市")
@click.option("--dry-run", is_flag=True, help="完整执行一遍，然后全部撤回。")
@click.option("--check", is_flag=True, help="只检查：已有内容则退出状态为 0，否则为 1。")
def load(dry_run: bool, check: bool) -> None:
    """向空数据库载入示例城市；已载入时什么也不做。"""
    if check and config().sqlite_file:
        sys.exit(0 if readiness.noted("content") else 1)
    migrate()
    from django.db import transaction

    from sansan.sample.contents import Contents, contents
    from sansan.sample.loading import load as load_sample

    present = contents()
    if check:
        sys.exit(1 if present is Contents.EMPTY else 0)
    if present is Contents.SAMPLE:
        readiness.note("content", "sample")
        click.echo("示例城市已经载入。")
        return
    with transaction.atomic():
        load_sample(lambda part: click.echo(f"  {part}"))
        if dry_run:
            transaction.set_rollback(True)
    if not dry_run:
        readiness.note("content", "sample")
    click.echo("试载完成，未保存任何内容。" if dry_run else "示例城市已载入。")


@sample.command(short_help="列出演示账号")
def accounts() -> None:
    """列出演示账号及其角色。"""
    from sansan.sample.accounts import accounts as demo_accounts
    from sansan.sample.accounts import password

    for account in demo_accounts():
        click.echo(f"{account.username}\t{account.role_label}\t{account.name}\t{password()}")
