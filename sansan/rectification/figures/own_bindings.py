"""What the room can count of its own: tasks by state, measures, reports, evidence, papers, parts."""

import datetime as dt
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from sansan.evidence.access import visible_to
from sansan.evidence.models import Evidence
from sansan.rectification.figures.arithmetic import Amount
from sansan.rectification.figures.bindings import Behind, Binding, Parameter, Parameters, register
from sansan.rectification.models import Instrument, Measure, ProgressReport, Task
from sansan.rectification.workflow import STATE_LABELS
from sansan.ui.table import Column

EVIDENCE_OF = "rectification.progressreport"
ANY = "any"
_TASK_COLUMNS = (
    Column("编号", "number", width="64px"),
    Column("任务", str, link=True),
    Column("状态", lambda task: task.get_state_display()),
)


def declare() -> None:
    for binding in _OWN:
        register(binding)


def _count(rows: "QuerySet[Any]") -> Amount:
    return Amount(Decimal(rows.count()))


def _end_of(day: dt.date) -> dt.datetime:
    """The first moment after the day, in local time."""
    return timezone.make_aware(dt.datetime.combine(day + dt.timedelta(days=1), dt.time()))


def _task_url(pk: int) -> str:
    return reverse("rectification:task", args=[pk])


def _tasks(task: Task, parameters: Parameters, _: dt.date) -> Any:
    state = parameters["state"]
    rows = Task.objects.filter(round=task.round_id)
    return rows if state == ANY else rows.filter(state=state)


def _tasks_shown(person: Any, task: Task, parameters: Parameters, day: dt.date) -> Behind:
    seen = Task.objects.visible_to(person).filter(pk__in=_tasks(task, parameters, day).values("pk"))
    return Behind(seen, ("order",), _TASK_COLUMNS, lambda row: _task_url(row.pk))


def _parts(task: Task, _: Parameters, day: dt.date) -> Any:
    return Task.objects.filter(parent=task, accepted_at__lt=_end_of(day))


def _parts_shown(person: Any, task: Task, parameters: Parameters, day: dt.date) -> Behind:
    seen = Task.objects.visible_to(person).filter(pk__in=_parts(task, parameters, day).values("pk"))
    return Behind(seen, ("order",), _TASK_COLUMNS, lambda row: _task_url(row.pk))


def _measures(task: Task, _: Parameters, day: dt.date) -> Any:
    return Measure.objects.filter(task=task, done_at__lt=_end_of(day))


def _measures_shown(_: Any, task: Task, parameters: Parameters, day: dt.date) -> Behind:
    columns = (
        Column("序号", "order", width="64px"),
        Column("措施", "text", link=True),
        Column("办结", "done_at", kind="date"),
    )
    return Behind(_measures(task, parameters, day), ("order",), columns, lambda row: _task_url(row.task_id))


def _reports(task: Task, _: Parameters, day: dt.date) -> Any:
    """Those that speak of the month of the day; one sent back by the office counts for nothing."""
    rows = ProgressReport.objects.filter(task=task, as_of__range=(day.replace(day=1), day))
    return rows.exclude(review=ProgressReport.Review.RETURNED)


def _reports_shown(person: Any, task: Task, parameters: Parameters, day: dt.date) -> Behind:
    columns = (
        Column("单位", "organisation.name", link=True),
        Column("类型", lambda report: report.get_kind_display()),
        Column("情况截至", "as_of", kind="date"),
    )
    rows = _reports(task, parameters, day).select_related("organisation")
    seen = rows.filter(pk__in=ProgressReport.objects.visible_to(person).values("pk"))
    return Behind(seen, ("as_of",), columns, lambda row: _task_url(row.task_id))


def _evidence(task: Task, _: Parameters, day: dt.date) -> Any:
    handed_in = [str(pk) for pk in ProgressReport.objects.filter(task=task).values_list("pk", flat=True)]
    first = timezone.make_aware(dt.datetime.combine(day.replace(day=1), dt.time()))
    return Evidence.objects.filter(
        target_type=EVIDENCE_OF, target_id__in=handed_in, uploaded_at__gte=first, uploaded_at__lt=_end_of(day)
    )


def _evidence_shown(person: Any, task: Task, parameters: Parameters, day: dt.date) -> Behind:
    columns = (Column("文件", "name", link=True), Column("上传", "uploaded_at", kind="date"))
    seen = visible_to(person, _evidence(task, parameters, day))
    rows = Evidence.objects.filter(pk__in=[item.pk for item in seen])
    return Behind(rows, ("uploaded_at",), columns, lambda row: reverse("evidence:file", args=[row.pk]))


def _papers(task: Task, _: Parameters, day: dt.date) -> Any:
    rows = Instrument.objects.filter(task=task, issued_at__lt=_end_of(day))
    return rows.exclude(state=Instrument.State.WITHDRAWN)


def _papers_shown(person: Any, task: Task, parameters: Parameters, day: dt.date) -> Behind:
    columns = (
        Column("文书", "name", link=True),
        Column("文号", "number"),
        Column("发往", "organisation.name"),
        Column("发出", "issued_at", kind="date"),
    )
    rows = _papers(task, parameters, day).select_related("organisation")
    seen = rows.filter(pk__in=Instrument.objects.visible_to(person).values("pk"))
    return Behind(seen, ("issued_at",), columns, lambda row: reverse("rectification:paper", args=[row.pk]))


_OWN = (
    Binding(
        "round_tasks",
        "本次督察的任务数",
        "数的是本任务所在督察的任务，按现在的办理环节。",
        "项",
        "point",
        lambda task, parameters, day: _count(_tasks(task, parameters, day)),
        _tasks_shown,
        (
            Parameter(
                "state",
                "办理环节",
                ((ANY, "全部"), *((state.value, label) for state, label in STATE_LABELS.items())),
            ),
        ),
        looks_back=False,
    ),
    Binding(
        "measures_done",
        "已办结措施",
        "数的是本任务已标为办结的措施。",
        "条",
        "cumulative",
        lambda task, parameters, day: _count(_measures(task, parameters, day)),
        _measures_shown,
    ),
    Binding(
        "reports_of_month",
        "当月填报次数",
        "数的是各单位对本任务的填报，按情况截至日期所在的月份；被审核退回的不计。",
        "次",
        "period",
        lambda task, parameters, day: _count(_reports(task, parameters, day)),
        _reports_shown,
    ),
    Binding(
        "evidence_of_month",
        "当月佐证材料",
        "数的是随填报上传的照片和文件，按上传时间所在的月份。",
        "份",
        "period",
        lambda task, parameters, day: _count(_evidence(task, parameters, day)),
        _evidence_shown,
    ),
    Binding(
        "papers_issued",
        "已发督办文书",
        "数的是就本任务已发出的督办文书，撤回的不计。",
        "份",
        "cumulative",
        lambda task, parameters, day: _count(_papers(task, parameters, day)),
        _papers_shown,
    ),
    Binding(
        "parts_accepted",
        "已验收的下级任务",
        "数的是由本任务分出、已通过验收的任务。",
        "项",
        "cumulative",
        lambda task, parameters, day: _count(_parts(task, parameters, day)),
        _parts_shown,
    ),
)
