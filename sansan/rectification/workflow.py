"""The way of a task from 方案 to 回头看, as a table: who may go from where to where, and with what in hand.

`已完成` in a report is a claim and lives in `Task.claimed_code`; only the steps below move `Task.state`. Which stations
a task passes is its round's procedure (`procedures.py`); a move with a condition stands for some procedures only.
Where a plan is needed a task waits as 待定方案 until it is approved (`planning.py` has the plan's own table).
Source: the six steps of the inspection work rules, `facts` 整改流程.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from sansan.errors import Conflict, Invalid
from sansan.rectification.procedures import LEVEL_LABELS, Procedure


class State(StrEnum):
    PLANNING = "planning"
    OPEN = "open"
    RECTIFYING = "rectifying"
    CHECKED = "checked"
    SUBMITTED = "submitted"
    ACCEPTED = "accepted"
    REVIEWED = "reviewed"
    NOTICED = "noticed"
    CLOSED = "closed"
    SUSPENDED = "suspended"
    WITHDRAWN = "withdrawn"


STATE_LABELS = {
    State.PLANNING: "待定方案",
    State.OPEN: "待交办",
    State.RECTIFYING: "整改中",
    State.CHECKED: "已自查",
    State.SUBMITTED: "待验收",
    State.ACCEPTED: "已验收",
    State.REVIEWED: "已审查",
    State.NOTICED: "公示中",
    State.CLOSED: "已销号",
    State.SUSPENDED: "已中止",
    State.WITHDRAWN: "已撤回",
}
UNFINISHED = (State.PLANNING, State.OPEN, State.RECTIFYING, State.CHECKED, State.SUBMITTED)
"""States in which a deadline can be missed. While a task is suspended its deadline rests."""
WORKABLE = (State.OPEN, State.RECTIFYING, State.CHECKED, State.SUBMITTED)
"""Unfinished, and past its plan: the units may be urged, and may ask for more time."""
PASSED = (State.ACCEPTED, State.REVIEWED, State.NOTICED)
"""Accepted by the last level and not closed yet."""


class Kind(StrEnum):
    """What a row of the ledger is, which decides what it counts as.

    A round's totals are its TASKs. SUB is a sub-task the report itself writes, PART one of our own splitting,
    RECURRENCE a closed problem that is back: these stand beside the totals and are never added to them.
    """

    TASK = "task"
    SUB = "sub"
    PART = "part"
    RECURRENCE = "recurrence"


KIND_LABELS = {
    Kind.TASK: "任务",
    Kind.SUB: "报告下级任务",
    Kind.PART: "分解任务",
    Kind.RECURRENCE: "反弹任务",
}


class Step(StrEnum):
    PLAN = "plan"
    ASSIGN = "assign"
    REPORT = "report"
    SELF_CHECK = "self_check"
    SUBMIT = "submit"
    RETURN = "return"
    ACCEPT = "accept"
    REVIEW = "review"
    PUBLISH = "publish"
    CLOSE = "close"
    LOOK_BACK = "look_back"
    REOPEN = "reopen"
    SUSPEND = "suspend"
    RESUME = "resume"
    WITHDRAW = "withdraw"


@dataclass(frozen=True, slots=True)
class StepSpec:
    """A verb of the user: its button, the permission it takes, what must be written with it."""

    label: str
    permission: str
    needs: tuple[str, ...] = ()


STEPS = {
    Step.PLAN: StepSpec("批准整改方案", "rectification.sign"),
    Step.ASSIGN: StepSpec("交办", "rectification.assign"),
    Step.REPORT: StepSpec("填报进展", "rectification.report", ("text",)),
    Step.SELF_CHECK: StepSpec("自查", "rectification.report", ("text",)),
    Step.SUBMIT: StepSpec("提交验收", "rectification.report", ("text", "evidence")),
    Step.RETURN: StepSpec("退回", "rectification.accept", ("reason",)),
    Step.ACCEPT: StepSpec("验收通过", "rectification.accept", ("reason",)),
    Step.REVIEW: StepSpec("行业审查", "rectification.close", ("reason",)),
    Step.PUBLISH: StepSpec("公示", "rectification.close", ("place",)),
    Step.CLOSE: StepSpec("销号", "rectification.close", ("reason",)),
    Step.LOOK_BACK: StepSpec("回头看", "rectification.accept", ("text",)),
    Step.REOPEN: StepSpec("反弹再立项", "rectification.close", ("reason",)),
    Step.SUSPEND: StepSpec("中止", "rectification.close", ("reason",)),
    Step.RESUME: StepSpec("恢复", "rectification.close", ("reason",)),
    Step.WITHDRAW: StepSpec("撤回分解任务", "rectification.assign", ("reason",)),
}
AFTER_PARTS = frozenset({Step.SELF_CHECK, Step.SUBMIT, Step.ACCEPT})
"""Steps a task with sub-tasks takes only when these are accepted (see `actions.parts.ensure_parts_accepted`)."""
NEED_LABELS = {
    "text": "情况说明",
    "evidence": "至少一份佐证材料",
    "reason": "意见或理由",
    "place": "公示载体",
}


@dataclass(frozen=True, slots=True)
class When:
    """A condition on where the task stands, in the words of the manual."""

    said: str
    holds: Callable[["Place"], bool]


ALWAYS = When("", lambda _: True)
WITH_SELF_CHECK = When("程序有自查", lambda p: p.procedure.self_check)
WITHOUT_SELF_CHECK = When("程序无自查", lambda p: not p.procedure.self_check)
HIGHER_LEVEL_LEFT = When("还有上一级验收", lambda p: not p.procedure.is_last(p.stage))
LAST_LEVEL = When("最后一级验收", lambda p: p.procedure.is_last(p.stage))
WITH_REVIEW = When("程序有行业审查", lambda p: p.procedure.review)
NOTICE_NEXT = When(
    "程序有公示、无行业审查", lambda p: p.procedure.notice is not None and not p.procedure.review
)
WITH_NOTICE = When("程序有公示", lambda p: p.procedure.notice is not None)
WITHOUT_NOTICE = When("程序无公示", lambda p: p.procedure.notice is None)
CLOSED_NEXT = When("程序无行业审查、无公示", lambda p: p.procedure.notice is None and not p.procedure.review)
STANDING = When("长期坚持或持续推进的任务", lambda p: p.standing)
OF_A_PART = When("分解任务", lambda p: p.kind is Kind.PART)


@dataclass(frozen=True, slots=True)
class Move:
    start: State
    step: Step
    to: State
    when: When = ALWAYS


MOVES = (
    Move(State.PLANNING, Step.PLAN, State.OPEN),
    Move(State.OPEN, Step.ASSIGN, State.RECTIFYING),
    Move(State.RECTIFYING, Step.ASSIGN, State.RECTIFYING),
    Move(State.RECTIFYING, Step.REPORT, State.RECTIFYING),
    Move(State.RECTIFYING, Step.SELF_CHECK, State.CHECKED, WITH_SELF_CHECK),
    Move(State.RECTIFYING, Step.SUBMIT, State.SUBMITTED, WITHOUT_SELF_CHECK),
    Move(State.RECTIFYING, Step.SUSPEND, State.SUSPENDED),
    Move(State.SUSPENDED, Step.RESUME, State.RECTIFYING),
    Move(State.CHECKED, Step.SUBMIT, State.SUBMITTED),
    Move(State.CHECKED, Step.RETURN, State.RECTIFYING),
    Move(State.SUBMITTED, Step.ACCEPT, State.SUBMITTED, HIGHER_LEVEL_LEFT),
    Move(State.SUBMITTED, Step.ACCEPT, State.ACCEPTED, LAST_LEVEL),
    Move(State.SUBMITTED, Step.RETURN, State.RECTIFYING),
    Move(State.ACCEPTED, Step.REVIEW, State.REVIEWED, WITH_REVIEW),
    Move(State.ACCEPTED, Step.PUBLISH, State.NOTICED, NOTICE_NEXT),
    Move(State.ACCEPTED, Step.CLOSE, State.CLOSED, CLOSED_NEXT),
    Move(State.ACCEPTED, Step.RETURN, State.RECTIFYING),
    Move(State.REVIEWED, Step.PUBLISH, State.NOTICED, WITH_NOTICE),
    Move(State.REVIEWED, Step.CLOSE, State.CLOSED, WITHOUT_NOTICE),
    Move(State.REVIEWED, Step.RETURN, State.RECTIFYING),
    Move(State.NOTICED, Step.CLOSE, State.CLOSED),
    Move(State.NOTICED, Step.RETURN, State.RECTIFYING),
    # 已完成，持续推进: the standing duty goes on being reported while the papers of closing take their time, and after.
    *(Move(state, Step.REPORT, state, STANDING) for state in PASSED),
    Move(State.CLOSED, Step.REPORT, State.CLOSED),
    Move(State.CLOSED, Step.LOOK_BACK, State.CLOSED),
    Move(State.CLOSED, Step.REOPEN, State.CLOSED),  # a recurrence is a task of its own; the closure stays
    *(
        Move(state, Step.WITHDRAW, State.WITHDRAWN, OF_A_PART)
        for state in (State.OPEN, State.RECTIFYING, State.CHECKED, State.SUBMITTED, State.SUSPENDED)
    ),
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a task stands on its way: its state, how many levels have accepted it, and its round's procedure.

    `standing`: its duty does not end with the closing.
    """

    state: State
    stage: int
    procedure: Procedure
    kind: Kind = Kind.TASK
    standing: bool = False

    @property
    def label(self) -> str:
        """待验收 says of which level where there are several."""
        if self.state is State.SUBMITTED and len(self.procedure.acceptance) > 1:
            return f"待{LEVEL_LABELS[self.procedure.level(self.stage)]}验收"
        return STATE_LABELS[self.state]


def next_state(place: Place, step: Step) -> State:
    """The state after `step`; `Conflict` where the table has no such move."""
    for move in MOVES:
        if (move.start, move.step) == (place.state, step) and move.when.holds(place):
            return move.to
    raise Conflict(
        f"任务当前为“{place.label}”，不能{STEPS[step].label}。请刷新页面查看最新情况。",
        state=place.state,
        step=step,
    )


def steps_from(place: Place) -> tuple[Step, ...]:
    """The steps the table allows from here, in the table's order."""
    return tuple(move.step for move in MOVES if move.start is place.state and move.when.holds(place))


def check_needs(step: Step, **given: object) -> None:
    """`Invalid` naming the first thing the step needs and was not given; blank text is not given."""
    for need in STEPS[step].needs:
        value = given.get(need)
        if not (value.strip() if isinstance(value, str) else value):
            raise Invalid(f"{STEPS[step].label}须填写{NEED_LABELS[need]}。", field=need)
