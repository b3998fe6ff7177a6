"""Frozen months: every number with its rows, and two of them side by side."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from sansan.dispatch import compare as comparing
from sansan.dispatch import content
from sansan.dispatch.bulletin import claim_word, figure_said, places
from sansan.dispatch.content import BESIDE, ENTRIES, PAPERS, STATE_WORDS, Content, Json, counted
from sansan.dispatch.lights import LEVEL_LABELS, Level
from sansan.dispatch.models import Snapshot
from sansan.dispatch.presentation import crumbs, rows_url, stat, task_columns, viewer
from sansan.dispatch.querysets import MANAGE, VIEW
from sansan.dispatch.ranking import EXPLANATION
from sansan.dispatch.rules import month_word
from sansan.dispatch.states import LOOKS, WORDS
from sansan.dispatch.views.office import find, frame
from sansan.errors import Missing
from sansan.people.access import grants
from sansan.people.models import Person
from sansan.rectification.models import Task
from sansan.ui.table import Column, Table

RARE = {"state.planning", *(f"kind.{kind}.total" for kind in BESIDE)}
"""Numbers most months have none of: shown where there is one."""
TONES = {Level.GREEN: "good", Level.YELLOW: "warn", Level.RED: "bad"}


@require_safe
def listed(request: HttpRequest, period_id: int) -> HttpResponse:
    """The versions of a month, the newest first."""
    person = viewer(request)
    period = find(person, period_id)
    versions = period.snapshots.defer("content").select_related("frozen_by").order_by("-version")
    context = {
        **frame(person, period, "snapshots"),
        "manages": type(period).objects.whole_to(person, MANAGE).filter(pk=period.pk).exists(),
        "table": Table(
            [
                Column("版次", lambda s: f"第 {s.version} 版", link=True),
                Column("情况截至", "as_of", kind="date"),
                Column("冻结时间", lambda s: timezone.localtime(s.frozen_at).strftime("%Y-%m-%d %H:%M")),
                Column("冻结人", lambda s: s.frozen_by.name if s.frozen_by else "系统"),
                Column("更正理由", "reason"),
                Column("摘要", lambda s: s.digest[:16], phone=False),
            ],
            list(versions),
            "月度快照",
            row_url=lambda s: reverse("dispatch:snapshot", args=[s.pk]),
            empty=f"本月还没有冻结。到 {period.freeze_on} 冻结，或由攻坚办提前冻结。",
        ),
    }
    return render(request, "dispatch/snapshots/list.html", context)


@require_safe
def show(request: HttpRequest, snapshot_id: int) -> HttpResponse:
    """The month as it stood."""
    person = viewer(request)
    snapshot, month = read(person, snapshot_id)
    others = (
        Snapshot.objects.visible_to(person)
        .filter(period__area_code=snapshot.period.area_code, period__round=snapshot.period.round_id)
        .exclude(pk=snapshot.pk)
        .select_related("period__round")
        .defer("content")
        .order_by("-period__month", "-version")[:12]
    )
    context = {
        "snapshot": snapshot,
        "month": month,
        "word": month_word(month.month),
        "intact": content.digest_of(snapshot.content) == snapshot.digest,
        "states": _states(snapshot.pk, month),
        "lights": _lights(snapshot.pk, month),
        "reporting": _reporting(snapshot.pk, month),
        "classes": _classes(snapshot.pk, month),
        "counties": _counties(snapshot.pk, month),
        "units": _units(snapshot.pk, month),
        "explanation": EXPLANATION,
        "others": others,
        "crumbs": crumbs(snapshot.period),
    }
    return render(request, "dispatch/snapshots/show.html", context)


@require_safe
def rows(request: HttpRequest, snapshot_id: int) -> HttpResponse:
    """Exactly the rows a number of the month counts, as they stood."""
    person = viewer(request)
    snapshot, month = read(person, snapshot_id)
    key = request.GET.get("number", "total")
    number = month.number(key)
    if number is None:
        raise Missing("该数字不在本快照中，或没有您可以看到的明细。", pk=snapshot_id)
    found = month.rows(number)
    tasks = {task["id"]: task for task in month.tasks}
    table, said = _table(number.of, found, tasks, person)
    context = {
        "snapshot": snapshot,
        "month": month,
        "number": number,
        "word": month_word(month.month),
        "table": table,
        "said": said,
        "crumbs": crumbs(snapshot.period, snapshot),
        "one": _one(month, found[0]) if number.key.startswith("task.") and found else None,
    }
    return render(request, "dispatch/snapshots/rows.html", context)


@require_safe
def compare(request: HttpRequest, snapshot_id: int, other_id: int) -> HttpResponse:
    """Two frozen months, the earlier one first whichever way they are named."""
    person = viewer(request)
    pair = sorted(
        (read(person, snapshot_id), read(person, other_id)),
        key=lambda one: (one[0].period.month, one[0].version),
    )
    (earlier, before), (later, after) = pair
    context = {
        "earlier": earlier,
        "later": later,
        "words": [_version_word(earlier), _version_word(later)],
        "found": comparing.compared(before, after),
        "counts": [
            (
                number.label,
                before.number(key),
                number,
                number.value - before.value(key),
                rows_url(earlier.pk, key),
                rows_url(later.pk, key),
            )
            for key in (
                "total",
                *(f"kind.{kind}.total" for kind in BESIDE),
                *(f"state.{state}" for state in STATE_WORDS),
                *(f"light.{level.value}" for level in Level),
                "asked",
                "reported",
                "missing",
                "late",
            )
            if (number := after.number(key)) is not None
            and (number.value or before.value(key) or key not in RARE)
        ],
        "figure_said": figure_said,
        "whole": before.whole and after.whole,
        "crumbs": crumbs(later.period, later),
    }
    return render(request, "dispatch/snapshots/compare.html", context)


def read(person: Person, snapshot_id: int) -> tuple[Snapshot, Content]:
    """A frozen month and what of it the person may see."""
    snapshot = (
        Snapshot.objects.visible_to(person)
        .select_related("period__round", "frozen_by")
        .filter(pk=snapshot_id)
        .first()
    )
    if snapshot is None:
        raise Missing("未找到该快照，或不在您的权限范围内。", pk=snapshot_id)
    return snapshot, content.seen_by(content.read(snapshot.content), grants(person, VIEW))


def _version_word(snapshot: Snapshot) -> str:
    return f"{month_word(snapshot.period.month)}第{snapshot.version}版"


def _states(pk: int, month: Content) -> list[Any]:
    keys = ["total", *(f"state.{state}" for state in STATE_WORDS)]
    tones = {"state.overdue": "bad", "state.closed": "good", "state.ongoing": "good"}
    keys += [f"kind.{kind}.total" for kind in BESIDE]
    shown = [key for key in keys if key not in RARE or month.value(key)]
    return [stat(pk, month.numbers[key], tone=tones.get(key, "")) for key in shown]


def _lights(pk: int, month: Content) -> list[Any]:
    found = [stat(pk, month.numbers[f"light.{level.value}"], tone=TONES.get(level, "")) for level in Level]
    return [*found, stat(pk, month.numbers["due_next"])]


def _reporting(pk: int, month: Content) -> list[Any]:
    keys = ("asked", "reported", "missing", "entry.excused", "late", "behind", "papers")
    tones = {"missing": "bad", "late": "warn"}
    return [stat(pk, month.numbers[key], tone=tones.get(key, "")) for key in keys]


def _number_columns(
    pk: int, month: Content, parts: dict[str, str], base: str, unit: str = "项"
) -> list[Column]:
    return [
        Column(
            word,
            lambda row, part=part: (  # type: ignore[misc] # the loop's value is bound by the default
                month.value(f"{base}.{row['key']}.{part}"),
                rows_url(pk, f"{base}.{row['key']}.{part}"),
            ),
            kind="number",
            unit=unit,
            template="dispatch/cells/number.html",
            phone=part not in SECONDARY,
        )
        for part, word in parts.items()
    ]


SECONDARY = {"state.in_progress", "state.awaiting", "light.green", "light.yellow", "late"}
"""Left out of a phone's card: eleven counties with ten numbers each are a wall."""
TASK_PARTS = {
    "total": "任务",
    "settled": "已销号",
    "state.in_progress": "整改中",
    "state.awaiting": "待验收",
    "state.overdue": "超期",
    "light.green": "绿灯",
    "light.yellow": "黄灯",
    "light.red": "红灯",
}


