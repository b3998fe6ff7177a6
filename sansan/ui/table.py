"""A list of rows as columns that know how to show themselves."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from typing import Any

from sansan.ui.status import state_of


@dataclass(frozen=True)
class Column:
    """One column.

    `value` is an attribute path ("task.number"; None shows as a dash) or a function of the row.
    `kind`: text, number (right-aligned, the unit belongs in `unit`), date, status (value is a state code of
    `ui.status`, or a pair code and word) or deadline (value is a pair date and done).
    `template` renders the cell instead, with `row` and `value`.
    `link` marks the column whose text carries the link to the row; by default the first one.
    `phone=False` leaves the column out of the card a phone shows.
    `optional` leaves it out of the list until somebody chooses it; `key` names it in addresses and saved choices, by
    default its attribute path. `plain` is what a sheet gets of a column whose template shows more than its value.
    """

    label: str
    value: str | Callable[[Any], Any]
    kind: str = "text"
    unit: str = ""
    template: str = ""
    link: bool = False
    phone: bool = True
    width: str = ""
    hint: str = ""
    key: str = ""
    optional: bool = False
    plain: Callable[[Any], Any] | None = None

    @property
    def name(self) -> str:
        return self.key or (self.value if isinstance(self.value, str) else self.label)

    def of(self, row: Any) -> Any:
        """The value this column shows of a row."""
        if callable(self.value):
            return self.value(row)
        return reduce(_step, self.value.split("."), row)

    def text_of(self, row: Any) -> Any:
        """The value as a sheet holds it: a number or a date where it is one, else words."""
        if self.plain is not None:
            return self.plain(row)
        value = self.of(row)
        if self.kind == "status":
            code, word = value if isinstance(value, tuple) else (value, "")
            return word or state_of(code).word
        if self.kind == "deadline":
            day, _, *wording = value
            return day or (wording[0] if wording else None)
        return value


def _step(value: Any, name: str) -> Any:
    """One name of an attribute path. A relation that is empty ends it; a name that does not exist is an error."""
    if value is None:
        return None
    return value[name] if isinstance(value, Mapping) else getattr(value, name)


@dataclass(frozen=True)
class Table:
    """Rows and how to show them. `caption` names the table for screen readers and print; `empty` says what to do."""

    columns: Sequence[Column]
    rows: Iterable[Any]
    caption: str
    row_url: Callable[[Any], str] | None = None
    empty: str = "没有符合条件的记录，请放宽筛选条件"
    empty_url: str = ""
    empty_action: str = ""
    actions: str = ""  # a template with `row`: what can be done with one row
    row_class: Callable[[Any], str] | None = None
    show_caption: bool = False
    pick: str = ""  # the id of a form on the page: each row gets a box that sends its key with that form

    @property
    def is_narrow(self) -> bool:
        """Fits a phone as it is; wider ones become cards there."""
        return len(self.columns) + bool(self.actions) + bool(self.pick) <= 3


@dataclass(frozen=True)
class Cell:
    """One cell as the template shows it."""

    column: Column
    value: Any
    row: Any
    url: str = ""
    is_title: bool = False

    @property
    def css(self) -> str:
        """Style names of the cell: its kind, and what the card of a phone needs to know."""
        void = self.value in (None, "") and not self.column.template
        marks = {"is-title": self.is_title, "not-phone": not self.column.phone, "is-void": void}
        return " ".join([f"is-{self.column.kind}", *(name for name, holds in marks.items() if holds)])

    @property
    def label(self) -> str:
        """What stands before the value on a phone's card."""
        return f"{self.column.label}（{self.column.unit}）" if self.column.unit else self.column.label


@dataclass(frozen=True)
class Row:
    """One row as the template shows it."""

    source: Any
    cells: list[Cell] = field(default_factory=list)
    css: str = ""


def rows_of(table: Table) -> list[Row]:
    """Every row's cells, the link on the column that carries it."""
    linked = next((c for c in table.columns if c.link), table.columns[0])

    def cell(column: Column, row: Any) -> Cell:
        url = table.row_url(row) if table.row_url and column is linked else ""
        return Cell(column, column.of(row), row, url, is_title=column is linked)

    def css(row: Any) -> str:
        return " ".join(
            filter(
                None, ["is-link" if table.row_url else "", table.row_class(row) if table.row_class else ""]
            )
        )

    return [Row(row, [cell(c, row) for c in table.columns], css(row)) for row in table.rows]
