"""Sample content for the gallery: invented, shaped like the real thing, with the worst case of each part."""

import datetime as dt
import itertools
import math
from decimal import Decimal
from types import SimpleNamespace
from typing import Any, cast
from urllib.parse import quote

from django.http import QueryDict
from django.utils import timezone

from sansan.ui import parts
from sansan.ui.chart import Chart, Limit, Series
from sansan.ui.choropleth import Choropleth, MapArea
from sansan.ui.keyset import Page
from sansan.ui.listing import Listing, Order, State, ViewLink
from sansan.ui.navigation import Link, Scope
from sansan.ui.passage import Mark
from sansan.ui.table import Column, Table

TODAY = dt.date(2020, 7, 17)

ROOMS = (
    ("今日", "home", True),
    ("督察整改", "clipboard-check", True),
    ("问题", "flag", True),
    ("点位档案", "map-pin", False),
    ("空气质量", "wind", False),
    ("考核", "trophy", False),
    ("报告", "report-analytics", False),
    ("系统", "settings", True),
)


def frame() -> SimpleNamespace:
    """A frame as a city officer sees it."""
    rooms = [Link(label, icon, "#", current=label == "督察整改", phone=phone) for label, icon, phone in ROOMS]
    areas = ["驻马店市", "驿城区", "遂平县", "西平县"]
    return SimpleNamespace(
        rooms=rooms,
        phone=[room for room in rooms if room.phone],
        personal=[Link("修改口令", "key", "#"), Link("两步验证", "shield-lock", "#")],
        scope=Scope("驻马店市", [(area, "#", area == "驻马店市") for area in areas]),
        messages=("#", 3),
        search_url="/gallery/",
        home_url="/gallery/",
        logout_url="/gallery/",
        person=SimpleNamespace(name="赵启明"),
    )


def _time(day: int, hour: int) -> dt.datetime:
    return dt.datetime(2020, 7, day, hour, 30, tzinfo=timezone.get_default_timezone())


STATS = [
    parts.Stat("整改任务", 36, "项", "#table", "6 类"),
    parts.Stat("已销号", 13, "项", "#table", "比上月多 4 项", "good"),
    parts.Stat("待验收", 9, "项", "#table"),
    parts.Stat("超期", 2, "项", "#table", "最长 17 天", "bad"),
    parts.Stat("七天内到期", 5, "项", "#table", "", "warn"),
    parts.Stat("涉及企业", 1284, "家", "#table"),
]

TASKS = [
    SimpleNamespace(
        number="17",
        problem="部分露天矿山治理修复不到位，无主矿山复绿进展缓慢，个别矿山仍有扬尘",
        unit="市自然资源和规划局",
        county="确山县",
        state="overdue",
        due=dt.date(2020, 6, 30),
        done=False,
        hectares=Decimal("99.0"),
    ),
    SimpleNamespace(
        number="12",
        problem="加油站油品质量抽检频次不足",
        unit="市商务局",
        county="全市",
        state="in_progress",
        due=dt.date(2020, 7, 22),
        done=False,
        hectares=None,
    ),
    SimpleNamespace(
        number="2",
        problem="乡镇没有专门负责生态环境保护的部门和人员",
        unit="市委编办",
        county="各县区",
        state="ongoing",
        due=None,
        done=False,
        hectares=None,
    ),
    SimpleNamespace(
        number="21",
        problem="建筑工地扬尘防治“六个百分之百”落实不严",
        unit="市住房和城乡建设局",
        county="驿城区",
        state="awaiting",
        due=dt.date(2020, 12, 31),
        done=False,
        hectares=Decimal("1284.50"),
    ),
    SimpleNamespace(
        number="5",
        problem="散煤销售网点取缔不彻底",
        unit="市市场监督管理局",
        county="遂平县",
        state="closed",
        due=dt.date(2020, 5, 31),
        done=True,
        hectares=Decimal("27.0"),
    ),
]


def table(rows: list[Any] | None = None) -> Table:
    """A ledger as the rectification room shows it."""
    return Table(
        columns=[
            Column("序号", "number", width="4em"),
            Column("问题", "problem", link=True),
            Column("责任单位", "unit"),
            Column("地区", "county"),
            Column("状态", "state", kind="status"),
            Column("整改时限", lambda task: (task.due, task.done, "长期坚持"), kind="deadline"),
            Column("涉及面积", "hectares", kind="number", unit="公顷"),
        ],
        rows=TASKS if rows is None else rows,
        caption="整改任务",
        row_url=lambda _: "#table",
        actions="ui/gallery/row_actions.html",
        empty="没有符合条件的任务。放宽条件，或从督察报告读入任务",
        empty_url="#",
        empty_action="读入报告",
    )


