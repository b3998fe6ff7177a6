"""The tables of a document laid out: task tables, card tables, and the lines around them in the order of print."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from sansan.documents import chapters
from sansan.documents.flow import Flow, Places, join
from sansan.documents.four_lists import continues
from sansan.documents.items import Item
from sansan.documents.lines import Line
from sansan.documents.markers import ARABIC, ASPECT, CHINESE_BRACKET, CHINESE_DOT, read_marker
from sansan.documents.model import Source, Span, Table
from sansan.documents.tables import TableRow, TaskTable, card_lines, rows_of, side_table, task_table
from sansan.documents.tree import Heading, RawTask, Tree


@dataclass(slots=True)
class Layout:
    """What the tables of a source are: `tasks` holds those with a header of task columns, `skip` the passages that are
    read as tables, `cards` the lines made of label and value cells."""

    tasks: list[TaskTable] = field(default_factory=list)
    sides: list[TaskTable] = field(default_factory=list)  # further columns of the tasks of the first table
    skip: list[tuple[int, int]] = field(default_factory=list)
    cards: list[Line] = field(default_factory=list)


def table_layout(source: Source) -> Layout:
    layout = Layout()
    places = Places(source.text)
    for table in source.tables:
        found = task_table(table, source.text)
        pairs = None if found else card_lines(table, source.text)
        side = layout.tasks and (found or side_table(table, source.text))
        if side and continues(side, layout.tasks[0], source.text):
            layout.sides.append(side)
        elif found:
            layout.tasks.append(found)
            layout.cards += [line for row in found.head for line in _loose(row, source.text)]
        elif pairs:
            layout.cards += [_card(label, value, source.text) for label, value in pairs]
        else:
            continue
        layout.skip.append(_extent(table, places))
    return layout


def _extent(table: Table, places: Places) -> tuple[int, int]:
    """From the first character of the first row's line to the end of the last row's line."""
    spans = [span for row in table.rows for span in row]
    start = places.text.rfind("\n", 0, min(span.start for span in spans)) + 1
    end = places.text.find("\n", max(span.end for span in spans))
    return start, len(places.text) if end < 0 else end


def _loose(row: Sequence[Span], text: str) -> list[Line]:
    """Cells above the header, as lines: the title and unit line of a sheet."""
    spans = dict.fromkeys(span for span in row if text[span.start : span.end].strip())
    return [Line(Flow.of(text, span.start, span.end).strip(), 0, False, cell=True) for span in spans]


def _card(label: Span, value: Span, text: str) -> Line:
    """Label and value as one labelled line; the colon between them borrows the label's last place."""
    name, body = (
        Flow.of(text, label.start, label.end).strip(" :："),
        Flow.of(text, value.start, value.end).strip(),
    )
    return Line(join([name, body], ":") if body else name or body, 0, False, cell=True)


def merge_lines(lines: Sequence[Line], cards: Sequence[Line]) -> list[Line]:
    """Lines of text and of cards in the order of the source."""
    return sorted([*lines, *(card for card in cards if card.flow)], key=lambda line: line.flow.start)


def table_tasks(tables: Sequence[TaskTable], items: Sequence[Item], text: str) -> tuple[Tree, list[Flow]]:
    """The tasks of task tables under the headings among their rows or in the text before them; other rows as notes."""
    tree = Tree()
    notes: list[Flow] = []
    outer: Heading | None = None
    for table in tables:
        start = table.header[0][0].start
        outer = _heading_before(items, start, tree) or outer
        heading = outer
        for row in rows_of(table, text):
            if isinstance(row, TableRow):
                tree.tasks.append(_raw(row, heading))
                _count(heading)
                continue
            found = _row_heading(row, heading)
            if found:
                heading = found
                tree.headings.append(found)
            else:
                notes.append(row)
    return tree, notes


def _raw(row: TableRow, heading: Heading | None) -> RawTask:
    opening = Item(row.items[0].whole, row.items[0].body, row.marker, row.items[0].label, cell=True)
    return RawTask(opening, heading, row.items, row=True)


def _count(heading: Heading | None) -> None:
    while heading is not None:
        heading.tasks += 1
        heading = heading.parent


def _row_heading(flow: Flow, heading: Heading | None) -> Heading | None:
    marker = read_marker(flow.text)
    if (
        marker is None
        or marker.style not in (ASPECT, CHINESE_DOT, CHINESE_BRACKET, ARABIC)
        or marker.doubtful
    ):
        return None
    item = Item(flow, flow.cut(marker.length), marker, cell=True)
    inner = marker.style in (CHINESE_BRACKET, ARABIC)
    parent = heading
    while parent is not None and (
        not inner or (parent.item.marker and parent.item.marker.style == marker.style)
    ):
        parent = parent.parent
    return Heading(item, 1 if parent else 0, parent)


def _heading_before(items: Sequence[Item], start: int, tree: Tree) -> Heading | None:
    """The class heading in the text that stands last before a table."""
    for item in reversed(items):
        if item.whole.start < start and item.style in (ASPECT, CHINESE_DOT, CHINESE_BRACKET):
            title = item.body.text
            if chapters.is_prose(title) or chapters.is_whole(title) or len(title) > 45:
                return None
            heading = Heading(item, 0)
            if not any(each.item is item for each in tree.headings):
                tree.headings.append(heading)
            return heading
    return None
