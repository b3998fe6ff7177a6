"""Dates as officials write them."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sansan.documents.dates import Precision, find_dates, last_day


def found(text: str, year: int | None = 2022) -> list[str]:
    return [m.date.isoformat() for m in find_dates(text, default_year=year)]


@pytest.mark.parametrize(
    ("text", "dates"),
    [
        ("2022年7月17日召开会议", ["2022-07-17"]),
        ("２０２２年７月１７日", ["2022-07-17"]),
        ("二〇二二年七月十七日", ["2022-07-17"]),
        ("2022-07-17、2022/7/18、2022.7.19", ["2022-07-17", "2022-07-18", "2022-07-19"]),
        ("2021年11月4日通报，11月28日复查", ["2021-11-04", "2021-11-28"]),
        ("2021年12月6日至10日", ["2021-12-06", "2021-12-10"]),
        ("2024年底前完成", ["2024-12-31"]),
        ("2024年6月底前完成", ["2024-06-30"]),
        ("2024年2月底", ["2024-02-29"]),
        ("2023年上半年", ["2023-06-30"]),
        ("2023年第三季度", ["2023-09-30"]),
        ("2021年1—9月共研究9次", ["2021-09-30"]),
        ("今年8月底前", ["2022-08-31"]),
        ("去年12月", ["2021-12-31"]),
        ("2022年5\n月6日", ["2022-05-06"]),
        ("20230415日完成", ["2023-04-15"]),
        ("2023年0415日完成", ["2023-04-15"]),
    ],
)
def test_a_date_is_read(text: str, dates: list[str]) -> None:
    assert found(text) == dates


@pytest.mark.parametrize(
    "text",
    [
        "年底前",
        "月底前",
        "上半年",
        "X月XX日",
        "2022年X月XX日",
        "24小时",
        "2月30日",
        "每月1至2次",
        "13月5日",
        "第3次",
    ],
)
def test_what_names_no_day_is_no_date(text: str) -> None:
    assert found(text) == []


def test_without_any_year_a_month_and_day_are_no_date() -> None:
    assert found("截至7月17日", None) == []


def test_the_year_of_a_title_or_number_is_not_carried_over() -> None:
    assert found("《2019年方案》（平环〔2018〕3号），截至7月17日") == ["2022-07-17"]


def test_after_as_of_the_document_s_year_wins_over_an_older_one() -> None:
    assert found("2020年立案3起，截至7月17日已结案") == ["2020-12-31", "2022-07-17"]


def test_a_lost_year_or_month_mark_is_told() -> None:
    (mention,) = find_dates("于20230415日办结")
    assert mention.repaired
    assert mention.wording == "20230415日"


def test_precision_tells_how_much_is_named() -> None:
    (quarter,) = find_dates("2023年第三季度")
    assert (quarter.precision, quarter.date) == (Precision.QUARTER, dt.date(2023, 9, 30))
    (month,) = find_dates("2023年5月")
    assert (month.precision, month.date) == (Precision.MONTH, dt.date(2023, 5, 31))


def test_the_last_day_named_is_the_limit() -> None:
    assert last_day("2024年6月底前完成设计，2024年底前完工") == dt.date(2024, 12, 31)
    assert last_day("立行立改") is None


@settings(max_examples=100, deadline=None, derandomize=True)
@given(st.dates(dt.date(1990, 1, 1), dt.date(2059, 12, 31)), st.text("，。至（）的前后", max_size=5))
def test_any_date_written_out_is_found_where_it_stands(day: dt.date, around: str) -> None:
    wording = f"{day.year}年{day.month}月{day.day}日"
    text = f"{around}{wording}{around}"
    (mention,) = find_dates(text)
    assert mention.date == day
    assert text[mention.start : mention.end] == wording


@settings(max_examples=100, deadline=None, derandomize=True)
@given(st.text("0123456789年月日底前至—-/.号一二十今去X \n", max_size=40))
def test_no_text_breaks_the_reading_of_dates(text: str) -> None:
    for mention in find_dates(text, default_year=2022):
        assert 0 <= mention.start < mention.end <= len(text)


def test_the_next_year_is_counted_from_the_date_told_before_it() -> None:
    assert found("2019年12月28日责成核查，次年1月6日清运完毕，1月10日验收", 2024) == [
        "2019-12-28",
        "2020-01-06",
        "2020-01-10",
    ]
    assert found("翌年3月复查", None) == []
