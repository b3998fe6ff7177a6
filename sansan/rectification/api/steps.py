"""What units and their offices do on a task's way: assign, report, self-check, hand in, review."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from ninja import File, Form, Router
from ninja.files import UploadedFile

from sansan.documents.model import UnitRole
from sansan.evidence.models import Purpose
from sansan.interface import Id, uploads
from sansan.people.request import PersonRequest
from sansan.rectification.actions import steps
from sansan.rectification.api.answering import Done, done, own_body
from sansan.rectification.api.given import AssignGiven, ReasonGiven, ReportGiven, ReviewGiven
from sansan.rectification.api.versions import ensure_seen

router = Router(tags=["办理"])
FILES = (
    ("before", Purpose.BEFORE.value),
    ("after", Purpose.AFTER.value),
    ("document", Purpose.DOCUMENT.value),
)
Files = list[UploadedFile]


@router.post("tasks/{task_id}/assign", response=Done, summary="交办", url_name="task_assign")
def assign(request: PersonRequest, response: HttpResponse, task_id: Id, given: AssignGiven) -> Done:
    """把任务分派给一个单位；其所在县区随即可以看到本任务。"""
    ensure_seen(request, request.user, task_id)
    made = steps.assign(
        by=request.user,
        task_id=task_id,
        organisation_id=given.organisation_id,
        role=UnitRole(given.role),
        note=given.note,
    )
    return done(response, task_id, made)


@router.post(
    "tasks/{task_id}/units/{unit_id}/remove", response=Done, summary="取消责任单位", url_name="task_unassign"
)
def unassign(
    request: PersonRequest, response: HttpResponse, task_id: Id, unit_id: Id, given: ReasonGiven
) -> Done:
    """该单位不再承担本任务；它填报的进展和佐证材料保留。"""
    ensure_seen(request, request.user, task_id)
    steps.unassign(by=request.user, task_id=task_id, assignment_id=unit_id, reason=given.reason)
    return done(response, task_id)


def _reported(
    action: Callable[..., Any],
    request: PersonRequest,
    response: HttpResponse,
    task_id: int,
    given: ReportGiven,
) -> Done:
    ensure_seen(request, request.user, task_id)
    made = action(
        by=request.user,
        task_id=task_id,
        organisation_id=own_body(request.user, given.organisation_id),
        text=given.text,
        as_of=given.as_of,
        uploads=uploads(request, FILES, given.sha256),
    )
    return done(response, task_id, made)


@router.post("tasks/{task_id}/report", response={201: Done}, summary="填报进展", url_name="task_report")
def report(
    request: PersonRequest,
    response: HttpResponse,
    task_id: Id,
    given: Form[ReportGiven],
    before: File[Files] = [],  # noqa: B006 - read, never changed; the library wants a default
    after: File[Files] = [],  # noqa: B006 - as above
    document: File[Files] = [],  # noqa: B006 - as above
) -> Done:
    """写明办理情况，可附整改前（before）、整改后（after）照片和文件资料（document）；不改变任务状态。"""
    return _reported(steps.report_progress, request, response, task_id, given)


@router.post("tasks/{task_id}/self-check", response={201: Done}, summary="自查", url_name="task_self_check")
def self_check(
    request: PersonRequest,
    response: HttpResponse,
    task_id: Id,
    given: Form[ReportGiven],
    before: File[Files] = [],  # noqa: B006 - read, never changed; the library wants a default
    after: File[Files] = [],  # noqa: B006 - as above
    document: File[Files] = [],  # noqa: B006 - as above
) -> Done:
    """逐条对照整改措施自查；自查后任务转为“已自查”。"""
    return _reported(steps.self_check, request, response, task_id, given)


@router.post("tasks/{task_id}/submit", response={201: Done}, summary="提交验收", url_name="task_submit")
def submit(
    request: PersonRequest,
    response: HttpResponse,
    task_id: Id,
    given: Form[ReportGiven],
    before: File[Files] = [],  # noqa: B006 - read, never changed; the library wants a default
    after: File[Files] = [],  # noqa: B006 - as above
    document: File[Files] = [],  # noqa: B006 - as above
) -> Done:
    """申请验收；至少要有一份佐证材料（本次上传或以前填报时已上传）。"""
    return _reported(steps.submit, request, response, task_id, given)


@router.post("reports/{report_id}/review", response=Done, summary="审核进展填报", url_name="report_review")
def review_report(request: PersonRequest, response: HttpResponse, report_id: Id, given: ReviewGiven) -> Done:
    """审核通过，或附理由退回；每次填报只审核一次。"""
    made = steps.review_progress(by=request.user, report_id=report_id, good=given.good, note=given.note)
    return done(response, made.task_id, made)
