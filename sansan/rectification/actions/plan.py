"""整改方案: drafting it, handing it up, approving or returning it, consent from above, publication, adjustment.

A plan in force says what its tasks aim at, by when, by which measures and whose they are; `apply` writes that onto the
tasks, and from then on only the next approved version changes it.
"""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from sansan.documents.model import UnitRole
from sansan.errors import Conflict, Invalid, Missing, NotAllowed
from sansan.evidence.actions import attach
from sansan.evidence.models import Purpose
from sansan.notify.notice import notify
from sansan.people.access import own_body, require
from sansan.people.models import Person
from sansan.people.queries import holders_over
from sansan.rectification import planning
from sansan.rectification.actions.access import locked_round
from sansan.rectification.actions.plan_applying import apply
from sansan.rectification.models import Plan, PlanItem, Round
from sansan.rectification.models.task import ROLE_LABELS
from sansan.rectification.planning import (
    IN_FORCE,
    PLAN_LABELS,
    PLAN_STEPS,
    UNDER_WAY,
    Planned,
    PlanState,
    PlanStep,
    Standing,
    check_plan_needs,
    next_plan_state,
)
from sansan.rectification.queries_plan import incomplete, left_out, plannable
from sansan.rectification.snapshot import snapshots
from sansan.trail.record import record

OFFICE, LEADER = planning.OFFICE, planning.LEADER
MOST_NAMED = 20  # incomplete tasks named in one message


@transaction.atomic
def draft_plan(*, by: Person, round_id: int) -> Plan:
    """Begin the round's plan with what its reports say already. What they do not say stays empty."""
    round_ = locked_round(round_id, by, OFFICE)
    rule = round_.plan_rule
    if rule is None:
        raise Conflict("本次督察选用的整改程序不要求编制整改方案。")
    if round_.plans.exists():
        raise Conflict("本次督察已有整改方案，请刷新页面。")
    if not plannable(round_).exists():
        raise Invalid("本次督察还没有任务，请先导入报告或录入任务。")
    plan = _begin(round_, by, version=1, due_on=rule.due_on(round_.feedback_on))
    _enter(plan, _told(plannable(round_)))
    _recorded("plan.drafted", plan, by, after={"tasks": plan.items.count()})
    return plan


@transaction.atomic
def amend_plan(*, by: Person, round_id: int, reason: str) -> Plan:
    """Draft the next version from the one in force, which stays in force until the new one is approved."""
    round_ = locked_round(round_id, by, OFFICE)
    now = round_.plans.filter(state__in=IN_FORCE).first()
    if now is None:
        raise Conflict("方案尚未批准，直接修改即可，不必调整。")
    next_plan_state(standing_of(now), PlanStep.AMEND)
    check_plan_needs(PlanStep.AMEND, reason=reason)
    if round_.plans.filter(state__in=UNDER_WAY).exists():
        raise Conflict("已有一次方案调整正在办理，请先办完或不再调整。")
    last = round_.plans.order_by("-version")[0]
    plan = _begin(round_, by, version=last.version + 1, reason=reason.strip(), preamble=now.preamble)
    _enter(plan, {item.task_id: item.planned for item in now.items.all()})
    _enter(plan, _told(left_out(plan)))
    _recorded("plan.drafted", plan, by, reason=reason, after={"tasks": plan.items.count()})
    return plan


@transaction.atomic
def complete_plan(*, by: Person, plan_id: int) -> int:
    """Take tasks into the draft that entered the ledger after it was begun; how many."""
    plan = _locked(plan_id, by, PlanStep.EDIT)
    told = _told(left_out(plan))
    _enter(plan, told)
    if told:
        plan.save(update_fields=["updated_at"])
        _recorded("plan.completed", plan, by, after={"tasks": len(told)})
    return len(told)


