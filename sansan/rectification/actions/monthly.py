"""填报进展 for many tasks at once: the same verb as `steps.report_progress`, all rows or none."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from sansan.errors import DomainError, Invalid, Missing, NotAllowed
from sansan.evidence.actions import attach
from sansan.people.access import acts_for, require
from sansan.people.models import Organisation, Person
from sansan.rectification.actions.steps import Uploads
from sansan.rectification.models import ProgressReport, Task
from sansan.rectification.workflow import STEPS, Step, check_needs, next_state
from sansan.trail.record import Entry, record_all


@dataclass(frozen=True, slots=True)
class Told:
    """What one unit says of one task; `key` is how the caller names the row when something is wrong with it."""

    key: int
    task_id: int
    organisation_id: int
    text: str
    as_of: dt.date
    uploads: Uploads = ()


@transaction.atomic
def report_progress_on_many(*, by: Person, rows: Sequence[Told]) -> list[ProgressReport]:
    """The reports in the order of the rows, an event on each task. Does not move any task.

    What is wrong is said of every row at once: `Invalid` whose `data["rows"]` maps keys to sentences.
    """
    require(by, STEPS[Step.REPORT].permission)
    tasks = {
        task.pk: task
        for task in Task.objects.visible_to(by, STEPS[Step.REPORT].permission)
        .select_for_update(of=("self",))
        .select_related("round")
        .filter(pk__in={row.task_id for row in rows})
        .order_by("pk")
    }
    bodies = Organisation.objects.in_bulk({row.organisation_id for row in rows})
    problems = {row.key: said for row in rows if (said := _problem(by, row, tasks))}
    if problems:
        raise Invalid("有填报不能提交，请按行改正。", rows=problems)
    reports = ProgressReport.objects.bulk_create(
        [
            ProgressReport(
                task=tasks[row.task_id],
                organisation=bodies[row.organisation_id],
                area_code=bodies[row.organisation_id].area_code,
                kind=ProgressReport.Kind.PROGRESS,
                text=row.text.strip(),
                as_of=row.as_of,
                by=by,
            )
            for row in rows
        ]
    )
    _attach(by, rows, reports)
    record_all(
        [
            Entry(
                "task.reported",
                target=report.task,
                area_code=report.area_code,
                after={"text": report.text, "as_of": report.as_of, "report": report.pk},
            )
            for report in reports
        ],
        by=by,
    )
    return reports


def _problem(by: Person, row: Told, tasks: Mapping[int, Task]) -> str:
    """Why this row cannot be reported, "" where it can."""
    try:
        if row.task_id not in tasks:
            raise Missing("未找到该整改任务，或不在您的权限范围内。")
        if not acts_for(by, row.organisation_id):
            raise NotAllowed("只能以您任职的单位名义填报。")
        next_state(tasks[row.task_id].place, Step.REPORT)
        check_needs(Step.REPORT, text=row.text)
        if row.as_of > timezone.localdate():
            raise Invalid(f"情况截至日期 {row.as_of} 晚于今天，请核对。")
    except DomainError as error:
        return error.message
    return ""


def _attach(by: Person, rows: Sequence[Told], reports: Sequence[ProgressReport]) -> None:
    for row, report in zip(rows, reports, strict=True):
        for purpose, upload in row.uploads:
            attach(
                by=by,
                upload=upload,
                target=report,
                area_code=report.area_code,
                organisation_id=row.organisation_id,
                purpose=purpose,
            )
