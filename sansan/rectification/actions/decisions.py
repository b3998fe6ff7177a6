"""What others decide on a task that was handed in: accept, review, publish, close, look back, send back, suspend."""

import calendar
import datetime as dt
from typing import Any

from django.db import transaction
from django.utils import timezone

from sansan.errors import Conflict, Invalid, Missing, NotAllowed
from sansan.evidence.actions import attach
from sansan.people.access import own_body, posts_in_force
from sansan.people.models import Organisation, Person
from sansan.people.roles import ROLES, Role
from sansan.rectification.actions.access import locked_task
from sansan.rectification.actions.recurrences import recur
from sansan.rectification.actions.steps import Uploads, may_accept, move
from sansan.rectification.actions.wholes import ensure_parts_accepted
from sansan.rectification.models import Acceptance, LookBack, Notice, Task
from sansan.rectification.procedures import LEVEL_DIGITS, LEVEL_LABELS, Level
from sansan.rectification.workflow import STEPS, State, Step, check_needs, next_state
from sansan.trail.record import record


@transaction.atomic
def accept(
    *,
    by: Person,
    task_id: int,
    reason: str,
    visited_on: dt.date | None = None,
    document_number: str = "",
) -> Acceptance:
    """One level accepts the work. Nobody accepts what his own unit did, nor for a level above his own."""
    task = locked_task(task_id, by, STEPS[Step.ACCEPT].permission)
    place = task.place
    state = next_state(place, Step.ACCEPT)
    ensure_parts_accepted(task, Step.ACCEPT)
    check_needs(Step.ACCEPT, reason=reason)
    _ensure_outside(by, task, Step.ACCEPT)
    level = place.procedure.level(place.stage)
    organisation = _accepts_for(by, level)
    if place.procedure.site_visit and visited_on is None:
        raise Invalid("请填写现场核查的日期；本程序要求验收前到现场核查。", field="visited_on")
    _ensure_past(visited_on, "现场核查日期", "visited_on")
    if level is Level.PROVINCE and not document_number.strip():
        raise Invalid("登记省级验收须填写验收文号。", field="document_number")
    made = Acceptance.objects.create(
        task=task,
        level=level,
        opinion=reason.strip(),
        visited_on=visited_on,
        document_number=document_number.strip(),
        by=by,
        organisation=organisation,
    )
    last = place.procedure.is_last(place.stage)
    changes: dict[str, Any] = {"stage": place.stage + 1}
    if last:
        changes["accepted_at"] = timezone.now()
    _decided("task.accepted", task, by, reason, state, {**changes, "level": LEVEL_LABELS[level]}, changes)
    return made


@transaction.atomic
def send_back(*, by: Person, task_id: int, reason: str) -> Task:
    """Return the task to the units with a reason. What was accepted or published meanwhile is marked withdrawn."""
    task, state = _open(by, task_id, Step.RETURN, reason=reason)
    now = timezone.now()
    task.acceptances.filter(withdrawn_at=None).update(withdrawn_at=now)
    task.notices.filter(withdrawn_at=None).update(withdrawn_at=now)
    changes = {"stage": 0, "accepted_at": None}
    _decided("task.returned", task, by, reason, state, {"accepted_at": None}, changes)
    return task


@transaction.atomic
def review(*, by: Person, task_id: int, reason: str) -> Task:
    """行业审查: the trade authority has looked at what was accepted."""
    task, state = _open(by, task_id, Step.REVIEW, reason=reason)
    _ensure_outside(by, task, Step.REVIEW)
    _decided("task.reviewed", task, by, reason, state)
    return task