def _classes(pk: int, month: Content) -> Table:
    names = {str(t["klass_id"] or "none"): t["klass"] or "未分类" for t in counted(month.tasks)}
    found = [{"key": key, "name": name} for key, name in names.items()]
    return Table(
        [Column("类别", "name"), *_number_columns(pk, month, TASK_PARTS, "class")],
        found,
        "各类任务",
        empty="没有任务",
    )


def _counties(pk: int, month: Content) -> Table:
    found = [
        {"key": place.code, "rank": place.rank, "name": place.name, "rate": f"{place.rate}%"}
        for place in places(month)
    ]
    return Table(
        [
            Column("名次", "rank", kind="number"),
            Column("县区", "name", link=True),
            Column("完成率", "rate", kind="number"),
            *_number_columns(pk, month, {**TASK_PARTS, "missing": "未报"}, "county"),
        ],
        found,
        "各县区",
        empty="没有落到县区的任务",
    )


def _units(pk: int, month: Content) -> Table:
    names = {str(entry["organisation"]): entry["unit"] for entry in month.entries}
    parts = {"asked": "应报", "reported": "已报", "missing": "未报", "late": "逾期填报", "behind": "自述滞后"}
    found = [{"key": key, "name": name} for key, name in names.items()]
    return Table(
        [Column("单位", "name"), *_number_columns(pk, month, parts, "unit", "项次")],
        found,
        "各单位填报",
        empty="没有应报事项",
    )


