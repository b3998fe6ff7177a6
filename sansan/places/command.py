"""`sansan places`: bringing in areas, boundaries and zones."""

import datetime as dt
from pathlib import Path

import click

from sansan.places.coordinates import TO_WGS84

_FILE = click.Path(exists=True, dir_okay=False, readable=True, path_type=Path)
_datum = click.option(
    "--datum",
    type=click.Choice(list(TO_WGS84)),
    default="wgs84",
    show_default=True,
    help="文件的坐标系：wgs84（含 CGCS2000）、gcj02（高德、腾讯、DataV）、bd09（百度）。",
)
_dry_run = click.option("--dry-run", is_flag=True, help="只检查，不写入。")


@click.group(name="places", help="区划、边界和管控区。")
def places() -> None:
    """See the help."""


@places.command(name="import")
@click.option("--areas", type=_FILE, help="区划表（CSV，列名见说明文档）。")
@click.option("--boundaries", type=_FILE, help="边界（GeoJSON，要素带 code 或 adcode）。")
@_datum
@_dry_run
def import_command(*, areas: Path | None, boundaries: Path | None, datum: str, dry_run: bool) -> None:
    """导入区划表和边界，全部成功或全部不导入。

    两个文件都不给时导入示例城市（驻马店市）。表中没有的区划保持原样。
    """
    from sansan.places.actions import import_areas
    from sansan.trail.record import SYSTEM

    done = import_areas(
        by=SYSTEM,
        areas_csv=areas.read_bytes() if areas else None,
        boundaries=boundaries.read_bytes() if boundaries else None,
        datum=datum,
        dry_run=dry_run,
    )
    verb = "检查通过，将" if dry_run else ""
    click.echo(f"{verb}新增 {done.added} 个、修改 {done.changed} 个区划，{done.same} 个没有变化。")


@places.command(name="import-zones")
@click.argument("file", type=_FILE)
@click.option(
    "--valid-from",
    type=click.DateTime(formats=["%Y-%m-%d"]),
    required=True,
    help="启用日期；同名管控区的上一版止于前一日。",
)
@_datum
@_dry_run
def import_zones_command(*, file: Path, valid_from: dt.datetime, datum: str, dry_run: bool) -> None:
    """从 GeoJSON 发布管控区，全部成功或全部不发布。

    要素属性：kind 类别、name 名称、area_code 所属区域、source 依据；点要素另给 radius_m 半径（米），按圆形范围发布。
    """
    from sansan.places.zone_import import import_zones
    from sansan.trail.record import SYSTEM

    done = import_zones(
        by=SYSTEM, content=file.read_bytes(), valid_from=valid_from.date(), datum=datum, dry_run=dry_run
    )
    verb = "检查通过，将" if dry_run else ""
    click.echo(f"{verb}发布 {done.published} 个管控区版本，{done.same} 个没有变化。")
