"""The three lights of a deadline. Pure: the day is given, no clock is read."""

import datetime as dt
from dataclasses import dataclass

SOON_DAYS = 7
"""Yellow from this many days before the deadline (ui.md: ≤ 7 days)."""


@dataclass(frozen=True)
class Light:
    """`level` is green, yellow, red, done or none."""

    level: str
    text: str


def light(due: dt.date | None, today: dt.date, *, done: bool = False) -> Light:
    """The light of a deadline on a day. The deadline day itself still counts as in time."""
    if due is None:
        return Light("none", "无期限")
    if done:
        return Light("done", "已办结")
    days = (due - today).days
    if days < 0:
        return Light("red", f"超期 {-days} 天")
    if days == 0:
        return Light("yellow", "今天到期")
    return Light("yellow" if days <= SOON_DAYS else "green", f"还剩 {days} 天")
