"""The light of a task in a month: what the unit says against the plan. Pure: values in, values out."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from enum import StrEnum


class Claim(StrEnum):
    """What a unit says of its own work."""

    ON_TIME = "on_time"
    BEHIND = "behind"
    DONE = "done"


class Level(StrEnum):
    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"
    NONE = "none"


CLAIM_LABELS = {Claim.ON_TIME: "按序时进度", Claim.BEHIND: "滞后", Claim.DONE: "完成"}
LEVEL_LABELS = {Level.GREEN: "绿灯", Level.YELLOW: "黄灯", Level.RED: "红灯", Level.NONE: "未亮灯"}
_RANK = (Level.NONE, Level.GREEN, Level.YELLOW, Level.RED)


@dataclass(frozen=True, slots=True)
class Light:
    """`plan` and `lag` in percentage points where the plan has a beginning and an end and the unit said how far."""

    level: Level
    why: str
    plan: int | None = None
    lag: int | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """How a task stands on the day: its plan, and whether its deadline still runs."""

    start: dt.date | None
    deadline: dt.date | None
    unfinished: bool
    suspended: bool = False


def planned(standing: Standing, as_of: dt.date) -> int | None:
    """How many percent should be done: evenly from the start to the deadline, rounded half to even (GB/T 8170)."""
    start, end = standing.start, standing.deadline
    if start is None or end is None:
        return None
    if as_of >= end or end <= start:
        return 100 if as_of >= end else 0
    share = Decimal(100 * max(0, (as_of - start).days)) / (end - start).days
    return int(share.quantize(Decimal(1), ROUND_HALF_EVEN))


def light(standing: Standing, *, claim: str, percent: int | None, as_of: dt.date, yellow_lag: int) -> Light:
    """Overdue comes first, then how far behind the plan, then the unit's own word where it gave no percentage."""
    plan = planned(standing, as_of)
    if standing.suspended:
        return Light(Level.NONE, "已中止", plan)
    if not standing.unfinished:
        return Light(Level.GREEN, "已通过验收", plan)
    if standing.deadline and standing.deadline < as_of:
        return Light(Level.RED, f"超期{(as_of - standing.deadline).days}天", plan)
    done = 100 if claim == Claim.DONE else percent
    if plan is not None and done is not None:
        return _by_lag(plan, done, claim, yellow_lag)
    if not claim:
        return Light(Level.NONE, "本月未报", plan)
    return {
        Claim.ON_TIME: Light(Level.GREEN, "自述按序时进度", plan),
        Claim.DONE: Light(Level.GREEN, "自述完成", plan),
        Claim.BEHIND: Light(Level.YELLOW, "自述滞后，未报进度", plan),
    }[Claim(claim)]


def _by_lag(plan: int, done: int, claim: str, yellow_lag: int) -> Light:
    lag = plan - done
    if lag > yellow_lag:
        return Light(Level.RED, f"按计划应完成{plan}%，滞后{lag}个百分点", plan, lag)
    if lag > 0:
        return Light(Level.YELLOW, f"按计划应完成{plan}%，滞后{lag}个百分点", plan, lag)
    if claim == Claim.BEHIND:
        return Light(Level.YELLOW, "自述滞后", plan, lag)
    return Light(Level.GREEN, f"按计划应完成{plan}%，已完成{done}%", plan, lag)


def worst(lights: Iterable[Light]) -> Light | None:
    """The light of a task several units report on; None of none."""
    return max(lights, key=lambda found: _RANK.index(found.level), default=None)
