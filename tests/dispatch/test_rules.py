"""Days and lights of a month, as dated data."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sansan.dispatch import figures
from sansan.dispatch.lights import Claim, Level, Standing, light, planned, worst
from sansan.dispatch.rules import Counting, last_day, month_of, parse, rule_of, rules
from sansan.documents.model import Bound
from sansan.rectification.figures.arithmetic import Amount
from sansan.rectification.figures.printed import read_entry
from sansan.rectification.models import FigureValue, TaskFigure

VERSION = {
    "valid_from": dt.date(2018, 1, 1),
    "counting": "calendar",
    "opens_day": 15,
    "due_day": 25,
    "freeze_day": 28,
    "freeze_hour": 18,
    "remind_days": 2,
    "automatic": False,
    "roles": ["lead"],
    "standing": True,
    "yellow_lag": 10,
    "words": "攻坚调",
}
YEAR = Standing(dt.date(2026, 1, 1), dt.date(2027, 1, 1), unfinished=True)
JULY = dt.date(2026, 7, 2)  # 182 of 365 days: half of the plan


def test_a_due_day_that_is_off_moves_to_the_next_working_day() -> None:
    (rule,) = parse({"rule": [VERSION]})
    assert rule.due_on(dt.date(2026, 6, 1)) == dt.date(2026, 6, 25)
    assert rule.due_on(dt.date(2026, 7, 1)) == dt.date(2026, 7, 27)  # the 25th is a Saturday


def test_working_days_are_counted_where_the_rule_counts_them() -> None:
    (rule,) = parse({"rule": [{**VERSION, "counting": "working", "due_day": 18, "freeze_day": 20}]})
    assert rule.counting is Counting.WORKING
    assert rule.due_on(dt.date(2026, 9, 1)).month == 9
    assert rule.freezes_on(dt.date(2026, 9, 1)) > rule.due_on(dt.date(2026, 9, 1))


@given(st.integers(2019, 2035), st.integers(1, 12))
def test_every_month_has_its_days_in_order(year: int, month: int) -> None:
    first = dt.date(year, month, 1)
    rule = rule_of(first)
    assert first <= rule.opens_on(first) <= rule.due_on(first) <= rule.freezes_on(first)
    assert rule.due_on(first) <= last_day(first) + dt.timedelta(days=10)


def test_a_month_is_ruled_by_the_version_in_force_on_its_first_day() -> None:
    versions = parse({"rule": [VERSION, {**VERSION, "valid_from": dt.date(2026, 7, 1), "due_day": 20}]})
    assert rule_of(dt.date(2026, 6, 1), versions).due_day == 25
    assert rule_of(dt.date(2026, 7, 1), versions).due_day == 20
    assert rule_of(dt.date(2001, 1, 1), versions).due_day == 25


@pytest.mark.parametrize("wrong", [{"due_day": 10}, {"roles": ["boss"]}, {"counting": "moon"}])
def test_a_rule_that_cannot_be_is_refused_with_its_name(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="2018-01-01"):
        parse({"rule": [{**VERSION, **wrong}]})


def test_the_shipped_rule_is_readable_and_switched_off() -> None:
    assert not any(rule.automatic for rule in rules())


@pytest.mark.parametrize("text", ["2026", "2026-13", "26-1", "x-1"])
def test_what_is_no_month_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - whatever the reason
        month_of(text)


def lit(claim: str = "on_time", percent: int | None = None, standing: Standing = YEAR) -> Level:
    return light(standing, claim=claim, percent=percent, as_of=JULY, yellow_lag=10).level


def test_the_light_follows_how_far_the_work_is_behind_its_plan() -> None:
    assert planned(YEAR, JULY) == 50
    assert lit(percent=50) is Level.GREEN
    assert lit(percent=49) is Level.YELLOW
    assert lit(percent=40) is Level.YELLOW
    assert lit(percent=39) is Level.RED


def test_the_units_own_word_counts_where_it_gives_no_percentage() -> None:
    assert lit() is Level.GREEN
    assert lit("behind") is Level.YELLOW
    assert lit("done") is Level.GREEN
    assert lit("") is Level.NONE


def test_a_unit_that_says_it_is_behind_is_never_green() -> None:
    assert lit("behind", 90) is Level.YELLOW


def test_overdue_is_red_whatever_the_unit_says_and_accepted_is_green() -> None:
    late = Standing(dt.date(2026, 1, 1), dt.date(2026, 7, 1), unfinished=True)
    assert lit("done", 100, late) is Level.RED
    assert lit("", None, Standing(late.start, late.deadline, unfinished=False)) is Level.GREEN
    assert lit("", None, Standing(late.start, late.deadline, unfinished=True, suspended=True)) is Level.NONE


def test_of_several_units_the_worst_light_counts() -> None:
    lights = [
        light(YEAR, claim="on_time", percent=percent, as_of=JULY, yellow_lag=10) for percent in (60, 20, 45)
    ]
    assert worst(lights) is lights[1]
    assert worst([]) is None


@given(
    st.dates(dt.date(2020, 1, 1), dt.date(2030, 1, 1)),
    st.integers(0, 900),
    st.dates(dt.date(2020, 1, 1), dt.date(2033, 1, 1)),
    st.integers(0, 100),
    st.sampled_from([*Claim, ""]),
)
def test_more_done_never_makes_a_worse_light(
    start: dt.date, length: int, as_of: dt.date, done: int, claim: str
) -> None:
    standing = Standing(start, start + dt.timedelta(days=length), unfinished=True)
    order = [Level.NONE, Level.GREEN, Level.YELLOW, Level.RED]

    def rank(percent: int) -> int:
        return order.index(light(standing, claim=claim, percent=percent, as_of=as_of, yellow_lag=10).level)

    plan = planned(standing, as_of)
    assert plan is not None
    assert 0 <= plan <= 100
    assert rank(100) <= rank(done) <= rank(0)


@given(st.decimals(-(10**9), 10**9, places=3), st.sampled_from(list(Bound)))
def test_what_is_shown_of_an_indicator_is_read_back_as_the_same(value: Decimal, bound: Bound) -> None:
    latest = FigureValue(value=value, bound=bound)
    shown = figures.Indicator("k", TaskFigure(name="n", unit="u"), latest).printed
    assert read_entry(shown).amount == Amount(value, bound)