@transaction.atomic
def edit_item(*, by: Person, item_id: int, planned: Planned, seen: str = "") -> PlanItem:
    """Write what the draft says of one task. `seen`: the item's `updated_at` as its writer saw it."""
    require(by, OFFICE)
    found = PlanItem.objects.filter(pk=item_id).values_list("plan", flat=True).first()
    plan = _locked(found or 0, by, PlanStep.EDIT)
    item = plan.items.select_for_update(of=("self",)).select_related("task").get(pk=item_id)
    if seen and seen != item.updated_at.isoformat():
        raise Conflict("打开本页之后，他人已修改方案中的这一项。您填写的内容没有保存，请核对后再提交。")
    before = item.planned
    if before == planned:
        return item
    item.take(_tidy(planned))
    item.save()
    plan.save(update_fields=["updated_at"])
    _recorded("plan.edited", plan, by, **_said(item, before))
    return item


@transaction.atomic
def fill_plan(*, by: Person, plan_id: int, role: UnitRole, name: str) -> int:
    """Put the same acceptor (or person responsible) to every task of the draft that has none; how many had none."""
    plan = _locked(plan_id, by, PlanStep.EDIT)
    if role not in (UnitRole.ACCEPT, UnitRole.LEADER):
        raise Invalid("只有验收单位和责任人可以批量填写。", field="role")
    if not name.strip():
        raise Invalid("请填写名称。", field="name")
    lacking = [item for item in plan.items.all() if not item.planned.named(role)]
    now = timezone.now()
    for item in lacking:
        item.units = [*item.units, [name.strip(), role.value]]
        item.updated_at = now
    PlanItem.objects.bulk_update(lacking, ["units", "updated_at"], batch_size=200)
    if lacking:
        plan.save(update_fields=["updated_at"])
        _recorded(
            "plan.filled", plan, by, after={"role": role.value, "unit": name.strip(), "tasks": len(lacking)}
        )
    return len(lacking)


@transaction.atomic
def describe_plan(*, by: Person, plan_id: int, preamble: str) -> Plan:
    """The paragraphs that stand before the tasks in the printed plan."""
    plan = _locked(plan_id, by, PlanStep.EDIT)
    before, plan.preamble = plan.preamble, preamble.strip()
    plan.save(update_fields=["preamble", "updated_at"])
    _recorded("plan.edited", plan, by, before={"preamble": before}, after={"preamble": plan.preamble})
    return plan


@transaction.atomic
def submit_plan(*, by: Person, plan_id: int) -> Plan:
    """报批: every task has every field its rule demands, and no task of the round is left out."""
    plan = _locked(plan_id, by, PlanStep.SUBMIT)
    if out := left_out(plan).count():
        raise Invalid(f"有 {out} 项任务在方案起草之后入账，还没有列入方案，请先补入。")
    if lacking := incomplete(plan):
        more = f"等 {len(lacking)} 项" if len(lacking) > MOST_NAMED else ""
        raise Invalid(f"方案不完整，不能报批。{'；'.join(lacking[:MOST_NAMED])}{more}。")
    if plan.version > 1 and not _differs(plan):
        raise Invalid("调整后的方案与现行方案一致，没有可报批的变化。")
    plan.submitted_by, plan.submitted_at = by, timezone.now()
    _moved(plan, PlanState.SUBMITTED, "submitted_by", "submitted_at")
    _recorded("plan.submitted", plan, by)
    notify(
        kind="rectification.plan_to_approve",
        to=holders_over(plan.round.area_code, LEADER, timezone.localdate()),
        title=f"整改方案等待批准：{plan.round.short_name}",
        body=plan.reason or f"{plan.items.count()} 项任务。",
        url=_address(plan),
        area_code=plan.round.area_code,
    )
    return plan


