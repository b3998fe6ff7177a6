"""`sansan init`: set the sample city aside and start with a deployment's own."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import click

from sansan.commands import readiness
from sansan.commands.database import migrate
from sansan.commands.group import set_up_django
from sansan.commands.serving import ensure_free
from sansan.commands.setting_aside import set_aside
from sansan.config import ENV_FILE, config
from sansan.errors import Conflict, Invalid

ADMINISTRATORS = {"system_admin": "系统管理员", "security_admin": "安全管理员", "audit_admin": "审计管理员"}


@dataclass(frozen=True)
class Deployment:
    """`administrators`: role → (user name, name)."""

    city_code: str
    city_name: str
    administrators: Mapping[str, tuple[str, str]]


@click.command(short_help="以本单位替换示例城市，重新开始")
@click.option(
    "--city-code", prompt="城市的行政区划代码（前四位，如 4117）", help="城市的行政区划代码前四位。"
)
@click.option("--city-name", prompt="城市名称（如 驻马店市）", help="城市名称，显示于页首。")
@click.option("--system-admin", nargs=2, metavar="用户名 姓名", help="系统管理员；不给则询问。")
@click.option("--security-admin", nargs=2, metavar="用户名 姓名", help="安全管理员；不给则询问。")
@click.option("--audit-admin", nargs=2, metavar="用户名 姓名", help="审计管理员；不给则询问。")
@click.option("--yes", is_flag=True, help="已有本单位的数据时也照做（原数据另存，不删除）。")
@click.option("--dry-run", is_flag=True, help="只说明将做什么。")
def init(city_code: str, city_name: str, yes: bool, dry_run: bool, **given: tuple[str, str] | None) -> None:
    """把现有数据库和文件改名另存，建立空数据库，登记本市和三名管理员（三员分立，须为三人）。

    机构、人员、区划随后用 sansan people import、sansan places import 导入。
    """
    if not (city_code.isdigit() and len(city_code) == 4):
        raise Invalid(f"行政区划代码应为四位数字，如 4117，现为“{city_code}”。")
    _refuse_own_data(yes=yes)
    if dry_run:
        click.echo(
            f"将另存现有数据，建立空数据库，登记{city_name}（{city_code}）和三名管理员。未做任何改动。"
        )
        return
    deployment = Deployment(city_code, city_name, {role: _ask(role, given[role]) for role in ADMINISTRATORS})
    ensure_free(config().host, config().port)  # a running service would go on writing into the old data
    with set_aside(f"before-{dt.datetime.now(dt.UTC):%Y%m%d-%H%M%S}") as kept:
        migrate()
        passwords = _start(deployment)
        write_settings(ENV_FILE, {"SANSAN_CITY_CODE": city_code, "SANSAN_CITY_NAME": city_name})
    readiness.note("content", "own")
    for where in kept:
        click.echo(f"原有数据另存为：{where}")
    click.echo(f"{city_name}已启用。三名管理员的临时口令只显示这一次，首次登录时须修改：")
    for role, (username, name) in deployment.administrators.items():
        click.echo(f"  {ADMINISTRATORS[role]}  {username}（{name}）  {passwords[role]}")


def _refuse_own_data(*, yes: bool) -> None:
    set_up_django()
    from django.db import connection

    from sansan.people.models import Person
    from sansan.sample.contents import Contents, contents

    empty = Person._meta.db_table not in connection.introspection.table_names()
    if not yes and not empty and contents() is Contents.OWN:
        raise Conflict("数据库里有示例以外的业务数据。确要重新开始（原数据另存，不删除），请加 --yes。")


def _ask(role: str, given: tuple[str, str] | None) -> tuple[str, str]:
    if given:
        return given
    label = ADMINISTRATORS[role]
    return click.prompt(f"{label}用户名（英文）"), click.prompt(f"{label}姓名")


def _start(deployment: Deployment) -> dict[str, str]:
    """Register the city, its office and the three administrators; returns their temporary passwords by role."""
    from django.db import transaction
    from django.utils import timezone

    from sansan.people.actions import appoint, create_organisation, create_person
    from sansan.people.models import Organisation
    from sansan.people.organisations import OrganisationRow
    from sansan.people.passwords import temporary
    from sansan.people.roles import Role
    from sansan.places.models import Area
    from sansan.trail.record import SYSTEM, record

    with transaction.atomic():
        city = Area.objects.create(
            code=deployment.city_code,
            name=deployment.city_name,
            short_name=deployment.city_name.removesuffix("市"),
            kind="city",
            level=2,
            parent_code=deployment.city_code[:2],
        )
        office = create_organisation(
            by=SYSTEM,
            row=OrganisationRow(
                code="city-office",
                name=f"{deployment.city_name}攻坚办",
                short_name="市攻坚办",
                kind=Organisation.Kind.CITY_OFFICE,
                area_code=city.code,
            ),
        )
        passwords = {}
        for role, (username, name) in deployment.administrators.items():
            passwords[role] = temporary(username)
            person = create_person(by=SYSTEM, username=username, name=name, password=passwords[role])
            appoint(
                by=SYSTEM, person=person, organisation=office, role=Role(role), starts_on=timezone.localdate()
            )
        record("deployment.started", target=city, by=SYSTEM, area_code=city.code)
    return passwords


def write_settings(file: Path, values: Mapping[str, str]) -> None:
    """Set these variables in the settings file and leave its other lines as they are."""
    lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
    kept = [line for line in lines if line.partition("=")[0].strip() not in values]
    added = [f"{name}={value}" for name, value in values.items()]
    file.write_text("\n".join([*kept, *added]) + "\n", encoding="utf-8")
