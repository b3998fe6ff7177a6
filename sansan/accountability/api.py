"""The masked statistics over HTTP, and nothing else of this room: records name persons and stay on their pages."""

import datetime as dt

from django.utils import timezone
from ninja import Router
from pydantic import Field

from sansan.accountability.querysets import STATISTICS
from sansan.accountability.statistics import Breakdown, statistics
from sansan.accountability.views.reading import viewer
from sansan.config import config
from sansan.interface import Shown
from sansan.people.access import grants
from sansan.people.request import PersonRequest

router = Router(tags=["问责统计"])
CITY_DIGITS = 4


class CellShown(Shown):
    key: str
    label: str
    count: int | None = Field(description="人次；人数较少、会指向个人的为 null")


class BreakdownShown(Shown):
    key: str = Field(description="group 按问责方式，level 按级别，county 按区域，year 按年份")
    label: str
    total: int | None
    cells: list[CellShown]


class StatisticsShown(Shown):
    as_of: dt.date = Field(description="统计截至，为上月末")
    total: int | None = Field(description="问责人次；人数较少的为 null")
    tables: list[BreakdownShown]


@router.get(
    "accountability/statistics",
    response=StatisticsShown,
    summary="问责统计",
    url_name="accountability_statistics",
)
def get_statistics(request: PersonRequest) -> StatisticsShown:
    """全市合计，不含个人；人数较少的不列数字。问责记录不经接口提供。"""
    person = viewer(request, STATISTICS)
    code = (grants(person, STATISTICS)[0].area_code or config().city_code)[:CITY_DIGITS]
    found = statistics(code, timezone.localdate())
    return StatisticsShown(
        as_of=found.as_of, total=found.shown_total, tables=[_table(table) for table in found.tables]
    )


def _table(table: Breakdown) -> BreakdownShown:
    """Masked for every token, whatever its holder may open on the page."""
    cells = [
        CellShown(key=key, label=table.words[key], count=count) for key, count in table.shown.cells.items()
    ]
    return BreakdownShown(key=table.key, label=table.label, total=table.shown.total, cells=cells)