@transaction.atomic
def approve_plan(*, by: Person, plan_id: int, opinion: str = "") -> Plan:
    """The leader's word. Where no higher authority must consent, the plan comes into force with it."""
    plan = _locked(plan_id, by, PlanStep.APPROVE)
    if by.pk in {plan.submitted_by_id, plan.drafted_by_id}:
        raise NotAllowed("方案不能由起草或报批的本人批准。")
    plan.signed_by, plan.signed_at, plan.opinion = by, timezone.now(), opinion.strip()
    state = next_plan_state(standing_of(plan), PlanStep.APPROVE)
    said = ("signed_by", "signed_at", "opinion")
    if state is PlanState.SIGNED:
        _moved(plan, state, *said)
        _recorded("plan.signed", plan, by, reason=opinion)
    else:
        _into_force(plan, by, *said)
        _recorded("plan.approved", plan, by, reason=opinion)
    _tell_office(plan, f"整改方案{PLAN_LABELS[state]}：{plan.round.short_name}", opinion)
    return plan


@transaction.atomic
def return_plan(*, by: Person, plan_id: int, reason: str) -> Plan:
    """Send the plan back to be drafted further; before the higher authority's consent the office enters its refusal."""
    signed = Plan.objects.filter(pk=plan_id, state=PlanState.SIGNED).exists()
    plan = _locked(plan_id, by, PlanStep.RETURN, verb=OFFICE if signed else LEADER)
    if signed != (plan.state == PlanState.SIGNED):
        raise Conflict("方案刚被他人办理，请刷新页面。")
    check_plan_needs(PlanStep.RETURN, reason=reason)
    plan.returned_by, plan.returned_at, plan.returned_reason = by, timezone.now(), reason.strip()
    plan.signed_by = plan.signed_at = None
    _moved(
        plan, PlanState.DRAFTING, "returned_by", "returned_at", "returned_reason", "signed_by", "signed_at"
    )
    _recorded("plan.returned", plan, by, reason=reason)
    _tell_office(plan, f"整改方案退回：{plan.round.short_name}", reason)
    return plan


@transaction.atomic
def enter_consent(
    *, by: Person, plan_id: int, number: str, day: dt.date, paper: "UploadedFile[bytes] | None" = None
) -> Plan:
    """The higher authority has consented: its document's number and date, and the paper where there is one."""
    plan = _locked(plan_id, by, PlanStep.CONSENT)
    check_plan_needs(PlanStep.CONSENT, number=number, day=day)
    _ensure_past(day, "同意日期")
    plan.consent_number, plan.consent_on, plan.consent_by = number.strip(), day, by
    _into_force(plan, by, "consent_number", "consent_on", "consent_by")
    if paper is not None:
        attach(
            by=by,
            upload=paper,
            target=plan,
            area_code=plan.round.area_code,
            organisation_id=own_body(by),
            purpose=Purpose.DOCUMENT,
        )
    _recorded("plan.consented", plan, by, after={"number": plan.consent_number, "day": day})
    return plan


@transaction.atomic
def publish_plan(*, by: Person, plan_id: int, place: str, day: dt.date) -> Plan:
    """Where and when the plan was made public."""
    plan = _locked(plan_id, by, PlanStep.PUBLISH)
    check_plan_needs(PlanStep.PUBLISH, place=place, day=day)
    _ensure_past(day, "公布日期")
    plan.published_place, plan.published_on = place.strip(), day
    _moved(plan, PlanState.PUBLISHED, "published_place", "published_on")
    _recorded("plan.published", plan, by, after={"place": plan.published_place, "day": day})
    return plan


@transaction.atomic
def drop_plan(*, by: Person, plan_id: int, reason: str) -> Plan:
    """Give an adjustment up; the version in force stays."""
    plan = _locked(plan_id, by, PlanStep.DROP)
    check_plan_needs(PlanStep.DROP, reason=reason)
    _moved(plan, PlanState.DROPPED)
    _recorded("plan.dropped", plan, by, reason=reason)
    return plan


def standing_of(plan: Plan) -> Standing:
    rule = plan.round.plan_rule
    return Standing(PlanState(plan.state), bool(rule and rule.consent), plan.version > 1)


def _begin(round_: Round, by: Person, **given: Any) -> Plan:
    try:
        with transaction.atomic():
            return Plan.objects.create(round=round_, drafted_by=by, **given)
    except IntegrityError:
        raise Conflict("他人刚刚开始编制这一方案，请刷新页面。") from None


