"""What a chart card is given: the numbers, and every word that makes them readable."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

Value = int | float | Decimal | None


@dataclass(frozen=True)
class Series:
    """One line or set of bars; None is a gap and is drawn as a gap.

    `marks` stand before values that are no exact numbers (≥, ≤, 约); such a point is drawn open.
    """

    name: str
    values: Sequence[Value]
    marks: Sequence[str] = ()

    def shown(self, place: int) -> "Value | str":
        """The value as a table shows it: with its mark, where it has one."""
        value, mark = self.values[place], self.marks[place] if self.marks else ""
        return f"{mark} {value:,}" if mark and value is not None else value


@dataclass(frozen=True)
class Limit:
    """A labelled dashed line."""

    label: str
    value: int | float | Decimal


@dataclass(frozen=True)
class Chart:
    """`title` is a statement (「7 项任务集中在遂平县」), `kind` line, bar, bar-horizontal or stacked."""

    title: str
    unit: str
    categories: Sequence[str]
    series: Sequence[Series]
    source: str
    kind: str = "bar"
    category_label: str = "类别"
    limits: Sequence[Limit] = field(default=())
    as_of: dt.date | None = None

    def payload(self) -> dict[str, Any]:
        """What the browser draws; Decimal becomes a number here because a pixel has no decimals."""
        return {
            "title": self.title,
            "unit": self.unit,
            "kind": self.kind,
            "categories": list(self.categories),
            "series": [
                {"name": s.name, "values": [_number(v) for v in s.values], "marks": list(s.marks)}
                for s in self.series
            ],
            "limits": [{"label": limit.label, "value": _number(limit.value)} for limit in self.limits],
        }

    @property
    def is_narrow(self) -> bool:
        """Whether the table of the same numbers fits a phone as it is."""
        return len(self.series) <= 2

    def rows(self) -> list[tuple[str, list[tuple[str, Value | str]]]]:
        """The same numbers as a table: category, then name and value of each series."""
        return [(name, [(s.name, s.shown(i)) for s in self.series]) for i, name in enumerate(self.categories)]


def _number(value: Value) -> int | float | None:
    return float(value) if isinstance(value, Decimal) else value
