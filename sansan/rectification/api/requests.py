"""What units ask for, and the answers."""

from django.http import HttpResponse
from ninja import Query, Router

from sansan.errors import Missing
from sansan.interface import Id, Rows, rows_of
from sansan.people.access import may, require
from sansan.people.request import PersonRequest
from sansan.rectification.actions import requests
from sansan.rectification.api import shapes, shaping
from sansan.rectification.api.answering import Done, done, own_body
from sansan.rectification.api.given import AnswerGiven, ExtensionGiven, RequestFilter, TransferGiven
from sansan.rectification.api.versions import ensure_seen
from sansan.rectification.models import Request, Task
from sansan.rectification.presentation.frame import viewer
from sansan.ui.keyset import keyset_page

router = Router(tags=["申请"])


@router.get("requests", response=Rows[shapes.RequestShown], summary="申请列表", url_name="requests")
def list_requests(request: PersonRequest, given: Query[RequestFilter]) -> Rows[shapes.RequestShown]:
    """本人可见任务上的延期和转办申请，最近的在前。"""
    rows = Request.objects.filter(task__in=Task.objects.visible_to(viewer(request)))
    if given.state:
        rows = rows.filter(state=given.state)
    page = keyset_page(
        rows.select_related("organisation", "to"),
        order=("-at",),
        size=given.limit,
        cursor=given.cursor or None,
    )
    return rows_of(page, shaping.request)


@router.post("tasks/{task_id}/extend", response={201: Done}, summary="申请延期", url_name="task_extend")
def extend(request: PersonRequest, response: HttpResponse, task_id: Id, given: ExtensionGiven) -> Done:
    """由市攻坚办答复；答复前期限不变。"""
    ensure_seen(request, request.user, task_id)
    made = requests.ask_extension(
        by=request.user,
        task_id=task_id,
        organisation_id=own_body(request.user, given.organisation_id),
        deadline=given.deadline,
        reason=given.reason,
    )
    return done(response, task_id, made)


@router.post("tasks/{task_id}/transfer", response={201: Done}, summary="申请转办", url_name="task_transfer")
def transfer(request: PersonRequest, response: HttpResponse, task_id: Id, given: TransferGiven) -> Done:
    """由接收单位或市攻坚办答复；答复前仍由本单位承担。"""
    ensure_seen(request, request.user, task_id)
    made = requests.ask_transfer(
        by=request.user,
        task_id=task_id,
        organisation_id=own_body(request.user, given.organisation_id),
        to_id=given.to_id,
        reason=given.reason,
    )
    return done(response, task_id, made)


@router.post("requests/{request_id}/answer", response=Done, summary="答复申请", url_name="request_answer")
def answer(request: PersonRequest, response: HttpResponse, request_id: Id, given: AnswerGiven) -> Done:
    """同意或不同意；不同意须写明理由。"""
    person = request.user
    if not may(person, requests.RULE):
        require(
            person, requests.ASK
        )  # the unit a task is passed to answers for itself; a reader's token does not
    asked = Request.objects.filter(pk=request_id).first()
    if asked is None:
        raise Missing("未找到该申请，或不在您的权限范围内。", pk=request_id)
    made = requests.answer(by=person, request_id=request_id, granted=given.granted, text=given.text)
    return done(response, made.task_id, made)
