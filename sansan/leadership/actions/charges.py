"""包案领导、责任领导: which seat answers for a task, from when to when."""

import datetime as dt

from django.db import IntegrityError, transaction

from sansan.errors import Conflict, Invalid, Missing
from sansan.leadership.actions.access import locked
from sansan.leadership.models import Body, Charge, Seat
from sansan.leadership.querysets import MANAGE
from sansan.people.access import require
from sansan.people.models import Person
from sansan.rectification.models import Task
from sansan.trail.record import record


@transaction.atomic
def charge(
    *, by: Person, task_id: int, seat_id: int, kind: str, starts_on: dt.date, document_number: str = ""
) -> Charge:
    """Tie the task to a seat; whoever holds the seat on a day answers for the task on that day."""
    require(by, MANAGE)
    task = locked(Task.objects.visible_to(by), task_id, "整改任务")
    seat = Seat.objects.filter(pk=seat_id, body__in=Body.objects.visible_to(by, MANAGE)).first()
    if seat is None:
        raise Invalid("请选择您管理的机构中的席位。", field="seat")
    # The body is held so that it is not dissolved at this moment, which ends the charges of its seats.
    seat.body = locked(Body.objects.all(), seat.body_id, "领导机构")
    if kind not in Charge.Kind.values:
        raise Invalid("请选择责任的种类。", field="kind")
    if seat.body.valid_to is not None:
        raise Invalid(f"“{seat.body}”已撤销，不能再承担责任。", field="seat")
    if starts_on < seat.body.valid_from:
        raise Invalid(f"起始日期不能早于机构成立日期 {seat.body.valid_from}。", field="starts_on")
    try:
        with transaction.atomic():
            made = Charge.objects.create(
                task=task, seat=seat, kind=kind, starts_on=starts_on, document_number=document_number.strip()
            )
    except IntegrityError:
        raise Conflict("该席位已是本任务的同类责任领导。请刷新页面。") from None
    record(
        "charge.given",
        target=task,
        by=by,
        area_code=task.round.area_code,
        after={"seat": f"{seat.body} {seat.title}", "since": starts_on},
    )
    return made


@transaction.atomic
def end_charge(*, by: Person, charge_id: int, on: dt.date, reason: str) -> Charge:
    """The seat's last day of answering for the task; the past stays."""
    require(by, MANAGE)
    rows = Charge.objects.filter(seat__body__in=Body.objects.visible_to(by, MANAGE))
    rows = rows.filter(task__in=Task.objects.visible_to(by)).select_related("task__round", "seat__body")
    given = rows.select_for_update(of=("self",)).filter(pk=charge_id).first()
    if given is None:
        raise Missing("未找到该责任领导，或不在您的权限范围内。", pk=charge_id)
    if given.ends_on is not None:
        raise Conflict(f"已于 {given.ends_on} 终止。")
    if on < given.starts_on:
        raise Invalid(f"终止日期不能早于起始日期 {given.starts_on}。", field="on")
    if not reason.strip():
        raise Invalid("请填写理由。", field="reason")
    given.ends_on = on
    given.save(update_fields=["ends_on"])
    record(
        "charge.ended",
        target=given.task,
        by=by,
        area_code=given.task.round.area_code,
        reason=reason,
        after={"seat": f"{given.seat.body} {given.seat.title}", "until": on},
    )
    return given
