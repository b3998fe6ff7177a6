"""Closing argues with the data here as on the page: verdicts, the request, overriding with reasons."""

from django.http import HttpResponse
from django.utils import timezone
from ninja import Router

from sansan.errors import Missing
from sansan.interface import Id
from sansan.people.models import Person
from sansan.people.request import PersonRequest
from sansan.rectification.api import shapes
from sansan.rectification.api.answering import Done, done, seen_task
from sansan.rectification.api.given import ClaimsGiven, CloseGiven, OverrideGiven
from sansan.rectification.api.versions import ensure_seen
from sansan.rectification.closing.actions import Choice, declare_claims, override_and_close, request_closing
from sansan.rectification.closing.presentation import Board, board_of, frozen_board
from sansan.rectification.closing.queries import requests_of
from sansan.rectification.models import ClosingRequest, Task
from sansan.rectification.presentation.frame import viewer

router = Router(tags=["验收与销号"])


def _shown(task_id: int, board: Board | None) -> shapes.ClosingShown:
    request = board.request if board else None
    return shapes.ClosingShown(
        task_id=task_id,
        frozen=board.frozen if board else False,
        request_id=request.pk if request else None,
        outcome=request.outcome if request else "",
        sentence=board.sentence if board else "任务尚未交办，没有可核对的内容。",
        verdicts=[
            shapes.VerdictShown(
                key=line.result.key,
                label=line.result.label,
                judgement=line.result.judgement,
                judgement_label=line.word,
                sentence=line.result.sentence,
                remedy=line.result.remedy,
                needs_reason=line.result.needs_word,
                override=line.override.reason if line.override else "",
            )
            for line in (board.lines if board else ())
        ],
    )


@router.get(
    "tasks/{task_id}/closing", response=shapes.ClosingShown, summary="销号核对结果", url_name="task_closing"
)
def get_closing(request: PersonRequest, task_id: Id) -> shapes.ClosingShown:
    """系统数据对各核对项的结论；已销号的为销号时留存的结果。"""
    person = viewer(request)
    task = seen_task(person, task_id)
    return _shown(task.pk, board_of(person, task, now=timezone.now()))


@router.post("tasks/{task_id}/close", response=shapes.ClosingShown, summary="申请销号", url_name="task_close")
def close(
    request: PersonRequest, response: HttpResponse, task_id: Id, given: CloseGiven
) -> shapes.ClosingShown:
    """核对并留存结果。全部相符即销号；有矛盾或无法核对的，outcome 为 open，须再逐项说明理由。"""
    ensure_seen(request, request.user, task_id)
    made = request_closing(by=request.user, task_id=task_id, text=given.text)
    done(response, task_id)
    return _shown(task_id, frozen_board(request.user, made))


@router.post(
    "closing-requests/{request_id}/override",
    response=shapes.ClosingShown,
    summary="带理由销号",
    url_name="closing_override",
)
def override(
    request: PersonRequest, response: HttpResponse, request_id: Id, given: OverrideGiven
) -> shapes.ClosingShown:
    """对每个不相符或无法核对的核对项写明理由后销号；理由和姓名列在任务和督察页面上。"""
    task = _task_of(request.user, request_id)
    ensure_seen(request, request.user, task.pk)
    made = override_and_close(by=request.user, request_id=request_id, reasons=given.reasons)
    done(response, task.pk)
    kept = requests_of(task).get(pk=made.pk)
    return _shown(task.pk, frozen_board(request.user, kept))


@router.post("tasks/{task_id}/claims", response=Done, summary="选择核对项", url_name="task_claims")
def claims(request: PersonRequest, response: HttpResponse, task_id: Id, given: ClaimsGiven) -> Done:
    """说明本任务适用哪些核对项、参数取多少；须写明理由。"""
    ensure_seen(request, request.user, task_id)
    chosen = {key: Choice(one.applies, one.parameters) for key, one in given.claims.items()}
    declare_claims(by=request.user, task_id=task_id, claims=chosen, reason=given.reason)
    return done(response, task_id)


def _task_of(person: Person, request_id: int) -> Task:
    found = ClosingRequest.objects.filter(pk=request_id, task__in=Task.objects.visible_to(person)).first()
    if found is None:
        raise Missing("未找到该销号申请，或不在您的权限范围内。", pk=request_id)
    return found.task
