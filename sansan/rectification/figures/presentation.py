"""Figures on a page: an indicator's row, its series, what was put right, what does not fit."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from django.db.models import F, IntegerField, Value
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, Greatest, Substr
from django.urls import reverse

from sansan.rectification.figures.arithmetic import (
    Amount,
    Completion,
    Fit,
    Refused,
    compare,
    completion,
    plain,
)
from sansan.rectification.figures.bindings import Binding, bindings
from sansan.rectification.figures.queries import RollUp, Watched, amount_of, as_of
from sansan.rectification.models import FigureValue, Task, TaskFigure
from sansan.ui.parts import Moment, Stat
from sansan.ui.table import Column, Table

AROUND = 30  # characters of the report shown on either side of a number


def figure_url(figure: TaskFigure) -> str:
    return reverse("rectification:figure", args=[figure.pk])


def said(amount: Amount, unit: str) -> str:
    return f"{amount} {unit}".strip()


def completed(figure: TaskFigure) -> Completion | None:
    """Against the target, of the value in force; None without the one or the other."""
    if figure.target is None or figure.latest is None:
        return None
    return completion(amount_of(figure.latest), figure.target, falling=figure.direction == "down")


def completion_said(figure: TaskFigure) -> str:
    """93.0%，已达到 / ≥ 93.0% / 未达到 — against the target."""
    done = completed(figure)
    if done is None:
        return ""
    reached = {True: "已达到目标", False: "未达到目标", None: "约数，不能断定是否达到"}[done.reached]
    return f"{done}，{reached}" if done.percent else reached


def table(figures: Iterable[TaskFigure]) -> Table:
    """A task's indicators, one row each: the value in force and the way to its series."""
    return Table(
        columns=[
            Column("指标", "name", template="rectification/figures/cell_name.html", link=True),
            Column("最新数值", _latest, kind="number"),
            Column("截至", "as_of", kind="date"),
            Column("比上次", _change, kind="number"),
            Column("目标完成", completion_said),
        ],
        rows=list(figures),
        caption="任务数据",
        row_url=figure_url,
        empty="还没有登记数据",
    )


def _latest(figure: TaskFigure) -> str | None:
    values = list(dict.fromkeys(value.said for value in figure.latest_day))
    return " / ".join(values) or None


def _change(figure: TaskFigure) -> str | None:
    pair = as_of(figure, dt.date.max)
    if pair.latest is None or pair.previous is None:
        return None
    return change_said(amount_of(pair.previous), amount_of(pair.latest))


def change_said(before: Amount, now: Amount) -> str:
    """+27; with 约 where one of the two is no exact number."""
    difference = now.value - before.value
    mark = "" if before.bound == now.bound == "exact" else "约 "
    return f"{mark}{'+' if difference > 0 else ''}{plain(difference)}" if difference else "持平"


def stats(figure: TaskFigure) -> list[Stat]:
    """The numbers at the head of a figure's page."""
    pair = as_of(figure, dt.date.max)
    latest = pair.latest or figure.latest
    shown = [
        Stat(
            f"最新（{latest.as_of or '未注明日期'}）" if latest else "最新",
            str(amount_of(latest)) if latest else "—",
            figure.unit if latest else "",
        )
    ]
    if pair.latest and pair.previous:
        change = change_said(amount_of(pair.previous), amount_of(pair.latest))
        shown.append(
            Stat(
                f"上次（{pair.previous.as_of}）",
                str(amount_of(pair.previous)),
                figure.unit,
                change=f"变化 {change}",
            )
        )
    if figure.target is not None:
        by_when = f"（{figure.target_on}前）" if figure.target_on else ""
        shown.append(Stat(f"目标{by_when}", plain(figure.target), figure.unit))
        done = completed(figure)
        if done and done.percent:
            shown.append(Stat("目标完成", str(done), tone="good" if done.reached else ""))
    return shown


@dataclass(frozen=True)
class Version:
    """A value in force, what stood there before, and the words of the report around it."""

    value: FigureValue
    before: Sequence[FigureValue]
    quote: str


