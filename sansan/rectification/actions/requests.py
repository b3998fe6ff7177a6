"""What a unit asks for: more time, or that the task be another unit's. Granted, refused or ruled, and always seen."""

import datetime as dt

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from sansan.errors import Conflict, Invalid, Missing, NotAllowed
from sansan.notify.notice import notify
from sansan.people.access import acts_for, may
from sansan.people.models import Organisation, Person
from sansan.people.queries import holders_at, holders_over
from sansan.rectification.actions.access import locked_task
from sansan.rectification.models import Assignment, Request, Task, TaskArea
from sansan.rectification.workflow import WORKABLE
from sansan.trail.record import record

ASK, RULE = "rectification.report", "rectification.close"


@transaction.atomic
def ask_extension(
    *, by: Person, task_id: int, organisation_id: int, deadline: dt.date, reason: str
) -> Request:
    """Ask for a later deadline. The city office answers."""
    task = _asked_of(by, task_id, organisation_id, reason)
    if task.deadline_date is None:
        raise Invalid("本任务没有到期日，无须申请延期。", field="deadline")
    if deadline <= task.deadline_date:
        raise Invalid(f"延期后的日期须晚于现在的期限 {task.deadline_date}。", field="deadline")
    _ensure_within_whole(task, deadline)
    return _ask(by, task, Request.Kind.EXTENSION, organisation_id, reason, deadline=deadline)


@transaction.atomic
def ask_transfer(*, by: Person, task_id: int, organisation_id: int, to_id: int, reason: str) -> Request:
    """Say that the task is another unit's, and whose: "not my duty" without a name is not accepted."""
    task = _asked_of(by, task_id, organisation_id, reason)
    if not task.assignments.filter(organisation=organisation_id).exists():
        raise Invalid("本单位不是该任务的责任单位，无须申请转办。", field="organisation")
    to = Organisation.objects.filter(pk=to_id).first()
    if to is None or to.pk == organisation_id:
        raise Invalid("请写明应由哪个单位承担。", field="to")
    if task.assignments.filter(organisation=to).exists():
        raise Invalid(f"{to.name}已是本任务的责任单位。", field="to")
    return _ask(by, task, Request.Kind.TRANSFER, organisation_id, reason, to=to)


@transaction.atomic
def answer(*, by: Person, request_id: int, granted: bool, text: str) -> Request:
    """Answer a request. The office rules on any; the unit a task is passed to may take it or decline it."""
    asked = Request.objects.select_for_update(of=("self",)).select_related("to", "organisation")
    request = asked.filter(pk=request_id).first()
    if request is None or not (
        _is_the_unit(by, request) or Task.objects.visible_to(by).filter(pk=request.task_id).exists()
    ):
        raise Missing("未找到该申请，或不在您的权限范围内。")
    if request.state != Request.State.WAITING:
        raise Conflict(f"该申请已答复“{request.get_state_display()}”，请刷新页面。")
    task = Task.objects.select_for_update(of=("self",)).select_related("round").get(pk=request.task_id)
    if not may_answer(by, request, task):
        raise NotAllowed("该申请由市攻坚办答复；转办申请也可由接收单位答复。")
    if not granted and not text.strip():
        raise Invalid("请写明不同意的理由。", field="reason")
    request.state = Request.State.GRANTED if granted else Request.State.REFUSED
    request.answer, request.answered_by, request.answered_at = text.strip(), by, timezone.now()
    request.save(update_fields=["state", "answer", "answered_by", "answered_at"])
    before: dict[str, object] = {}
    after: dict[str, object] = {"request": request.pk, "answer": request.get_state_display()}
    if granted and request.kind == Request.Kind.EXTENSION:
        assert request.deadline is not None  # a constraint of the table
        _ensure_within_whole(task, request.deadline)
        before["deadline_date"], after["deadline_date"] = task.deadline_date, request.deadline
        task.deadline_date = request.deadline
        task.save(update_fields=["deadline_date", "updated_at"])
    elif granted:
        before["unit"], after["unit"] = request.organisation.name, _pass_on(task, request)
    verb = "request.granted" if granted else "request.refused"
    record(
        verb,
        target=task,
        by=by,
        area_code=request.organisation.area_code,
        reason=text,
        before=before,
        after=after,
    )
    return request


def _ensure_within_whole(task: Task, deadline: dt.date) -> None:
    """No part runs longer than its whole."""
    whole = task.parent.deadline_date if task.parent else None
    if whole and deadline > whole:
        raise Invalid(f"分解任务的期限不得晚于上级任务的期限 {whole}，请先延长上级任务。", field="deadline")


def may_answer(person: Person, request: Request, task: Task) -> bool:
    """The office that closes tasks rules on every request; the unit named answers for itself."""
    if request.kind == Request.Kind.TRANSFER and _is_the_unit(person, request):
        return True
    office = may(person, RULE) and Task.objects.visible_to(person, RULE).filter(pk=task.pk).exists()
    return office and not acts_for(person, request.organisation_id)


def _is_the_unit(person: Person, request: Request) -> bool:
    return request.to_id is not None and acts_for(person, request.to_id)


def _asked_of(by: Person, task_id: int, organisation_id: int, reason: str) -> Task:
    task = locked_task(task_id, by, ASK)
    if task.state not in WORKABLE:
        raise Conflict(f"任务当前为“{task.place.label}”，不能再申请延期或转办。")
    if not acts_for(by, organisation_id):
        raise NotAllowed("只能以您任职的单位名义申请。")
    if not reason.strip():
        raise Invalid("请填写申请的理由。", field="reason")
    return task


def _ask(
    by: Person,
    task: Task,
    kind: Request.Kind,
    organisation_id: int,
    reason: str,
    *,
    deadline: dt.date | None = None,
    to: Organisation | None = None,
) -> Request:
    try:
        with transaction.atomic():
            request = Request.objects.create(
                task=task,
                kind=kind,
                organisation_id=organisation_id,
                reason=reason.strip(),
                by=by,
                deadline=deadline,
                to=to,
            )
    except IntegrityError:
        raise Conflict("本单位已有一份同类申请等待答复。") from None
    today = timezone.localdate()
    notify(
        kind="rectification.request",
        to=[*holders_over(task.round.area_code, RULE, today), *(holders_at(to, ASK, today) if to else [])],
        title=f"申请等待答复：{request}",
        body=request.reason,
        url=reverse("rectification:request_answer", args=[request.pk]),
        area_code=request.organisation.area_code,
        key=f"request-{request.pk}",
    )
    record(
        "request.made",
        target=task,
        by=by,
        area_code=request.organisation.area_code,
        reason=reason,
        after={
            "request": request.pk,
            "kind": kind.label,
            "deadline_date": deadline,
            "unit": to.name if to else "",
        },
    )
    return request


def _pass_on(task: Task, request: Request) -> str:
    """The other unit takes the place of the one that asked; its area then sees the task."""
    assert request.to is not None  # a constraint of the table
    old = task.assignments.filter(organisation=request.organisation_id).first()
    Assignment.objects.create(
        task=task,
        organisation=request.to,
        name=request.to.name,
        role=old.role if old else "responsible",
        order=old.order if old else task.assignments.count(),
    )
    if old:
        old.delete()
    if len(request.to.area_code) > len(task.round.area_code):
        TaskArea.objects.get_or_create(task=task, area_code=request.to.area_code)
    return request.to.name
