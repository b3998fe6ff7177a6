"""Generated wholes and parts: true sums are never asked about, changed ones always."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.documents.audit.reports import report, rules

STATES = ["已完成整改", "正在办理", "限期整改", "立案处罚", "关停取缔"]
TOWNS = ["东湾镇", "西湾镇", "南湾镇", "北湾镇", "中湾镇"]
UNITS = ["家", "件", "处", "户", "台", "个"]


def comma(value: int) -> str:
    return f"{value:,}"


def wide(value: int) -> str:
    return str(value).translate(str.maketrans("0123456789", "０１２３４５６７８９"))


def listed(labels: list[str], values: list[int], unit: str, mark: str, write: object) -> str:
    return mark.join(f"{label}{write(value)}{unit}" for label, value in zip(labels, values, strict=False))  # type: ignore[operator]


def sentence(form: str, whole: int, values: list[int], unit: str, write: object) -> str:
    """One sum in one of the surface forms the reports use."""
    w = f"{write(whole)}{unit}"  # type: ignore[operator]
    by_state = listed(STATES, values, unit, "，", write)
    by_town = listed(TOWNS, values, unit, "、", write)
    return {
        "among": f"全县共登记{w}，其中{by_state}。",
        "among towns": f"全县共登记{w}，其中{by_town}。",
        "colon": f"共有点位{w}：{by_town}。",
        "bracket": f"检查点位{w}（{by_town}），均已建账。",
        "total": f"{by_town}，共{w}。",
        "sum": f"{by_town}，合计{w}。",
        "respectively": f"登记点位{w}，分别为{by_town}。",
        "among the": f"{w}点位中，{by_state}。",
        "found": f"发现问题{w}，{by_state}。",
    }[form]


FORMS = ["among", "among towns", "colon", "bracket", "total", "sum", "respectively", "among the", "found"]
parts = st.lists(st.integers(1, 4000), min_size=2, max_size=5)
writing = st.sampled_from([str, comma, wide])


@settings(max_examples=60, deadline=None, derandomize=True)
@given(form=st.sampled_from(FORMS), values=parts, unit=st.sampled_from(UNITS), write=writing)
def test_a_true_sum_is_never_asked_about(form: str, values: list[int], unit: str, write: object) -> None:
    assert rules(report([sentence(form, sum(values), values, unit, write)])) == []


@settings(max_examples=60, deadline=None, derandomize=True)
@given(
    form=st.sampled_from(FORMS),
    values=parts,
    unit=st.sampled_from(UNITS),
    write=writing,
    at=st.integers(0, 5),
    by=st.integers(1, 40),
    up=st.booleans(),
)
def test_a_sum_with_one_number_changed_is_always_asked_about(
    form: str, values: list[int], unit: str, write: object, at: int, by: int, *, up: bool
) -> None:
    numbers = [sum(values), *values]
    place = at % len(numbers)
    changed = numbers[place] + (by if up else -by)
    # a slip: at most a twelfth of the whole, and no number vanishes
    assume(changed > 0 and by * 12 <= sum(values))
    numbers[place] = changed
    text = sentence(form, numbers[0], numbers[1:], unit, write)
    assert rules(report([text])) in (["whole_equals_parts"], ["part_exceeds_whole"])


@settings(max_examples=50, deadline=None, derandomize=True)
@given(done=st.integers(1, 900), rest=st.integers(0, 900), digits=st.integers(0, 2), cut=st.booleans())
def test_a_rate_printed_at_any_digits_is_never_asked_about(
    done: int, rest: int, digits: int, *, cut: bool
) -> None:
    exact = Fraction(done * 100, done + rest)
    scaled = exact * 10**digits
    shown = int(scaled) if cut else int(scaled + Fraction(1, 2))
    text = f"{shown // 10**digits}" + (f".{shown % 10**digits:0{digits}d}" if digits else "")
    assume(done != rest or rest == 0)
    assert rules(report([f"应整改问题{done + rest}个，已整改{done}个，整改率{text}%。"])) == []


@settings(max_examples=50, deadline=None, derandomize=True)
@given(done=st.integers(10, 900), rest=st.integers(10, 900), off=st.integers(3, 30))
def test_a_wrong_rate_is_always_asked_about(done: int, rest: int, off: int) -> None:
    exact = Fraction(done * 100, done + rest)
    wrong = int(exact) + off if exact < 50 else int(exact) - off
    assume(wrong > 0)
    # the rate of the rest, or of one against the other, would be a true rate of the sentence
    text = f"应整改问题{done + rest}个，已整改{done}个，整改率{wrong}.0%。"
    assert rules(report([text])) == ["rate"]


@settings(max_examples=50, deadline=None, derandomize=True)
@given(before=st.integers(2, 5000), after=st.integers(2, 5000))
def test_from_to_by_with_the_true_change_is_never_asked_about(before: int, after: int) -> None:
    assume(before != after)
    word, verb = ("增加", "增加到") if after > before else ("减少", "减少到")
    assert rules(report([f"由{before}户{verb}{after}户，{word}{abs(after - before)}户。"])) == []
    assert rules(report([f"由{before}户{verb}{after}户，{word}{abs(after - before) + 1}户。"])) == [
        "from_to_by"
    ]


ALPHABET = (
    "，。；：、（）()〔〕《》“”%％其中共剩余其余由到率占比同年月日截至第一二三十百万亿家个件吨元"
    "1234567890０１.,余多近约 \n\t—A|"
)


@settings(max_examples=80, deadline=None, derandomize=True)
@given(st.text(ALPHABET, max_size=120))
def test_no_text_breaks_the_analysis(text: str) -> None:
    analysis = report([text.strip() or "已办。"])
    for figure in analysis.figures:
        assert figure.span.start < figure.span.end


@settings(max_examples=50, deadline=None, derandomize=True)
@given(st.text(max_size=80))
def test_no_characters_at_all_break_the_analysis(text: str) -> None:
    report([text.strip() or "已办。"])


@pytest.mark.parametrize("form", FORMS)
def test_each_form_is_a_sentence_of_its_own(form: str) -> None:
    assert rules(report([sentence(form, 30, [10, 20], "家", str)])) == []
