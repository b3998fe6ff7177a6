"""Items: the pieces a paragraph falls into. Each has at most one marker and one label, and the text after them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sansan.documents import status
from sansan.documents.flow import Flow
from sansan.documents.labels import Label, free_label, inner_labels, opening_label
from sansan.documents.lines import Line
from sansan.documents.markers import ARABIC, Marker, read_marker


@dataclass(frozen=True, slots=True)
class Item:
    """`whole` is the passage with marker and label, `body` what follows them."""

    whole: Flow
    body: Flow
    marker: Marker | None = None
    label: Label | None = None
    lead: Flow | None = None  # a status in brackets before the marker or the text
    blank: bool = False
    first: bool = True  # opens its paragraph
    cell: bool = False

    @property
    def style(self) -> str | None:
        return self.marker.style if self.marker else None

    @property
    def role(self) -> str | None:
        return self.label.role if self.label else None

    def unmarked(self) -> Item:
        """The same item read as plain text."""
        return replace(self, marker=None, body=self.whole)


def read_items(paragraphs: Sequence[Line]) -> list[Item]:
    """The items of a document in order, numbers that are decimals told from numbers of items."""
    items: list[Item] = []
    for paragraph in paragraphs:
        items += _items_of(paragraph)
    return _settle_decimals(items)


def _items_of(paragraph: Line) -> list[Item]:
    whole = paragraph.flow
    lead = None
    bracket = status.bracket_at_start(whole)
    body = whole
    if bracket:
        lead, body = bracket
    marker = read_marker(body.text)
    if marker:
        body = body.cut(marker.length)
        if lead is None and (bracket := status.bracket_at_start(body)):
            lead, body = bracket
    if not body:
        return [Item(whole, body, marker, None, lead, paragraph.blank, cell=paragraph.cell)]
    label = opening_label(body.text) or (None if marker else free_label(body.text))
    start = label.end if label else 0
    inner = [each for each in inner_labels(body.text, start) if each.start >= start]
    ends = [each.start for each in inner] + [len(body)]
    offset = len(whole) - len(body)
    first = Item(
        whole.cut(0, offset + ends[0]),
        body.cut(start, ends[0]).strip(),
        marker,
        label,
        lead,
        paragraph.blank,
        cell=paragraph.cell,
    )
    rest = [
        Item(
            body.cut(each.start, end),
            body.cut(each.end, end).strip(),
            None,
            each,
            first=False,
            cell=paragraph.cell,
        )
        for each, end in zip(inner, ends[1:], strict=True)
    ]
    items = [item for item in [first, *rest] if item.whole]
    return (
        [_closed(item) for item in items]
        if any(body.text[: each.start].endswith("(") for each in inner)
        else items
    )


def _closed(item: Item) -> Item:
    """(责任单位:甲) leaves a bracket open before the label and one without a partner behind the value."""
    body = item.body
    if body.text.count(")") > body.text.count("(") and body.text.rstrip("。;, ").endswith(")"):
        body = body.rstrip("。;, ")
        return replace(item, body=body.cut(0, len(body) - 1))
    if body.text.endswith("(") and body.text.count("(") > body.text.count(")"):
        return replace(item, body=body.cut(0, len(body) - 1).strip())
    return item


def _settle_decimals(items: list[Item]) -> list[Item]:
    """`4.12家` opens item 4 where 3 came before or a list begins with 1; else it is a decimal."""
    settled: list[Item] = []
    numbers: set[int] = {0}
    for item in items:
        marker = item.marker
        if marker and marker.style == ARABIC:
            if marker.doubtful and marker.value - 1 not in numbers:
                settled.append(item.unmarked())
                continue
            # Task 3 may be followed by measures 1, 2 and then by task 4: what was open stays open.
            numbers = {n for n in numbers if n >= marker.value} | {0, marker.value}
        settled.append(item)
    return settled