def listing(parameters: QueryDict) -> State:
    """The tools of a list, with a saved view whose filter no longer applies and bulk actions."""
    columns = table().columns
    orders = {"order": Order("按顺序", ("pk",)), "deadline": Order("按期限", ("due",))}
    return State(
        key="gallery",
        title="整改任务",
        listing=Listing(cast("Any", None), columns, orders, export="gallery"),
        columns=columns[:4],
        sort="order",
        views=[
            ViewLink(1, "超期任务", "#", current=True, own=True, shared=True, default=True),
            ViewLink(2, "本月到期", "#", current=False, own=False, shared=True, default=False),
        ],
        lost=["督察"],
        parameters=parameters,
        may_export=True,
        may_share=True,
        bulk=[("assign", "交办给单位"), ("move", "调整期限")],
    )


PAGE: Page[Any] = Page(rows=[], next_cursor="next", previous_cursor=None)
STATES = ["not_started", "in_progress", "awaiting", "closed", "overdue", "ongoing", "unknown"]
DEADLINES = [
    (dt.date(2020, 12, 31), False),
    (dt.date(2020, 7, 22), False),
    (TODAY, False),
    (dt.date(2020, 6, 30), False),
    (dt.date(2020, 6, 30), True),
    (None, False),
]

MOMENTS = [
    parts.Moment(_time(16, 16), "退回", "验收组 孙立文", "第三张照片看不出围挡位置，请补拍全景。", "bad"),
    parts.Moment(
        _time(15, 9), "提交验收", "市住房和城乡建设局 钱卫东", "21 处工地全部完成，附照片 42 张。", "now"
    ),
    parts.Moment(_time(3, 11), "报告进展", "驿城区攻坚办 李慧"),
    parts.Moment(dt.date(2020, 6, 1), "交办", "市攻坚办 赵启明", "请于 2020-12-31 前完成。"),
    parts.Moment(dt.date(2020, 5, 28), "读入", "系统", "来自《整改方案》第 112–131 行。", "good"),
]
STEPS = [
    parts.Step("交办", "done", "市攻坚办", dt.date(2020, 6, 1)),
    parts.Step("整改", "done", "市住建局", dt.date(2020, 7, 15)),
    parts.Step("验收", "now", "验收组 孙立文"),
    parts.Step("公示", "next", "市攻坚办"),
    parts.Step("销号", "next", "市攻坚办"),
]


def _picture(sky: str, ground: str, extra: str = "") -> str:
    svg = (
        "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 400 300'>"
        f"<rect width='400' height='300' fill='{sky}'/>"
        f"<path d='M0 190L90 150L170 185L260 120L400 180V300H0Z' fill='{ground}'/>{extra}</svg>"
    )
    return "data:image/svg+xml," + quote(svg)


_BARE = _picture("#c9d3da", "#a58a63", "<path d='M90 300L180 210L300 300Z' fill='#8f7450'/>")
_GREEN = _picture("#bcd9ee", "#6c9a5b", "<path d='M60 300L190 220L330 300Z' fill='#57854a'/>")

PHOTOS = [
    parts.Photo(
        "#", "矿坑东侧.jpg", _BARE, "李慧", _time(1, 8), "确山县任店镇 114.02°E 32.78°N", purpose="整改前"
    ),
    parts.Photo(
        "#",
        "矿坑东侧复绿.jpg",
        _GREEN,
        "李慧",
        _time(15, 9),
        "确山县任店镇 114.02°E 32.78°N",
        purpose="整改后",
    ),
    parts.Photo(
        "#",
        "IMG_20200715_091233_HDR_全景拼接_最终版.jpg",
        _GREEN,
        "王鹏",
        _time(15, 10),
        "",
        "与 2020-03-02 第 9 项任务的照片相同",
        "整改后",
    ),
    parts.Photo("#", "验收意见.pdf", "", "孙立文", _time(16, 16), "", purpose="材料"),
]

SOURCE = """二、部分露天矿山治理修复不到位
17．露天矿山扬尘治理不彻底。（已完成，持续推进）
整改情况：全市共排查露天矿山99家，其中有责任主体的27家，责任主体灭失的55家，
已注销的15家。截至2020年6月底，完成治理修复面积1284.5公顷。
责任单位：市自然资源和规划局"""
_TOTAL, _PARTS = SOURCE.index("99家"), SOURCE.index("27家")
MARKS = [
    Mark(_TOTAL, _TOTAL + 3, "总数"),
    Mark(_PARTS, _PARTS + 3, "部分"),
    Mark(SOURCE.index("55家"), SOURCE.index("55家") + 3, "部分"),
    Mark(SOURCE.index("15家"), SOURCE.index("15家") + 3, "部分"),
]

