"""Deadlines, differences and passages: values in, values out."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sansan.ui.deadline import Light, light
from sansan.ui.difference import pieces
from sansan.ui.passage import Mark, lines

TODAY = dt.date(2020, 7, 17)
TEXTS = st.text(alphabet="甲乙丙12.\n 已完成", max_size=60)


@pytest.mark.parametrize(
    ("due", "done", "expected"),
    [
        (dt.date(2020, 7, 25), False, Light("green", "还剩 8 天")),
        (dt.date(2020, 7, 24), False, Light("yellow", "还剩 7 天")),
        (TODAY, False, Light("yellow", "今天到期")),
        (dt.date(2020, 7, 16), False, Light("red", "超期 1 天")),
        (dt.date(2020, 7, 16), True, Light("done", "已办结")),
        (None, False, Light("none", "无期限")),
    ],
)
def test_a_deadline_has_three_lights_and_its_own_day_is_still_in_time(
    due: dt.date | None, expected: Light, *, done: bool
) -> None:
    assert light(due, TODAY, done=done) == expected


@given(TEXTS, TEXTS)
def test_a_difference_loses_nothing_of_either_text(before: str, after: str) -> None:
    found = pieces(before, after)
    assert "".join(p.text for p in found if p.kind != "added") == before
    assert "".join(p.text for p in found if p.kind != "removed") == after


def test_a_changed_number_is_one_change_not_one_digit() -> None:
    changed = [(p.kind, p.text) for p in pieces("治理1184.5公顷", "治理1284.5公顷") if p.kind != "same"]
    assert changed == [("removed", "1184.5"), ("added", "1284.5")]


@given(TEXTS, st.lists(st.tuples(st.integers(0, 70), st.integers(0, 70)), max_size=4), st.integers(0, 500))
def test_a_passage_shows_every_character_once_and_marks_exactly_what_was_asked(
    text: str, spans: list[tuple[int, int]], first_char: int
) -> None:
    marks = [Mark(first_char + start, first_char + end) for start, end in spans]
    shown = lines(text, marks, first_char=first_char)
    assert "\n".join("".join(s.text for s in line.segments) for line in shown) == text
    marked = sum(len(s.text) for line in shown for s in line.segments if s.mark)
    asked = {i for mark in marks for i in range(mark.start - first_char, mark.end - first_char)}
    assert marked == sum(1 for i, sign in enumerate(text) if i in asked and sign != "\n")


def test_a_mark_over_a_line_break_goes_on_in_the_next_line() -> None:
    first, second = lines("已注\n销的15家", [Mark(0, 4)], first_line=114)
    assert (first.number, first.marked, second.number, second.marked) == (114, True, 115, True)
    assert [(s.text, s.first) for s in second.segments] == [("销", False), ("的15家", False)]
