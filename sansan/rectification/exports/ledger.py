"""The ledger as a workbook: one row a task, written row by row, so that memory does not grow with the ledger.

The columns are named as our own reader knows them: an office that works on the sheet can import it again.
"""

import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import IO, Any

from openpyxl import Workbook
from openpyxl.worksheet.properties import PageSetupProperties

from sansan.documents.model import UnitRole
from sansan.rectification.exports.answers import answer
from sansan.rectification.exports.lines import heading_text
from sansan.rectification.models import Task
from sansan.rectification.models.task import ROLE_LABELS
from sansan.rectification.proposals import ProposedTask
from sansan.rectification.querysets import TaskQuerySet
from sansan.rectification.snapshot import snapshot
from sansan.rectification.workflow import KIND_LABELS, STATE_LABELS, Kind, State
from sansan.ui.sheet import SPOOL_BYTES, cell, head_cell

CHUNK = 200
A3 = 8  # ECMA-376 §18.3.1.63


@dataclass(frozen=True, slots=True)
class Row:
    """A task, as the snapshot has it and as the ledger has it; `areas` by name."""

    task: Task
    said: ProposedTask
    areas: Sequence[str]


@dataclass(frozen=True, slots=True)
class Column:
    """`width` in characters of the standard type."""

    title: str
    width: int
    value: Callable[[Row], Any]


def _units(role: UnitRole) -> Column:
    return Column(
        ROLE_LABELS[role], 18, lambda row: "、".join(u.name for u in row.said.units if u.role == role)
    )


COLUMNS = (
    Column("序号", 6, lambda row: int(row.said.number) if row.said.number.isdigit() else row.said.number),
    Column("所属督察", 20, lambda row: row.task.round.name),
    Column("类别", 22, lambda row: heading_text(row.said.klass) if row.said.klass else ""),
    Column("小类", 22, lambda row: heading_text(row.said.section) if row.said.section else ""),
    Column("反馈问题", 52, lambda row: row.said.problem),
    Column("整改状态", 16, lambda row: row.said.status),
    Column("整改目标", 30, lambda row: row.said.goal),
    Column("整改时限", 16, lambda row: row.said.deadline),
    Column("到期日", 12, lambda row: row.said.deadline_date),
    _units(UnitRole.LEAD),
    _units(UnitRole.RESPONSIBLE),
    _units(UnitRole.SUPPORT),
    _units(UnitRole.SUPERVISE),
    _units(UnitRole.IMPLEMENT),
    _units(UnitRole.ACCEPT),
    _units(UnitRole.LEADER),
    Column("整改措施", 60, lambda row: answer(row.said.measures)),
    Column("办理环节", 10, lambda row: STATE_LABELS[State(row.task.state)]),
    Column("任务种类", 10, lambda row: KIND_LABELS[Kind(row.task.kind)]),
    Column("涉及县区", 18, lambda row: "、".join(row.areas)),
    Column("数据", 40, lambda row: "\n".join(_figures(row.said))),
)


def write_ledger(tasks: TaskQuerySet, *, title: str, area_names: Mapping[str, str]) -> IO[bytes]:
    """The workbook of these tasks, at its first byte. `tasks` is already cut down to what the viewer may see."""
    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet("整改任务台账")
    _set_up(sheet, title)
    sheet.append([head_cell(sheet, column.title) for column in COLUMNS])
    for row in _rows(tasks, area_names):
        sheet.append([cell(sheet, column.value(row)) for column in COLUMNS])
    out: IO[bytes] = tempfile.SpooledTemporaryFile(max_size=SPOOL_BYTES)  # noqa: SIM115 - the caller sends and closes it
    workbook.save(out)
    out.seek(0)
    return out


def _rows(tasks: TaskQuerySet, area_names: Mapping[str, str]) -> Iterator[Row]:
    """A fixed number of queries for each chunk of tasks, and no more than a chunk in memory."""
    found = (
        tasks.select_related("round", "klass", "section")
        .prefetch_related("assignments", "measures", "areas", "figures", "citations__policy")
        .order_by("round", "order")
    )
    for task in found.iterator(chunk_size=CHUNK):
        said = snapshot(task)
        yield Row(task, said, [area_names.get(code, code) for code in said.area_codes])


def _figures(said: ProposedTask) -> Iterator[str]:
    for figure in said.figures:
        about = "，".join(filter(None, [figure.scope, f"截至{figure.as_of}" if figure.as_of else ""]))
        yield f"{figure.name} {figure.printed}{figure.unit}" + (f"（{about}）" if about else "")


def _set_up(sheet: Any, title: str) -> None:
    """Widths, the frozen header, and A3 across with the header on every printed page."""
    for index, column in enumerate(COLUMNS):
        sheet.column_dimensions[_letter(index)].width = column.width
    sheet.freeze_panes = "B2"
    sheet.auto_filter.ref = f"A1:{_letter(len(COLUMNS) - 1)}1"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = A3
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = "1:1"
    sheet.oddHeader.center.text = title.replace("&", "&&")
    sheet.oddFooter.center.text = "第 &P 页，共 &N 页"


def _letter(index: int) -> str:
    return chr(ord("A") + index)