FINDING = parts.Finding(
    title="总数与分项之和不符",
    message="第 17 项任务：分项 27 + 55 + 15 = 97 家，文中总数 99 家，相差 2 家。",
    compared=[
        parts.Compared("总数", "99 家", "第 114 行", "#L114"),
        parts.Compared("有责任主体", "27 家", "第 114 行", "#L114"),
        parts.Compared("责任主体灭失", "55 家", "第 114 行", "#L114"),
        parts.Compared("已注销", "15 家", "第 115 行", "#L115"),
    ],
    quote="全市共排查露天矿山99家，其中有责任主体的27家，责任主体灭失的55家，已注销的15家。",
    innocent="分项可能没有列全（如在建矿山），“其中”不一定穷尽。",
)
SETTLED = parts.Finding(
    title="同一数字两处不一",
    message="第 12 项与第 13 项的劣质油品数量不同：第 12 项 6300 余吨，第 13 项 6500 吨。",
    disposition="有合理解释",
    who="市攻坚办 赵启明",
    reason="第 12 项截至 5 月底，第 13 项截至 6 月底，口径不同。",
)

BEFORE = "完成治理修复面积1184.5公顷，取缔散煤网点27家，正在推进。"
AFTER = "完成治理修复面积1284.5公顷，取缔散煤网点29家，已完成。"

PROGRESS = [
    parts.Progress(
        "正在读入整改方案", 312, 500, "running", cancel_url="#", note="第 312 项：建筑工地扬尘防治"
    ),
    parts.Progress("导出整改台账", 36, 36, "done", result_url="#"),
    parts.Progress(
        "导入 Excel", 17, 40, "failed", note="第 17 行：责任单位“市住建”不在单位名录中，请改为全称"
    ),
]

BARS = Chart(
    title="遂平县、确山县的任务占四成",
    unit="项",
    categories=[
        "驿城区",
        "西平县",
        "上蔡县",
        "平舆县",
        "正阳县",
        "确山县",
        "泌阳县",
        "汝南县",
        "遂平县",
        "新蔡县",
    ],
    series=[Series("任务", [5, 2, 3, 1, 2, 7, 3, 2, 8, 3])],
    source="整改台账",
    kind="bar-horizontal",
    category_label="县区",
    as_of=TODAY,
)
LINES = Chart(
    title="PM2.5 上半年两次超过日限值",
    unit="μg/m³",
    categories=[f"{month} 月" for month in range(1, 8)],
    series=[
        Series("驿城区", [82, 61, 48, None, 35, 28, 31], marks=["", "", "约", "", "", "", "≥"]),
        Series("遂平县", [90, 66, 52, 47, 38, 30, 29]),
    ],
    limits=[Limit("二级日限值", 75)],
    source="国控站点月均值",
    kind="line",
    category_label="月份",
    as_of=TODAY,
)
STACK = Chart(
    title="六类任务中，“散乱污”一类未完成最多",
    unit="项",
    categories=["责任意识", "散乱污", "散煤", "散尘", "油品", "矿山"],
    series=[
        Series("已销号", [3, 1, 4, 2, 2, 1]),
        Series("进行中", [2, 6, 1, 3, 2, 2]),
        Series("未开始", [0, 2, 1, 1, 1, 2]),
    ],
    source="整改台账",
    kind="stacked",
    category_label="类别",
    as_of=TODAY,
)


def _corner(i: int, j: int) -> tuple[float, float]:
    return (
        114 + i * 0.22 + 0.05 * math.sin(2.3 * i + 4.1 * j),
        33 - j * 0.17 + 0.04 * math.sin(3.7 * i + 1.9 * j),
    )


def _border(a: tuple[int, int], b: tuple[int, int]) -> list[tuple[float, float]]:
    """The line between two corners as a river would draw it, the same seen from both sides."""
    first, last = sorted((a, b))
    (x0, y0), (x1, y1) = _corner(*first), _corner(*last)
    line = []
    for k in range(9):
        t, bend = k / 8, 0.012 * math.sin(k * 2.4 + first[0] * 5 + first[1] * 3) * math.sin(math.pi * k / 8)
        line.append((x0 + (x1 - x0) * t - (y1 - y0) * bend * 8, y0 + (y1 - y0) * t + (x1 - x0) * bend * 8))
    return line if a == first else line[::-1]


def _county(i: int, j: int) -> dict[str, Any]:
    """An invented county whose borders fit its neighbours'."""
    corners = [(i, j), (i + 1, j), (i + 1, j + 1), (i, j + 1), (i, j)]
    ring = [point for a, b in itertools.pairwise(corners) for point in _border(a, b)]
    return {"type": "Polygon", "coordinates": [ring]}


_PLACES = [(1, 1), (0, 0), (1, 0), (2, 0), (2, 2), (0, 2), (0, 1), (2, 1), (1, 2), (3, 1)]
_COUNTS = [5, 2, 3, 1, 0, 7, None, 2, 8, 3]
MAP = Choropleth(
    title="任务集中在南部两县",
    unit="项",
    value_label="未销号任务",
    areas=[
        MapArea(str(i), name, _COUNTS[i], _county(*_PLACES[i]), "#") for i, name in enumerate(BARS.categories)
    ],
    source="整改台账，截至 2020-07-17；边界为虚构",
)
