"""What becomes of a decision: its unit reports, the office sends it back, closes it, or makes it a task."""

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from sansan.errors import Conflict, Invalid
from sansan.leadership.actions.access import locked_decision
from sansan.leadership.models import Decision, DecisionReport
from sansan.leadership.querysets import MEETINGS, REPORT
from sansan.notify.notice import notify
from sansan.people.access import acts_for
from sansan.people.models import Person
from sansan.people.queries import holders_at, holders_over
from sansan.places.queries import county_of
from sansan.rectification.actions.entries import add_task
from sansan.rectification.models import Task
from sansan.rectification.proposals import ProposedTask, ProposedUnit
from sansan.trail.record import record

State = Decision.State


@transaction.atomic
def report_decision(*, by: Person, decision_id: int, text: str, done: bool) -> DecisionReport:
    """The unit says how far it is; with `done` it asks the office to close it."""
    decision = locked_decision(decision_id, by, REPORT)
    if not acts_for(by, decision.organisation_id):
        raise Conflict("该事项的责任单位不是您的单位，不能由您报告。")
    _not_closed(decision)
    if not text.strip():
        raise Invalid("请填写办理情况。", field="text")
    report = DecisionReport.objects.create(decision=decision, text=text.strip(), done=done, by=by)
    decision.state = State.REPORTED if done else State.OPEN
    decision.save(update_fields=["state"])
    _recorded("decision.reported", decision, by, done=done)
    if done:
        notify(
            kind="leadership.reported",
            to=holders_over(decision.meeting.area_code, MEETINGS, timezone.localdate()),
            title=f"{decision.organisation}报送办结：{decision}",
            body=report.text,
            url=address(decision),
            area_code=decision.meeting.area_code,
            key=f"decision-{decision.pk}",
        )
    return report


@transaction.atomic
def return_decision(*, by: Person, decision_id: int, reason: str) -> Decision:
    """The office is not content; why is kept beside the report."""
    decision = locked_decision(decision_id, by, MEETINGS)
    if decision.state != State.REPORTED:
        raise Conflict(f"该事项{decision.get_state_display()}，没有等待办结的报告。请刷新页面。")
    if not reason.strip():
        raise Invalid("请填写退回理由。", field="reason")
    last = decision.reports.filter(done=True).first()
    assert last is not None  # it is awaiting closing because of a report
    last.returned_reason, last.returned_by = reason.strip(), by
    last.save(update_fields=["returned_reason", "returned_by"])
    decision.state = State.OPEN
    decision.save(update_fields=["state"])
    _recorded("decision.returned", decision, by, reason=reason)
    notify(
        kind="leadership.decision",
        to=holders_at(decision.organisation, REPORT, timezone.localdate()),
        title=f"议定事项被退回：{decision}",
        body=reason,
        url=address(decision),
        area_code=decision.meeting.area_code,
        urgent=True,
        key=f"decision-returned-{last.pk}",
    )
    return decision


@transaction.atomic
def close_decision(*, by: Person, decision_id: int, reason: str) -> Decision:
    """The office closes it on a report, or on what it knows itself; whoever reported does not close his own."""
    decision = locked_decision(decision_id, by, MEETINGS)
    _not_closed(decision)
    if not reason.strip():
        raise Invalid("请填写办结意见。", field="reason")
    if decision.reports.filter(by=by, done=True, returned_reason="").exists():
        raise Conflict("报送办结和同意办结不能是同一人，请由办公室其他同志办结。")
    if decision.task is not None:
        raise Conflict("该事项已转为整改任务，随任务销号办结。")
    decision.state, decision.closing_note = State.CLOSED, reason.strip()
    decision.closed_by, decision.closed_at = by, timezone.now()
    decision.save(update_fields=["state", "closing_note", "closed_by", "closed_at"])
    _recorded("decision.closed", decision, by, reason=reason)
    return decision


@transaction.atomic
def link_decision(*, by: Person, decision_id: int, task_id: int) -> Decision:
    """The decision is what an existing task does; from now on it is followed there."""
    decision = locked_decision(decision_id, by, MEETINGS)
    _not_closed(decision)
    _not_linked(decision)
    task = Task.objects.visible_to(by).filter(pk=task_id).first()
    if task is None:
        raise Invalid("请从提示中选择一项整改任务。", field="task")
    return _link(decision, task, by)


@transaction.atomic
def make_task(*, by: Person, decision_id: int, round_id: int) -> Task:
    """Enter the decision as a new task of a round, with its unit and deadline."""
    decision = locked_decision(decision_id, by, MEETINGS)
    _not_closed(decision)
    _not_linked(decision)
    unit = decision.organisation
    deadline = decision.deadline
    task = add_task(
        by=by,
        round_id=round_id,
        data=ProposedTask(
            key=f"decision-{decision.pk}",
            problem=decision.text,
            goal=f"落实{decision.meeting.number}议定事项。",
            deadline=f"{deadline.year}年{deadline.month}月{deadline.day}日前" if deadline else "",
            deadline_date=deadline,
            units=[ProposedUnit(name=unit.name)],
            area_codes=[county_of(unit.area_code)] if county_of(unit.area_code) else [],
        ),
    )
    _link(decision, task, by)
    return task


def address(decision: Decision) -> str:
    return reverse("leadership:decision", args=[decision.pk])


def _link(decision: Decision, task: Task, by: Person) -> Decision:
    decision.task = task
    decision.save(update_fields=["task"])
    _recorded("decision.linked", decision, by, task=task.pk)
    return decision


def _not_linked(decision: Decision) -> None:
    if decision.task is not None:
        raise Conflict("该事项已对应整改任务，可能刚有人办过。请刷新页面。")


def _not_closed(decision: Decision) -> None:
    if decision.state == State.CLOSED:
        raise Conflict("该事项已办结，可能刚有人办过。请刷新页面。")


def _recorded(verb: str, decision: Decision, by: Person, *, reason: str = "", **said: object) -> None:
    record(
        verb,
        target=decision.meeting,
        by=by,
        area_code=decision.meeting.area_code,
        reason=reason,
        after={"matter": decision.pk, "organisation": decision.organisation.name, **said},
    )
