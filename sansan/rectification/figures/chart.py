"""The curve of a series: gaps as gaps, bounds as bounds, the target as a dashed line."""

import datetime as dt
from collections.abc import Sequence

from sansan.documents.model import Bound
from sansan.rectification.figures.arithmetic import MARKS, plain
from sansan.rectification.figures.queries import amount_of
from sansan.rectification.models import FigureValue, TaskFigure
from sansan.ui.chart import Chart, Limit, Series

LONGEST_GAP = 60  # months drawn as empty; a longer silence is left out


def chart_of(figure: TaskFigure, *, title: bool = True) -> Chart | None:
    """None where there are fewer than two days to draw. The last value of a day stands for it."""
    by_day = {value.as_of: value for value in figure.series if value.as_of}
    if len(by_day) < 2:
        return None
    days = sorted(by_day)
    categories: list[str] = []
    values: list[FigureValue | None] = []
    for day, before in zip(days, [None, *days], strict=False):
        for month in _silent(before, day):
            categories.append(month)
            values.append(None)
        categories.append(str(day))
        values.append(by_day[day])
    return Chart(
        title=_statement(figure, by_day[days[0]], by_day[days[-1]]) if title else figure.name,
        unit=figure.unit or "无单位",
        categories=categories,
        series=[
            Series(
                figure.name,
                [v.value.normalize() + 0 if v else None for v in values],
                [MARKS[Bound(v.bound)].strip() if v else "" for v in values],
            )
        ],
        source=f"范围：{figure.scope or '未注明'}；来源：{_sources(list(by_day.values()))}",
        kind="line",
        category_label="截至",
        limits=[Limit("目标", figure.target.normalize() + 0)] if figure.target is not None else (),
        as_of=days[-1],
    )


def _silent(before: dt.date | None, day: dt.date) -> list[str]:
    """The months between two values that have none."""
    if before is None:
        return []
    first, last = before.year * 12 + before.month, day.year * 12 + day.month - 1
    if last - first > LONGEST_GAP:
        return []
    return [f"{month // 12}-{month % 12 + 1:02d}" for month in range(first, last)]


def _statement(figure: TaskFigure, first: FigureValue, last: FigureValue) -> str:
    moved = "增至" if last.value > first.value else "减至" if last.value < first.value else "保持"
    days = f"{first.as_of} 至 {last.as_of}"
    values = (
        f"由 {amount_of(first)} {moved} {amount_of(last)}" if moved != "保持" else f"保持 {amount_of(last)}"
    )
    aim = f"，目标 {plain(figure.target)}" if figure.target is not None else ""
    return f"{figure.name}：{days} {values}{aim} {figure.unit}".rstrip()


def _sources(values: Sequence[FigureValue]) -> str:
    return "、".join(dict.fromkeys(value.get_origin_display() for value in values))
