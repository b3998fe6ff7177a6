"""The steps of a task's way: assign, report, submit, return, accept, close, reopen. The rules are `workflow.py`."""

import datetime as dt
from collections.abc import Sequence

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from sansan.documents.model import UnitRole
from sansan.errors import Invalid, NotAllowed
from sansan.evidence.actions import attach
from sansan.people.access import acts_for
from sansan.people.models import Organisation, Person
from sansan.rectification.actions.access import locked_task
from sansan.rectification.models import Assignment, ProgressReport, Task, TaskArea
from sansan.rectification.models.task import DOING_ROLES
from sansan.rectification.queries import assignable_organisations, removable_assignments
from sansan.rectification.workflow import STEPS, State, Step, check_needs, next_state
from sansan.trail.record import record

Uploads = Sequence[tuple[str, "UploadedFile[bytes]"]]  # purpose (before, after, document …) and file


@transaction.atomic
def assign(
    *, by: Person, task_id: int, organisation_id: int, role: UnitRole = UnitRole.RESPONSIBLE, note: str = ""
) -> Assignment:
    """Bind a unit to the task and hand the task over; its area then sees it. The same unit twice is refused.

    A unit the report itself names is bound already; while the task waits, assigning it is what hands the task over.
    """
    task = locked_task(task_id, by, STEPS[Step.ASSIGN].permission)
    state = next_state(task.state, Step.ASSIGN)
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
    _move(task, state)
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
    if not reason.strip():
        raise Invalid("请填写取消该责任单位的理由。", field="reason")
    before = {"unit": assignment.name, "role": assignment.role}
    area = assignment.organisation.area_code if assignment.organisation else task.round.area_code
    assignment.delete()
    record("task.unassigned", target=task, by=by, area_code=area, reason=reason, before=before)


@transaction.atomic
def report_progress(
    *, by: Person, task_id: int, organisation_id: int, text: str, as_of: dt.date, uploads: Uploads = ()
) -> ProgressReport:
    """Say how far the unit is, with evidence. Does not move the task."""
    task = locked_task(task_id, by, STEPS[Step.REPORT].permission)
    next_state(task.state, Step.REPORT)
    check_needs(Step.REPORT, text=text)
    report = _report(task, by, organisation_id, ProgressReport.Kind.PROGRESS, text, as_of, uploads)
    record(
        "task.reported",
        target=task,
        by=by,
        area_code=report.area_code,
        after={"text": text, "as_of": as_of, "report": report.pk},
    )
    return report


@transaction.atomic
def submit(
    *, by: Person, task_id: int, organisation_id: int, text: str, as_of: dt.date, uploads: Uploads = ()
) -> ProgressReport:
    """Ask for acceptance: the unit claims the work is done. Needs evidence, given now or with an earlier report."""
    task = locked_task(task_id, by, STEPS[Step.SUBMIT].permission)
    state = next_state(task.state, Step.SUBMIT)
    check_needs(Step.SUBMIT, text=text, evidence=bool(uploads) or _has_evidence(task, organisation_id))
    report = _report(task, by, organisation_id, ProgressReport.Kind.SUBMISSION, text, as_of, uploads)
    before = task.state
    _move(task, state)
    record(
        "task.submitted",
        target=task,
        by=by,
        area_code=report.area_code,
        before={"state": before},
        after={"state": state, "text": text, "report": report.pk},
    )
    return report


@transaction.atomic
def send_back(*, by: Person, task_id: int, reason: str) -> Task:
    """Return the task to the units with a reason."""
    return _decide(by, task_id, Step.RETURN, "task.returned", reason, accepted_at=None)


@transaction.atomic
def accept(*, by: Person, task_id: int, reason: str) -> Task:
    """Accept the work. Nobody accepts what his own unit did."""
    return _decide(by, task_id, Step.ACCEPT, "task.accepted", reason, accepted_at=timezone.now())


@transaction.atomic
def close(*, by: Person, task_id: int, reason: str) -> Task:
    """销号: the office's decision that the task is settled."""
    return _decide(by, task_id, Step.CLOSE, "task.closed", reason, closed_at=timezone.now())


@transaction.atomic
def reopen(*, by: Person, task_id: int, reason: str) -> Task:
    """Open a closed task again; the old closure stays in the trail."""
    return _decide(by, task_id, Step.REOPEN, "task.reopened", reason, closed_at=None, accepted_at=None)


def may_accept(person: Person, task: Task) -> bool:
    """Whether `person` stands outside the units that did the work."""
    doing = {
        a.organisation_id
        for a in task.assignments.all()
        if a.organisation_id and UnitRole(a.role) in DOING_ROLES
    } | {r.organisation_id for r in task.reports.all()}
    did_it_himself = any(r.by_id == person.pk for r in task.reports.all())
    return not did_it_himself and not any(acts_for(person, organisation) for organisation in doing)


def _decide(
    by: Person, task_id: int, step: Step, verb: str, reason: str, **stamps: dt.datetime | None
) -> Task:
    task = locked_task(task_id, by, STEPS[step].permission)
    state = next_state(task.state, step)
    check_needs(step, reason=reason)
    if step in {Step.ACCEPT, Step.CLOSE} and not may_accept(by, task):
        raise NotAllowed(f"您所在单位承担了本任务的整改，不能由本单位{STEPS[step].label}，请由其他单位办理。")
    before = {"state": task.state, **{name: getattr(task, name) for name in stamps}}
    _move(task, state, **stamps)
    record(
        verb,
        target=task,
        by=by,
        area_code=task.round.area_code,
        reason=reason,
        before=before,
        after={"state": state, **stamps},
    )
    return task


def _move(task: Task, state: State, **stamps: dt.datetime | None) -> None:
    task.state = state
    for name, value in stamps.items():
        setattr(task, name, value)
    task.save(update_fields=["state", "updated_at", *stamps])


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
