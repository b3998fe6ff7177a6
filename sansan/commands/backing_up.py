"""`sansan backup` and `sansan restore`: everything in one file, and back into an empty database of either kind."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from sansan.backup.checking import check
from sansan.backup.container import Container
from sansan.backup.manifest import Manifest
from sansan.commands import readiness
from sansan.commands.database import pending
from sansan.commands.group import set_up_django
from sansan.errors import Conflict, Invalid
from sansan.trail.progress import bar

FILE = click.Path(dir_okay=False, path_type=Path)


@click.command(short_help="把全部数据和文件备份为一个文件")
@click.argument("file", type=FILE, metavar="文件")
@click.option("--without-files", is_flag=True, help="只备份数据库，不含佐证和报告的原文件。")
@click.option("--allow-missing", is_flag=True, help="有文件丢失或损坏也备份其余部分，缺的记入清单。")
@click.option("--check", "only_check", is_flag=True, help="不备份，只核对已有的备份文件，不需要数据库。")
@click.option("--dry-run", is_flag=True, help="只说明将备份什么，不写文件。")
def backup(file: Path, without_files: bool, allow_missing: bool, only_check: bool, dry_run: bool) -> None:
    """把全部数据和文件备份为一个 tar 文件，不停机，取同一时刻。文件已存在时拒绝，不覆盖。

    含口令散列和个人信息，只有本人可读，须加密保存。退出状态：0 完成；1 未写成，或操作轨迹有断裂。
    """
    if only_check:
        _check(file)
        return
    _require_current()
    from sansan.backup.making import back_up, plan

    if dry_run:
        planned = plan()
        for name, count in planned.rows.items():
            click.echo(f"{count:>12,}  {name}")
        kept = "不含文件" if without_files else f"文件 {planned.files:,} 个，{planned.size:,} 字节"
        click.echo(f"将备份 {sum(planned.rows.values()):,} 行，{kept}。未写任何文件。")
        return
    with bar("备份") as advance:
        made = back_up(file, files=not without_files, allow_missing=allow_missing, progress=advance)
    click.echo(f"已备份到 {file}（{made.size:,} 字节）：{_contents(made.manifest)}")
    for sha256 in made.manifest.files.missing:
        click.echo(f"▲ 缺文件 {sha256}", err=True)
    _tell_digest(made.manifest)
    if made.trouble:
        click.echo(
            f"▲ {made.trouble}。备份照原样写成，但恢复时会被拒绝。请执行 sansan audit verify。", err=True
        )
        sys.exit(1)


@click.command(short_help="把备份恢复到空数据库")
@click.argument("file", type=FILE, metavar="文件")
@click.option("--check", "only_check", is_flag=True, help="只核对备份文件，不需要数据库。")
@click.option("--dry-run", is_flag=True, help="核对备份文件和数据库，不写任何内容。")
def restore(file: Path, only_check: bool, dry_run: bool) -> None:
    """核对备份，恢复到已建立结构的空数据库（SQLite 或 PostgreSQL），再读出来核对一遍。要么全部恢复，要么什么也不留。

    退出状态：0 完成；1 备份不能用，或不能恢复。
    """
    if only_check:
        _check(file)
        return
    _require_current()
    from sansan.backup.restoring import require_room
    from sansan.backup.restoring import restore as put_in

    with _opened(file) as container:
        with bar("核对备份") as advance:
            manifest = check(container, advance)
        require_room(manifest)
        if dry_run:
            click.echo(f"备份完好，数据库可以恢复：{_contents(manifest)}未做任何改动。")
            return
        with bar("恢复") as advance:
            put_in(container, manifest, progress=advance)
    from sansan.sample.contents import contents

    readiness.note("content", contents().value)
    click.echo(f"已恢复，逐表核对无误：{_contents(manifest)}")
    if not manifest.files.included:
        click.echo("备份不含文件：请把原来的 files 目录放进数据目录，再执行 sansan evidence check。")
    _tell_digest(manifest)


def _check(file: Path) -> None:
    with _opened(file) as container, bar("核对备份") as advance:
        manifest = check(container, advance)
    click.echo(f"备份完好：{_contents(manifest)}")
    _tell_digest(manifest)


@contextmanager
def _opened(file: Path) -> Iterator[Container]:
    try:
        with file.open("rb") as stream:
            yield Container(stream)
    except OSError as error:
        raise Invalid(f"{file} 读不出来（{error.strerror}）。") from error


def _require_current() -> None:
    set_up_django()
    if waiting := pending():
        raise Conflict(f"数据库还有 {len(waiting)} 项升级未执行。请先执行 sansan setup。")


def _contents(manifest: Manifest) -> str:
    files = f"{manifest.files.count:,} 个文件" if manifest.files.included else "不含文件"
    return (
        f"{len(manifest.tables)} 张表 {manifest.rows:,} 行，{files}，操作轨迹 {manifest.trail.seq:,} 条，"
        f"备份于 {manifest.created_at:%Y-%m-%d %H:%M:%S} UTC。"
    )


def _tell_digest(manifest: Manifest) -> None:
    click.echo(f"总摘要 {manifest.digest}")
