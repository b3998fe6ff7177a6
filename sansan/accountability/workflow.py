"""The way of a record, as a table: from a clue to the closed file. Pure."""

from collections.abc import Mapping
from enum import StrEnum


class State(StrEnum):
    CLUE = "clue"
    ACCEPTED = "accepted"
    INVESTIGATING = "investigating"
    DECIDED = "decided"
    EXECUTING = "executing"
    CLOSED = "closed"


LABELS: Mapping[State, str] = {
    State.CLUE: "线索",
    State.ACCEPTED: "受理",
    State.INVESTIGATING: "调查",
    State.DECIDED: "决定",
    State.EXECUTING: "执行",
    State.CLOSED: "结案",
}
FOLLOWING: Mapping[State, State] = {
    State.CLUE: State.ACCEPTED,
    State.ACCEPTED: State.INVESTIGATING,
    State.INVESTIGATING: State.DECIDED,
    State.DECIDED: State.EXECUTING,
    State.EXECUTING: State.CLOSED,
}
OPEN = (State.CLUE, State.ACCEPTED, State.INVESTIGATING)
"""Before the decision: who and what is concerned may still change."""
DECIDED = (State.DECIDED, State.EXECUTING, State.CLOSED)


def may_follow(now: State, then: State) -> bool:
    return FOLLOWING.get(now) is then
