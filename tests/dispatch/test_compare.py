"""Two months side by side: what moved, and differences no surer than the numbers they are made of."""

from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sansan.dispatch.compare import FigureChange, Sureness, compared, sureness
from sansan.dispatch.content import Content, made
from sansan.dispatch.ranking import percent, ranked
from sansan.documents.model import Bound


def figure(value: str, bound: str = "exact", **more: str) -> dict[str, object]:
    return {
        "name": "整治",
        "unit": "家",
        "scope": "",
        "as_of": None,
        "row": 1,
        **more,
        "value": value,
        "bound": bound,
    }


def task(pk: int, state: str = "in_progress", light: str = "green", **more: object) -> dict[str, object]:
    return {
        "id": pk, "number": str(pk), "problem": f"问题{pk}", "state": state, "light": light, "why": "",
        "klass_id": None, "klass": "", "round_id": 1, "round": "督察", "counties": [], "due_next": False,
        "figures": [], "areas": [], "units": [], "office": None, "round_area": "4117", **more,
    }  # fmt: skip


def entry(pk: int, unit: int, state: str = "reported", late: bool = False) -> dict[str, object]:
    return {
        "id": pk, "task": 1, "organisation": unit, "unit": f"单位{unit}", "area_code": "4117",
        "state": state, "late": late, "claim": "",
    }  # fmt: skip


def month(tasks: list[dict[str, object]], entries: list[dict[str, object]] | None = None) -> Content:
    return made({"area_code": "4117"}, tasks, entries or [], [], {})


def test_what_moved_is_told_apart_from_what_is_new_settled_or_gone() -> None:
    found = compared(
        month([task(1), task(2), task(3, "closed"), task(4)]),
        month([task(1, "overdue", "red"), task(2, "closed"), task(3, "closed"), task(5)]),
    )
    assert [(m.task["id"], m.before, m.after) for m in found.states] == [
        (1, "整改中", "超期"),
        (2, "整改中", "已销号"),
    ]
    assert [(m.task["id"], m.after) for m in found.lights] == [(1, "红灯")]
    assert [t["id"] for t in found.settled] == [2]
    assert [t["id"] for t in found.new] == [5]
    assert [t["id"] for t in found.gone] == [4]


def change(before: tuple[str, str], after: tuple[str, str]) -> FigureChange:
    found = compared(month([task(1, figures=[figure(*before)])]), month([task(1, figures=[figure(*after)])]))
    (one,) = found.figures
    return one


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (("31", "exact"), ("40", "exact"), "+9家"),
        (("31", "exact"), ("300", "at_least"), "至少+269家"),
        (("300", "at_least"), ("350", "exact"), "至多+50家"),
        (("300", "at_least"), ("200", "at_most"), "至多-100家"),
        (("300", "at_most"), ("400", "at_least"), "至少+100家"),
        (("31", "about"), ("40", "exact"), "约+9家"),
        (("300", "at_least"), ("350", "at_least"), "两个数都是概数，差额无法确定"),
        (("300", "about"), ("350", "at_least"), "两个数都是概数，差额无法确定"),
        (("3.5", "exact"), ("3.25", "exact"), "-0.25家"),
    ],
)
def test_a_difference_is_no_surer_than_its_numbers(
    before: tuple[str, str], after: tuple[str, str], said: str
) -> None:
    assert change(before, after).said == said


def test_numbers_of_different_scope_are_never_compared() -> None:
    found = compared(
        month([task(1, figures=[figure("31", scope="全市")])]),
        month([task(1, figures=[figure("40", scope="确山县")])]),
    )
    assert not found.figures
    assert found.lost_figures == 1


def truth(bound: Bound, value: int, away: int) -> int:
    """A true number the printed one allows, `away` from it."""
    return (
        value
        + {Bound.EXACT: 0, Bound.AT_LEAST: abs(away), Bound.AT_MOST: -abs(away), Bound.ABOUT: away}[bound]
    )


@given(
    st.sampled_from(list(Bound)),
    st.sampled_from(list(Bound)),
    st.tuples(st.integers(-50, 50), st.integers(-50, 50)),
    st.tuples(st.integers(-9, 9), st.integers(-9, 9)),
)
def test_what_is_said_of_a_difference_holds_for_every_true_pair(
    before: Bound, after: Bound, printed: tuple[int, int], away: tuple[int, int]
) -> None:
    said = printed[1] - printed[0]
    true = truth(after, printed[1], away[1]) - truth(before, printed[0], away[0])
    assert {
        Sureness.EXACT: true == said,
        Sureness.AT_LEAST: true >= said,
        Sureness.AT_MOST: true <= said,
    }.get(sureness(before, after), True)


def test_units_late_or_silent_in_both_months_are_named() -> None:
    found = compared(
        month([task(1)], [entry(1, 7, "unopened"), entry(2, 8, "seen"), entry(3, 9, late=True)]),
        month([task(1)], [entry(4, 7, "returned"), entry(5, 8), entry(6, 9, late=True)]),
    )
    assert [(pk, before, after) for pk, _, before, after in found.silent_twice] == [(7, 1, 1), (9, 1, 1)]


def test_equals_share_a_place_and_the_next_is_skipped() -> None:
    places = ranked(
        {"a": "甲", "b": "乙", "c": "丙", "d": "丁"}, {"a": (1, 2), "b": (2, 4), "c": (0, 3), "d": (0, 0)}
    )
    assert [(p.name, p.rank, p.rate) for p in places] == [
        ("甲", 1, Decimal("50.0")),
        ("乙", 1, Decimal("50.0")),
        ("丙", 3, Decimal("0.0")),
    ]


def test_a_rate_is_rounded_half_to_even_and_rank_follows_the_exact_share() -> None:
    assert percent(1, 800) == Decimal("0.1")  # 0.125
    assert percent(3, 800) == Decimal("0.4")  # 0.375
    places = ranked({"a": "甲", "b": "乙"}, {"a": (1000, 3001), "b": (1, 3)})
    assert [p.name for p in places] == ["乙", "甲"]
    assert places[0].rate == places[1].rate


@given(
    st.dictionaries(
        st.text("abcdef", min_size=1, max_size=2), st.tuples(st.integers(0, 9), st.integers(0, 9))
    )
)
def test_nobody_with_a_smaller_share_stands_before_one_with_a_greater(
    counts: dict[str, tuple[int, int]],
) -> None:
    counts = {code: (min(pair), max(pair)) for code, pair in counts.items()}
    places = ranked({}, counts)
    assert len(places) == sum(total > 0 for _, total in counts.values())
    for one, other in pairwise(places):
        assert one.settled * other.total >= other.settled * one.total
        assert (one.rank == other.rank) == (one.settled * other.total == other.settled * one.total)
