"""The words, shapes and colours of a state: never colour alone."""

from dataclasses import dataclass


@dataclass(frozen=True)
class State:
    """`code` is the style's name, `word` what the user reads, `icon` the shape beside it."""

    code: str
    word: str
    icon: str


STATES = {
    state.code: state
    for state in (
        State("not_started", "未开始", "state-empty"),
        State("in_progress", "进行中", "state-left"),
        State("awaiting", "待验收", "state-right"),
        State("closed", "已销号", "state-full"),
        State("overdue", "超期", "state-triangle"),
        State("ongoing", "持续推进", "state-ring"),
        State("unknown", "未识别", "state-dashed"),
    )
}


def state_of(code: str) -> State:
    """The state by its code; a code nobody declared is shown as not recognised, never dropped."""
    return STATES.get(code, STATES["unknown"])
