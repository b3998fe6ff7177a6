"""The time a sanction takes effect, how long a name is kept, and the way of a record."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sansan.accountability.rules import effect_until, months_after, parse, removable_on, rules
from sansan.accountability.workflow import FOLLOWING, LABELS, State, may_follow

DAYS = st.dates(dt.date(2000, 1, 1), dt.date(2060, 12, 31))


@pytest.mark.parametrize(
    ("day", "months", "found"),
    [
        (dt.date(2020, 1, 31), 1, dt.date(2020, 2, 29)),
        (dt.date(2021, 1, 31), 1, dt.date(2021, 2, 28)),
        (dt.date(2020, 12, 15), 1, dt.date(2021, 1, 15)),
        (dt.date(2020, 2, 29), 12, dt.date(2021, 2, 28)),
        (dt.date(2020, 3, 31), 0, dt.date(2020, 3, 31)),
    ],
)
def test_months_later_is_the_same_day_or_the_last_of_the_month(
    day: dt.date, months: int, found: dt.date
) -> None:
    assert months_after(day, months) == found


@given(DAYS, st.integers(0, 120))
def test_months_later_is_in_the_month_meant_and_never_a_later_day(day: dt.date, months: int) -> None:
    found = months_after(day, months)
    assert found.year * 12 + found.month == day.year * 12 + day.month + months
    assert found.day <= day.day


def test_a_year_s_effect_ends_the_day_before_its_anniversary() -> None:
    assert effect_until(dt.date(2020, 4, 1), rules().kinds["party_warning"]) == dt.date(2021, 3, 31)
    assert effect_until(dt.date(2020, 4, 1), rules().kinds["talk"]) is None


def test_a_decision_is_judged_by_the_version_of_its_own_day() -> None:
    for day, ends in (
        (dt.date(2023, 12, 31), dt.date(2024, 12, 30)),
        (dt.date(2024, 1, 1), dt.date(2025, 6, 30)),
    ):
        kind = rules().kind_on("party_serious_warning", day)
        assert kind is not None
        assert effect_until(day, kind) == ends
    assert rules().kind_on("nonsense", dt.date(2024, 1, 1)) is None


@given(DAYS)
def test_no_day_has_two_versions_of_a_kind(day: dt.date) -> None:
    in_force = [kind.key for kind in rules().versions if kind.in_force(day)]
    assert len(in_force) == len(set(in_force))


def test_names_are_kept_some_years_after_the_effect_and_fewer_where_nobody_was_sanctioned() -> None:
    said, day = rules(), dt.date(2020, 4, 1)
    assert removable_on(dt.date(2021, 3, 31), day, sanctioned=True, said=said) == dt.date(2026, 3, 31)
    assert removable_on(None, day, sanctioned=False, said=said) == dt.date(2022, 4, 1)


def test_every_kind_names_its_group_and_whom_it_may_be_for() -> None:
    for kind in rules().kinds.values():
        assert kind.group
        assert kind.fits(body=False)
        assert kind.who in ("person", "body", "both")
        assert kind.months >= 0


def test_a_limit_that_hides_nobody_is_refused() -> None:
    with pytest.raises(ValueError, match="limit"):
        parse({"suppression": {"k": 1}})


def test_the_way_of_a_record_passes_every_state_once() -> None:
    way = [State.CLUE]
    while way[-1] in FOLLOWING:
        way.append(FOLLOWING[way[-1]])
    assert way == list(State) == list(LABELS)
    assert not may_follow(State.CLUE, State.DECIDED)
