"""How an entry of a month stands, in words that never overlap and add up to the whole. Pure."""

import datetime as dt
from dataclasses import dataclass

WORDS = {
    "accepted": "审核通过",
    "reported": "待审核",
    "returned": "退回待改",
    "drafting": "填写中",
    "seen": "已打开未填",
    "unopened": "未打开",
    "excused": "无须再报",
}
LOOKS = {
    "accepted": "closed",
    "reported": "awaiting",
    "returned": "overdue",
    "drafting": "in_progress",
    "seen": "not_started",
    "unopened": "not_started",
    "excused": "ongoing",
}
REPORTED = ("accepted", "reported")
MISSING = ("returned", "drafting", "seen", "unopened")
"""What still keeps the office waiting."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What tells the state. `reportable`: the workflow still takes a report on the task."""

    reported_on: dt.date | None
    review: str
    drafted: bool
    seen: bool
    reportable: bool


def state(facts: Facts) -> str:
    if facts.reported_on is not None:
        return {"accepted": "accepted", "returned": "returned" if facts.reportable else "excused"}.get(
            facts.review, "reported"
        )
    if not facts.reportable:
        return "excused"
    if facts.drafted:
        return "drafting"
    return "seen" if facts.seen else "unopened"


def late(facts: Facts, due_on: dt.date) -> bool:
    """Whether the report came after the day it was due."""
    return facts.reported_on is not None and facts.reported_on > due_on


def overdue(facts: Facts, due_on: dt.date, today: dt.date) -> bool:
    """Whether the office waits longer than agreed."""
    return state(facts) in MISSING and today > due_on
