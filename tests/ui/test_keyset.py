"""Walking a list page by page shows each row once, in order, both ways, whatever the rows hold."""

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.db.models import F
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries, DjangoDbBlocker

from sansan.errors import Invalid
from sansan.ui.keyset import Page, keyset_page
from tests.ui.models import Sheet


@pytest.fixture(scope="module", autouse=True)
def _table(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with django_db_blocker.unblock():
        with connection.schema_editor() as editor:
            editor.create_model(Sheet)
        yield
        with connection.schema_editor() as editor:
            editor.delete_model(Sheet)


DAYS = st.none() | st.dates(dt.date(2020, 1, 1), dt.date(2020, 1, 5))
NOON = dt.datetime(2020, 1, 1, 12, tzinfo=dt.UTC)
MOMENTS = st.none() | st.integers(0, 10**6).map(
    lambda microseconds: NOON + dt.timedelta(microseconds=microseconds)
)
AMOUNTS = st.none() | st.decimals(0, 3, places=2)
ROWS = st.lists(
    st.tuples(st.sampled_from("甲乙丙"), DAYS, MOMENTS, AMOUNTS, st.integers(0, 3), st.booleans()),
    max_size=25,
)
KEYS = ["name", "due", "at", "amount", "rank", "parent__name", "parent__due"]
ORDERS = st.lists(st.sampled_from(KEYS), max_size=3, unique=True).flatmap(
    lambda names: st.tuples(*(st.sampled_from([name, f"-{name}"]) for name in names))
)


def keep(rows: list[tuple[Any, ...]]) -> None:
    Sheet.objects.all().delete()
    above: Sheet | None = None
    for name, due, at, amount, rank, child in rows:
        above = Sheet.objects.create(
            name=name, due=due, at=at, amount=amount, rank=rank, parent=above if child else None
        )


def walk(order: tuple[str, ...], size: int) -> list[Page[Sheet]]:
    pages = [keyset_page(Sheet.objects.select_related("parent"), order=order, size=size)]
    while cursor := pages[-1].next_cursor:
        pages.append(
            keyset_page(Sheet.objects.select_related("parent"), order=order, size=size, cursor=cursor)
        )
    return pages


@pytest.mark.django_db
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=ROWS, order=ORDERS, size=st.integers(1, 7))
def test_walking_forward_and_back_sees_each_row_once(
    rows: list[tuple[Any, ...]], order: tuple[str, ...], size: int
) -> None:
    keep(rows)
    pages = walk(order, size)
    seen = [row.pk for page in pages for row in page.rows]
    assert sorted(seen) == sorted(Sheet.objects.values_list("pk", flat=True))
    assert all(len(page.rows) == size for page in pages[:-1])

    back = pages[-1]
    backwards = [back.rows]
    while cursor := back.previous_cursor:
        back = keyset_page(Sheet.objects.select_related("parent"), order=order, size=size, cursor=cursor)
        backwards.insert(0, back.rows)
    assert [row.pk for page in backwards for row in page] == seen


@pytest.mark.django_db
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=ROWS, descending=st.booleans())
def test_rows_without_a_value_come_last_on_every_database(
    rows: list[tuple[Any, ...]], *, descending: bool
) -> None:
    keep(rows)
    order = F("due").desc(nulls_last=True) if descending else F("due").asc(nulls_last=True)
    expected = [row.pk for row in Sheet.objects.order_by(order, "pk")]
    assert [row.pk for page in walk(("-due" if descending else "due",), 4) for row in page.rows] == expected


@pytest.mark.django_db
def test_a_page_is_one_query_and_counts_nothing(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    keep([("甲", None, None, Decimal("1.00"), n, False) for n in range(9)])
    with django_assert_num_queries(1) as queries:
        keyset_page(Sheet.objects.all(), order=("rank",), size=4)
    assert "COUNT" not in queries[0]["sql"]


@pytest.mark.django_db
def test_a_row_added_before_this_page_does_not_shift_the_next() -> None:
    keep([("甲", None, None, None, n, False) for n in (1, 2, 3, 4)])
    first = keyset_page(Sheet.objects.all(), order=("rank",), size=2)
    Sheet.objects.create(name="甲", rank=0)
    following = keyset_page(Sheet.objects.all(), order=("rank",), size=2, cursor=first.next_cursor)
    assert [row.rank for row in following.rows] == [3, 4]


@pytest.mark.django_db
def test_the_first_page_has_no_way_back_and_the_last_no_way_on() -> None:
    keep([("甲", None, None, None, n, False) for n in range(4)])
    first, last = walk(("rank",), 2)
    assert first.previous_cursor is None
    assert last.next_cursor is None
    assert last.previous_cursor is not None


@pytest.mark.django_db
@pytest.mark.parametrize("cursor", ["nonsense", "eyJvIjpbXX0:1abc:forged"])
def test_a_forged_cursor_is_refused_in_plain_words(cursor: str) -> None:
    with pytest.raises(Invalid, match="翻页地址已失效"):
        keyset_page(Sheet.objects.all(), order=("rank",), size=2, cursor=cursor)


@pytest.mark.django_db
def test_a_cursor_of_another_order_is_refused() -> None:
    keep([("甲", None, None, None, n, False) for n in range(4)])
    cursor = keyset_page(Sheet.objects.all(), order=("rank",), size=2).next_cursor
    with pytest.raises(Invalid, match="排序已改变"):
        keyset_page(Sheet.objects.all(), order=("-rank",), size=2, cursor=cursor)
