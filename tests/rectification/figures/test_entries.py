"""What people type is read as they mean it, and asked about where it is odd."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sansan.documents.model import Bound
from sansan.errors import Invalid
from sansan.rectification.figures.arithmetic import Addend, Amount, Fit
from sansan.rectification.figures.identities import check
from sansan.rectification.figures.plausible import Entered, Known, questions
from sansan.rectification.figures.printed import read_entry

JUNE, JULY, TODAY = dt.date(2020, 6, 30), dt.date(2020, 7, 17), dt.date(2020, 7, 20)


@pytest.mark.parametrize(
    ("typed", "value", "bound"),
    [
        ("198", 198, Bound.EXACT),
        ("1,200", 1200, Bound.EXACT),
        ("１９８．５", Decimal("198.5"), Bound.EXACT),
        ("6300余", 6300, Bound.AT_LEAST),
        ("不少于 30", 30, Bound.AT_LEAST),
        ("≥30", 30, Bound.AT_LEAST),
        ("800多", 800, Bound.AT_LEAST),
        ("近100", 100, Bound.AT_MOST),
        ("50以内", 50, Bound.AT_MOST),
        ("约 50", 50, Bound.ABOUT),
        ("50左右", 50, Bound.ABOUT),
        ("-3", -3, Bound.EXACT),
    ],
)
def test_a_number_is_read_as_people_write_it(typed, value, bound):
    assert read_entry(typed).amount == Amount(Decimal(value), bound)


@pytest.mark.parametrize(
    "typed", ["", "三十", "198家", "1.2.3", "约30余", "1e5", "12,34", "9" * 15, "0.1234567"]
)
def test_what_is_no_number_is_refused_in_the_persons_words(typed):
    with pytest.raises(Invalid):
        read_entry(typed)


@given(st.decimals(-(10**13), 10**13, places=4, allow_nan=False), st.sampled_from(["", "余", "左右", "以内"]))
def test_what_was_read_can_be_read_again(value, word):
    entry = read_entry(f"{value:f}{word}")
    assert entry.amount.value == value
    assert read_entry(f"{entry.printed}{word}") == entry


def entered(value: str, **given) -> Entered:
    known = {"name": "整治取缔", "unit": "家", "kind": "cumulative", "as_of": JULY} | given
    return Entered(amount=Amount(Decimal(value)), **known)


def ask(new: Entered, *series: tuple[str, dt.date], report=None) -> str:
    known = [Known(Amount(Decimal(value)), day) for value, day in series]
    return "".join(questions(new, known, today=TODAY, report_as_of=report))


def test_an_ordinary_value_asks_nothing():
    assert ask(entered("31"), ("26", JUNE)) == ""
    assert ask(entered("31")) == ""
    assert ask(entered("20", kind="period"), ("26", JUNE)) == ""


@pytest.mark.parametrize(
    ("new", "series", "says"),
    [
        (entered("25"), [("26", JUNE)], "这次减少了 1"),
        (entered("31"), [("29", TODAY)], "哪一个对"),
        (entered("310"), [("31", JUNE)], "相差十倍以上"),
        (entered("3"), [("31", JUNE)], "相差十倍以上"),
        (entered("0", kind=""), [("31", JUNE)], "相差十倍以上"),
        (entered("31", as_of=dt.date(2020, 7, 21)), [], "晚于今天"),
        (entered("31", others=["处", "家"]), [], "以“处”为单位"),
    ],
)
def test_an_odd_value_asks(new, series, says):
    assert says in ask(new, *series)


def test_a_value_later_than_its_report_asks():
    assert "晚于填报的情况截至日期" in ask(entered("31"), report=JUNE)
    assert ask(entered("31"), report=JULY) == ""


def part(key: int, value: int, bound: Bound = Bound.EXACT, **given) -> Addend:
    known = {"label": f"数{key}", "name": f"数{key}", "unit": "家", "as_of": JULY, "areas": ("4117",)} | given
    return Addend(key=key, amount=Amount(Decimal(value), bound), **known)


def test_a_total_that_is_the_sum_of_its_parts_holds():
    found = check({JULY: part(1, 198)}, [{JULY: part(2, 31)}, {JULY: part(3, 167)}])
    assert found.fit == Fit.AGREES
    assert "198 = 31 + 167" in found.says


def test_a_total_that_is_not_names_the_numbers_and_the_difference():
    found = check({JULY: part(1, 99)}, [{JULY: part(n, v)} for n, v in ((2, 27), (3, 55), (4, 15))])
    assert found.fit == Fit.DIFFERS
    assert "99家 与 27 + 55 + 15 = 97家 不符，相差 2家" in found.says


def test_parts_that_are_lower_bounds_contradict_only_a_smaller_total():
    parts = [{JULY: part(2, 80, Bound.AT_LEAST)}, {JULY: part(3, 30)}]
    assert check({JULY: part(1, 105)}, parts).fit == Fit.DIFFERS
    assert check({JULY: part(1, 115)}, parts).fit == Fit.OPEN


def test_only_days_that_all_have_a_value_are_looked_at_and_a_broken_one_is_not_forgotten():
    total = {JUNE: part(1, 100), JULY: part(1, 198)}
    parts = [{JUNE: part(2, 1), JULY: part(2, 31)}, {JUNE: part(3, 2), JULY: part(3, 167)}]
    found = check(total, parts)
    assert (found.fit, found.as_of, found.violated_on) == (Fit.DIFFERS, JUNE, (JUNE,))
    assert check(total, [{JUNE: part(2, 1)}, {JULY: part(3, 1)}]).fit == Fit.OPEN
