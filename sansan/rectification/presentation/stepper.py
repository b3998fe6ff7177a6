"""How far a task is on its way, who took each step and when."""

from collections.abc import Sequence

from sansan.rectification.presentation.timeline import Happened
from sansan.rectification.workflow import State
from sansan.ui.parts import Step

STAGES = (
    ("交办", "task.assigned"),
    ("整改", "task.submitted"),
    ("验收", "task.accepted"),
    ("销号", "task.closed"),
)
NOW = {State.OPEN: 0, State.RECTIFYING: 1, State.SUBMITTED: 2, State.ACCEPTED: 3, State.CLOSED: 4}
WAITS_FOR = {
    State.OPEN: "等待主管单位交办",
    State.RECTIFYING: "等待责任单位整改并提交验收",
    State.SUBMITTED: "等待验收单位验收",
    State.ACCEPTED: "等待市攻坚办销号",
    State.CLOSED: "已销号",
}
_WHO_IS_NEXT = ("主管单位", "责任单位", "验收单位", "市攻坚办")


def stages(state: str, happened: Sequence[Happened]) -> list[Step]:
    """The four stages; a stage that is done carries the last event of its verb (`happened` is newest first)."""
    now = NOW[State(state)]
    last = {h.event.verb: h.moment for h in reversed(happened)}
    return [_stage(i, now, label, last.get(verb)) for i, (label, verb) in enumerate(STAGES)]


def _stage(index: int, now: int, label: str, moment: object) -> Step:
    if index < now:
        return Step(label, "done", who=getattr(moment, "who", ""), at=getattr(moment, "at", None))
    return Step(label, "now" if index == now else "next", who=_WHO_IS_NEXT[index])
