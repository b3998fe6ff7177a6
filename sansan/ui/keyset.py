"""Pages without counting: the next page begins after the last row of this one, however many rows there are.

OFFSET reads and throws away what it skips, and COUNT reads everything; a key does neither.
"""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import reduce
from operator import or_
from typing import Any, Generic, TypeVar

from django.core import signing
from django.db.models import F, Model, Q, QuerySet
from django.db.models.expressions import OrderBy

from sansan.errors import Invalid

M = TypeVar("M", bound=Model)
SALT = "sansan.ui.keyset"


@dataclass(frozen=True)
class Page(Generic[M]):
    """The rows of one page; a cursor is None where there is nothing further that way."""

    rows: list[M]
    next_cursor: str | None
    previous_cursor: str | None


@dataclass(frozen=True)
class _Key:
    """One ordering key: a field path (`__` across relations) and its direction. Empty values come last either way."""

    field: str
    descending: bool
    nullable: bool

    def order(self, *, backward: bool) -> OrderBy:
        # A column that is never empty says nothing about nulls: PostgreSQL's plain indexes then serve it.
        nulls = {"nulls_first" if backward else "nulls_last": True} if self.nullable else {}
        return OrderBy(F(self.field), descending=self.descending != backward, **nulls)

    def beyond(self, value: Any, *, backward: bool) -> Q | None:
        """Rows strictly after (before) the value in this key alone; None when there can be none."""
        if value is None:
            return Q(**{f"{self.field}__isnull": False}) if backward else None
        comparison = "lt" if self.descending != backward else "gt"
        rows = Q(**{f"{self.field}__{comparison}": value})
        return rows | Q(**{f"{self.field}__isnull": True}) if self.nullable and not backward else rows

    def same(self, value: Any) -> Q:
        return Q(**{f"{self.field}__isnull": True}) if value is None else Q(**{self.field: value})


def keyset_page(
    queryset: QuerySet[M], *, order: tuple[str, ...], size: int, cursor: str | None = None
) -> Page[M]:
    """One page of a queryset, in two directions, in one query.

    `order` names fields as `order_by` does ("-deadline", "number"); the primary key is added when it is missing, so
    the order is total. Empty values sort last on every database. Raises Invalid when the cursor is not one of ours
    or belongs to another order.
    """
    keys = _keys(order, queryset.model)
    backward, values = _read(cursor, order) if cursor else (False, None)
    rows_from = queryset.order_by(*(key.order(backward=backward) for key in keys))
    if values is not None:
        rows_from = rows_from.filter(_beyond(keys, values, backward=backward))
    found = list(rows_from[: size + 1])
    more, rows = len(found) > size, found[:size]
    if backward:
        rows.reverse()
    return Page(
        rows=rows,
        next_cursor=_write(rows[-1], keys, order, backward=False) if rows and (more or backward) else None,
        previous_cursor=_write(rows[0], keys, order, backward=True)
        if rows and (more if backward else cursor)
        else None,
    )


def _keys(order: Sequence[str], model: type[Model]) -> list[_Key]:
    fields = [name.removeprefix("-") for name in order]
    keys = [_Key(f, name.startswith("-"), _nullable(model, f)) for f, name in zip(fields, order, strict=True)]
    total = any(field in {"pk", model._meta.pk.name} for field in fields)
    return keys if total else [*keys, _Key("pk", descending=False, nullable=False)]


def _nullable(model: type[Model], path: str) -> bool:
    """Whether the value at the end of the path can be missing, on its own or because a relation on the way is empty."""
    at: type[Model] | None = model
    for name in path.split("__"):
        if at is None or name == "pk":
            return False
        field = at._meta.get_field(name)
        if field.null:
            return True
        at = field.related_model if field.is_relation else None
    return False


def _beyond(keys: Sequence[_Key], values: Sequence[Any], *, backward: bool) -> Q:
    """(a, b) > (x, y) spelled out, a > x or a = x and b > y: row values cannot mix directions or nulls."""
    branches, equal = [], Q()
    for key, value in zip(keys, values, strict=True):
        beyond = key.beyond(value, backward=backward)
        if beyond is not None:
            branches.append(equal & beyond)
        equal &= key.same(value)
    return reduce(or_, branches, Q(pk__in=[])) if branches else Q(pk__in=[])


def _write(row: Model, keys: Sequence[_Key], order: Sequence[str], *, backward: bool) -> str:
    values = [_plain(_value(row, key.field)) for key in keys]
    return signing.dumps({"o": list(order), "b": backward, "v": values}, salt=SALT, compress=True)


def _read(cursor: str, order: Sequence[str]) -> tuple[bool, list[Any]]:
    try:
        content = signing.loads(cursor, salt=SALT)
    except signing.BadSignature as error:
        raise Invalid("翻页地址已失效，请回到列表第一页", field="cursor") from error
    if content["o"] != list(order):
        raise Invalid("列表的排序已改变，请回到列表第一页", field="cursor")
    return content["b"], [_restored(value) for value in content["v"]]


def _value(row: Model, path: str) -> Any:
    return reduce(lambda value, name: None if value is None else getattr(value, name), path.split("__"), row)


_RESTORE: dict[str, Callable[[str], Any]] = {
    "t": dt.datetime.fromisoformat,
    "d": dt.date.fromisoformat,
    "n": Decimal,
}


def _plain(value: Any) -> Any:
    """JSON has no dates and no decimals; a tag keeps what they were."""
    if isinstance(value, dt.datetime):
        return {"t": value.isoformat()}
    if isinstance(value, dt.date):
        return {"d": value.isoformat()}
    if isinstance(value, Decimal):
        return {"n": str(value)}
    return value


def _restored(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    ((tag, text),) = value.items()
    return _RESTORE[tag](text)
