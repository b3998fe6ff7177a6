"""No number below the limit can be read or worked out from a masked table."""

from collections.abc import Mapping

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sansan.accountability.suppression import Masked, masked

TABLES = st.dictionaries(st.sampled_from("甲乙丙丁戊己庚"), st.integers(0, 30), min_size=1)
LIMITS = st.integers(2, 10)
slow_machine = settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)


def _hidden(counts: Mapping[str, int], shown: Masked) -> list[int]:
    return [counts[name] for name, number in shown.cells.items() if number is None]


@slow_machine
@given(TABLES, LIMITS)
def test_what_is_shown_is_true_and_never_small(counts: dict[str, int], k: int) -> None:
    shown = masked(counts, k)
    for name, number in shown.cells.items():
        assert number is None or (number == counts[name] and (number == 0 or number >= k))
    assert shown.total is None or shown.total == sum(counts.values())
    assert shown.total is None or shown.total == 0 or shown.total >= k


@slow_machine
@given(TABLES, LIMITS)
def test_the_total_never_gives_a_hidden_number_away(counts: dict[str, int], k: int) -> None:
    """With the total known, the hidden numbers' sum is: it must not be small, and must not be one number's."""
    shown = masked(counts, k)
    hidden = _hidden(counts, shown)
    if shown.total is not None and hidden:
        assert len(hidden) >= 2
        assert sum(hidden) >= k


def test_a_table_of_large_numbers_is_shown_whole_and_one_small_one_takes_the_next_smallest_along() -> None:
    assert masked({"a": 9, "b": 7}, 5) == Masked({"a": 9, "b": 7}, 16)
    assert masked({"a": 9, "b": 7, "c": 2}, 5) == Masked({"a": 9, "b": None, "c": None}, 18)
    assert masked({"a": 9, "b": 1, "c": 1}, 5) == Masked({"a": None, "b": None, "c": None}, 11)
    assert masked({"a": 0, "b": 3}, 5) == Masked({"a": None, "b": None}, None)
    assert masked({"a": 0, "b": 9}, 5) == Masked({"a": 0, "b": 9}, 9)
    assert masked({}, 5) == Masked({}, 0)
