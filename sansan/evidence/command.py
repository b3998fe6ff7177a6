"""`sansan evidence`: looking after the file store."""

import sys

import click
from django.db import DatabaseError
from django.utils import timezone

from sansan.evidence.rules import limits


@click.group(name="evidence", help="证据文件库：清理无主文件、核对文件完整性。")
def evidence() -> None:
    """See the help."""


@evidence.command(name="sweep")
@click.option("--delete", is_flag=True, help="真正删除；不加此项只列出（试运行）。")
@click.option("--dry-run", is_flag=True, help="只列出，不删除（默认）。")
def sweep_command(*, delete: bool, dry_run: bool) -> None:
    """清理上传中断留下的无主文件。默认只列出；退出状态：0 正常，2 无法执行。"""
    from sansan.evidence.upkeep import orphans, sweep
    from sansan.trail.record import SYSTEM

    if delete and dry_run:
        raise click.UsageError("--delete 与 --dry-run 只能选一个")
    now = timezone.now()
    found = sweep(by=SYSTEM, now=now) if delete else orphans(now=now)
    for orphan in found:
        click.echo(f"{orphan.size:>12,}  {orphan.path.name}")
    total = sum(orphan.size for orphan in found)
    done = "已删除" if delete else "可清理"
    click.echo(
        f"{done} {len(found)} 个无主文件，共 {total:,} 字节（存入不足 {limits().sweep_grace_hours} 小时的不计）。"
    )
    if found and not delete:
        click.echo("确认后加 --delete 执行。")


@evidence.command(name="check")
def check_command() -> None:
    """重新计算每个文件的摘要，找出丢失或被改动的。退出状态：0 完好，1 有损坏，2 无法执行。"""
    from sansan.evidence.upkeep import check
    from sansan.trail.progress import bar

    try:
        with bar("核对文件") as advance:
            count, damaged = check(advance)
    except DatabaseError as error:
        click.echo(f"无法核对：数据库不可用（{type(error).__name__}）。", err=True)
        sys.exit(2)
    for damage in damaged:
        uses = damage.stored.uses.count()
        click.echo(f"{damage.why}：{damage.stored.sha256}（{damage.stored.size:,} 字节，{uses} 处使用）")
    click.echo(f"核对 {count} 个文件，完好 {count - len(damaged)} 个，丢失或损坏 {len(damaged)} 个。")
    sys.exit(1 if damaged else 0)
