"""Task tables: the header row found by its labels, each row a task; card tables (label | value) as labelled text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from sansan.documents.flow import Flow, join
from sansan.documents.items import Item
from sansan.documents.labels import CLASS, EXTRA, NUMBER, PROBLEM, Label, is_task_field, role_of
from sansan.documents.markers import Marker, read_marker
from sansan.documents.model import Span, Table

_HEADER_ROWS = 5
_TOTAL = re.compile(r"^(?:合\s*计|总\s*计|小\s*计)")
_NUMBER_CELL = re.compile(
    r"(?:第|任务|问题)?\s*(?P<n>\d{1,4}|[一二三四五六七八九十百]{1,4})(?:\s*(?P<sep>[-—.])\s*(?P<s>\d{1,2}))?\s*(?:号|项|条|[.、])?"
)
_CLASS_NUMBER = re.compile(r"[(]?[一二三四五六七八九十]{1,3}[)]?[、.]?")
_COLUMN_ROLES = {
    "内容": PROBLEM,
    "事项": PROBLEM,
    "整改内容": PROBLEM,
    "任务名称": PROBLEM,
    "整改情况及成效": "answer",
}


@dataclass(frozen=True, slots=True)
class Column:
    role: str
    word: str


@dataclass(frozen=True, slots=True)
class TaskTable:
    """`columns` by position; `head` the rows before the header, `rows` those after it."""

    columns: dict[int, Column]
    header: Sequence[Sequence[Span]]
    head: Sequence[Sequence[Span]]
    rows: Sequence[Sequence[Span]]


@dataclass(frozen=True, slots=True)
class TableRow:
    """One task of a table: its number, its labelled cells, the rows' whole passage."""

    items: list[Item]
    marker: Marker | None


def task_table(table: Table, text: str) -> TaskTable | None:
    """The table as a table of tasks, None where no row of its first ones is a header with a problem column."""
    for index in range(min(_HEADER_ROWS, len(table.rows))):
        columns, height = _columns(table.rows, index, text)
        roles = {column.role for column in columns.values()}
        if len(columns) >= 2 and PROBLEM in roles and len(roles) >= 2:
            header = table.rows[index : index + height]
            _name_the_rest(columns, header, text)
            repeated = {_words(row, text) for row in header}
            body = [row for row in table.rows[index + height :] if _words(row, text) not in repeated]
            return TaskTable(columns, header, table.rows[:index], body)
    return None


def side_table(table: Table, text: str) -> TaskTable | None:
    """A table that tells more of tasks listed elsewhere: their numbers, and at least one of their fields."""
    for index in range(min(_HEADER_ROWS, len(table.rows))):
        columns, height = _columns(table.rows, index, text)
        roles = {column.role for column in columns.values()}
        if NUMBER in roles and any(is_task_field(role) for role in roles):
            header = table.rows[index : index + height]
            return TaskTable(columns, header, table.rows[:index], table.rows[index + height :])
    return None


def _name_the_rest(columns: dict[int, Column], header: Sequence[Sequence[Span]], text: str) -> None:
    """Columns with a heading the vocabulary lacks are kept under that heading; the lower heading says it best."""
    taken = {span for row in header for place, span in enumerate(row) if place in columns}
    for row in reversed(header):
        for place, span in enumerate(row):
            word = _word(span, text)
            if word and place not in columns and span not in taken:
                columns[place] = Column(EXTRA, word)
                taken.add(span)


def _word(span: Span, text: str) -> str:
    return re.sub(r"\s|\u2028", "", text[span.start : span.end])


def _words(row: Sequence[Span], text: str) -> tuple[str, ...]:
    return tuple(_word(span, text) for span in row)


def _columns(rows: Sequence[Sequence[Span]], index: int, text: str) -> tuple[dict[int, Column], int]:
    """The columns named by row `index`, and by the row below it where the header takes two rows."""
    first = _named(rows[index], text)
    if index + 1 < len(rows):
        second = _named(rows[index + 1], text)
        deeper = {
            place: column
            for place, column in second.items()
            if rows[index + 1][place] != _at(rows[index], place)
        }
        filled = [span for span in rows[index + 1] if span.end > span.start]
        if deeper and len(second) >= 0.6 * len(filled) and len(first) >= 2:
            # 时间要求 over 启动时间 and 完成时限: what stands below says what each column is.
            named_below = {
                place for place, span in enumerate(rows[index + 1]) if span != _at(rows[index], place)
            }
            apart = {place for place in named_below if _word(rows[index + 1][place], text)}
            kept = {place: column for place, column in first.items() if place not in apart}
            return {**kept, **second}, 2
    return first, 1


def _at(row: Sequence[Span], place: int) -> Span | None:
    return row[place] if place < len(row) else None


def _named(row: Sequence[Span], text: str) -> dict[int, Column]:
    columns: dict[int, Column] = {}
    seen: set[Span] = set()
    for place, span in enumerate(row):
        word = _word(span, text)
        role = role_of(word) or _COLUMN_ROLES.get(word) or _loose_role(word)
        if role and span not in seen:
            columns[place] = Column(role, word)
            seen.add(span)
    return columns


def _loose_role(word: str) -> str | None:
    """A header may say more than the label: 整改完成情况（截至6月底）, 牵头单位及责任人."""
    bare = re.sub(r"[(（].*?[)）]", "", word)
    for size in range(min(len(bare), 10), 1, -1):
        role = role_of(bare[:size]) or role_of(bare[-size:])
        if role and len(bare) <= size + 6:
            return role
    return None


