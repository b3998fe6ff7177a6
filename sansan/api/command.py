"""`sansan token`: tokens from the machine itself, for who sets up a connection without a browser."""

import sys

import click


@click.group(short_help="接口令牌：建立、列出、吊销")
def token() -> None:
    """接口令牌：建立、列出、吊销。"""


@token.command("create", short_help="为一名人员建立令牌")
@click.argument("username", metavar="用户名")
@click.option("--name", "name", required=True, metavar="用途", help="用途，如“与市大数据平台对接”。")
@click.option(
    "--scope",
    "scopes",
    multiple=True,
    required=True,
    metavar="许可",
    help="许可，可重复；如 rectification.view。",
)
@click.option("--days", type=int, default=90, show_default=True, help="有效天数。")
@click.option("--area", "area_code", default="", metavar="区划代码", help="限定区域。")
@click.option("--address", "addresses", multiple=True, metavar="地址", help="限定来源 IP 或网段，可重复。")
@click.option("--service", is_flag=True, help="系统令牌，供别的系统长期使用。")
@click.option("--dry-run", is_flag=True, help="只检查，不建立。")
def create(
    username: str,
    name: str,
    scopes: tuple[str, ...],
    days: int,
    area_code: str,
    addresses: tuple[str, ...],
    service: bool,
    dry_run: bool,
) -> None:
    """为一名人员建立令牌，以其名义、在所给许可之内办理。令牌打印在标准输出，只此一次。"""
    from django.db import transaction

    from sansan.api.actions import issue_token
    from sansan.api.models import Token
    from sansan.trail.record import SYSTEM

    holder = _person(username)
    with transaction.atomic():
        made, text = issue_token(
            by=SYSTEM,
            holder=holder,
            name=name,
            scopes=scopes,
            days=days,
            area_code=area_code,
            addresses=addresses,
            kind=Token.Kind.SERVICE if service else Token.Kind.PERSONAL,
        )
        transaction.set_rollback(dry_run)
    if dry_run:
        click.echo("试运行：可以建立，没有写入。", err=True)
        return
    click.echo(text)
    click.echo(f"已为{holder.name}建立令牌 {made.prefix}，{made.expires_at:%Y-%m-%d} 到期。", err=True)


@token.command("list", short_help="列出令牌")
@click.option("--all", "everything", is_flag=True, help="连同已到期和已吊销的。")
def list_tokens(everything: bool) -> None:
    """列出令牌，每行：识别码、状态、用户名、用途、许可、到期、最近使用，以制表符分隔。"""
    from django.utils import timezone

    from sansan.api.models import Token

    now = timezone.now()
    for row in Token.objects.select_related("holder").order_by("pk"):
        state = row.state(now)
        if state != "有效" and not everything:
            continue
        used = f"{timezone.localtime(row.last_used_at):%Y-%m-%d %H:%M}" if row.last_used_at else "未使用"
        until = f"{timezone.localtime(row.expires_at):%Y-%m-%d}"
        values = (row.prefix, state, row.holder.username, row.name, ",".join(row.scopes), until, used)
        click.echo("\t".join(values))


@token.command("revoke", short_help="吊销令牌")
@click.argument("prefix", metavar="识别码")
@click.option("--reason", required=True, metavar="理由", help="吊销的理由，记入操作轨迹。")
@click.option("--dry-run", is_flag=True, help="只说会吊销哪一个，不吊销。")
def revoke(prefix: str, reason: str, dry_run: bool) -> None:
    """吊销一个令牌，立即失效，不能恢复。"""
    from sansan.api.actions import revoke_token
    from sansan.api.models import Token
    from sansan.errors import Missing
    from sansan.trail.record import SYSTEM

    found = Token.objects.select_related("holder").filter(prefix=prefix).first()
    if found is None:
        raise Missing(f"没有识别码为“{prefix}”的令牌。")
    if dry_run:
        click.echo(f"试运行：将吊销{found.holder.name}的令牌“{found}”。", err=True)
        sys.exit(0)
    revoke_token(by=SYSTEM, token_id=found.pk, reason=reason)
    click.echo(f"已吊销{found.holder.name}的令牌“{found}”。")


def _person(username: str):  # type: ignore[no-untyped-def]  # a Person, which is not imported before it is needed
    from sansan.errors import Missing
    from sansan.people.models import Person

    found = Person.objects.filter(username=username.strip().lower()).first()
    if found is None:
        raise Missing(f"没有用户名为“{username}”的人员。")
    return found
