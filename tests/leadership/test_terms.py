"""Who held a seat on a day: arithmetic of days, both included."""

import datetime as dt
from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from sansan.leadership.terms import clash, during, holder

DAY = dt.timedelta(days=1)
FIRST = dt.date(2020, 1, 1)


@dataclass(frozen=True)
class Spell:
    starts_on: dt.date
    ends_on: dt.date | None


def _after_one_another(lengths: list[tuple[int, int]], *, runs: bool) -> list[Spell]:
    """Terms in order with gaps; the last may still run."""
    spells, day = [], FIRST
    for length, gap in lengths:
        start = day + gap * DAY
        spells.append(Spell(start, start + length * DAY))
        day = start + (length + 1) * DAY
    return [*spells[:-1], Spell(spells[-1].starts_on, None)] if runs else spells


LENGTHS = st.lists(st.tuples(st.integers(0, 400), st.integers(0, 60)), min_size=1, max_size=6)


def one_after_another() -> st.SearchStrategy[list[Spell]]:
    return st.builds(_after_one_another, LENGTHS, runs=st.booleans())


@given(one_after_another(), st.integers(-10, 3000))
def test_at_most_one_holds_a_seat_on_a_day_and_it_is_the_one_whose_days_they_are(
    spells: list[Spell], offset: int
) -> None:
    day = FIRST + offset * DAY
    found = holder(spells, day)
    containing = [s for s in spells if s.starts_on <= day and (s.ends_on is None or day <= s.ends_on)]
    assert containing == ([found] if found else [])


@given(one_after_another())
def test_both_days_of_a_term_are_its_own(spells: list[Spell]) -> None:
    for spell in spells:
        assert holder(spells, spell.starts_on) == spell
        if spell.ends_on:
            assert holder(spells, spell.ends_on) == spell


@given(one_after_another(), st.integers(0, 3000), st.integers(0, 500))
def test_who_answered_during_a_time_is_whoever_held_it_on_some_day_of_it(
    spells: list[Spell], offset: int, length: int
) -> None:
    first = FIRST + offset * DAY
    last = first + length * DAY
    daily = {holder(spells, first + n * DAY) for n in range(length + 1)} - {None}
    assert set(during(spells, first, last)) == daily
    assert (clash(spells, first, last) is None) == (not daily)
