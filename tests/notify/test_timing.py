"""Quiet hours over midnight, the hour of the digest, and pauses that double."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from sansan.notify import timing

SHANGHAI = ZoneInfo("Asia/Shanghai")
NIGHT = (dt.time(22), dt.time(7))
_MINUTES = st.integers(0, 24 * 60 - 1).map(lambda m: dt.time(m // 60, m % 60))
_MOMENTS = st.integers(0, 400 * 24 * 60).map(
    lambda m: dt.datetime(2020, 1, 1, tzinfo=dt.UTC) + dt.timedelta(minutes=m)
)


def at(day: int, hour: int, minute: int = 0) -> dt.datetime:
    """That time in Beijing in July 2026, as the database gives it."""
    return dt.datetime(2026, 7, day, hour, minute, tzinfo=SHANGHAI).astimezone(dt.UTC)


@pytest.mark.parametrize(
    ("now", "until"),
    [
        (at(17, 21, 59), None),
        (at(17, 22), at(18, 7)),
        (at(17, 23, 30), at(18, 7)),
        (at(18, 0), at(18, 7)),
        (at(18, 6, 59), at(18, 7)),
        (at(18, 7), None),
    ],
)
def test_quiet_hours_run_over_midnight_by_the_clock_of_beijing(now: dt.datetime, until: dt.datetime) -> None:
    assert timing.quiet_until(now, NIGHT) == until


def test_quiet_hours_of_one_day_end_the_same_day() -> None:
    noon = (dt.time(12), dt.time(14))
    assert timing.quiet_until(at(17, 13), noon) == at(17, 14)
    assert timing.quiet_until(at(17, 11), noon) is None


def test_who_set_no_quiet_hours_has_none() -> None:
    assert timing.quiet_until(at(17, 3), None) is None


@given(_MOMENTS, _MINUTES, _MINUTES)
def test_the_end_of_quiet_hours_lies_ahead_within_a_day_and_is_not_quiet(
    now: dt.datetime, begins: dt.time, ends: dt.time
) -> None:
    assume(begins != ends)
    until = timing.quiet_until(now, (begins, ends))
    if until is not None:
        assert now < until <= now + dt.timedelta(days=1)
        assert timing.quiet_until(until, (begins, ends)) is None


def test_the_digest_leaves_at_its_hour_today_or_else_tomorrow() -> None:
    assert timing.next_digest(at(17, 7, 59), 8) == at(17, 8)
    assert timing.next_digest(at(17, 8), 8) == at(18, 8)
    assert timing.next_digest(at(17, 23), 0) == at(18, 0)


def test_pauses_double_up_to_the_last_try() -> None:
    pauses = [timing.pause_after(attempts) for attempts in range(1, 8)]
    assert [pause.total_seconds() / 60 if pause else None for pause in pauses] == [1, 2, 4, 8, 16, 32, None]
