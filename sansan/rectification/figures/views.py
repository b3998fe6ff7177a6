"""A figure's page, the rows behind a bound one, and sums of figures."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from sansan.errors import Conflict, Missing
from sansan.people.models import Person
from sansan.rectification.figures import presentation
from sansan.rectification.figures.actions.access import BIND, FIGURES
from sansan.rectification.figures.actions.taking import take_value
from sansan.rectification.figures.arithmetic import Refused, Sum
from sansan.rectification.figures.bindings import bindings
from sansan.rectification.figures.chart import chart_of
from sansan.rectification.figures.forms import SumForm
from sansan.rectification.figures.queries import (
    as_of,
    identities_shown,
    rollups,
    sum_of,
    visible_figures,
)
from sansan.rectification.models import Task, TaskFigure
from sansan.rectification.presentation.frame import crumbs, tabs, viewer
from sansan.rectification.presentation.offers import permissions_on
from sansan.ui.keyset import keyset_page
from sansan.ui.parts import Crumb
from sansan.ui.table import Column, Table

OFFERED = 200  # figures of one name offered for a sum
PAGE = 50


@require_safe
def show(request: HttpRequest, figure_id: int) -> HttpResponse:
    """An indicator: its series, what was put right, where it is used, what does not fit."""
    person, today = viewer(request), timezone.localdate()
    figure = _figure(person, figure_id)
    rows = presentation.versions(figure)
    rights = permissions_on(person, figure.task, frozenset({FIGURES, BIND}))
    taken = presentation.taken_now(figure, today)
    sums = [presentation.shown_identity(w) for w in identities_shown(person, figure.task, figure)]
    own = [r for r in rollups(person, figure.task) if (r.name, r.unit) == (figure.name, figure.unit)]
    rolled = [presentation.rolled(rollup) for rollup in own]
    context = {
        "figure": figure,
        "crumbs": crumbs(figure.task.round, figure.task),
        "completion": presentation.completion_said(figure),
        "stats": presentation.stats(figure),
        "chart": chart_of(figure),
        "series": presentation.series_table(rows, correctable=FIGURES in rights),
        "series_note": f"{len(rows)} 个值" if rows else "",
        "corrections": presentation.corrections(rows),
        "answers": [v.value for v in rows if v.value.asked],
        "quotes": [v for v in rows if v.quote],
        "taken": taken,
        "doubts": [
            *presentation.clashes(figure),
            *(s.says for s in sums if s.tone == "bad"),
            *(r.doubt for r in rolled if r.doubt),
            *([taken.differs] if taken and taken.differs else []),
        ],
        "sums": sums,
        "rolled": rolled,
        "may_enter": FIGURES in rights and not figure.binding,
        "may_describe": FIGURES in rights,
        "may_take": FIGURES in rights and taken is not None,
        "may_bind": BIND in rights,
        "today": today,
    }
    return render(request, "rectification/figures/figure.html", context)


@require_POST
def take(request: HttpRequest, figure_id: int) -> HttpResponse:
    """Take today's value of a bound indicator into its series."""
    value = take_value(by=viewer(request, FIGURES), figure_id=figure_id)
    messages.success(request, f"已取数：{value.said}（截至 {value.as_of}）。")
    return redirect("rectification:figure", figure_id)


@require_safe
def rows(request: HttpRequest, figure_id: int) -> HttpResponse:
    """The rows a bound indicator counts today: those of them the reader may see."""
    person = viewer(request)
    figure = _figure(person, figure_id)
    binding = bindings().get(figure.binding)
    if binding is None:
        raise Conflict(f"“{figure.name}”由人工填报，没有可以打开的记录；来源见它的每个值。")
    day = _day(request.GET.get("on")) if binding.looks_back else None
    day = day or timezone.localdate()
    behind = binding.rows(person, figure.task, figure.parameters, day)
    counted = binding.compute(figure.task, figure.parameters, day)
    hidden = int(counted.value) - behind.rows.count()
    page = keyset_page(behind.rows, order=behind.order, size=PAGE, cursor=request.GET.get("cursor"))
    context = {
        "figure": figure,
        "crumbs": crumbs(figure.task.round, figure.task, Crumb(figure.name, presentation.figure_url(figure))),
        "binding": binding,
        "says": binding.said(figure.parameters),
        "counted": presentation.said(counted, figure.unit),
        "day": day,
        "hidden": max(0, hidden),
        "page": page,
        "table": Table(
            columns=behind.columns,
            rows=page.rows,
            caption=binding.label,
            row_url=behind.url,
            empty="没有您可以看到的记录",
        ),
    }
    return render(request, "rectification/figures/rows.html", context)


