"""What units do on a task's way: it is handed to them, they report, check, hand in. The rules are `workflow.py`."""

import datetime as dt
from collections.abc import Sequence

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from sansan.documents.model import UnitRole
from sansan.errors import Conflict, Invalid, Missing, NotAllowed
from sansan.evidence.actions import attach
from sansan.people.access import acts_for, require
from sansan.people.models import Organisation, Person
from sansan.rectification.actions.access import locked_task
from sansan.rectification.actions.planned import names_unit
from sansan.rectification.actions.wholes import ensure_parts_accepted
from sansan.rectification.figures.actions.entering import NO_FIGURES, Figures, enter_reported
from sansan.rectification.models import Assignment, ProgressReport, Task, TaskArea
from sansan.rectification.models.task import DOING_ROLES
from sansan.rectification.queries import assignable_organisations, removable_assignments
from sansan.rectification.workflow import STEPS, State, Step, check_needs, next_state
from sansan.trail.record import record

REVIEW = "rectification.assign"
Uploads = Sequence[tuple[str, "UploadedFile[bytes]"]]  # purpose (before, after, document …) and file


@transaction.atomic
def assign(
    *, by: Person, task_id: int, organisation_id: int, role: UnitRole = UnitRole.RESPONSIBLE, note: str = ""
) -> Assignment:
    """Bind a unit to the task and hand the task over; its area then sees it. The same unit twice is refused.

    A unit the report itself names is bound already; while the task waits, assigning it is what hands the task over.
    """
    task = locked_task(task_id, by, STEPS[Step.ASSIGN].permission)
    state = next_state(task.place, Step.ASSIGN)
    organisation = assignable_organisations(by).filter(pk=organisation_id).first()
    if organisation is None:
        raise Invalid("请在您管辖区域内选择要交办的单位。", field="organisation")
    its_names = Q(organisation=organisation) | Q(
        name__in=filter(None, (organisation.name, organisation.short_name))
    )
    named = task.assignments.filter(its_names, role=role).first()
    if named and named.organisation_id and task.state != State.OPEN:
        raise Invalid(f"{organisation.name}已是本任务的{named.get_role_display()}。", field="organisation")
    if named:  # the report named the unit; now it is known which organisation that is
        named.organisation = organisation
        named.save(update_fields=["organisation"])
        assignment = named
    else:
        assignment = Assignment.objects.create(
            task=task,
            organisation=organisation,
            name=organisation.name,
            role=role,
            order=task.assignments.count(),
        )
    if len(organisation.area_code) > len(task.round.area_code):
        TaskArea.objects.get_or_create(task=task, area_code=organisation.area_code)
    move(task, state)
    record(
        "task.assigned",
        target=task,
        by=by,
        area_code=organisation.area_code,
        reason=note,
        after={"unit": organisation.name, "role": str(role), "state": state},
    )
    return assignment


@transaction.atomic
def unassign(*, by: Person, task_id: int, assignment_id: int, reason: str) -> None:
    """Take a unit off the task. Its reports and evidence stay. A county takes off units of its own area only."""
    task = locked_task(task_id, by, STEPS[Step.ASSIGN].permission)
    assignment = task.assignments.select_related("organisation").filter(pk=assignment_id).first()
    if assignment is None:
        raise Invalid("该单位已不在责任单位之列。")
    if assignment.pk not in removable_assignments(by, task):
        raise NotAllowed("该单位不在您管辖的区域内，不能由您取消。")
    if names_unit(task, assignment):
        raise Conflict("该单位列入已批准的整改方案，须通过“调整方案”取消，重新批准后生效。")
    if not reason.strip():
        raise Invalid("请填写取消该责任单位的理由。", field="reason")
    before = {"unit": assignment.name, "role": assignment.role}
    area = assignment.organisation.area_code if assignment.organisation else task.round.area_code
    assignment.delete()
    record("task.unassigned", target=task, by=by, area_code=area, reason=reason, before=before)


@transaction.atomic
def report_progress(
    *,
    by: Person,
    task_id: int,
    organisation_id: int,
    text: str,
    as_of: dt.date,
    uploads: Uploads = (),
    figures: Figures = NO_FIGURES,
) -> ProgressReport:
    """Say how far the unit is, with evidence. Does not move the task."""
    task = locked_task(task_id, by, STEPS[Step.REPORT].permission)
    next_state(task.place, Step.REPORT)
    check_needs(Step.REPORT, text=text)
    report = _report(task, by, organisation_id, ProgressReport.Kind.PROGRESS, text, as_of, uploads)
    enter_reported(by=by, report=report, figures=figures)
    record(
        "task.reported",
        target=task,
        by=by,
        area_code=report.area_code,
        after={"text": text, "as_of": as_of, "report": report.pk},
    )
    return report


@transaction.atomic
def self_check(
    *,
    by: Person,
    task_id: int,
    organisation_id: int,
    text: str,
    as_of: dt.date,
    uploads: Uploads = (),
    figures: Figures = NO_FIGURES,
) -> ProgressReport:
    """自查: the unit has checked every measure itself and says so; the task may then be handed in."""
    return _hand_in(
        by=by,
        task_id=task_id,
        step=Step.SELF_CHECK,
        organisation_id=organisation_id,
        text=text,
        as_of=as_of,
        uploads=uploads,
        figures=figures,
    )