def _told(tasks: Any) -> dict[int, Planned]:
    """What the ledger says of these tasks, in the shape of a plan."""
    return {
        pk: Planned(
            units=tuple((unit.name, unit.role) for unit in said.units),
            goal=said.goal,
            deadline=said.deadline,
            deadline_date=said.deadline_date,
            standing=said.standing,
            measures=tuple(said.measures),
        )
        for pk, said in snapshots(tasks).items()
    }


def _enter(plan: Plan, told: dict[int, Planned]) -> None:
    items = []
    for task_id, planned in told.items():
        item = PlanItem(plan=plan, task_id=task_id)
        item.take(planned)
        items.append(item)
    PlanItem.objects.bulk_create(items)


def _tidy(planned: Planned) -> Planned:
    """Without blanks and repetitions."""
    return Planned(
        units=tuple(dict.fromkeys((name.strip(), role) for name, role in planned.units if name.strip())),
        goal=planned.goal.strip(),
        deadline=planned.deadline.strip(),
        deadline_date=planned.deadline_date,
        standing=planned.standing,
        measures=tuple(m.strip() for m in planned.measures if m.strip()),
    )


def _differs(plan: Plan) -> bool:
    now = {
        item.task_id: item.planned
        for item in PlanItem.objects.filter(plan__round=plan.round, plan__state__in=IN_FORCE)
    }
    return any(item.planned != now.get(item.task_id) for item in plan.items.all())


def _into_force(plan: Plan, by: Person, *said: str) -> None:
    """The version takes the place of the one before it, and the tasks go by it from now on."""
    now = timezone.now()
    former = plan.round.plans.filter(state__in=IN_FORCE).first()
    if former is not None:
        _moved(former, PlanState.SUPERSEDED)
    plan.in_force_at = now
    _moved(plan, PlanState.APPROVED, "in_force_at", *said)
    apply(plan, former, by=by)


def _moved(plan: Plan, state: PlanState, *fields: str) -> None:
    plan.state = state
    plan.save(update_fields=["state", "updated_at", *fields])


def _locked(plan_id: int, by: Person, step: PlanStep, verb: str = "") -> Plan:
    """The version, its round locked before it, for a step its state allows."""
    verb = verb or PLAN_STEPS[step].permission
    require(by, verb)
    round_id = Plan.objects.filter(pk=plan_id).values_list("round", flat=True).first()
    if round_id is None:
        raise Missing("未找到该整改方案，或不在您的权限范围内。", pk=plan_id)
    round_ = locked_round(round_id, by, verb)
    plan = Plan.objects.select_for_update(of=("self",)).get(pk=plan_id)
    plan.round = round_
    next_plan_state(standing_of(plan), step)
    return plan


def _said(item: PlanItem, before: Planned) -> dict[str, Any]:
    found = planning.differences(before, item.planned, ROLE_LABELS)
    return {
        "before": {"task": str(item.task), **{d.field: d.before for d in found}},
        "after": {"task": str(item.task), **{d.field: d.after for d in found}},
    }


def _ensure_past(day: dt.date, what: str) -> None:
    if day > timezone.localdate():
        raise Invalid(f"{what} {day} 晚于今天，请核对。", field="day")


def _tell_office(plan: Plan, title: str, body: str) -> None:
    people: Iterable[Person] = {plan.drafted_by, plan.submitted_by or plan.drafted_by}
    notify(
        kind="rectification.plan_decided",
        to=list(people),
        title=title,
        body=body,
        url=_address(plan),
        area_code=plan.round.area_code,
    )


def _address(plan: Plan) -> str:
    return reverse("rectification:plan_version", args=[plan.round_id, plan.version])


def _recorded(
    verb: str,
    plan: Plan,
    by: Person,
    *,
    reason: str = "",
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    record(
        verb,
        target=plan.round,
        by=by,
        area_code=plan.round.area_code,
        reason=reason,
        before=before,
        after={"plan": plan.title, **(after or {})},
    )
