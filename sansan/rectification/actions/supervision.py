"""Issuing, signing, receiving, answering and closing a paper of supervision."""

import datetime as dt

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.urls import reverse
from django.utils import timezone

from sansan.errors import Conflict, Invalid, Missing
from sansan.notify.notice import notify
from sansan.people.access import acts_for, require
from sansan.people.models import Organisation, Person
from sansan.people.queries import holders_at, holders_over
from sansan.rectification.actions.access import locked_task
from sansan.rectification.ladder import Rung, Trigger, days_between, rung_of, working_day_after
from sansan.rectification.models import Instrument, LookBack, Task
from sansan.rectification.models.task import DOING_ROLES
from sansan.rectification.workflow import WORKABLE
from sansan.trail.record import hold_chain, record

SUPERVISE, SIGN = "rectification.supervise", "rectification.sign"
State = Instrument.State


@transaction.atomic
def draft_paper(
    *, by: Person, task_id: int, organisation_id: int, rung: str, facts: str, demand: str
) -> Instrument:
    """Make the paper out; one that needs no leader's hand goes out at once."""
    task = locked_task(task_id, by, SUPERVISE)
    step = _rung(rung)
    organisation, deadline = _addressee(task, step, organisation_id)
    for field, text, what in (("facts", facts, "事由"), ("demand", demand, "要求")):
        if not text.strip():
            raise Invalid(f"请填写{what}。", field=field)
    try:
        with transaction.atomic():
            paper = Instrument.objects.create(
                task=task,
                organisation=organisation,
                area_code=organisation.area_code,
                rung=step.key,
                name=step.label,
                words=step.words,
                deadline=deadline,
                facts=facts.strip(),
                demand=demand.strip(),
                reply_by=working_day_after(timezone.localdate(), step.reply_days),
                drafted_by=by,
            )
    except IntegrityError:
        what = "这次虚假整改" if step.trigger is Trigger.FALSE else "这一期限"
        raise Conflict(f"已就{what}向{organisation.name}发过{step.label}。") from None
    _recorded("paper.drafted", paper, by)
    if not step.signed:
        return _issue(paper, by)
    notify(
        kind="rectification.paper_to_sign",
        to=holders_over(task.round.area_code, SIGN, timezone.localdate()),
        title=f"{step.name}等待签发：{organisation.name}",
        body=paper.facts,
        url=_address(paper),
        area_code=paper.area_code,
        key=f"paper-{paper.pk}",
    )
    return paper


@transaction.atomic
def sign_paper(*, by: Person, paper_id: int) -> Instrument:
    """The leader's hand under a graver paper; it goes out with it."""
    paper = _locked(paper_id, by, SIGN, State.DRAFTED, "签发")
    paper.signed_by = by
    return _issue(paper, by)


@transaction.atomic
def withdraw_paper(*, by: Person, paper_id: int, reason: str) -> Instrument:
    """Take back a draft nobody has signed."""
    paper = _locked(paper_id, by, SUPERVISE, State.DRAFTED, "撤回")
    if not reason.strip():
        raise Invalid("请填写撤回的理由。", field="reason")
    paper.state = State.WITHDRAWN
    paper.save(update_fields=["state"])
    _recorded("paper.withdrawn", paper, by, reason=reason)
    return paper


@transaction.atomic
def receive_paper(*, by: Person, paper_id: int) -> Instrument:
    """The unit has it in hand."""
    paper = _own(paper_id, by, State.ISSUED, "签收")
    paper.state, paper.received_by, paper.received_at = State.RECEIVED, by, timezone.now()
    paper.save(update_fields=["state", "received_by", "received_at"])
    _recorded("paper.received", paper, by)
    return paper


@transaction.atomic
def answer_paper(*, by: Person, paper_id: int, reply: str) -> Instrument:
    """The unit's answer; it counts as received with it."""
    paper = _own(paper_id, by, (State.ISSUED, State.RECEIVED), "答复")
    if not reply.strip():
        raise Invalid("请填写答复内容。", field="reply")
    now = timezone.now()
    if paper.received_at is None:
        paper.received_by, paper.received_at = by, now
    paper.state, paper.reply, paper.answered_by, paper.answered_at = State.ANSWERED, reply.strip(), by, now
    paper.save(update_fields=["state", "reply", "answered_by", "answered_at", "received_by", "received_at"])
    _recorded("paper.answered", paper, by, after={"text": paper.reply})
    return paper


@transaction.atomic
def close_paper(*, by: Person, paper_id: int, reason: str) -> Instrument:
    """The office is content with the answer."""
    paper = _locked(paper_id, by, SUPERVISE, State.ANSWERED, "办结")
    if not reason.strip():
        raise Invalid("请填写办结意见。", field="reason")
    paper.state, paper.closing_note = State.CLOSED, reason.strip()
    paper.save(update_fields=["state", "closing_note"])
    _recorded("paper.closed", paper, by, reason=reason)
    return paper


def false_look_back(task: Task) -> LookBack | None:
    """The look-back that found the closing of the task false."""
    found: LookBack | None = task.look_backs.filter(result=LookBack.Result.FALSE).order_by("done_on").last()
    return found


def answerable(task: Task) -> dict[int, Organisation]:
    """Who answers for a closing found false: the units that did the work and the bodies that accepted it."""
    doing = task.assignments.filter(role__in=DOING_ROLES, organisation__isnull=False)
    accepted = task.acceptances.filter(withdrawn_at=None, organisation__isnull=False)
    bodies = [row.organisation for row in doing.select_related("organisation")]
    bodies += [row.organisation for row in accepted.select_related("organisation")]
    return {body.pk: body for body in bodies if body}


