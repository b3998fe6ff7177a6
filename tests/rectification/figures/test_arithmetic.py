"""Adding figures says no more than the figures say, and refuses what would count twice."""

import datetime as dt
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sansan.documents.model import Bound
from sansan.rectification.figures.arithmetic import (
    Addend,
    Amount,
    Fit,
    Refused,
    Sum,
    add,
    compare,
    completion,
    together,
)
from sansan.rounding import rounded, rounded_down, rounded_up

JULY, JUNE = dt.date(2020, 7, 17), dt.date(2020, 6, 30)
CITY, SUIPING, XINCAI = "4117", "411728", "411729"
amounts = st.builds(
    Amount, st.decimals(-(10**6), 10**6, places=2, allow_nan=False), st.sampled_from(list(Bound))
)


def addend(key: int = 1, value: str = "31", **given) -> Addend:
    known = {
        "label": f"第 {key} 项“整治取缔”",
        "name": "整治取缔",
        "unit": "家",
        "as_of": JULY,
        "kind": "cumulative",
        "areas": ((SUIPING, XINCAI, "411727")[key % 3],),
        "task": key,
        "bound": Bound.EXACT,
    } | given
    amount = Amount(Decimal(value), known.pop("bound"))
    return Addend(key=key, amount=amount, **known)


def agrees(amount: Amount, truth: Decimal) -> bool:
    """Whether a true number is one the amount may speak of; 约 says nothing."""
    match amount.bound:
        case Bound.EXACT:
            return truth == amount.value
        case Bound.AT_LEAST:
            return truth >= amount.value
        case Bound.AT_MOST:
            return truth <= amount.value
    return True


def some_truth(amount: Amount, off: Decimal) -> Decimal:
    match amount.bound:
        case Bound.EXACT:
            return amount.value
        case Bound.AT_LEAST:
            return amount.value + abs(off)
        case Bound.AT_MOST:
            return amount.value - abs(off)
    return amount.value + off


offs = st.decimals(-1000, 1000, places=2, allow_nan=False)


@given(st.lists(st.tuples(amounts, offs), min_size=2, max_size=6))
def test_whatever_the_true_numbers_are_the_sum_says_nothing_false(parts):
    total = parts[0][0]
    for amount, _ in parts[1:]:
        total += amount
    assert agrees(total, sum((some_truth(a, off) for a, off in parts), Decimal(0)))


@given(st.lists(amounts, min_size=2, max_size=5), st.randoms())
def test_the_order_of_the_parts_does_not_matter(parts, chance):
    shuffled = parts.copy()
    chance.shuffle(shuffled)

    def total(row):
        result = row[0]
        for amount in row[1:]:
            result += amount
        return result

    assert total(parts) == total(shuffled)


@pytest.mark.parametrize(
    ("one", "other", "both"),
    [
        (Bound.AT_LEAST, Bound.AT_LEAST, Bound.AT_LEAST),
        (Bound.EXACT, Bound.AT_LEAST, Bound.AT_LEAST),
        (Bound.AT_MOST, Bound.EXACT, Bound.AT_MOST),
        (Bound.AT_LEAST, Bound.AT_MOST, Bound.ABOUT),
        (Bound.ABOUT, Bound.EXACT, Bound.ABOUT),
        (Bound.ABOUT, Bound.AT_LEAST, Bound.ABOUT),
        (Bound.EXACT, Bound.EXACT, Bound.EXACT),
    ],
)
def test_the_weaker_word_wins(one, other, both):
    assert together(one, other) == both


def test_6300_and_some_and_2900_and_some_are_at_least_9200():
    parts = [addend(1, "6300", bound=Bound.AT_LEAST), addend(2, "2900", bound=Bound.AT_LEAST)]
    total = add(parts)
    assert isinstance(total, Sum)
    assert str(total.amount) == "≥ 9,200"
    assert total.as_of == JULY
    assert total.parts == tuple(parts)


@pytest.mark.parametrize(
    ("other", "why"),
    [
        ({"unit": "处"}, "单位不同"),
        ({"name": "关停"}, "指标不同"),
        ({"as_of": JUNE}, "第 2 项“整治取缔”为 2020-06-30"),
        ({"as_of": None}, "没有截至日期"),
        ({"kind": "period"}, "口径不同，不能相加：第 1 项“整治取缔”是累计数，第 2 项“整治取缔”是当期数"),
        ({"kind": ""}, "第 2 项“整治取缔”没有说明口径"),
        ({"areas": (CITY,)}, "地区重叠，不能相加：第 2 项“整治取缔”已包含第 1 项“整治取缔”"),
        ({"areas": (XINCAI,)}, "同一地区"),
        ({"areas": (SUIPING, XINCAI)}, "第 2 项“整治取缔”已包含第 1 项“整治取缔”"),
        ({"words": "建成区"}, "范围不同"),
        ({"areas": (), "task": 1}, "同一任务"),
    ],
)
def test_what_does_not_belong_together_is_refused_with_a_sentence(other, why):
    refused = add([addend(1), addend(2, "20", **other)])
    assert isinstance(refused, Refused)
    assert why in refused.why


