"""Which paper is due when: rung by rung, by working days, never two at once."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sansan.rectification.ladder import Issued, days_between, due, parse, rungs, working_day_after

FRIDAY = dt.date(2026, 6, 12)
DEADLINE = FRIDAY


def key(deadline: dt.date, issued: list[Issued], today: dt.date) -> str | None:
    rung = due(deadline, issued, today)
    return rung.key if rung else None


def paper(rung: str, issued_on: dt.date, reply_by: dt.date, *, answered: bool = False) -> Issued:
    return Issued(rung, issued_on, reply_by, answered)


def test_weekends_holidays_and_make_up_days_are_counted_as_the_calendar_has_them() -> None:
    assert days_between(FRIDAY, dt.date(2026, 6, 15)) == 1
    assert (
        days_between(dt.date(2026, 9, 30), dt.date(2026, 10, 10)) == 3
    )  # 8 and 9, and Saturday 10 made up for
    assert days_between(FRIDAY, FRIDAY) == days_between(FRIDAY, dt.date(2026, 6, 1)) == 0


def test_a_year_the_calendar_lacks_is_counted_by_weekdays() -> None:
    assert days_between(dt.date(2090, 1, 2), dt.date(2090, 1, 9)) == 5


@given(st.dates(dt.date(2019, 1, 1), dt.date(2026, 10, 1)), st.integers(1, 20))
def test_the_working_day_after_so_many_is_so_many_away(day: dt.date, days: int) -> None:
    assert days_between(day, working_day_after(day, days)) == days


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        ((2026, 6, 8), None),  # four working days ahead
        ((2026, 6, 9), "remind"),
        ((2026, 6, 12), "remind"),  # the day itself
        ((2026, 6, 13), None),  # Saturday: no working day late yet
        ((2026, 6, 15), "urge"),
        ((2026, 6, 18), "urge"),
        ((2026, 6, 23), "urge_red"),  # the fifth, after the festival
    ],
)
def test_what_is_due_to_a_unit_that_has_got_nothing_yet(
    today: tuple[int, int, int], expected: str | None
) -> None:
    assert key(DEADLINE, [], dt.date(*today)) == expected


def test_what_has_been_issued_is_not_due_again() -> None:
    yellow = paper("urge", dt.date(2026, 6, 15), dt.date(2026, 6, 18))
    assert key(DEADLINE, [yellow], dt.date(2026, 6, 16)) is None
    assert key(DEADLINE, [yellow], dt.date(2026, 6, 23)) == "urge_red"


def test_a_red_paper_left_unanswered_is_followed_by_a_circular_and_an_answered_one_is_not() -> None:
    red = dt.date(2026, 6, 23), dt.date(2026, 6, 26)
    assert key(DEADLINE, [paper("urge_red", *red)], dt.date(2026, 6, 26)) is None
    assert key(DEADLINE, [paper("urge_red", *red)], dt.date(2026, 6, 29)) == "circular"
    assert key(DEADLINE, [paper("urge_red", *red, answered=True)], dt.date(2026, 6, 29)) is None


def test_an_interview_and_accountability_follow_only_what_went_before() -> None:
    circular = paper("circular", dt.date(2026, 7, 1), dt.date(2026, 7, 8), answered=True)
    assert key(DEADLINE, [circular], dt.date(2026, 7, 14)) is None
    assert key(DEADLINE, [circular], dt.date(2026, 7, 15)) == "interview"
    interview = paper("interview", dt.date(2026, 7, 15), dt.date(2026, 7, 22))
    assert key(DEADLINE, [circular, interview], dt.date(2026, 8, 5)) == "accountability"


@given(st.lists(st.sampled_from([r.key for r in rungs()]), unique=True), st.integers(-30, 200))
def test_the_ladder_is_only_climbed(issued: list[str], days: int) -> None:
    papers = [paper(name, DEADLINE, DEADLINE + dt.timedelta(days=5)) for name in issued]
    rung = due(DEADLINE, papers, DEADLINE + dt.timedelta(days=days))
    orders = [r.order for r in rungs() if r.key in issued]
    assert rung is None or rung.order > max(orders, default=-1)


def test_a_wrong_rung_is_refused_by_its_place() -> None:
    right = {
        "key": "a", "name": "甲", "trigger": "late", "days": 1, "reply_days": 3, "signed": False,
        "words": "甲", "demand": "请。",
    }  # fmt: skip
    assert parse({"rung": [right]})[0].label == "甲"
    with pytest.raises(ValueError, match=r"第 2 级.*never"):
        parse({"rung": [right, right | {"trigger": "never"}]})
    with pytest.raises(ValueError, match="rests on a rung below"):
        parse({"rung": [right | {"trigger": "after"}]})