def false_facts_of(task: Task, organisation: Organisation) -> str:
    """What the paper says of a closing found false, to this body."""
    found = false_look_back(task)
    assert found is not None  # proposed for false closings only
    assert found.done_on is not None
    accepted = task.acceptances.filter(withdrawn_at=None, organisation=organisation).exists()
    part = "验收" if accepted else "承担"
    return (
        f"贵单位{part}的“{task.round.short_name}”整改任务{_named(task)}，已验收销号；"
        f"{_day(found.done_on)}回头看发现虚假整改：{found.text.rstrip('。')}。"
    )


def facts_of(task: Task, today: dt.date) -> str:
    """What the paper says of the task, for the office to go over."""
    deadline = task.deadline_date
    assert deadline is not None  # nothing is due without a deadline
    late = days_between(deadline, today)
    when = (
        f"应于{_day(deadline)}前完成，截至{_day(today)}已超期{(today - deadline).days}天"
        f"（{late}个工作日），尚未提交验收。"
        if today > deadline
        else f"应于{_day(deadline)}前完成，距到期还有{(deadline - today).days}天，尚未提交验收。"
    )
    return f"贵单位承担的“{task.round.short_name}”整改任务{_named(task)}，{when}"


def _named(task: Task) -> str:
    number = f"第{task.number}项" if task.number else ""
    head = task.problem if len(task.problem) <= 120 else task.problem[:120] + "……"
    return f"{number}（{head.rstrip('。')}）"


def demand_of(rung: Rung, today: dt.date) -> str:
    return rung.demand.format(reply=_day(working_day_after(today, rung.reply_days)))


def _issue(paper: Instrument, by: Person) -> Instrument:
    """Give it the next number of its kind and year, and tell the unit."""
    today = timezone.localdate()
    hold_chain()  # papers of other tasks take their numbers from the same series
    paper.year = today.year
    same = Instrument.objects.filter(words=paper.words, year=paper.year)
    paper.serial = (same.aggregate(last=Max("serial"))["last"] or 0) + 1
    paper.state, paper.issued_at = State.ISSUED, timezone.now()
    paper.reply_by = working_day_after(today, rung_of(paper.rung).reply_days)
    paper.save(update_fields=["year", "serial", "state", "issued_at", "reply_by", "signed_by"])
    _recorded("paper.issued", paper, by)
    notify(
        kind="rectification.paper",
        to=holders_at(paper.organisation, "rectification.report", today),
        title=f"收到{paper.name}（{paper.number}）",
        body=f"{paper.facts}{paper.demand}",
        url=_address(paper),
        area_code=paper.area_code,
        urgent=True,
        key=f"paper-{paper.pk}",
    )
    return paper


def _address(paper: Instrument) -> str:
    return reverse("rectification:paper", args=[paper.pk])


def _rung(key: str) -> Rung:
    try:
        return rung_of(key)
    except LookupError:
        raise Invalid("请选择督办的级别。", field="rung") from None


def _addressee(task: Task, step: Rung, organisation_id: int) -> tuple[Organisation, dt.date]:
    """To whom, and the day the paper rests on: the deadline missed, or the day a closing was found false."""
    if step.trigger is Trigger.FALSE:
        found = false_look_back(task)
        if found is None or found.done_on is None:
            raise Conflict("回头看没有发现本任务虚假整改，不能据此建议问责。请刷新页面。")
        body = answerable(task).get(organisation_id)
        if body is None:
            raise Invalid("该单位没有承担或验收本任务。", field="organisation")
        return body, found.done_on
    unit = _unit(task, organisation_id)
    if task.state not in WORKABLE or task.deadline_date is None:
        raise Conflict("任务没有期限或已提交验收之后，不再督办。请刷新页面。")
    return unit, task.deadline_date


def _unit(task: Task, organisation_id: int) -> Organisation:
    assignment = task.assignments.filter(organisation=organisation_id).select_related("organisation").first()
    if assignment is None or assignment.organisation is None:
        raise Invalid("该单位不是本任务的责任单位。", field="organisation")
    return assignment.organisation


def _locked(paper_id: int, by: Person, verb: str, state: str, what: str) -> Instrument:
    require(by, verb)
    papers = Instrument.objects.visible_to(by, verb).select_for_update(of=("self",))
    return _in_state(
        papers.select_related("task__round", "organisation").filter(pk=paper_id).first(), (state,), what
    )


def _own(paper_id: int, by: Person, states: str | tuple[str, ...], what: str) -> Instrument:
    """A paper to one of the person's own bodies."""
    papers = Instrument.objects.select_for_update(of=("self",)).select_related("task__round", "organisation")
    paper = papers.exclude(state__in=[State.DRAFTED, State.WITHDRAWN]).filter(pk=paper_id).first()
    if paper is None or not acts_for(by, paper.organisation_id):
        raise Missing("未找到该文书，或不是发给贵单位的。")
    return _in_state(paper, states if isinstance(states, tuple) else (states,), what)


def _in_state(paper: Instrument | None, states: tuple[str, ...], what: str) -> Instrument:
    if paper is None:
        raise Missing("未找到该文书，或不在您的权限范围内。")
    if paper.state not in states:
        raise Conflict(f"该文书{paper.get_state_display()}，不能{what}。请刷新页面。")
    return paper


def _recorded(
    verb: str, paper: Instrument, by: Person, reason: str = "", after: dict[str, str] | None = None
) -> None:
    said = {"paper": paper.pk, "name": paper.name, "number": paper.number, "unit": paper.organisation.name}
    record(
        verb,
        target=paper.task,
        by=by,
        area_code=paper.area_code,
        reason=reason,
        after={**said, **(after or {})},
    )


def _day(day: dt.date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
