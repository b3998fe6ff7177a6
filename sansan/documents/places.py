"""Places named in a text, resolved against a gazetteer the caller passes in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """One row of a place table: GB/T 2260 code or its extension, full name, parent's code, kind (县, 区, 镇 …)."""

    code: str
    name: str
    parent: str | None
    kind: str


class Gazetteer:
    """Names of places, for looking up in text."""

    def __init__(self, rows: Iterable[PlaceRow]) -> None:
        self.rows = tuple(rows)
