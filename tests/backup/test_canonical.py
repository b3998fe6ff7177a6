"""A row has one spelling, and the spelling gives back the row."""

import datetime as dt
import json
import re
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sansan.backup.canonical import Kind, Layout

BEIJING = dt.timezone(dt.timedelta(hours=8))
_TEXT = st.text(st.characters(codec="utf-8"))
_FLOAT = st.floats(allow_nan=False, allow_infinity=False)
_SHORT_FLOAT = st.floats(-1e15, 1e15)
"""From 1e16 on a number inside JSON becomes the whole number it is written as, as PostgreSQL makes it."""


def _json(numbers: st.SearchStrategy[float]) -> st.SearchStrategy[Any]:
    return st.recursive(
        st.none() | st.booleans() | st.integers() | numbers | st.text(),
        lambda inside: st.lists(inside, max_size=4) | st.dictionaries(st.text(), inside, max_size=4),
        max_leaves=6,
    )


VALUES: dict[Kind, st.SearchStrategy[Any]] = {
    Kind.TEXT: _TEXT,
    Kind.INTEGER: st.integers(),
    Kind.BOOLEAN: st.booleans(),
    Kind.DECIMAL: st.decimals(allow_nan=False, allow_infinity=False, places=6),
    Kind.FLOAT: _FLOAT,
    Kind.DATE: st.dates(),
    Kind.TIME: st.times(),
    Kind.MOMENT: st.datetimes(
        dt.datetime(1900, 1, 1),  # noqa: DTZ001 - hypothesis wants the bounds naive
        dt.datetime(2200, 1, 1),  # noqa: DTZ001 - as above
        timezones=st.timezones(),
    ),
    Kind.DURATION: st.timedeltas(),
    Kind.UUID: st.uuids(),
    Kind.BYTES: st.binary(),
    Kind.JSON: _json(_SHORT_FLOAT).map(lambda value: [value]),
}
ROWS = st.tuples(*(st.none() | VALUES[kind] for kind in Kind))
LAYOUT = Layout(tuple(kind.value for kind in Kind), tuple(Kind))


def line(kind: Kind, value: Any) -> bytes:
    return Layout(("x",), (kind,)).line([value])


@given(ROWS)
def test_a_row_comes_back_from_its_line_with_every_value_equal(row: tuple[Any, ...]) -> None:
    assert LAYOUT.row(LAYOUT.line(row)) == list(row)


@given(ROWS)
def test_a_line_is_one_line_of_utf8_json_with_its_keys_in_order(row: tuple[Any, ...]) -> None:
    text = LAYOUT.line(row).decode("utf-8")
    assert text.count("\n") == 1
    assert text.endswith("\n")
    assert list(json.loads(text)) == sorted(LAYOUT.names)


def _as_jsonb_keeps_it(value: Any) -> Any:
    """PostgreSQL keeps numbers as decimals and writes them out in full; keys come back in an order of its own."""
    if isinstance(value, float):
        written = format(Decimal(repr(value)), "f")
        return json.loads(re.sub(r"^-(0(\.0*)?)$", r"\1", written))
    if isinstance(value, dict):
        return {key: _as_jsonb_keeps_it(value[key]) for key in sorted(value, key=lambda key: (len(key), key))}
    if isinstance(value, list):
        return [_as_jsonb_keeps_it(item) for item in value]
    return value


@given(_json(_FLOAT))
def test_json_is_spelled_alike_whichever_database_kept_it(value: Any) -> None:
    assert line(Kind.JSON, [value]) == line(Kind.JSON, [_as_jsonb_keeps_it(value)])


@given(st.decimals(-(10**14), 10**14, places=3), st.integers(0, 6))
def test_a_decimal_is_spelled_alike_however_many_noughts_it_carries(value: Decimal, places: int) -> None:
    longer = value + Decimal(0).scaleb(-3 - places)
    assert line(Kind.DECIMAL, longer) == line(Kind.DECIMAL, value)


