"""The way of a rectification task from 交办 to 销号, as a table: who may go from where to where, and with what in hand.

`已完成` in a report is a claim and lives in `Task.claimed_code`; only the steps below move `Task.state`.
Source: the six steps of the inspection work rules, `facts` 整改流程; the order is the same in every province we know,
the names differ.
"""

from dataclasses import dataclass
from enum import StrEnum

from sansan.errors import Conflict, Invalid


class State(StrEnum):
    OPEN = "open"
    RECTIFYING = "rectifying"
    SUBMITTED = "submitted"
    ACCEPTED = "accepted"
    CLOSED = "closed"


STATE_LABELS = {
    State.OPEN: "待交办",
    State.RECTIFYING: "整改中",
    State.SUBMITTED: "待验收",
    State.ACCEPTED: "已验收",
    State.CLOSED: "已销号",
}
UNFINISHED = (State.OPEN, State.RECTIFYING, State.SUBMITTED)


class Step(StrEnum):
    ASSIGN = "assign"
    REPORT = "report"
    SUBMIT = "submit"
    RETURN = "return"
    ACCEPT = "accept"
    CLOSE = "close"
    REOPEN = "reopen"


@dataclass(frozen=True, slots=True)
class StepSpec:
    """A verb of the user: its button, the permission it takes, what must be written with it."""

    label: str
    permission: str
    needs: tuple[str, ...] = ()


STEPS = {
    Step.ASSIGN: StepSpec("交办", "rectification.assign"),
    Step.REPORT: StepSpec("填报进展", "rectification.report", ("text",)),
    Step.SUBMIT: StepSpec("提交验收", "rectification.report", ("text", "evidence")),
    Step.RETURN: StepSpec("退回", "rectification.accept", ("reason",)),
    Step.ACCEPT: StepSpec("验收通过", "rectification.accept", ("reason",)),
    Step.CLOSE: StepSpec("销号", "rectification.close", ("reason",)),
    Step.REOPEN: StepSpec("重新打开", "rectification.close", ("reason",)),
}

TRANSITIONS = {
    (State.OPEN, Step.ASSIGN): State.RECTIFYING,
    (State.RECTIFYING, Step.ASSIGN): State.RECTIFYING,
    (State.RECTIFYING, Step.REPORT): State.RECTIFYING,
    (State.RECTIFYING, Step.SUBMIT): State.SUBMITTED,
    (State.SUBMITTED, Step.RETURN): State.RECTIFYING,
    (State.SUBMITTED, Step.ACCEPT): State.ACCEPTED,
    (State.ACCEPTED, Step.RETURN): State.RECTIFYING,
    (State.ACCEPTED, Step.CLOSE): State.CLOSED,
    (State.CLOSED, Step.REPORT): State.CLOSED,  # 已完成，持续推进: the standing duty goes on being reported
    (State.CLOSED, Step.REOPEN): State.RECTIFYING,
}

NEED_LABELS = {"text": "情况说明", "evidence": "至少一份佐证材料", "reason": "意见或理由"}


def next_state(state: str, step: Step) -> State:
    """The state after `step`; `Conflict` where the table has no such move."""
    try:
        return TRANSITIONS[State(state), step]
    except KeyError:
        raise Conflict(
            f"任务当前为“{STATE_LABELS[State(state)]}”，不能{STEPS[step].label}。请刷新页面查看最新情况。",
            state=state,
            step=step,
        ) from None


def steps_from(state: str) -> tuple[Step, ...]:
    """The steps the table allows from `state`, in the table's order."""
    return tuple(step for (start, step) in TRANSITIONS if start == state)


def check_needs(step: Step, **given: object) -> None:
    """`Invalid` naming the first thing the step needs and was not given; blank text is not given."""
    for need in STEPS[step].needs:
        value = given.get(need)
        if not (value.strip() if isinstance(value, str) else value):
            raise Invalid(f"{STEPS[step].label}须填写{NEED_LABELS[need]}。", field=need)