def versions(figure: TaskFigure) -> list[Version]:
    """The series, the newest day first, each value with its earlier versions. One query."""
    start = Cast(KT("span__1"), IntegerField())
    rows = (
        FigureValue.objects.filter(figure=figure)
        .select_related("by", "source", "report__organisation")
        .defer("source__text", "source__reading")
        .annotate(
            quoted=Substr(
                F("source__text"), Greatest(start - Value(AROUND), Value(0)) + Value(1), Value(AROUND * 3)
            )
        )
    )
    by_pk = {row.pk: row for row in rows}
    corrected = {row.corrects_id for row in by_pk.values()}
    standing = sorted((r for r in by_pk.values() if r.pk not in corrected), key=FigureValue.place)
    found = []
    for value in reversed(standing):
        value.figure = figure
        before, older = [], value.corrects_id
        while older:
            before.append(by_pk[older])
            by_pk[older].figure = figure
            older = by_pk[older].corrects_id
        first = before[-1] if before else value
        found.append(Version(value, before, _quote(first)))
    return found


def _quote(value: FigureValue) -> str:
    """The line of the report around the number, cut where the line ends: what stands next may be another's."""
    text, span = getattr(value, "quoted", None), value.span
    if not text or not span:
        return ""
    at, length = min(span[1], AROUND), span[2] - span[1]
    before, number, after = text[:at], text[at : at + length], text[at + length : at + length + AROUND]
    line = before.rsplit("\n", 1)[-1] + number + after.split("\n", 1)[0]
    return f"…{line}…"


def series_table(rows: Sequence[Version], *, correctable: bool) -> Table:
    return Table(
        columns=[
            Column("截至", lambda v: v.value.as_of, kind="date", link=True),
            Column("数值", lambda v: v.value.said, kind="number"),
            Column("来源", "value", template="rectification/figures/cell_source.html"),
            Column("登记", "value", template="rectification/figures/cell_who.html"),
        ],
        rows=rows,
        caption="历次数值",
        actions="rectification/figures/row_actions.html" if correctable else "",
        empty="还没有数值",
    )


def corrections(rows: Sequence[Version]) -> list[Moment]:
    """Who put what right, when and why, the newest first."""
    found = []
    for version in rows:
        chain = [version.value, *version.before]
        for new, old in pairwise(chain):
            day = f"（截至 {old.as_of or '未注明'}）" if old.as_of == new.as_of else ""
            moved = f"{old.said} → {new.said}"
            if old.as_of != new.as_of:
                moved = f"{old.said}（{old.as_of or '未注明日期'}）→ {new.said}（{new.as_of}）"
            found.append(
                Moment(new.at, f"{moved}{day}", new.by.name if new.by else "系统", f"理由：{new.reason}")
            )
    return sorted(found, key=lambda moment: str(moment.at), reverse=True)


@dataclass(frozen=True)
class Taken:
    """A bound indicator as computed now, beside what was typed."""

    binding: Binding
    says: str
    amount: Amount
    on: dt.date
    differs: str


def taken_now(figure: TaskFigure, today: dt.date) -> Taken | None:
    """None for a typed indicator, and for a query that no room offers any more."""
    binding = bindings().get(figure.binding)
    if binding is None:
        return None
    amount = binding.compute(figure.task, figure.parameters, today)
    return Taken(
        binding, binding.said(figure.parameters), amount, today, _typed_differs(figure, binding, today)
    )


def _typed_differs(figure: TaskFigure, binding: Binding, today: dt.date) -> str:
    """What somebody typed or a report said last, where the system counts otherwise for that day."""
    typed = [v for v in figure.series if v.as_of and v.origin != FigureValue.Origin.BINDING]
    if not typed or typed[-1].as_of is None or not (binding.looks_back or typed[-1].as_of == today):
        return ""
    last = typed[-1]
    counted = binding.compute(figure.task, figure.parameters, typed[-1].as_of)
    if compare(amount_of(last), counted) != Fit.DIFFERS:
        return ""
    return (
        f"截至 {last.as_of}，{last.get_origin_display()}的是 {last.said}，"
        f"系统取得的是 {said(counted, figure.unit)}，请核对。"
    )


