"""The administrative tree over HTTP. Public knowledge: every token may read it."""

from django.http import HttpRequest
from ninja import Query, Router
from pydantic import Field

from sansan.errors import Missing
from sansan.interface import Paged, Rows, Shown, rows_of
from sansan.places.models import Area
from sansan.ui.keyset import keyset_page

router = Router(tags=["机构与区划"])


class AreaShown(Shown):
    code: str = Field(description="区划代码（GB/T 2260 及其扩展）")
    name: str
    short_name: str
    level: int = Field(description="1 省，2 市，3 县区，4 乡镇（街道），5 村（社区）")
    parent_code: str
    functional: bool = Field(description="功能区")


class AreaFilter(Paged):
    parent: str = Field("", pattern=r"^[0-9A-Z]{0,12}$", description="上级代码：只列它的直接下级")
    level: int | None = Field(None, ge=1, le=5, description="级别")


def _shown(row: Area) -> AreaShown:
    return AreaShown(
        code=row.code,
        name=row.name,
        short_name=row.short_name,
        level=row.level,
        parent_code=row.parent_code,
        functional=row.functional,
    )


@router.get("areas", response=Rows[AreaShown], summary="行政区域", url_name="areas")
def list_areas(request: HttpRequest, given: Query[AreaFilter]) -> Rows[AreaShown]:
    """按代码排列。"""
    rows = Area.objects.defer("boundary")
    if given.parent:
        rows = rows.filter(parent_code=given.parent)
    if given.level:
        rows = rows.filter(level=given.level)
    page = keyset_page(rows, order=("code",), size=given.limit, cursor=given.cursor or None)
    return rows_of(page, _shown)


@router.get("areas/{area_code}", response=AreaShown, summary="一个行政区域", url_name="area")
def get_area(request: HttpRequest, area_code: str) -> AreaShown:
    found = Area.objects.defer("boundary").filter(pk=area_code[:12].replace("\x00", "")).first()
    if found is None or found.code != area_code:
        raise Missing("没有该行政区域。", pk=area_code)
    return _shown(found)