def rows_of(table: TaskTable, text: str) -> list[TableRow | Flow]:
    """Tasks in order; a row that is a heading across the table, or a total, comes as its passage."""
    found: list[TableRow | Flow] = []
    # A table beside the tasks (序号, 牵头单位) has no problems: its rows are told by their numbers.
    problem = next(
        place for role in (PROBLEM, NUMBER) for place, column in table.columns.items() if column.role == role
    )
    class_place = next((place for place, column in table.columns.items() if column.role == CLASS), None)
    before: Span | None = None
    last_class: Span | None = None
    for row in table.rows:
        filled = list(dict.fromkeys(span for span in row if span.end > span.start))
        if not filled:
            continue
        own = _at(row, problem)
        if own is not None and own == before and found and isinstance(found[-1], TableRow):
            found[-1] = _more(found[-1], row, table, text)
            continue
        first = Flow.of(text, filled[0].start, filled[0].end)
        if len(filled) == 1 and found and isinstance(found[-1], TableRow) and _adds(row, filled[0], table):
            found[-1] = _more(found[-1], row, table, text)
            continue
        title = _class_row(row, filled, table, text)
        if title:
            found.append(title)
            before = None
            continue
        if len(filled) == 1 or _TOTAL.match(first.text):
            found += [Flow.of(text, span.start, span.end) for span in filled]
            before = None
            continue
        if (
            (own is None or own.end == own.start)
            and found
            and isinstance(found[-1], TableRow)
            and not _numbered(row, table, text)
        ):
            found[-1] = _more(found[-1], row, table, text)
            continue
        classed = _with_class(row, table, last_class)
        last_class = _at(classed, class_place) if class_place is not None else None
        found.append(_task_row(classed, table, text))
        before = own if own is not None and own.end > own.start else None
    return found


def _class_row(row: Sequence[Span], filled: Sequence[Span], table: TaskTable, text: str) -> Flow | None:
    """一 | 财政管理方面 with nothing else in the row: a class, as 一、财政管理方面."""
    roles = [
        column.role for span in filled for place, column in table.columns.items() if _at(row, place) == span
    ]
    if len(filled) != 2 or roles != [NUMBER, PROBLEM]:
        return None
    number, title = (Flow.of(text, span.start, span.end) for span in filled)
    if not _CLASS_NUMBER.fullmatch(number.text):
        return None
    return join([number.strip("、."), title], "" if number.text.endswith(")") else "、")


def _adds(row: Sequence[Span], cell: Span, table: TaskTable) -> bool:
    """Whether the only cell of a row goes on with a column of the task above, and is no heading across the table."""
    places = [place for place, span in enumerate(row) if span == cell]
    column = table.columns.get(places[0])
    return len(places) == 1 and column is not None and column.role not in (NUMBER, CLASS, PROBLEM)


def _with_class(row: Sequence[Span], table: TaskTable, last: Span | None) -> Sequence[Span]:
    """The row with the class of the row above where its own class cell is empty: text tables cannot merge cells."""
    if last is None:
        return row
    return [
        last
        if place in table.columns and table.columns[place].role == CLASS and span.end == span.start
        else span
        for place, span in enumerate(row)
    ]


def _numbered(row: Sequence[Span], table: TaskTable, text: str) -> bool:
    places = [place for place, column in table.columns.items() if column.role == NUMBER]
    return any(place < len(row) and text[row[place].start : row[place].end].strip() for place in places)


def _task_row(row: Sequence[Span], table: TaskTable, text: str) -> TableRow:
    marker: Marker | None = None
    items: list[Item] = []
    for place, column in table.columns.items():
        span = _at(row, place)
        if span is None or span.end == span.start:
            continue
        flow = Flow.of(text, span.start, span.end)
        if column.role == NUMBER:
            marker = _number(flow)
        items.append(_cell(flow, column))
    return TableRow(items, marker)


def _more(task: TableRow, row: Sequence[Span], table: TaskTable, text: str) -> TableRow:
    """A further row of the same task: cells merged downward repeat, the others add to it."""
    have = {item.body.start for item in task.items}
    extra = []
    for place, column in table.columns.items():
        span = _at(row, place)
        if span is not None and span.end > span.start and span.start not in have:
            extra.append(_cell(Flow.of(text, span.start, span.end), column))
    return TableRow([*task.items, *extra], task.marker)


def _cell(flow: Flow, column: Column) -> Item:
    return Item(flow, flow, None, Label(column.role, column.word, 0, 0, True), cell=True)


def _number(flow: Flow) -> Marker | None:
    match = _NUMBER_CELL.fullmatch(flow.text.strip())
    if match is None:
        return read_marker(flow.text + " ")
    printed = match["n"] + (f"{match['sep'].replace('—', '-')}{match['s']}" if match["s"] else "")
    return Marker("column", printed, 0, len(flow.text), int(match["s"]) if match["s"] else None)


def card_lines(table: Table, text: str) -> list[tuple[Span, Span]] | None:
    """A table of label and value cells as pairs, None where it is not one."""
    pairs: list[tuple[Span, Span]] = []
    labels = cells = 0
    for row in table.rows:
        spans = [span for span in dict.fromkeys(row) if span.end > span.start]
        place = 0
        while place < len(spans):
            word = text[spans[place].start : spans[place].end]
            if role_of(word):
                labels += 1
                value = (
                    spans[place + 1]
                    if place + 1 < len(spans)
                    else Span(spans[place].line, spans[place].end, spans[place].end)
                )
                pairs.append((spans[place], value))
                place += 2
            else:
                cells += 1
                pairs.append((Span(spans[place].line, spans[place].start, spans[place].start), spans[place]))
                place += 1
    return pairs if labels >= 2 and labels > cells else None
