"""The month as it stands, read from the ledger to be frozen: a fixed number of queries however many tasks."""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Count, Q
from django.utils import timezone

from sansan.dispatch import figures, queries
from sansan.dispatch.actions.periods import tasks_of
from sansan.dispatch.content import Content, Json, made
from sansan.dispatch.lights import Level, Light, Standing, light, worst
from sansan.dispatch.models import Entry, Period
from sansan.dispatch.queries import Row
from sansan.dispatch.rules import last_day, next_month, rule_of
from sansan.documents.model import UnitRole
from sansan.places.queries import area_name, counties, county_of
from sansan.rectification.board import shown
from sansan.rectification.models import Instrument, PlanItem, ProgressReport, Task
from sansan.rectification.models.task import DOING_ROLES
from sansan.rectification.planning import IN_FORCE
from sansan.rectification.workflow import UNFINISHED, Kind

CITY_DIGITS = 4


def gather(period: Period, *, as_of: dt.date, version: int) -> Content:
    """Task states and lights are judged on `as_of`; what units said is what they said of the month."""
    tasks = list(
        tasks_of(period)
        .select_related("round", "klass", "office")
        .prefetch_related("assignments__organisation", "areas")
        .annotate(
            done_measures=Count("measures", filter=Q(measures__done_at__isnull=False), distinct=True),
            all_measures=Count("measures", distinct=True),
        )
        .order_by("round", "order")
    )
    ids = {task.pk for task in tasks}
    rows = queries.rows(Entry.objects.filter(month=period.month, task__in=ids))
    by_task: defaultdict[int, list[Row]] = defaultdict(list)
    for row in rows:
        by_task[row.entry.task_id].append(row)
    numbers = figures.indicators(ids, on=as_of)
    rule = rule_of(period.month)
    plans = _planned(ids)
    told = {task.pk: _task(task, by_task[task.pk], numbers, as_of, rule.yellow_lag, plans) for task in tasks}
    _roll_up(told, _words(period, ids))
    area = period.area_code[:CITY_DIGITS]
    return made(
        head={
            "period": period.pk,
            "month": period.month.isoformat(),
            "area_code": period.area_code,
            "area": area_name(period.area_code),
            "what": period.what,
            "due_on": period.due_on.isoformat(),
            "as_of": as_of.isoformat(),
            "version": version,
            "rule": rule.valid_from.isoformat(),
            "yellow_lag": rule.yellow_lag,
            "sample": bool(tasks) and all(task.round.is_sample for task in tasks),
        },
        tasks=list(told.values()),
        entries=[_entry(row) for row in rows],
        papers=_papers(period, ids),
        areas={
            county.code: county.short_name or county.name
            for county in counties(area).defer("boundary")
            if county.code.startswith(period.area_code)
        },
    )


def _task(
    task: Any,
    rows: Sequence[Row],
    numbers: Mapping[int, Sequence[figures.Indicator]],
    as_of: dt.date,
    lag: int,
    plans: Mapping[int, dt.date],
) -> Json:
    told = _light(task, rows, as_of, lag)
    said = [row.statement.percent for row in rows if row.statement and row.statement.percent is not None]
    codes = sorted(area.area_code for area in task.areas.all())
    following = next_month(as_of.replace(day=1))
    deadline = task.deadline_date
    planned = plans.get(task.pk)
    return {
        "id": task.pk,
        "kind": task.kind,
        "parent": task.parent_id or task.recurs_id,
        "planned": planned if planned and planned != deadline else None,
        "round_id": task.round_id,
        "round": task.round.short_name,
        "round_area": task.round.area_code,
        "klass_id": task.klass_id,
        "klass": task.klass.title if task.klass else "",
        "number": task.number,
        "problem": task.problem,
        "goal": task.goal,
        "wording": task.deadline_wording,
        "deadline": deadline,
        "state": shown(task, as_of),
        "claimed": task.claimed_status,
        "light": told.level,
        "why": told.why,
        "plan": told.plan,
        "lag": told.lag,
        "percent": min(said, default=None),
        "measures": task.all_measures,
        "measures_done": task.done_measures,
        "due_next": bool(
            deadline and task.state in UNFINISHED and following <= deadline <= last_day(following)
        ),
        "areas": codes,
        "counties": sorted({county for code in codes if (county := county_of(code))}),
        "office": task.office_id,
        "units": [
            {"id": a.organisation_id, "name": str(a.organisation or a.name), "role": a.get_role_display()}
            for a in task.assignments.all()
            if UnitRole(a.role) in DOING_ROLES
        ],
        "figures": [
            {
                "name": f.name,
                "unit": f.unit,
                "scope": f.scope,
                "value": f"{f.value.normalize():f}",
                "bound": f.bound,
                "as_of": f.as_of,
                "row": f.figure_id,
            }
            | ({"target": f.target} if f.target else {})
            for f in numbers.get(task.pk, ())
            if f.value is not None
        ],
    }