@pytest.mark.parametrize(
    ("kind", "value", "spelled"),
    [
        (Kind.DECIMAL, Decimal("1200.500000"), '"1200.5"'),
        (Kind.DECIMAL, Decimal("1E+3"), '"1000"'),
        (Kind.DECIMAL, Decimal("-0.00"), '"0"'),
        (Kind.FLOAT, -0.0, "0.0"),
        (Kind.FLOAT, 0.1 + 0.2, "0.30000000000000004"),
        (Kind.MOMENT, dt.datetime(2026, 3, 1, 8, tzinfo=BEIJING), '"2026-03-01T00:00:00.000000Z"'),
        (Kind.BYTES, b"\x00\xff", '"AP8="'),
        (Kind.BOOLEAN, True, "true"),
        (Kind.JSON, [None], "[null]"),
        (Kind.JSON, None, "null"),
        (Kind.JSON, [1e16], "[10000000000000000]"),
        (Kind.JSON, ["\ud800"], '["\\ud800"]'),
        (Kind.TEXT, "散乱污\n“", '"散乱污\\n“"'),
    ],
)  # fmt: skip
def test_the_spelling_is_the_documented_one(kind: Kind, value: Any, spelled: str) -> None:
    assert line(kind, value).decode() == f'{{"x":{spelled}}}\n'


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (Kind.FLOAT, float("nan")),
        (Kind.DECIMAL, Decimal("Infinity")),
        (Kind.MOMENT, dt.datetime(2026, 3, 1)),  # noqa: DTZ001 - that is what is refused
        (Kind.INTEGER, True),
        (Kind.INTEGER, "7"),
        (Kind.TEXT, b"bytes"),
        (Kind.DATE, dt.datetime(2026, 3, 1, tzinfo=dt.UTC)),
    ],
)
def test_a_value_the_column_should_not_hold_is_refused_with_the_name_of_the_column(
    kind: Kind, value: Any
) -> None:
    with pytest.raises(ValueError, match=r"^x："):
        line(kind, value)


@pytest.mark.parametrize(
    ("kind", "written"),
    [
        (Kind.INTEGER, b'{"x": 1}\n'),
        (Kind.INTEGER, b'{"x":1}'),
        (Kind.INTEGER, b'{"x":1.0}\n'),
        (Kind.INTEGER, b'{"x":true}\n'),
        (Kind.INTEGER, b'{"x":1,"x":1}\n'),
        (Kind.INTEGER, b'{"x":1,"y":1}\n'),
        (Kind.INTEGER, b"[1]\n"),
        (Kind.INTEGER, b"nonsense\n"),
        (Kind.DECIMAL, b'{"x":"1.50"}\n'),
        (Kind.DECIMAL, b'{"x":"NaN"}\n'),
        (Kind.DECIMAL, b'{"x":1.5}\n'),
        (Kind.FLOAT, b'{"x":NaN}\n'),
        (Kind.FLOAT, b'{"x":1}\n'),
        (Kind.DATE, b'{"x":"2026-02-30"}\n'),
        (Kind.MOMENT, b'{"x":"2026-03-01T00:00:00.000000"}\n'),
        (Kind.MOMENT, b'{"x":"2026-03-01T08:00:00.000000+08:00"}\n'),
        (Kind.UUID, b'{"x":"1"}\n'),
        (Kind.BYTES, b'{"x":"A"}\n'),
        (Kind.JSON, b'{"x":{"a":1}}\n'),
        (Kind.JSON, b'{"x":[1,2]}\n'),
        (Kind.JSON, b'{"x":[{"b":1,"a":1}]}\n'),
        (Kind.JSON, b'{"x":' + b"[" * 100_000 + b"\n"),
    ],
)  # fmt: skip
def test_a_line_not_spelled_our_way_is_refused(kind: Kind, written: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        Layout(("x",), (kind,)).row(written)
