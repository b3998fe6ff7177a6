"""Closing a task: saying which claims it makes, asking for it, closing it all the same with reasons.

`decisions.close` is the inner step; nothing but this module takes it (a guard test looks).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone

from sansan.errors import Conflict, Invalid, NotAllowed
from sansan.people.access import require
from sansan.people.models import Person
from sansan.rectification.actions import decisions
from sansan.rectification.actions.access import locked_task
from sansan.rectification.actions.steps import may_accept
from sansan.rectification.closing.examine import Result, examine
from sansan.rectification.closing.registry import Claim, claims
from sansan.rectification.models import ClaimChoice, ClosingOverride, ClosingRequest, Task
from sansan.rectification.workflow import STEPS, State, Step, check_needs, next_state
from sansan.trail.record import record

CLOSE = STEPS[Step.CLOSE].permission
OVERRIDE = "rectification.override"
SHORTEST_REASON = 10
Outcome = ClosingRequest.Outcome


@dataclass(frozen=True)
class Choice:
    """What the office says of one claim; parameters not named keep their default."""

    applies: bool
    parameters: Mapping[str, int] = field(default_factory=dict)


@transaction.atomic
def declare_claims(
    *, by: Person, task_id: int, claims: Mapping[str, Choice], reason: str
) -> list[ClaimChoice]:
    """Say which claims this task makes and with which limits. Claims not named stay as they are."""
    task = locked_task(task_id, by, CLOSE)
    if task.state == State.CLOSED:
        raise Conflict("任务已销号，核对项不能再改。")
    _ensure_outside(by, task)
    _ensure_reason(reason, "reason")
    known = {choice.claim: choice for choice in task.claim_choices.all()}
    made = []
    for key, choice in claims.items():
        limits = _limits(_claim(key), choice)
        before = known.get(key)
        if before and (before.applies, before.parameters) == (choice.applies, limits):
            continue
        row, _ = ClaimChoice.objects.update_or_create(
            task=task,
            claim=key,
            defaults={
                "applies": choice.applies,
                "parameters": limits,
                "reason": reason.strip(),
                "by": by,
                "at": timezone.now(),
            },
        )
        made.append(row)
    if made:
        _touch(task)
        record(
            "closing.claims_declared",
            target=task,
            by=by,
            area_code=task.round.area_code,
            reason=reason,
            before={"claims": [_spoken(known[row.claim]) for row in made if row.claim in known]},
            after={"claims": [_spoken(row) for row in made]},
        )
    return made


@transaction.atomic
def request_closing(*, by: Person, task_id: int, text: str) -> ClosingRequest:
    """Ask for closing: examine, freeze what was found, and close where every claim holds.

    Otherwise the request stays open until somebody overrides or asks anew.
    """
    task = locked_task(task_id, by, CLOSE)
    next_state(task.place, Step.CLOSE)
    check_needs(Step.CLOSE, reason=text)
    _ensure_outside(by, task)
    decisions.ensure_published(task)
    now = timezone.now()
    results = examine(task, text=text.strip(), now=now)
    task.closing_requests.filter(outcome=Outcome.OPEN).update(outcome=Outcome.SUPERSEDED)
    accepted = task.acceptances.filter(withdrawn_at=None).last()
    request = ClosingRequest.objects.create(
        task=task,
        by=by,
        at=now,
        text=text.strip(),
        results=[result.to_json() for result in results],
        accepted_by=accepted.by if accepted else None,
        accepted_at=task.accepted_at,
    )
    _touch(task)
    waiting = [r.label for r in results if r.needs_word]
    record(
        "closing.requested",
        target=task,
        by=by,
        area_code=task.round.area_code,
        after={"request": request.pk, "text": request.text, "unsettled": waiting},
    )
    if not waiting:
        _settle(request, by, Outcome.CLOSED)
        decisions.close(by=by, task_id=task.pk, reason=request.text)
    return request


@transaction.atomic
def override_and_close(*, by: Person, request_id: int, reasons: Mapping[str, str]) -> ClosingRequest:
    """Close in spite of what does not hold: one reason for each claim, by a named person who did not do the work.

    What was frozen must still be all there is: a claim that has ceased to hold since then asks for a new request.
    """
    require(by, OVERRIDE)
    found = ClosingRequest.objects.filter(pk=request_id).values_list("task", flat=True).first()
    task = locked_task(found or 0, by, OVERRIDE)
    request = ClosingRequest.objects.select_for_update().get(pk=request_id)
    next_state(task.place, Step.CLOSE)
    if request.outcome != Outcome.OPEN:
        raise Conflict(f"这份销号申请{request.get_outcome_display()}，请刷新页面查看最新情况。")
    _ensure_outside(by, task)
    frozen = {r.key: r for r in map(Result.from_json, request.results) if r.needs_word}
    now = timezone.now()
    since = [r.label for r in examine(task, text=request.text, now=now) if _is_worse(r, frozen.get(r.key))]
    if since:
        raise Conflict(f"申请之后情况有变，{'、'.join(since)}已与申请时不同，请重新申请销号。")
    if strange := reasons.keys() - frozen.keys():
        raise Invalid(f"“{sorted(strange)[0]}”不需要说明理由。")
    for key, result in frozen.items():
        _ensure_reason(reasons.get(key, ""), f"reason_{key}", about=f"“{result.label}”")
    ClosingOverride.objects.bulk_create(
        ClosingOverride(
            request=request,
            claim=key,
            label=result.label,
            judgement=result.judgement,
            reason=reasons[key].strip(),
            by=by,
            at=now,
        )
        for key, result in frozen.items()
    )
    for key, result in frozen.items():
        record(
            "closing.overridden",
            target=task,
            by=by,
            area_code=task.round.area_code,
            reason=reasons[key].strip(),
            after={"request": request.pk, "claim": result.label, "found": result.sentence},
        )
    _settle(request, by, Outcome.OVERRIDDEN)
    decisions.close(by=by, task_id=task.pk, reason=request.text)
    return request


def _is_worse(now: Result, then: Result | None) -> bool:
    """Whether a claim says something that nobody could answer for when the request was made."""
    return now.needs_word and (then is None or then.sentence != now.sentence)


def _settle(request: ClosingRequest, by: Person, outcome: str) -> None:
    request.outcome, request.decided_by, request.decided_at = outcome, by, timezone.now()
    request.save(update_fields=["outcome", "decided_by", "decided_at"])


def _touch(task: Task) -> None:
    """A form opened before this must notice it."""
    task.save(update_fields=["updated_at"])


def _ensure_outside(by: Person, task: Task) -> None:
    if not may_accept(by, task):
        raise NotAllowed("您所在单位承担了本任务的整改，不能由本单位办理销号，请由其他单位办理。")


def _ensure_reason(reason: str, field_name: str, about: str = "") -> None:
    if len(reason.strip()) < SHORTEST_REASON:
        raise Invalid(f"请写明{about}的理由，不少于 {SHORTEST_REASON} 个字。", field=field_name)


def _claim(key: str) -> Claim:
    try:
        return claims()[key]
    except KeyError:
        raise Invalid(f"没有“{key}”这一核对项。") from None


def _limits(claim: Claim, choice: Choice) -> dict[str, int]:
    """The parameters that differ from the defaults, each within its bounds."""
    known = {p.name: p for p in claim.parameters}
    for name, value in choice.parameters.items():
        if name not in known:
            raise Invalid(f"“{claim.label}”没有参数“{name}”。")
        p = known[name]
        if not p.minimum <= value <= p.maximum:
            raise Invalid(
                f"“{claim.label}”的“{p.label}”应在 {p.minimum} 到 {p.maximum} {p.unit}之间。",
                field=f"{claim.key}_{name}",
            )
    return {name: value for name, value in choice.parameters.items() if value != claim.defaults[name]}


def _spoken(choice: ClaimChoice) -> str:
    claim = claims().get(choice.claim)
    label = claim.label if claim else choice.claim
    limits = "、".join(
        f"{p.label} {choice.parameters[p.name]} {p.unit}"
        for p in (claim.parameters if claim else ())
        if p.name in choice.parameters
    )
    return f"{label}：{'适用' if choice.applies else '不适用'}{f'（{limits}）' if limits else ''}"
