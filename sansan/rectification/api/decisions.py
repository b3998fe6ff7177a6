"""What others decide on a task: accept, return, review, publish, look back, reopen, suspend, resume."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from ninja import File, Form, Router
from ninja.files import UploadedFile

from sansan.evidence.models import Purpose
from sansan.interface import Id, uploads
from sansan.people.request import PersonRequest
from sansan.rectification.actions import decisions
from sansan.rectification.api.answering import Done, done
from sansan.rectification.api.given import (
    AcceptGiven,
    LookBackGiven,
    ObjectionGiven,
    PublishGiven,
    ReasonGiven,
)
from sansan.rectification.api.versions import ensure_seen

router = Router(tags=["验收与销号"])
FILES = (("photo", Purpose.AFTER.value), ("document", Purpose.DOCUMENT.value))


def _decided(
    action: Callable[..., Any],
    request: PersonRequest,
    response: HttpResponse,
    task_id: int,
    given: ReasonGiven,
) -> Done:
    ensure_seen(request, request.user, task_id)
    made = action(by=request.user, task_id=task_id, reason=given.reason)
    return done(response, task_id, made if made.pk != task_id else None)


@router.post("tasks/{task_id}/accept", response=Done, summary="验收通过", url_name="task_accept")
def accept(request: PersonRequest, response: HttpResponse, task_id: Id, given: AcceptGiven) -> Done:
    """一级验收通过。谁验收谁负责；本单位承担整改的，须由其他单位验收。"""
    ensure_seen(request, request.user, task_id)
    made = decisions.accept(by=request.user, task_id=task_id, **dict(given))
    return done(response, task_id, made)


@router.post("tasks/{task_id}/return", response=Done, summary="退回", url_name="task_return")
def send_back(request: PersonRequest, response: HttpResponse, task_id: Id, given: ReasonGiven) -> Done:
    """退回责任单位继续整改；理由责任单位可见。"""
    return _decided(decisions.send_back, request, response, task_id, given)


@router.post("tasks/{task_id}/review", response=Done, summary="行业审查", url_name="task_review")
def review(request: PersonRequest, response: HttpResponse, task_id: Id, given: ReasonGiven) -> Done:
    """登记行业主管部门的审查意见。"""
    return _decided(decisions.review, request, response, task_id, given)


@router.post("tasks/{task_id}/publish", response=Done, summary="公示", url_name="task_publish")
def publish(request: PersonRequest, response: HttpResponse, task_id: Id, given: PublishGiven) -> Done:
    """登记公示的载体和开始日期；结束日期按整改程序推算。"""
    ensure_seen(request, request.user, task_id)
    made = decisions.publish(by=request.user, task_id=task_id, **dict(given))
    return done(response, task_id, made)


@router.post("tasks/{task_id}/objection", response=Done, summary="登记公示异议", url_name="task_objection")
def objection(request: PersonRequest, response: HttpResponse, task_id: Id, given: ObjectionGiven) -> Done:
    """公示期间收到的异议和处理结果；没有处理结果不能销号。"""
    ensure_seen(request, request.user, task_id)
    made = decisions.answer_objection(by=request.user, task_id=task_id, **dict(given))
    return done(response, task_id, made)


@router.post("tasks/{task_id}/look-back", response={201: Done}, summary="回头看", url_name="task_look_back")
def look_back(
    request: PersonRequest,
    response: HttpResponse,
    task_id: Id,
    given: Form[LookBackGiven],
    photo: File[list[UploadedFile]] = [],  # noqa: B006 - read, never changed; the library wants a default
    document: File[list[UploadedFile]] = [],  # noqa: B006 - as above
) -> Done:
    """登记销号后到现场回看的情况。问题反弹或属虚假整改的，另立反弹任务，原销号记录不变。"""
    ensure_seen(request, request.user, task_id)
    made = decisions.look_back(
        by=request.user,
        task_id=task_id,
        result=given.result,
        text=given.text,
        done_on=given.done_on,
        uploads=uploads(request, FILES, given.sha256),
    )
    return done(response, task_id, made)


@router.post("tasks/{task_id}/reopen", response={201: Done}, summary="反弹再立项", url_name="task_reopen")
def reopen(request: PersonRequest, response: HttpResponse, task_id: Id, given: ReasonGiven) -> Done:
    """另立一项反弹任务（编号在 made 中）；原任务和它的销号记录保持不变。"""
    return _decided(decisions.reopen, request, response, task_id, given)


@router.post("tasks/{task_id}/suspend", response=Done, summary="中止", url_name="task_suspend")
def suspend(request: PersonRequest, response: HttpResponse, task_id: Id, given: ReasonGiven) -> Done:
    """中止期间不计入期限。"""
    return _decided(decisions.suspend, request, response, task_id, given)


@router.post("tasks/{task_id}/resume", response=Done, summary="恢复", url_name="task_resume")
def resume(request: PersonRequest, response: HttpResponse, task_id: Id, given: ReasonGiven) -> Done:
    """恢复后回到“整改中”，期限按中止的天数顺延。"""
    return _decided(decisions.resume, request, response, task_id, given)