@dataclass(frozen=True)
class Rolled:
    """A roll-up on a page."""

    title: str
    says: str
    doubt: str
    parts: Sequence[tuple[str, str, str]]  # label, number, address
    refused: bool


def rolled(rollup: RollUp) -> Rolled:
    """Computed from the parts and shown as such; beside it what the task itself says, where that differs."""
    title = f"{rollup.name}（{rollup.unit}）" if rollup.unit else rollup.name
    if isinstance(rollup.result, Refused):
        return Rolled(title, rollup.result.why, "", _parts(rollup.figures), refused=True)
    result = rollup.result
    says = f"{said(result.amount, result.unit)}（截至 {result.as_of}，由 {len(result.parts)} 项下级任务算出）"
    doubt = ""
    if rollup.own and compare(amount_of(rollup.own), result.amount) == Fit.DIFFERS:
        doubt = (
            f"本任务登记的是 {rollup.own.said}，与下级任务之和 {said(result.amount, result.unit)} 不一致。"
        )
    return Rolled(title, says, doubt, _parts(rollup.figures, result.as_of), refused=False)


def _parts(figures: Sequence[TaskFigure], on: dt.date | None = None) -> list[tuple[str, str, str]]:
    found = []
    for figure in figures:
        value = as_of(figure, on).latest if on else figure.latest
        number = value.said if value else "—"
        found.append(
            (
                f"{figure.task}",
                f"{number}（{value.as_of or '未注明日期'}）" if value else "—",
                figure_url(figure),
            )
        )
    return found


@dataclass(frozen=True)
class ShownIdentity:
    """A declared sum: the figures with their addresses, how it stands, and how to withdraw it."""

    total: tuple[str, str]
    parts: Sequence[tuple[str, str]]
    note: str
    word: str
    tone: str
    icon: str
    says: str
    who: str
    at: dt.datetime
    withdraw_url: str
    often: str


_FITS: Mapping[str, tuple[str, str, str]] = {
    Fit.AGREES: ("相符", "good", "circle-check"),
    Fit.DIFFERS: ("不符", "bad", "alert-triangle"),
    Fit.OPEN: ("无法断定", "warn", "question-mark"),
}


def shown_identity(watched: Watched) -> ShownIdentity:
    identity, check = watched.identity, watched.check
    word, tone, icon = _FITS[check.fit]
    more = len(check.violated_on) - 1
    return ShownIdentity(
        total=(str(identity.total), figure_url(identity.total)),
        parts=[(str(part), figure_url(part)) for part in identity.parts.all()],
        note=identity.note,
        word=word,
        tone=tone,
        icon=icon,
        says=check.says,
        who=identity.by.name,
        at=identity.at,
        withdraw_url=reverse("rectification:task_identity_withdraw", args=[identity.task_id, identity.pk]),
        often=f"另有 {more} 天的数也不符。" if more > 0 else "",
    )


def clashes(figure: TaskFigure) -> list[str]:
    """Days for which the series has several numbers: a report printed two, or two reports disagree."""
    by_day: dict[dt.date | None, list[FigureValue]] = {}
    for value in figure.series:
        by_day.setdefault(value.as_of, []).append(value)
    return [
        f"截至 {day or '未注明日期'} 有 {len(values)} 个不同的数："
        f"{'、'.join(dict.fromkeys(v.said for v in values))}。可能是读取时归在了一起，请核对并更正。"
        for day, values in by_day.items()
        if len({v.value for v in values}) > 1
    ]


def shown_figures(person: Any, keys: Iterable[int]) -> dict[int, str]:
    """The page of the figure each of these values belongs to, for whoever sees its task."""
    rows = FigureValue.objects.filter(
        pk__in=list(keys), figure__task__in=Task.objects.visible_to(person)
    ).values_list("pk", "figure")
    return {pk: reverse("rectification:figure", args=[figure]) for pk, figure in rows}