def _table(of: str, found: list[Json], tasks: dict[int, Json], person: Person) -> tuple[Table, str]:
    """The rows of a number; a row leads to the task of today where the person may still see it."""
    ids = {row["id"] if of == content.TASKS else row["task"] for row in found}
    live = set(Task.objects.visible_to(person).filter(pk__in=ids).values_list("pk", flat=True))

    def task_url(pk: int) -> str:
        return reverse("rectification:task", args=[pk]) if pk in live else ""

    if of == ENTRIES:
        columns = [
            Column("编号", lambda e: tasks[e["task"]]["number"] if e["task"] in tasks else "", width="56px"),
            Column("反馈问题", lambda e: tasks[e["task"]]["problem"], link=True),
            Column("填报单位", "unit"),
            Column("状态", lambda e: (LOOKS[e["state"]], WORDS[e["state"]]), kind="status"),
            Column("本月情况", "text"),
            Column("进度", lambda e: claim_word(e["claim"]) if e["report"] else ""),
            Column("完成进度", "percent", template="dispatch/cells/percent.html"),
            Column("逾期", lambda e: "逾期填报" if e["late"] else ""),
        ]
        return Table(columns, found, "应报事项", row_url=lambda e: task_url(e["task"])), "应报事项"
    if of == PAPERS:
        columns = [
            Column("文书", lambda p: f"{p['name']} {p['number']}", link=True),
            Column("主送单位", "unit"),
            Column("任务", lambda p: tasks[p["task"]]["problem"] if p["task"] in tasks else ""),
            Column("发出日期", "issued_on"),
            Column("办理情况", "state"),
        ]
        return (
            Table(
                columns, found, "督办文书", row_url=lambda p: reverse("rectification:paper", args=[p["id"]])
            ),
            "督办文书",
        )
    return Table(task_columns(), found, "整改任务", row_url=lambda t: task_url(t["id"])), "整改任务"


def _one(month: Content, task: Json) -> dict[str, Any]:
    """A single task in full: what its units said, its figures with their days."""
    return {
        "task": task,
        "parts": [
            (part, LEVEL_LABELS[Level(part["light"])])
            for part in month.tasks
            if part["id"] in task.get("parts", ())
        ],
        "light": LEVEL_LABELS[Level(task["light"])],
        "said": [(entry, claim_word(entry["claim"])) for entry in month.units_of(task["id"])],
        "figures": [(figure, figure_said(figure)) for figure in task["figures"]] if month.whole else [],
    }
