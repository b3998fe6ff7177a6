"""`sansan rectification`: reports in and papers out from the machine itself, in a person's name."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from sansan.errors import DomainError

if TYPE_CHECKING:
    from sansan.people.models import Person

_BY = click.option(
    "--by", "username", required=True, metavar="用户名", help="以谁的名义办理；权限与其在网页上相同。"
)
_OUTPUT = click.option(
    "-o",
    "--output",
    required=True,
    metavar="文件",
    type=click.Path(dir_okay=False, path_type=Path),
    help="写到哪个文件。",
)


@click.group(short_help="督察整改：导入报告、导出材料")
def rectification() -> None:
    """督察整改：列出督察、导入报告、导出整改完成情况和台账。"""


@rectification.command("rounds", short_help="列出督察")
@_BY
def rounds(username: str) -> None:
    """列出督察的编号、名称和任务数，一行一个，以制表符分隔。"""
    from django.db.models import Count

    from sansan.rectification.queries import visible_rounds

    for row in visible_rounds(_person(username)).annotate(count=Count("tasks")):
        click.echo(f"{row.pk}\t{row.name}\t{row.count} 项")


@rectification.command("import", short_help="读一份报告，核对后入账")
@click.argument("file", metavar="文件", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--round",
    "round_id",
    required=True,
    type=int,
    metavar="督察编号",
    help="见 sansan rectification rounds。",
)
@_BY
@click.option("--confirm", is_flag=True, help="读完直接入账；不加则留待在网页上核对。")
@click.option("--dry-run", is_flag=True, help="只说明将新立、更新几项，不写入。")
def import_report(file: Path, round_id: int, username: str, confirm: bool, dry_run: bool) -> None:
    """读一份报告。同一督察已有的任务会对应更新，不会重复立项。"""
    from django.core.files.uploadedfile import SimpleUploadedFile
    from django.db import transaction

    from sansan.rectification.actions.confirm import confirm_report
    from sansan.rectification.actions.intake import read_source, receive_report
    from sansan.rectification.models import Proposal, SourceDocument

    person = _person(username)
    upload = SimpleUploadedFile(file.name, file.read_bytes())
    try:
        with transaction.atomic():
            source = receive_report(by=person, round_id=round_id, upload=upload, queue=False)
            read_source(source_id=source.pk)
            source.refresh_from_db()
            proposals = Proposal.objects.filter(source=source)
            new, known = proposals.filter(task=None).count(), proposals.exclude(task=None).count()
            if confirm and source.state == SourceDocument.State.READ:
                confirm_report(by=person, source_id=source.pk)
            if dry_run:
                transaction.set_rollback(True)
    except DomainError as problem:
        raise click.ClickException(problem.message) from None
    if source.state == SourceDocument.State.FAILED:
        raise click.ClickException(source.error)
    done = (
        "试运行，没有写入"
        if dry_run
        else "已入账"
        if confirm
        else f"待核对：/rectification/intake/{source.pk}/"
    )
    click.echo(f"读出 {new + known} 项：新任务 {new} 项，更新已有任务 {known} 项。{done}")


@rectification.command("export-report", short_help="导出整改完成情况（docx）")
@click.argument("round_id", metavar="督察编号", type=int)
@_BY
@_OUTPUT
def export_report_file(round_id: int, username: str, output: Path) -> None:
    """导出一次督察的整改完成情况，公文格式。"""
    from sansan.rectification.actions.exports import export_report

    try:
        output.write_bytes(export_report(by=_person(username), round_id=round_id))
    except DomainError as problem:
        raise click.ClickException(problem.message) from None
    click.echo(f"已写入 {output}")


@rectification.command("export-ledger", short_help="导出台账（xlsx）")
@click.option(
    "--round", "round_id", type=int, metavar="督察编号", help="只导出这次督察；不加则导出全部可见任务。"
)
@_BY
@_OUTPUT
def export_ledger_file(round_id: int | None, username: str, output: Path) -> None:
    """导出整改台账，范围与该用户在网页上看到的相同。"""
    from sansan.rectification.actions.exports import export_ledger
    from sansan.rectification.models import Task

    tasks = Task.objects.filter(round=round_id) if round_id else Task.objects.all()
    try:
        with export_ledger(by=_person(username), tasks=tasks) as workbook:
            output.write_bytes(workbook.read())
    except DomainError as problem:
        raise click.ClickException(problem.message) from None
    click.echo(f"已写入 {output}")


def _person(username: str) -> "Person":
    from sansan.people.models import Person

    person = Person.objects.filter(username=username.strip().lower(), is_active=True).first()
    if person is None:
        raise click.ClickException(f"没有启用的用户 {username}。")
    return person