def _planned(ids: set[int]) -> dict[int, dt.date]:
    """The day the plan in force gave a task; an extension since moves the deadline and leaves the plan."""
    items = PlanItem.objects.filter(task__in=ids, plan__state__in=[s.value for s in IN_FORCE])
    return {task: day for task, day in items.values_list("task", "deadline_date") if day}


def _words(period: Period, ids: set[int]) -> dict[int, str]:
    """What was said of split tasks themselves in the month, beside what their parts report; the newest word."""
    said = ProgressReport.objects.filter(
        queries.is_split("task"),
        task__in=ids,
        as_of__gte=period.month,
        as_of__lte=period.month_end,
        kind=ProgressReport.Kind.PROGRESS,
    )
    return dict(said.order_by("at", "pk").values_list("task", "text"))


def _roll_up(tasks: Mapping[int, Json], words: Mapping[int, str]) -> None:
    """A split task has the worst light of its parts and the least percentage; its own deadline may be worse."""
    parts: defaultdict[int, list[Json]] = defaultdict(list)
    for task in tasks.values():
        if task["kind"] == Kind.PART and task["parent"] in tasks:
            parts[task["parent"]].append(task)
    for pk, below in parts.items():
        whole = tasks[pk]
        said = [part["percent"] for part in below if part["percent"] is not None]
        whole["parts"] = [part["id"] for part in below]
        whole["percent"] = min(said, default=None)
        whole["word"] = words.get(pk, "")
        if whole["light"] == Level.RED or whole["state"] in ("suspended", "accepted", "closed", "ongoing"):
            continue
        found = worst(Light(Level(part["light"]), _of_part(part)) for part in below)
        if found is not None:
            whole["light"], whole["why"], whole["lag"] = found.level, found.why, None


def _of_part(part: Json) -> str:
    units = "、".join(dict.fromkeys(unit["name"] for unit in part["units"])) or "分解任务"
    return f"{units}：{part['why']}"


def _light(task: Task, rows: Sequence[Row], as_of: dt.date, yellow_lag: int) -> Light:
    """The worst of what its units' words give; a task nobody spoke of has only its deadline."""
    standing = Standing(
        start=task.round.feedback_on or timezone.localtime(task.created_at).date(),
        deadline=task.deadline_date,
        unfinished=task.state in UNFINISHED,
        suspended=task.state == "suspended",
    )

    def of(claim: str, percent: int | None) -> Light:
        return light(standing, claim=claim, percent=percent, as_of=as_of, yellow_lag=yellow_lag)

    said = [row.statement for row in rows if row.statement]
    return worst(of(s.claim, s.percent) for s in said) or of("", None)


def _entry(row: Row) -> Json:
    report, said = row.report, row.statement
    return {
        "id": row.entry.pk,
        "task": row.entry.task_id,
        "organisation": row.entry.organisation_id,
        "unit": str(row.entry.organisation),
        "area_code": row.entry.area_code,
        "state": row.state,
        "late": row.late,
        "report": report.pk if report else None,
        "reported_at": report.at if report else None,
        "text": report.text if report else "",
        "as_of": report.as_of if report else None,
        "claim": said.claim if said else "",
        "percent": said.percent if said else None,
        "cause": said.cause if said else "",
        "next_step": said.next_step if said else "",
        "unchanged": said.unchanged if said else False,
    }


def _papers(period: Period, task_ids: set[int]) -> list[Json]:
    """Papers of supervision that went out in the month."""
    issued = (
        Instrument.objects.filter(
            task__in=task_ids,
            issued_at__date__gte=period.month,
            issued_at__date__lte=period.month_end,
        )
        .select_related("organisation")
        .order_by("issued_at", "pk")
    )
    return [
        {
            "id": paper.pk,
            "task": paper.task_id,
            "organisation": paper.organisation_id,
            "unit": str(paper.organisation),
            "area_code": paper.area_code,
            "name": paper.name,
            "number": paper.number,
            "issued_on": timezone.localtime(paper.issued_at).date() if paper.issued_at else None,
            "state": paper.get_state_display(),
        }
        for paper in issued
    ]
