"""Taking the report or the ledger out of the system: what one may see, and the trail says who took it."""

import tempfile
from typing import IO

from django.db import transaction
from django.db.models import Count
from django.utils import timezone

from sansan.errors import Invalid, Missing
from sansan.people.access import require
from sansan.people.models import Person
from sansan.places.queries import area_name
from sansan.rectification.exports.closing_file import evidence_of, write_closing_file
from sansan.rectification.exports.ledger import write_ledger
from sansan.rectification.exports.plan import plan_docx
from sansan.rectification.exports.report import report_docx
from sansan.rectification.models import Plan, Round, Task, TaskArea
from sansan.rectification.querysets import TaskQuerySet
from sansan.trail.queries import history_of
from sansan.trail.record import record

EXPORT = "rectification.export"


@transaction.atomic
def export_report(*, by: Person, round_id: int) -> bytes:
    """The round's 整改完成情况 as docx, with those of its tasks `by` may take out. `Missing` outside one's reach."""
    require(by, EXPORT)
    round_ = Round.objects.visible_to(by, EXPORT).filter(pk=round_id).first()
    if round_ is None:
        raise Missing("未找到该督察，或不在您的权限范围内。", pk=round_id)
    tasks = round_.tasks.visible_to(by, EXPORT).reported()
    data = report_docx(round_, tasks, at=timezone.now())
    record(
        "report.exported", target=round_, by=by, area_code=round_.area_code, after={"tasks": tasks.count()}
    )
    return data


@transaction.atomic
def export_plan(*, by: Person, plan_id: int) -> tuple[Plan, bytes]:
    """One version of a plan as docx, with those of its tasks `by` may take out."""
    require(by, EXPORT)
    plan = Plan.objects.visible_to(by, EXPORT).select_related("round").filter(pk=plan_id).first()
    if plan is None:
        raise Missing("未找到该整改方案，或不在您的权限范围内。", pk=plan_id)
    tasks = plan.round.tasks.visible_to(by, EXPORT)
    data = plan_docx(plan, tasks, at=timezone.now())
    record(
        "plan.exported", target=plan.round, by=by, area_code=plan.round.area_code, after={"plan": plan.title}
    )
    return plan, data


@transaction.atomic
def export_closing_file(*, by: Person, task_id: int) -> IO[bytes]:
    """Everything on record of one task as a zip; for whoever may take out its whole round.

    Closed or not: a task in dispute is handed over as it stands.
    """
    require(by, EXPORT)
    rounds = Round.objects.whole_to(by, EXPORT)
    task = Task.objects.filter(round__in=rounds).select_related("round", "recurs").filter(pk=task_id).first()
    if task is None:
        raise Missing("未找到该整改任务，或不在您的权限范围内。", pk=task_id)
    record("task.file_exported", target=task, by=by, area_code=task.round.area_code)
    target = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
    write_closing_file(
        target,
        task,
        events=history_of(task).order_by("seq").iterator(),
        evidence=evidence_of(task),
        by=by.name,
        at=timezone.localtime(),
    )
    target.seek(0)
    return target


@transaction.atomic
def export_ledger(*, by: Person, tasks: TaskQuerySet) -> IO[bytes]:
    """These tasks (as filtered on the page) as a workbook; those `by` may not take out are left out.

    The trail gets one event for each round the rows are from.
    """
    require(by, EXPORT)
    allowed = tasks.filter(pk__in=Task.objects.visible_to(by, EXPORT).values("pk"))
    counted = dict(allowed.order_by().values_list("round").annotate(Count("pk")))
    if not counted:
        raise Invalid("按当前筛选条件没有可导出的任务，请放宽条件后再导出。")
    rounds = list(Round.objects.filter(pk__in=counted))
    title = f"{rounds[0].name if len(rounds) == 1 else ''}整改任务台账"
    codes = TaskArea.objects.filter(task__round__in=rounds).values_list("area_code", flat=True).distinct()
    workbook = write_ledger(allowed, title=title, area_names={code: area_name(code) for code in codes})
    for round_ in rounds:
        after = {"tasks": counted[round_.pk]}
        record("ledger.exported", target=round_, by=by, area_code=round_.area_code, after=after)
    return workbook
