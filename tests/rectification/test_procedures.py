"""Procedures are data: read, checked, and their notices counted by the calendar they name."""

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sansan.errors import Invalid
from sansan.rectification.models import Round
from sansan.rectification.procedures import Counting, NoticeRule, parse, procedures, usual_for

FIVE_WORKING = NoticeRule(5, Counting.WORKING)


def test_every_level_of_inspection_has_its_usual_procedure() -> None:
    assert {usual_for(level) for level in Round.Level.values} == set(procedures())


def test_a_procedure_says_its_stations_in_one_line() -> None:
    assert procedures()["province"].summary == "方案 → 自查 → 县级验收 → 市级验收 → 公示7日 → 销号 → 回头看"
    assert procedures()["brief"].summary == "市级验收 → 销号"


def test_the_first_day_of_a_notice_counts() -> None:
    assert NoticeRule(7, Counting.CALENDAR).last_day(dt.date(2020, 7, 20)) == dt.date(2020, 7, 26)


def test_working_days_pass_over_weekends_and_holidays_and_count_make_up_days() -> None:
    # 2020-09-28 to 30 work, 1 to 8 October off, Friday 9 and Saturday 10 work (a make-up day).
    assert FIVE_WORKING.last_day(dt.date(2020, 9, 28)) == dt.date(2020, 10, 10)
    assert FIVE_WORKING.served(dt.date(2020, 9, 28), dt.date(2020, 10, 9)) == 4


def test_a_notice_beyond_the_calendar_is_not_guessed() -> None:
    with pytest.raises(Invalid, match="节假日历尚未收录 2099 年"):
        FIVE_WORKING.last_day(dt.date(2099, 1, 5))


@given(st.dates(dt.date(2018, 1, 1), dt.date(2026, 11, 1)), st.integers(1, 15), st.sampled_from(Counting))
def test_a_notice_has_served_its_days_on_its_last_day_and_not_before(
    first: dt.date, days: int, counting: Counting
) -> None:
    rule = NoticeRule(days, counting)
    last = rule.last_day(first)
    assert rule.served(first, last) == days
    assert (rule.served(first, last - dt.timedelta(days=1)) or 0) < days


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"acceptance": ["village"]}, "village"),
        ({"acceptance": []}, "no level"),
        ({"notice": {"days": 5, "counting": "lunar"}}, "lunar"),
        ({"name": None}, "name"),
    ],
)
def test_a_wrong_procedure_is_refused_by_name(change: dict[str, Any], said: str) -> None:
    entry = {
        "name": "甲",
        "levels": ["city"],
        "self_check": True,
        "acceptance": ["city"],
        "site_visit": True,
        "review": False,
        "look_back_months": [],
        "sure": "默认值",
    } | change
    if change.get("name", "") is None:
        del entry["name"]
    with pytest.raises(ValueError, match=rf"\[own\].*{said}"):
        parse({"own": entry})