@transaction.atomic
def publish(*, by: Person, task_id: int, place: str, starts_on: dt.date, contact: str = "") -> Notice:
    """公示: say where the closing is announced and since when; its last day follows from the procedure."""
    task, state = _open(by, task_id, Step.PUBLISH, place=place)
    rule = task.place.procedure.notice
    assert rule is not None  # the table lets nobody publish where the procedure has no notice
    _ensure_past(starts_on, "公示开始日期", "starts_on")
    notice = Notice.objects.create(
        task=task,
        place=place.strip(),
        starts_on=starts_on,
        ends_on=rule.last_day(starts_on),
        days=rule.days,
        counting=rule.counting,
        contact=contact.strip(),
        by=by,
    )
    said = {"place": notice.place, "starts_on": notice.starts_on, "ends_on": notice.ends_on}
    _decided("task.published", task, by, "", state, said)
    return notice


@transaction.atomic
def answer_objection(*, by: Person, task_id: int, objection: str, answer: str) -> Notice:
    """Keep an objection raised during the notice, and how it was dealt with. Until it is answered nothing closes."""
    task = locked_task(task_id, by, STEPS[Step.PUBLISH].permission)
    notice = standing_notice(task)
    if notice is None:
        raise Conflict("任务没有正在进行或已期满的公示，不能登记异议。")
    if not objection.strip():
        raise Invalid("请写明异议内容。", field="objection")
    before = {"objection": notice.objection, "answer": notice.answer}
    notice.objection, notice.answer = objection.strip(), answer.strip()
    notice.save(update_fields=["objection", "answer"])
    record(
        "notice.objected",
        target=task,
        by=by,
        area_code=task.round.area_code,
        before=before,
        after={"objection": notice.objection, "answer": notice.answer},
    )
    return notice


@transaction.atomic
def close(*, by: Person, task_id: int, reason: str) -> Task:
    """销号: the office's decision that the task is settled. Look-backs fall due as the procedure says."""
    task, state = _open(by, task_id, Step.CLOSE, reason=reason)
    _ensure_outside(by, task, Step.CLOSE)
    ensure_published(task)
    now = timezone.now()
    _decided("task.closed", task, by, reason, state, {"closed_at": now}, {"closed_at": now})
    today = timezone.localdate()
    LookBack.objects.bulk_create(
        LookBack(task=task, due_on=months_later(today, months))
        for months in task.place.procedure.look_back_months
    )
    return task


@transaction.atomic
def look_back(
    *, by: Person, task_id: int, result: str, text: str, done_on: dt.date, uploads: Uploads = ()
) -> LookBack:
    """回头看: what was found on the spot after closing. A relapse or a false closing opens a linked recurrence."""
    task, _ = _open(by, task_id, Step.LOOK_BACK, text=text)
    _ensure_outside(by, task, Step.LOOK_BACK)
    if result not in LookBack.Result.values:
        raise Invalid("请选择回头看的结果。", field="result")
    _ensure_past(done_on, "回看日期", "done_on")
    due = task.look_backs.filter(done_on=None).order_by("due_on").first()
    found = due or LookBack(task=task, due_on=done_on)  # one more than the procedure asks for is welcome
    found.result, found.text, found.done_on, found.by = result, text.strip(), done_on, by
    found.save()
    for purpose, upload in uploads:
        attach(
            by=by,
            upload=upload,
            target=found,
            area_code=task.round.area_code,
            organisation_id=own_body(by),
            purpose=purpose,
        )
    label = LookBack.Result(result).label
    record(
        "task.looked_back",
        target=task,
        by=by,
        area_code=task.round.area_code,
        after={"result": label, "text": found.text, "done_on": done_on},
    )
    if result != LookBack.Result.HOLDS and not _unfinished_recurrence(task):
        recur(by=by, task=task, reason=f"回头看发现{label}：{found.text}")
    return found


@transaction.atomic
def reopen(*, by: Person, task_id: int, reason: str) -> Task:
    """The problem is back: a recurrence is opened that names the closed task; the closure stays as it was."""
    task, _ = _open(by, task_id, Step.REOPEN, reason=reason)
    if again := _unfinished_recurrence(task):
        raise Conflict(f"本任务已有未办结的反弹任务（第 {again.number} 项），请在该任务中继续整改。")
    return recur(by=by, task=task, reason=reason)


