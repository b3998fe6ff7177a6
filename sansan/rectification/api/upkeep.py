"""What the offices put right on a task: its particulars, which of them looks after it, its deadline, its parts."""

from typing import Any

from django.http import HttpResponse
from ninja import Router

from sansan.documents.model import StatusCode
from sansan.errors import Invalid
from sansan.interface import Id
from sansan.people.access import require
from sansan.people.request import PersonRequest
from sansan.rectification import queries
from sansan.rectification.actions import deadlines, entries, offices, parts
from sansan.rectification.api import shapes
from sansan.rectification.api.answering import Done, done, seen_task
from sansan.rectification.api.given import (
    DeadlineGiven,
    EditTaskGiven,
    EntrustGiven,
    ReasonGiven,
    SplitGiven,
    SplitManyGiven,
)
from sansan.rectification.api.versions import ensure_seen
from sansan.rectification.snapshot import snapshot

router = Router(tags=["整改任务"])


@router.post("tasks/{task_id}/edit", response=Done, summary="修改任务", url_name="task_edit")
def edit(request: PersonRequest, response: HttpResponse, task_id: Id, given: EditTaskGiven) -> Done:
    """只改写明的各项，其余不变；责任单位用交办和取消责任单位办理。已列入生效方案的内容须调整方案。"""
    ensure_seen(request, request.user, task_id)
    require(request.user, deadlines.MOVE)
    task = seen_task(request.user, task_id, deadlines.MOVE)
    changes: dict[str, Any] = given.model_dump(exclude_unset=True, exclude={"reason"})
    if not changes:
        raise Invalid("没有写明要修改的内容。")
    if changes.get("status_code"):
        changes["status_code"] = StatusCode(changes["status_code"])
    before = snapshot(task)
    offered = {*dict(queries.county_choices(task.round.area_code)), *before.area_codes}
    if odd := [code for code in changes.get("area_codes", ()) if code not in offered]:
        raise Invalid(f"“{odd[0]}”不是本督察地区的县区代码。", field="area_codes")
    data = before.model_copy(update=changes)
    entries.edit_task(by=request.user, task_id=task_id, data=data, reason=given.reason)
    return done(response, task_id)


@router.post("tasks/{task_id}/entrust", response=Done, summary="指定主管专项办", url_name="task_entrust")
def entrust(request: PersonRequest, response: HttpResponse, task_id: Id, given: EntrustGiven) -> Done:
    """由该专项办分派任务、处理疑点；其人员随即可以看到本任务。"""
    ensure_seen(request, request.user, task_id)
    offices.entrust(by=request.user, task_id=task_id, organisation_id=given.organisation_id)
    return done(response, task_id)


@router.post("tasks/{task_id}/deadline", response=Done, summary="调整期限", url_name="task_deadline")
def deadline(request: PersonRequest, response: HttpResponse, task_id: Id, given: DeadlineGiven) -> Done:
    """由市攻坚办直接调整；方案公布的时限原文不变。单位申请延期用“申请延期”。"""
    ensure_seen(request, request.user, task_id)
    deadlines.move_deadline(by=request.user, task_id=task_id, **dict(given))
    return done(response, task_id)


@router.post(
    "tasks/{task_id}/split", response={201: shapes.PartsMade}, summary="分解到县区", url_name="task_split"
)
def split(request: PersonRequest, response: HttpResponse, task_id: Id, given: SplitGiven) -> shapes.PartsMade:
    """写明责任单位的分解任务随即交办。已分解的任务再次办理为增列，须写明理由。"""
    ensure_seen(request, request.user, task_id)
    made = parts.split_task(
        by=request.user,
        task_id=task_id,
        shares=[
            parts.Share(
                area_code=share.area_code,
                organisation_ids=tuple(share.organisation_ids),
                target=share.target,
                deadline=share.deadline,
            )
            for share in given.shares
        ],
        goal=parts.Goal(given.goal.name, given.goal.unit, given.goal.target) if given.goal else None,
        reason=given.reason,
    )
    done(response, task_id)
    return shapes.PartsMade(task_ids=[task.pk for task in made])


@router.post(
    "rounds/{round_id}/split",
    response={201: shapes.PartsMade},
    summary="批量分解到县区",
    url_name="split_many",
)
def split_many(request: PersonRequest, round_id: Id, given: SplitManyGiven) -> shapes.PartsMade:
    """各项任务按涉及县区分解；有一项不能分解的，全部不办理。"""
    made = parts.split_by_areas(by=request.user, round_id=round_id, task_ids=given.task_ids)
    return shapes.PartsMade(task_ids=[task.pk for task in made])


@router.post("tasks/{task_id}/withdraw", response=Done, summary="撤回分解任务", url_name="task_withdraw")
def withdraw(request: PersonRequest, response: HttpResponse, task_id: Id, given: ReasonGiven) -> Done:
    """不再要求办理；已填报的内容保留。"""
    ensure_seen(request, request.user, task_id)
    parts.withdraw_part(by=request.user, task_id=task_id, reason=given.reason)
    return done(response, task_id)
