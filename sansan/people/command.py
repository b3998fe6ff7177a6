"""`sansan people`: bodies, persons and posts from the machine itself, and the first administrators."""

import sys
from pathlib import Path

import click

from sansan.errors import DomainError

ADMINISTRATORS = {"system": "系统管理员", "security": "安全管理员", "audit": "审计管理员"}


@click.group(short_help="机构、人员和任职")
def people() -> None:
    """机构、人员和任职：批量导入、建立管理员、重置口令。"""


@people.command("import", short_help="从 xlsx 或 csv 导入机构、人员、任职")
@click.argument("file", metavar="文件", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="只检查并报告，不写入。")
@click.option("--skip-bad", is_flag=True, help="有错的行跳过，其余照常导入；不加时有一行有错就都不导入。")
def import_file(file: Path, dry_run: bool, skip_bad: bool) -> None:
    """从文件导入机构、人员、任职。可以反复执行，已有的按编码和用户名更新。

    有错的行逐行报告（退出状态为 1）；新建人员的初始口令打印在标准输出，每行：用户名、姓名、口令，以制表符分隔。
    """
    from sansan.people import imports, sheets
    from sansan.trail.record import SYSTEM

    try:
        tables = sheets.read(file.read_bytes(), file.name)
        rows = sum(len(sheet.rows) for sheet in tables)
        with click.progressbar(
            length=rows, label="导入", file=sys.stderr, hidden=not sys.stderr.isatty()
        ) as bar:
            outcome = imports.run(
                by=SYSTEM, tables=tables, dry_run=dry_run, skip_bad=skip_bad, progress=bar.update
            )
    except DomainError as problem:
        raise click.ClickException(problem.message) from None
    for error in outcome.errors:
        click.echo(f"▲ {error}", err=True)
    for entry in outcome.first_passwords:
        click.echo("\t".join(entry))
    state = "已写入" if outcome.saved else "试运行，没有写入" if dry_run else "有错，没有写入"
    click.echo(f"{state}：{outcome.summary()}", err=True)
    if outcome.errors:
        sys.exit(1)


@people.command("import-organisations", short_help="导入机构（TOML），默认为示例城市")
@click.argument(
    "file", metavar="[文件]", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@click.option("--dry-run", is_flag=True, help="只检查并报告，不写入。")
def import_organisations(file: Path | None, dry_run: bool) -> None:
    """导入一个城市的机构。不给文件时导入示例城市（驻马店市）的机构。可以反复执行。"""
    from django.db import transaction

    from sansan.people import actions
    from sansan.trail.record import SYSTEM

    try:
        with transaction.atomic():
            written = actions.import_organisations(by=SYSTEM, path=file)
            transaction.set_rollback(dry_run)
    except DomainError as problem:
        raise click.ClickException(problem.message) from None
    click.echo(f"{'试运行，将写入' if dry_run else '已写入'} {written} 个机构。")


@people.command("create-admin", short_help="建立一名管理员")
@click.argument("username", metavar="用户名")
@click.argument("name", metavar="姓名")
@click.option(
    "--kind", type=click.Choice(list(ADMINISTRATORS)), default="system", show_default=True,
    help="system 系统管理员，security 安全管理员，audit 审计管理员；三者由不同的人担任。",
)  # fmt: skip
@click.option("--organisation", default="city-office", show_default=True, help="任职机构的编码。")
@click.option("--dry-run", is_flag=True, help="只检查能否建立，不写入。")
def create_admin(username: str, name: str, kind: str, organisation: str, dry_run: bool) -> None:
    """建立一名管理员并任职。临时口令打印在标准输出，首次登录须修改。

    系统管理员管账号，安全管理员管任职，审计管理员看轨迹；首次部署时各建一名。
    """
    from django.db import transaction
    from django.utils import timezone

    from sansan.people import actions, passwords
    from sansan.people.models import Organisation
    from sansan.people.roles import Role
    from sansan.trail.record import SYSTEM

    body = Organisation.objects.filter(code=organisation).first()
    if body is None:
        raise click.ClickException(
            f"机构 {organisation} 不存在，请先导入机构：sansan people import-organisations。"
        )
    password = passwords.temporary(username)
    try:
        with transaction.atomic():
            person = actions.create_person(by=SYSTEM, username=username, name=name, password=password)
            role = Role(f"{kind}_admin")
            actions.appoint(
                by=SYSTEM, person=person, organisation=body, role=role, starts_on=timezone.localdate()
            )
            transaction.set_rollback(dry_run)
    except DomainError as problem:
        raise click.ClickException(problem.message) from None
    if dry_run:
        click.echo(f"试运行：可以建立{ADMINISTRATORS[kind]}{person.name}，没有写入。")
        return
    click.echo(f"已建立{ADMINISTRATORS[kind]}{person.name}。", err=True)
    click.echo(f"{person.username}\t{password}")


@people.command("reset-password", short_help="重置口令")
@click.argument("username", metavar="用户名")
@click.option("--reason", default="在服务器上重置", show_default=True, help="理由，记入操作轨迹。")
@click.option("--dry-run", is_flag=True, help="只核对用户名，不重置。")
def reset_password(username: str, reason: str, dry_run: bool) -> None:
    """重置一个人的口令，管理员的也可以。临时口令打印在标准输出，首次登录须修改。"""
    from sansan.people import actions
    from sansan.people.models import Person
    from sansan.trail.record import SYSTEM

    person = Person.objects.filter(username=username.lower()).first()
    if person is None:
        raise click.ClickException(f"没有用户名为“{username}”的人员。")
    if dry_run:
        click.echo(f"试运行：将重置{person.name}（{person.username}）的口令，没有写入。")
        return
    try:
        password = actions.reset_password(by=SYSTEM, person=person, reason=reason)
    except DomainError as problem:
        raise click.ClickException(problem.message) from None
    click.echo(f"{person.username}\t{password}")