@transaction.atomic
def suspend(*, by: Person, task_id: int, reason: str) -> Task:
    """Stop the clock: the task cannot go on for a reason outside the unit's power."""
    task, state = _open(by, task_id, Step.SUSPEND, reason=reason)
    today = timezone.localdate()
    _decided("task.suspended", task, by, reason, state, {}, {"suspended_on": today})
    return task


@transaction.atomic
def resume(*, by: Person, task_id: int, reason: str) -> Task:
    """Go on: the deadline moves by the days the task was suspended."""
    task, state = _open(by, task_id, Step.RESUME, reason=reason)
    changes: dict[str, Any] = {"suspended_on": None}
    said: dict[str, Any] = {}
    if task.deadline_date and task.suspended_on:
        rested = timezone.localdate() - task.suspended_on
        changes["deadline_date"] = said["deadline_date"] = task.deadline_date + rested
    _decided("task.resumed", task, by, reason, state, said, changes)
    return task


def standing_notice(task: Task) -> Notice | None:
    """The notice of the way the task is on now."""
    return task.notices.filter(withdrawn_at=None).order_by("-starts_on", "-pk").first()


def months_later(day: dt.date, months: int) -> dt.date:
    """The same day so many months on; the last of the month where it has no such day."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return dt.date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def _open(by: Person, task_id: int, step: Step, **given: object) -> tuple[Task, State]:
    task = locked_task(task_id, by, STEPS[step].permission)
    state = next_state(task.place, step)
    check_needs(step, **given)
    return task, state


def _decided(
    verb: str,
    task: Task,
    by: Person,
    reason: str,
    state: State,
    said: dict[str, Any] | None = None,
    changes: dict[str, Any] | None = None,
) -> None:
    changes = changes or {}
    before = {"state": task.state, **{name: getattr(task, name) for name in changes if name in (said or {})}}
    move(task, state, **changes)
    record(
        verb,
        target=task,
        by=by,
        area_code=task.round.area_code,
        reason=reason,
        before=before,
        after={"state": state, **(said or {})},
    )


def _ensure_outside(by: Person, task: Task, step: Step) -> None:
    if not may_accept(by, task):
        raise NotAllowed(f"您所在单位承担了本任务的整改，不能由本单位{STEPS[step].label}，请由其他单位办理。")


def _ensure_past(day: dt.date | None, what: str, field: str) -> None:
    if day and day > timezone.localdate():
        raise Invalid(f"{what} {day} 晚于今天，请核对。", field=field)


def ensure_published(task: Task) -> None:
    """Where the procedure has a notice: it has run out and every objection is answered. No reason overrides that."""
    if task.place.procedure.notice is None:
        return
    notice = standing_notice(task)
    if notice is None:
        raise Missing("未找到本任务的公示记录，请先公示。")
    if timezone.localdate() <= notice.ends_on:
        raise Conflict(f"公示至 {notice.ends_on} 结束，期满后才能销号。")
    if notice.objection and not notice.answer:
        raise Conflict("公示期间的异议还没有处理结果，不能销号。")


def _accepts_for(by: Person, level: Level) -> Organisation | None:
    """The body the person accepts for at this level; the level above one's own is not one's to speak for."""
    posts = [
        post
        for post in posts_in_force(by)
        if STEPS[Step.ACCEPT].permission in ROLES[Role(post.role)].grants
        and len(post.area_code) <= LEVEL_DIGITS[level]
    ]
    if not posts:
        raise NotAllowed(f"本级验收应由{LEVEL_LABELS[level]}验收组办理，您不能代为验收。")
    return posts[-1].organisation


def _unfinished_recurrence(task: Task) -> Task | None:
    return task.recurrences.exclude(state="closed").order_by("pk").first()
