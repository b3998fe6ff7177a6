"""整改方案 as tables: how a plan goes from draft to publication, what a task's part of it holds, what it lacks. Pure.

A plan in force is never edited: adjusting it (调整方案) drafts the next version, which is approved anew; the former one
stays as it was.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sansan.documents.model import UnitRole
from sansan.errors import Conflict, Invalid

DOING = (UnitRole.IMPLEMENT, UnitRole.RESPONSIBLE, UnitRole.LEAD)


class PlanState(StrEnum):
    DRAFTING = "drafting"
    SUBMITTED = "submitted"
    SIGNED = "signed"
    APPROVED = "approved"
    PUBLISHED = "published"
    SUPERSEDED = "superseded"
    DROPPED = "dropped"


PLAN_LABELS = {
    PlanState.DRAFTING: "编制中",
    PlanState.SUBMITTED: "待批准",
    PlanState.SIGNED: "待上级同意",
    PlanState.APPROVED: "已批准",
    PlanState.PUBLISHED: "已公布",
    PlanState.SUPERSEDED: "已被调整",
    PlanState.DROPPED: "不再调整",
}
UNDER_WAY = (PlanState.DRAFTING, PlanState.SUBMITTED, PlanState.SIGNED)
"""Not decided yet: a round has one such version at most."""
IN_FORCE = (PlanState.APPROVED, PlanState.PUBLISHED)
"""What the tasks go by: a round has one such version at most."""


class PlanStep(StrEnum):
    EDIT = "edit"
    SUBMIT = "submit"
    APPROVE = "approve"
    RETURN = "return"
    CONSENT = "consent"
    PUBLISH = "publish"
    AMEND = "amend"
    DROP = "drop"


@dataclass(frozen=True, slots=True)
class PlanStepSpec:
    """A verb of the user: its button, the permission it takes, what must be written with it."""

    label: str
    permission: str
    needs: tuple[str, ...] = ()


OFFICE, LEADER = "rectification.intake", "rectification.sign"
PLAN_STEPS = {
    PlanStep.EDIT: PlanStepSpec("编制方案", OFFICE),
    PlanStep.SUBMIT: PlanStepSpec("报批", OFFICE),
    PlanStep.APPROVE: PlanStepSpec("批准", LEADER),
    PlanStep.RETURN: PlanStepSpec("退回", LEADER, ("reason",)),
    PlanStep.CONSENT: PlanStepSpec("登记上级同意", OFFICE, ("number", "day")),
    PlanStep.PUBLISH: PlanStepSpec("登记公布", OFFICE, ("place", "day")),
    PlanStep.AMEND: PlanStepSpec("调整方案", OFFICE, ("reason",)),
    PlanStep.DROP: PlanStepSpec("不再调整", OFFICE, ("reason",)),
}
PLAN_NEEDS = {"reason": "理由", "number": "同意文件的文号", "day": "日期", "place": "公布载体"}


@dataclass(frozen=True, slots=True)
class PlanWhen:
    """A condition on the version, in the words of the manual. `holds` is asked: must a higher authority consent, and
    does the version adjust a former one.
    """

    said: str
    holds: Callable[[bool, bool], bool]


ALWAYS = PlanWhen("", lambda _consent, _amends: True)
WITH_CONSENT = PlanWhen("须上级同意", lambda consent, _: consent)
WITHOUT_CONSENT = PlanWhen("不须上级同意", lambda consent, _: not consent)
AN_AMENDMENT = PlanWhen("调整方案", lambda _, amends: amends)


@dataclass(frozen=True, slots=True)
class PlanMove:
    start: PlanState
    step: PlanStep
    to: PlanState
    when: PlanWhen = ALWAYS


S, T = PlanState, PlanStep
PLAN_MOVES = (
    PlanMove(S.DRAFTING, T.EDIT, S.DRAFTING),
    PlanMove(S.DRAFTING, T.SUBMIT, S.SUBMITTED),
    PlanMove(S.DRAFTING, T.DROP, S.DROPPED, AN_AMENDMENT),
    PlanMove(S.SUBMITTED, T.APPROVE, S.SIGNED, WITH_CONSENT),
    PlanMove(S.SUBMITTED, T.APPROVE, S.APPROVED, WITHOUT_CONSENT),
    PlanMove(S.SUBMITTED, T.RETURN, S.DRAFTING),
    PlanMove(S.SIGNED, T.CONSENT, S.APPROVED),
    PlanMove(S.SIGNED, T.RETURN, S.DRAFTING),
    PlanMove(S.APPROVED, T.PUBLISH, S.PUBLISHED),
    PlanMove(S.APPROVED, T.AMEND, S.APPROVED),  # the version in force stays until the next one is approved
    PlanMove(S.PUBLISHED, T.AMEND, S.PUBLISHED),
)


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a version stands: its state, whether a higher authority must consent, whether it adjusts a former one."""

    state: PlanState
    consent: bool = False
    amends: bool = False


