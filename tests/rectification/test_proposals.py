"""Splitting and merging what the reader proposed."""

from decimal import Decimal

import pytest

from sansan.errors import Invalid
from sansan.rectification.proposals import ProposedFigure, ProposedTask, ProposedUnit, merge, split

TASK = ProposedTask(
    key="17",
    number="17",
    problem="工地扬尘与停车场扬尘。",
    status="已完成",
    measures=["覆盖裸土", "硬化停车场"],
    figures=[
        ProposedFigure(name="工地", value=Decimal(9), printed="9", unit="个", span=(2, 12, 13)),
        ProposedFigure(name="停车场", value=Decimal(3), printed="3", unit="处", span=(3, 32, 33)),
    ],
    units=[ProposedUnit(name="市住建局")],
    spans={"measures": [(2, 10, 20), (3, 30, 40)], "task": [(1, 0, 40)]},
)


def test_a_split_shares_out_measures_with_their_passages_and_figures():
    first, second = split(TASK, problems=("工地扬尘。", "停车场扬尘。"), second_measures=[1])
    assert (first.measures, second.measures) == (["覆盖裸土"], ["硬化停车场"])
    assert (first.spans["measures"], second.spans["measures"]) == ([(2, 10, 20)], [(3, 30, 40)])
    assert [f.name for f in first.figures] == ["工地"]
    assert [f.name for f in second.figures] == ["停车场"]
    assert (first.status, second.status) == ("已完成", "已完成")
    assert first.key != second.key


@pytest.mark.parametrize("problems", [("", "乙"), ("甲", "  ")])
def test_both_halves_of_a_split_need_a_problem(problems):
    with pytest.raises(Invalid, match="问题描述"):
        split(TASK, problems=problems, second_measures=[])


def test_merging_a_split_gives_back_measures_figures_and_units():
    halves = split(TASK, problems=("工地扬尘。", "停车场扬尘。"), second_measures=[1])
    merged = merge(halves)
    assert merged.measures == TASK.measures
    assert merged.figures == TASK.figures
    assert merged.units == TASK.units
    assert merged.spans["measures"] == TASK.spans["measures"]
    assert (merged.key, merged.number) == ("17", "17")
    assert merged.problem == "工地扬尘。\n停车场扬尘。"


def test_merging_one_is_refused():
    with pytest.raises(Invalid, match="至少选择两项"):
        merge([TASK])
