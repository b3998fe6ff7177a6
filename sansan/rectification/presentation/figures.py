"""A task's figures: a table, and a curve where one number was recorded on several days."""

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal

from sansan.documents.model import Bound
from sansan.rectification.models import TaskFigure
from sansan.rectification.models.progress import BOUND_LABELS
from sansan.ui.chart import Chart, Series
from sansan.ui.table import Column, Table

Identity = tuple[str, str, str]  # name, unit, scope: numbers of different scope are different numbers


def table(figures: Iterable[TaskFigure], *, correctable: bool) -> Table:
    return Table(
        columns=[
            Column("指标（范围、来源）", "name", template="rectification/cells/figure_name.html"),
            Column("数值", _printed, kind="number"),
            Column("截至", "as_of", kind="date"),
        ],
        rows=list(figures),
        caption="任务数据",
        actions="rectification/cells/figure_actions.html" if correctable else "",
    )


def _printed(figure: TaskFigure) -> str:
    """As the source wrote it, 余 and 近 included; one typed by hand carries its bound as a word."""
    bound = "" if figure.source_id else BOUND_LABELS[Bound(figure.bound)]
    return f"{bound}{figure.printed} {figure.unit}".strip()


def charts(figures: Iterable[TaskFigure]) -> list[Chart]:
    """One curve for each number recorded on at least two days."""
    series: defaultdict[Identity, dict[str, TaskFigure]] = defaultdict(dict)
    for figure in figures:
        if figure.as_of:
            series[figure.name, figure.unit, figure.scope][f"{figure.as_of:%Y-%m-%d}"] = figure
    return [_chart(identity, by_day) for identity, by_day in series.items() if len(by_day) > 1]


def _chart(identity: Identity, by_day: dict[str, TaskFigure]) -> Chart:
    name, unit, scope = identity
    days = sorted(by_day)
    first, last = by_day[days[0]].value, by_day[days[-1]].value
    return Chart(
        title=f"{name}：{days[0]} 至 {days[-1]} 由 {_plain(first)} {_moved(first, last)} {_plain(last)} {unit}",
        unit=unit or "无单位",
        categories=days,
        series=[Series(name, [by_day[day].value for day in days])],
        source=f"范围：{scope or '未注明'}；来源：任务数据",
        kind="line",
        category_label="日期",
    )


def _moved(first: Decimal, last: Decimal) -> str:
    return "增至" if last > first else "减至" if last < first else "保持"


def _plain(value: Decimal) -> str:
    return f"{value.normalize():,f}"