def next_plan_state(standing: Standing, step: PlanStep) -> PlanState:
    """The state after `step`; `Conflict` where the table has no such move."""
    for move in PLAN_MOVES:
        if (move.start, move.step) == (standing.state, step) and move.when.holds(
            standing.consent, standing.amends
        ):
            return move.to
    raise Conflict(
        f"方案当前为“{PLAN_LABELS[standing.state]}”，不能{PLAN_STEPS[step].label}。请刷新页面查看最新情况。",
        state=standing.state,
        step=step,
    )


def plan_steps_from(standing: Standing) -> tuple[PlanStep, ...]:
    return tuple(
        move.step
        for move in PLAN_MOVES
        if move.start is standing.state and move.when.holds(standing.consent, standing.amends)
    )


def check_plan_needs(step: PlanStep, **given: object) -> None:
    """`Invalid` naming the first thing the step needs and was not given; blank text is not given."""
    for need in PLAN_STEPS[step].needs:
        value = given.get(need)
        if not (value.strip() if isinstance(value, str) else value):
            raise Invalid(f"{PLAN_STEPS[step].label}须填写{PLAN_NEEDS[need]}。", field=need)


@dataclass(frozen=True, slots=True)
class Planned:
    """What a plan says of one task. `units` are names with the roles they have, the acceptor and 责任人 among them."""

    units: tuple[tuple[str, UnitRole], ...] = ()
    goal: str = ""
    deadline: str = ""
    deadline_date: dt.date | None = None
    standing: bool = False
    measures: tuple[str, ...] = ()

    def named(self, *roles: UnitRole) -> tuple[str, ...]:
        return tuple(name for name, role in self.units if role in roles)


@dataclass(frozen=True, slots=True)
class Field:
    """One of the fields the rules demand: how it is called, whether it is there, how it reads."""

    label: str
    there: Callable[[Planned], bool]
    hint: str = ""


FIELDS = {
    "units": Field("责任单位", lambda p: bool(p.named(*DOING))),
    "leader": Field("责任人", lambda p: bool(p.named(UnitRole.LEADER))),
    "goal": Field("整改目标", lambda p: bool(p.goal.strip())),
    "deadline": Field(
        "整改时限", lambda p: p.deadline_date is not None or p.standing, "（须有日期，或注明长期坚持）"
    ),
    "measures": Field("重点措施", lambda p: any(m.strip() for m in p.measures)),
    "acceptor": Field("验收单位", lambda p: bool(p.named(UnitRole.ACCEPT))),
}


def missing(planned: Planned, fields: Iterable[str]) -> list[str]:
    """The keys of the demanded fields this task's part of the plan lacks, in the rules' order."""
    return [key for key in fields if not FIELDS[key].there(planned)]


def said_missing(number: str, keys: Sequence[str]) -> str:
    """第 5 项：缺整改目标、验收单位。"""
    lacks = "、".join(f"{FIELDS[key].label}{FIELDS[key].hint}" for key in keys)
    return f"{f'第 {number} 项' if number else '（无编号的任务）'}：缺{lacks}"


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that differs between two versions, as a person reads it; one line a unit or measure."""

    field: str
    label: str
    before: str
    after: str


COMPARED = {"units": "责任单位", "goal": "整改目标", "deadline": "整改时限", "measures": "重点措施"}


def differences(old: Planned, new: Planned, role_labels: dict[UnitRole, str]) -> list[Difference]:
    """What changed from `old` to `new`; nothing where they say the same."""
    found = []
    for field, label in COMPARED.items():
        before, after = _readable(old, field, role_labels), _readable(new, field, role_labels)
        if before != after:
            found.append(Difference(field, label, before, after))
    return found


def _readable(planned: Planned, field: str, role_labels: dict[UnitRole, str]) -> str:
    match field:
        case "units":
            return "\n".join(f"{name}（{role_labels[role]}）" for name, role in planned.units)
        case "measures":
            return "\n".join(planned.measures)
        case "deadline":
            return deadline_words(planned)
        case _:
            return planned.goal


def deadline_words(planned: Planned) -> str:
    """2024年6月底前（2024-06-30），长期坚持: the wording, the date it means, whether the duty stands."""
    day = f"{planned.deadline_date}" if planned.deadline_date else ""
    words = f"{planned.deadline}（{day}）" if planned.deadline and day else planned.deadline or day
    standing = "长期坚持" if planned.standing and "长期坚持" not in words else ""
    return "，".join(filter(None, [words, standing]))
