"""Quantities and figures as printed."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sansan.documents.audit.arithmetic import closes, rate_fits
from sansan.documents.model import Bound, Figure
from sansan.documents.places import Gazetteer, PlaceRow
from sansan.documents.quantities import Quantity, find_quantities
from sansan.documents.workdays import calendar_days, working_days
from tests.documents.audit.reports import report, rules


def quantity(text: str) -> Quantity:
    (found,) = find_quantities(text)
    return found


@pytest.mark.parametrize(
    ("text", "value", "unit", "bound"),
    [
        ("出动6300余人次", "6300", "人次", Bound.AT_LEAST),
        ("投资5000多万元", "50000000", "元", Bound.AT_LEAST),
        ("清运3万余吨", "30000", "吨", Bound.AT_LEAST),
        ("核查1,268家", "1268", "家", Bound.EXACT),
        ("核查1 268家", "1268", "家", Bound.EXACT),
        ("核查１２６８家", "1268", "家", Bound.EXACT),
        ("约5亿元", "500000000", "元", Bound.ABOUT),
        ("近60个", "60", "个", Bound.AT_MOST),
        ("达到90%以上", "90", "%", Bound.AT_LEAST),
        ("不足3家", "3", "家", Bound.AT_MOST),
        ("购置两台", "2", "台", Bound.EXACT),
        ("十二家企业", "12", "家", Bound.EXACT),
        ("提高6.5个百分点", "6.5", "个百分点", Bound.EXACT),
        ("百分之五", "5", "%", Bound.EXACT),
        ("面积2.6万平方米", "26000", "平方米", Bound.EXACT),
        ("35蒸吨/时", "35", "蒸吨/时", Bound.EXACT),
        ("共计4台(辆)", "4", "台", Bound.EXACT),
    ],
)
def test_a_number_with_its_unit_is_read(text: str, value: str, unit: str, bound: Bound) -> None:
    read = quantity(text)
    assert (read.value, read.unit.name, read.bound) == (Decimal(value), unit, bound)


@pytest.mark.parametrize(
    "text",
    [
        "S331省道",
        "第3家",
        "2022年",
        "7月17日",
        "（平环〔2020〕12号）",
        "《13个行业指南》",
        "6×30万千瓦",
        "PM10",
        "12369",
        "“六个百分之百”",
        "发现一起查处一起",
    ],
)
def test_other_numbers_are_no_quantities(text: str) -> None:
    assert find_quantities(text) == []


def test_a_range_is_marked_as_one() -> None:
    assert quantity("督导1至2次").is_range


def test_units_convert_exactly() -> None:
    assert quantity("3亩").amount == Fraction(2000)
    assert quantity("1.2公里").amount == Fraction(1200)
    assert quantity("2公顷").amount == Fraction(20000)


GAZETTEER = Gazetteer([PlaceRow("9901", "石梁县", None, "县"), PlaceRow("9902", "柳坪县", None, "县")])


def figures(text: str, as_of: dt.date | None = None) -> dict[str, Figure]:
    return {f"{f.value}{f.unit}": f for f in report([text], gazetteer=GAZETTEER, as_of=as_of).figures}


def test_a_figure_says_what_it_counts_where_when_and_in_which_part() -> None:
    read = figures(
        "截至2022年7月17日，全市共排查发现疑似“散乱污”企业198家，其中，已完成整治取缔31家，剩余167家正在处置。"
    )
    whole, part, rest = read["198家"], read["31家"], read["167家"]
    assert whole.noun == "疑似“散乱污”企业"
    assert whole.scope == "全市"
    assert {f.as_of for f in (whole, part, rest)} == {dt.date(2022, 7, 17)}
    assert (whole.marker, part.marker, rest.marker) == ("whole", "part", "remainder")
    assert whole.task == "t1"


def test_a_figure_keeps_the_unit_as_printed() -> None:
    read = figures("处罚40万元，消耗253.93万吨，投资5000多万元")
    assert set(read) == {"40万元", "253.93万吨", "5000万元"}


def test_the_places_of_a_figure_are_named_together() -> None:
    read = figures("其中，石梁县、柳坪县查扣油品33.8吨。")
    assert read["33.8吨"].scope == "石梁县、柳坪县"
    assert read["33.8吨"].noun == "油品"


def test_now_means_the_document_s_own_date() -> None:
    assert figures("目前，已建成22个。", dt.date(2022, 9, 30))["22个"].as_of == dt.date(2022, 9, 30)


def test_a_noun_behind_the_number_is_read() -> None:
    assert figures("34台燃气锅炉已完成改造29台")["34台"].noun == "燃气锅炉"


def test_every_figure_stands_where_its_span_says() -> None:
    analysis = report(["共排查1,268家，整改1,203家，\n督促完善65家，投入3.5万元。"])
    assert [f.span.line for f in analysis.figures] == [2, 2, 3, 3]


def number(value: int | float | str, unit: str = "个") -> Quantity:
    return quantity(f"{value}{unit}")


@pytest.mark.shared
def test_published_figures_are_judged_as_published(shared: Path) -> None:
    cases = json.loads((shared / "documents" / "real_figures.json").read_text("utf-8"))["figures"]
    judged = 0
    for case in cases:
        for relation in str(case["relation"]).split(";"):
            left, _, right = relation.partition("==")
            if case["kind"] in {"sum", "percentage", "overlap"} and "/" not in left:
                parts = [number(p.strip()) for p in right.split("+")]
                assert closes(number(left.strip()), parts) is case["holds"], relation
            elif "/" in left:
                top, bottom = (number(n.strip()) for n in left.split("/"))
                assert rate_fits(quantity(right.strip()), top, bottom) is case["holds"], relation
            elif case["kind"] == "working_days":
                first, last = (dt.date.fromisoformat(v) for v in case["values"][:2])
                assert (working_days(first, last) == case["values"][2]) is case["holds"]
            else:
                continue
            judged += 1
    assert judged >= 25


def test_types_that_exceed_the_total_are_no_question_where_the_text_says_one_may_count_twice() -> None:
    text = "共交办98件（一件涉及多个类型），其中大气61件、水47件、噪声31件。"
    assert rules(report([text])) == []


def test_days_of_a_notice_are_counted_with_both_ends() -> None:
    assert calendar_days(dt.date(2023, 5, 10), dt.date(2023, 5, 16)) == 7


def test_working_days_leave_out_holidays_and_count_make_up_days() -> None:
    assert working_days(dt.date(2020, 4, 27), dt.date(2020, 5, 12)) == 10
    assert working_days(dt.date(2025, 12, 12), dt.date(2025, 12, 25)) == 10


def test_a_year_without_a_calendar_is_not_judged() -> None:
    assert working_days(dt.date(2035, 1, 1), dt.date(2035, 1, 10)) is None


@settings(max_examples=100, deadline=None, derandomize=True)
@given(st.integers(0, 10**9), st.sampled_from(["家", "万元", "吨", "平方米", "%"]))
def test_any_number_is_read_with_and_without_thousands_marks(value: int, unit: str) -> None:
    assert quantity(f"共{value:,}{unit}").value == quantity(f"共{value}{unit}").value