def test_rows_of_areas_that_share_one_overlap():
    refused = add([addend(1, areas=(SUIPING, XINCAI)), addend(2, areas=(XINCAI, "411727"))])
    assert isinstance(refused, Refused)
    assert "有共同的地区" in refused.why


def test_numbers_of_a_month_are_of_one_period_whatever_their_day():
    one, other = addend(1, kind="period"), addend(2, kind="period", as_of=dt.date(2020, 7, 22))
    assert isinstance(add([one, other]), Sum)
    refused = add([one, addend(2, kind="period", as_of=JUNE)])
    assert isinstance(refused, Refused)
    assert "所属月份不同" in refused.why


def test_what_is_taken_on_trust_is_said():
    total = add([addend(1, areas=(), kind=""), addend(2, areas=(), kind="")])
    assert isinstance(total, Sum)
    assert [c for c in total.cautions if "没有注明地区" in c]
    assert [c for c in total.cautions if "累计还是当期" in c]


def test_a_declared_whole_may_have_parts_of_other_names_and_scopes_but_not_of_a_month():
    parts = [
        addend(1, "238", areas=(CITY,), words="中心城区"),
        addend(2, "221", areas=(CITY,), words="九县", kind="point"),
    ]
    total = add(parts, names_may_differ=True)
    assert isinstance(total, Sum)
    assert total.amount.value == 459
    monthly = add([addend(1, name="甲"), addend(2, name="乙", kind="period")], names_may_differ=True)
    assert isinstance(monthly, Refused)


@given(amounts, amounts)
def test_comparing_is_symmetric_and_contradicts_only_what_cannot_both_be_true(one, other):
    fit = compare(one, other)
    assert fit == compare(other, one)
    possible = [one.value, other.value, (one.value + other.value) / 2]
    if any(agrees(one, truth) and agrees(other, truth) for truth in possible):
        assert fit != Fit.DIFFERS


@given(amounts, st.decimals(1, 10**6, places=2), st.booleans(), offs)
def test_a_target_is_only_called_reached_or_missed_where_the_number_proves_it(amount, target, falling, off):
    reached = completion(amount, target, falling=falling).reached
    truth = some_truth(amount, off)
    if reached is not None:
        assert reached == (truth <= target if falling else truth >= target)


@given(amounts, st.decimals(1, 10**6, places=2), offs)
def test_a_percentage_with_a_bound_is_never_bolder_than_the_number(amount, target, off):
    percent = completion(amount, target).percent
    truth = Fraction(some_truth(amount, off)) * 100 / Fraction(target)
    if amount.bound == Bound.AT_LEAST:
        assert percent.value <= truth
    if amount.bound == Bound.AT_MOST:
        assert percent.value >= truth
    if amount.bound == Bound.EXACT:
        assert abs(Fraction(percent.value) - truth) <= Fraction(1, 20)


def test_completion_carries_the_bound():
    assert str(completion(Amount(Decimal(93), Bound.AT_LEAST), Decimal(100))) == "≥ 93.0%"
    assert str(completion(Amount(Decimal("27.35")), Decimal("281.28"))) == "9.7%"
    assert completion(Amount(Decimal("999.6")), Decimal(1000)).reached is False


@pytest.mark.parametrize(
    ("number", "places", "says"),
    [
        ("12.1498", 1, "12.1"),
        ("10.5002", 0, "11"),
        ("0.5", 0, "0"),
        ("1.5", 0, "2"),
        ("2.5", 0, "2"),
        ("-2.5", 0, "-2"),
        ("1.050", 1, "1.0"),
        ("0.35", 1, "0.4"),
        ("15.4546", 0, "15"),
    ],
)
def test_rounding_is_that_of_the_national_standard(number, places, says):
    """The examples of GB/T 8170-2008, section 3."""
    assert str(rounded(Decimal(number), places)) == says


@given(st.decimals(-(10**9), 10**9, allow_nan=False, places=6), st.integers(0, 5))
def test_cutting_down_and_up_hold_the_number_between_them(number, places):
    down, up = rounded_down(number, places), rounded_up(number, places)
    assert down <= number <= up
    assert up - down <= Decimal(1).scaleb(-places)
    assert rounded(number, places) in (down, up)