@require_safe
def sums(request: HttpRequest) -> HttpResponse:
    """Figures of one name over tasks and counties, and their sum or why there is none. The address says it all."""
    person = viewer(request)
    form = SumForm(request.GET)
    given = form.cleaned_data if form.is_valid() else {}
    name, unit, on = given.get("name", "").strip(), given.get("unit", "").strip(), given.get("on")
    offered = list(_of_name(person, name, unit)[:OFFERED]) if name else []
    chosen = {int(pk) for pk in request.GET.getlist("f") if pk.isdigit()}
    picked = [figure for figure in offered if figure.pk in chosen]
    result = sum_of(picked, on) if len(picked) > 1 else None
    context = {
        "form": form,
        "tabs": tabs("figure_sums"),
        "crumbs": crumbs(),
        "name": name,
        "unit": unit,
        "on": on,
        "names": [] if name else _names(person),
        "one": len(picked) == 1,
        "offered": [_offer(figure, on, figure.pk in chosen) for figure in offered],
        "more": len(offered) == OFFERED,
        "result": result if isinstance(result, Sum) else None,
        "refused": result.why if isinstance(result, Refused) else "",
        "total": presentation.said(result.amount, result.unit) if isinstance(result, Sum) else "",
        "table": _sum_table(picked, on),
    }
    return render(request, "rectification/figures/sums.html", context)


def _figure(person: Person, figure_id: int) -> TaskFigure:
    figure = visible_figures(person).filter(pk=figure_id).first()
    if figure is None:
        raise Missing("未找到该指标，或不在您的权限范围内。", pk=figure_id)
    return figure


def _day(text: str | None) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text or "")
    except ValueError:
        return None


def _of_name(person: Person, name: str, unit: str) -> "QuerySet[TaskFigure]":
    rows = visible_figures(person).filter(name=name)
    rows = rows.filter(unit=unit) if unit else rows
    return rows.order_by("task__round", "task__order", "order", "pk")


def _names(person: Person) -> list[dict[str, Any]]:
    """Names that more than one visible task counts, for whoever comes without one: the most frequent first."""
    seen = TaskFigure.objects.filter(task__in=Task.objects.visible_to(person))
    rows: Any = (
        seen.order_by()
        .values("name", "unit")
        .annotate(tasks=Count("task", distinct=True))
        .filter(tasks__gt=1)
    )
    return list(rows.order_by("-tasks", "name").values("name", "unit", "tasks")[:30])


def _offer(figure: TaskFigure, on: dt.date | None, chosen: bool) -> dict[str, Any]:
    value = as_of(figure, on).latest if on else figure.latest
    return {
        "figure": figure,
        "value": value,
        "chosen": chosen,
        "url": presentation.figure_url(figure),
    }


def _sum_table(figures: Sequence[TaskFigure], on: dt.date | None) -> Table:
    def value(figure: TaskFigure) -> Any:
        return as_of(figure, on).latest if on else figure.latest

    return Table(
        columns=[
            Column(
                "分项", lambda f: f"第 {f.task.number} 项{f'（{f.scope}）' if f.scope else ''}", link=True
            ),
            Column("数值", lambda f: value(f).said if value(f) else None, kind="number"),
            Column("截至", lambda f: value(f).as_of if value(f) else None, kind="date"),
        ],
        rows=figures,
        caption="相加的各数",
        row_url=presentation.figure_url,
    )
