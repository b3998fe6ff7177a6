"""`sansan setup` makes or upgrades the database; `sansan manage` passes through to Django's own commands."""

import sys

import click

from sansan.commands import readiness
from sansan.commands.group import set_up_django
from sansan.config import config
from sansan.errors import Conflict


@click.command(short_help="建立或升级数据库")
@click.option("--dry-run", is_flag=True, help="只列出将执行的升级，不改动数据库。")
@click.option("--check", is_flag=True, help="只检查：已是最新则退出状态为 0，否则为 1。")
def setup(dry_run: bool, check: bool) -> None:
    """建立数据库，或升级到本版本的结构。可以反复执行。"""
    if check and config().sqlite_file:
        sys.exit(0 if is_current() else 1)
    waiting = pending()
    if check:
        sys.exit(1 if waiting else 0)
    if dry_run:
        click.echo("\n".join(waiting) or "数据库已是最新。")
        return
    migrate()
    click.echo(f"数据库已是最新（执行了 {len(waiting)} 项升级）。" if waiting else "数据库已是最新。")


@click.command(
    short_help="执行 Django 自带的管理命令",
    context_settings={"ignore_unknown_options": True, "help_option_names": []},
)
@click.argument("words", nargs=-1, type=click.UNPROCESSED, metavar="[参数]...")
def manage(words: tuple[str, ...]) -> None:
    """执行 Django 自带的管理命令，例如 sansan manage dbshell。不带参数时列出全部命令。"""
    set_up_django()
    from django.core.management import execute_from_command_line

    execute_from_command_line(["sansan manage", *words])


def is_current() -> bool:
    """Whether the SQLite database was brought to this version, as noted when it was."""
    return bool(readiness.noted("migrations") == readiness.fingerprint())


def pending() -> list[str]:
    """Migrations not yet applied, as `room.name`, in the order they would run."""
    set_up_django()
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    return [str(migration) for migration, _ in executor.migration_plan(executor.loader.graph.leaf_nodes())]


def migrate() -> None:
    """Apply what is pending. The data directory and a new SQLite file are made on the way."""
    set_up_django()
    from django.core.management import call_command

    database = config().sqlite_file
    if database and not database.exists():
        readiness.forget()
    call_command("migrate", verbosity=0, interactive=False)
    readiness.note("migrations", readiness.fingerprint())


def ensure_current() -> None:
    """Refuse to serve a database of another version; raises Conflict that says what to do."""
    if not (is_current() if config().sqlite_file else not pending()):
        raise Conflict("数据库尚未建立或不是本版本的结构。请先执行 sansan setup。")