@transaction.atomic
def submit(
    *,
    by: Person,
    task_id: int,
    organisation_id: int,
    text: str,
    as_of: dt.date,
    uploads: Uploads = (),
    figures: Figures = NO_FIGURES,
) -> ProgressReport:
    """Ask for acceptance: the unit claims the work is done. Needs evidence, given now or with an earlier report."""
    return _hand_in(
        by=by,
        task_id=task_id,
        step=Step.SUBMIT,
        organisation_id=organisation_id,
        text=text,
        as_of=as_of,
        uploads=uploads,
        figures=figures,
    )


@transaction.atomic
def review_progress(*, by: Person, report_id: int, good: bool, note: str = "") -> ProgressReport:
    """The office looks at a progress report: it will do, or it goes back with a reason. Once only."""
    require(by, REVIEW)
    reports = ProgressReport.objects.visible_to(by, REVIEW).select_for_update(of=("self",))
    report = reports.select_related("task__round").filter(pk=report_id).first()
    if report is None:
        raise Missing("未找到该次填报，或不在您的权限范围内。")
    if report.kind != ProgressReport.Kind.PROGRESS:
        raise Conflict("自查和提交验收由验收环节处理，不在此审核。")
    if report.review:
        raise Conflict(f"该次填报已由他人{report.get_review_display()}，请刷新页面。")
    if acts_for(by, report.organisation_id):
        raise NotAllowed("本单位填报的进展须由其他单位审核。")
    if not good and not note.strip():
        raise Invalid("请写明退回的理由。", field="reason")
    report.review = ProgressReport.Review.ACCEPTED if good else ProgressReport.Review.RETURNED
    report.review_note, report.reviewed_by, report.reviewed_at = note.strip(), by, timezone.now()
    report.save(update_fields=["review", "review_note", "reviewed_by", "reviewed_at"])
    record(
        "progress.reviewed" if good else "progress.returned",
        target=report.task,
        by=by,
        area_code=report.area_code,
        reason=note,
        after={"report": report.pk, "unit": report.organisation.name},
    )
    return report


def may_accept(person: Person, task: Task) -> bool:
    """Whether `person` stands outside the units that did the work."""
    doing = {
        a.organisation_id
        for a in task.assignments.all()
        if a.organisation_id and UnitRole(a.role) in DOING_ROLES
    } | {r.organisation_id for r in task.reports.all()}
    did_it_himself = any(r.by_id == person.pk for r in task.reports.all())
    return not did_it_himself and not any(acts_for(person, organisation) for organisation in doing)


def move(task: Task, state: State, **changes: object) -> None:
    """Put the task where the table says, with whatever else changes; the caller has asked the table."""
    task.state = state
    for name, value in changes.items():
        setattr(task, name, value)
    task.save(update_fields=["state", "updated_at", *changes])


def _hand_in(
    *,
    by: Person,
    task_id: int,
    step: Step,
    organisation_id: int,
    text: str,
    as_of: dt.date,
    uploads: Uploads,
    figures: Figures,
) -> ProgressReport:
    task = locked_task(task_id, by, STEPS[step].permission)
    state = next_state(task.place, step)
    ensure_parts_accepted(task, step)
    check_needs(step, text=text, evidence=bool(uploads) or _has_evidence(task, organisation_id))
    verb, kind = _HANDED_IN[step]
    report = _report(task, by, organisation_id, kind, text, as_of, uploads)
    enter_reported(by=by, report=report, figures=figures)
    before = task.state
    move(task, state, stage=0)
    record(
        verb,
        target=task,
        by=by,
        area_code=report.area_code,
        before={"state": before},
        after={"state": state, "text": text, "report": report.pk},
    )
    return report


_HANDED_IN = {
    Step.SELF_CHECK: ("task.self_checked", ProgressReport.Kind.SELF_CHECK),
    Step.SUBMIT: ("task.submitted", ProgressReport.Kind.SUBMISSION),
}
"""What the trail says, and which kind of report it makes."""


def _report(
    task: Task, by: Person, organisation_id: int, kind: str, text: str, as_of: dt.date, uploads: Uploads
) -> ProgressReport:
    if not acts_for(by, organisation_id):
        raise NotAllowed("只能以您任职的单位名义填报。")
    organisation = Organisation.objects.get(pk=organisation_id)
    if as_of > timezone.localdate():
        raise Invalid(f"情况截至日期 {as_of} 晚于今天，请核对。", field="as_of")
    report = ProgressReport.objects.create(
        task=task,
        organisation=organisation,
        area_code=organisation.area_code,
        kind=kind,
        text=text.strip(),
        as_of=as_of,
        by=by,
    )
    for purpose, upload in uploads:
        attach(
            by=by,
            upload=upload,
            target=report,
            area_code=report.area_code,
            organisation_id=organisation.pk,
            purpose=purpose,
        )
    return report


def _has_evidence(task: Task, organisation_id: int) -> bool:
    from sansan.evidence.models import Evidence

    reports = task.reports.filter(organisation=organisation_id).values_list("pk", flat=True)
    return Evidence.objects.filter(
        target_type="rectification.progressreport", target_id__in=[str(pk) for pk in reports]
    ).exists()
