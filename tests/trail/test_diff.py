"""What changed, in the words of the page, and no more of it than needed."""

from sansan.trail.diff import SHOWN, Change, changes
from sansan.trail.target import field_label, value_label


def test_only_what_changed_is_listed_by_name() -> None:
    assert changes({"b": 1, "a": 1}, {"b": 2, "a": 1, "c": True}) == [
        Change("b", "1", "2"),
        Change("c", "", "是"),
    ]


def test_missing_none_and_empty_are_alike() -> None:
    assert changes({"a": None, "b": ""}, {"b": None, "c": ""}) == []


def test_long_values_are_cut_and_say_how_long_they_were() -> None:
    (change,) = changes({}, {"text": "长" * 200})
    assert change.after == "长" * SHOWN + "…（共 200 字）"


def test_nested_values_are_shown_as_json() -> None:
    assert changes({}, {"a": {"乙": [1]}})[0].after == '{"乙":[1]}'


def test_a_column_is_shown_by_its_chinese_name() -> None:
    assert field_label("places.zone", "valid_to") == "停用日期"
    assert field_label("places.zone", "nobody_knows") == "nobody_knows"
    assert field_label("gone.model", "nobody_knows") == "nobody_knows"


def test_what_is_no_column_is_shown_by_the_word_its_room_declared() -> None:
    assert field_label("people.person", "failures") == "失败次数"


def test_a_value_chosen_from_a_list_is_shown_by_its_word() -> None:
    assert value_label("rectification.task", "state", "submitted") == "待验收"
    assert value_label("rectification.task", "problem", "submitted") == "submitted"
    assert value_label("gone.model", "state", 3) == 3
