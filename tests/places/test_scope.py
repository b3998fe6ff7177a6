"""A code prefix is a scope, in arithmetic and in the database alike."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sansan.places import scope
from sansan.places.models import Area

CODE = st.text(scope.ALPHABET, min_size=1, max_size=12)


@given(CODE, CODE)
def test_a_range_holds_exactly_the_codes_with_the_prefix(prefix: str, code: str) -> None:
    end = scope.successor(prefix)
    assert scope.contains(prefix, code) == (prefix <= code and (not end or code < end))


@given(CODE, st.text(scope.ALPHABET, max_size=6))
def test_everything_inside_lies_in_the_range(prefix: str, rest: str) -> None:
    end = scope.successor(prefix)
    assert prefix <= prefix + rest
    assert not end or prefix + rest < end


@given(CODE)
def test_the_end_of_a_range_is_spelled_with_the_letters_of_codes(prefix: str) -> None:
    """Any other character would sort differently from one database collation to the next."""
    assert set(scope.successor(prefix)) <= set(scope.ALPHABET)


@pytest.mark.parametrize(
    ("prefix", "end"), [("4117", "4118"), ("411729", "41172A"), ("4117A1", "4117A2"), ("4Z", "5"), ("ZZ", "")]
)
def test_the_successor_carries_like_a_number(prefix: str, end: str) -> None:
    assert scope.successor(prefix) == end


@pytest.mark.django_db
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    prefix=st.sampled_from(["", "4", "41", "4117", "411729", "41172", "4117A", "4117A1", "Z", "411702001"])
)
def test_the_database_agrees_with_the_arithmetic(prefix: str) -> None:
    codes = [
        "4",
        "41",
        "4117",
        "411702",
        "411702001",
        "411729",
        "41172A",
        "4117A1",
        "4117A2",
        "4118",
        "42",
        "Z1",
    ]
    if not Area.objects.exists():
        Area.objects.bulk_create([Area(code=code, name=code, level=3) for code in codes])
    found = Area.objects.filter(scope.within("code", prefix)).values_list("code", flat=True)
    assert set(found) == {code for code in codes if scope.contains(prefix, code)}


@pytest.mark.parametrize("wrong", ["4117%", "41 17", "驻马店", "4117a1", "4" * 13, "-"])
def test_what_is_no_code_opens_nothing(wrong: str) -> None:
    with pytest.raises(ValueError, match="not an area code"):
        scope.within("code", wrong)


@pytest.mark.parametrize(
    ("code", "level", "parent", "county"),
    [
        ("41", 1, "", ""),
        ("4117", 2, "41", ""),
        ("411702", 3, "4117", "411702"),
        ("4117A1", 3, "4117", "4117A1"),
        ("411702001", 4, "411702", "411702"),
        ("411702001201", 5, "411702001", "411702"),
    ],
)
def test_a_code_tells_level_parent_and_county(code: str, level: int, parent: str, county: str) -> None:
    assert (scope.level(code), scope.parent(code), scope.at_level(code, 3)) == (level, parent, county)
