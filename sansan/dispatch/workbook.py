"""The month's page of a unit as a workbook with drop-downs, and reading it back row by row. Pure but for openpyxl.

The first column holds the number of the entry, hidden: rows may be sorted, filtered or left out, and still find home.
"""

import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.styles import Alignment, Font, PatternFill, Protection
from openpyxl.worksheet.datavalidation import DataValidation

from sansan.dispatch.checks import Filled
from sansan.dispatch.forms import percent_of
from sansan.dispatch.lights import CLAIM_LABELS
from sansan.errors import Invalid

MAX_UNPACKED_BYTES = 32 * 1024 * 1024
MAX_ROWS = 2000
YES = "是"
ROWS, NUMBERS = "月报", "数据"
HEAD = (
    "事项号",
    "行号",
    "编号",
    "反馈问题",
    "上次填报",
    "本月情况",
    "进度",
    "完成进度（%）",
    "滞后原因",
    "下一步措施",
    "无变化",
    "数据说明",
)
NUMBER_HEAD = ("事项号", "指标号", "行号", "编号", "指标", "单位", "目标", "上次数值", "上次截至", "本月数值")
COMPUTED = "系统取数，不用填"
_WIDTHS = (8, 6, 8, 40, 40, 50, 14, 12, 30, 30, 8, 30)
_NUMBER_WIDTHS = (8, 14, 6, 8, 40, 10, 30, 14, 14, 18)
_OPEN = PatternFill("solid", fgColor="FFFFFBE6")
_HEAD_FILL = PatternFill("solid", fgColor="FFF5F7FA")
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_CLAIMS = {label: claim.value for claim, label in CLAIM_LABELS.items()}
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Figure:
    """An indicator of a row: its last value and day, its target, what is typed for the month.

    `computed`: taken by the system, shown and not filled in.
    """

    label: str
    unit: str
    value: str
    day: str
    target: str = ""
    typed: str = ""
    computed: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the page. `figures`: by the key of the indicator."""

    entry: int
    number: int
    task: str
    problem: str
    last: str
    filled: Filled
    figures: Mapping[str, Figure] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Read:
    """A row as it came back: where it stood in the sheet, and what is wrong with it."""

    sheet_row: int
    entry: int
    filled: Filled
    problems: tuple[str, ...] = ()


def write(lines: Sequence[Line], *, title: str) -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = ROWS
    _head(sheet, HEAD, _WIDTHS)
    for line in lines:
        filled = line.filled
        claim = next((label for label, value in _CLAIMS.items() if value == filled.claim), "")
        sheet.append(
            [
                line.entry,
                line.number,
                _text(line.task),
                _text(line.problem),
                _text(line.last),
                _text(filled.text),
                claim,
                filled.percent,
                _text(filled.cause),
                _text(filled.next_step),
                YES if filled.unchanged else "",
                _text(filled.answer),
            ]
        )
    _dress(sheet, first_open=6)
    last = max(2, len(lines) + 1)
    _choose(sheet, f"G2:G{last}", list(_CLAIMS), "请从列表中选择进度")
    _choose(sheet, f"K2:K{last}", [YES], "无变化填“是”，并在“本月情况”写明原因")
    whole = DataValidation(type="whole", operator="between", formula1="0", formula2="100", allow_blank=True)
    whole.error, whole.errorTitle = "完成进度填 0 至 100 的整数", "填写有误"
    whole.add(f"H2:H{last}")
    sheet.add_data_validation(whole)
    numbers = book.create_sheet(NUMBERS)
    _head(numbers, NUMBER_HEAD, _NUMBER_WIDTHS)
    for line in lines:
        for key, figure in line.figures.items():
            numbers.append(
                [
                    line.entry,
                    key,
                    line.number,
                    _text(line.task),
                    _text(figure.label),
                    _text(figure.unit),
                    figure.target,
                    figure.value,
                    figure.day,
                    COMPUTED if figure.computed else figure.typed,
                ]
            )
    numbers.column_dimensions["B"].hidden = True
    _dress(numbers, first_open=10)
    book.properties.title = title
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def read(content: bytes, name: str) -> list[Read]:
    """The rows somebody filled in. Raises Invalid for a file that is none of ours."""
    tables = _tables(content, name)
    rows = tables.get(ROWS)
    if not rows or _names(rows[0])[: len(HEAD)] != list(HEAD):
        raise Invalid(
            f"“{name}”不是从本页下载的月报表：找不到“{ROWS}”表或列名被改过，请重新下载。", field="file"
        )
    if len(rows) > MAX_ROWS:
        raise Invalid(f"“{name}”超过 {MAX_ROWS} 行，请核对。", field="file")
    numbers = _numbers(tables.get(NUMBERS, []))
    found = []
    for at, cells in enumerate(rows[1:], 2):
        if any(cells):
            found.append(_read(at, dict(zip(HEAD, cells, strict=False)), numbers))
    return [row for row in found if not row.filled.is_empty or row.problems]


def _read(at: int, row: Mapping[str, str], numbers: Mapping[int, Mapping[str, str]]) -> Read:
    problems: list[str] = []
    entry = int(row["事项号"]) if row["事项号"].isdecimal() else 0
    if not entry:
        problems.append("事项号被改动或删去，无法对应，请重新下载表格")
    claim = _CLAIMS.get(row["进度"], "")
    if row["进度"] and not claim:
        problems.append(f"进度“{row['进度']}”不在可选之列：{'、'.join(_CLAIMS)}")
    percent = None
    try:
        percent = percent_of(row["完成进度（%）"])
    except Invalid as error:
        problems.append(error.message.rstrip("。"))
    if row.get("无变化", "") not in ("", YES, "否"):
        problems.append(f"无变化“{row['无变化']}”只能填“是”或留空")
    return Read(
        at,
        entry,
        Filled(
            text=row["本月情况"],
            claim=claim,
            percent=percent,
            cause=row["滞后原因"],
            next_step=row["下一步措施"],
            unchanged=row.get("无变化", "") == YES,
            figures=numbers.get(entry, {}),
            answer=row.get("数据说明", ""),
        ),
        tuple(problems),
    )


def _numbers(rows: Sequence[Sequence[str]]) -> dict[int, dict[str, str]]:
    found: dict[int, dict[str, str]] = {}
    for cells in rows[1:]:
        row = dict(zip(NUMBER_HEAD, cells, strict=False))
        if row.get("事项号", "").isdecimal() and row.get("本月数值", COMPUTED) not in ("", COMPUTED):
            found.setdefault(int(row["事项号"]), {})[row["指标号"]] = row["本月数值"]
    return found


def _tables(content: bytes, name: str) -> dict[str, list[list[str]]]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            unpacked = sum(member.file_size for member in archive.infolist())
        if unpacked > MAX_UNPACKED_BYTES:
            raise Invalid(f"“{name}”解开后过大，不像一张月报表，未读取。", field="file")
        book = load_workbook(io.BytesIO(content), data_only=True, keep_links=False)
        return {
            sheet.title: [[_cell(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]
            for sheet in book.worksheets
        }
    except Invalid:
        raise
    except Exception as problem:  # the library raises whatever a broken file makes it stumble over
        raise Invalid(f"“{name}”打不开：文件损坏、加密或不是 xlsx。", field="file") from problem


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def _names(cells: Sequence[str]) -> list[str]:
    return [re.sub(r"\s", "", cell) for cell in cells]


def _head(sheet: Any, names: Sequence[str], widths: Sequence[int]) -> None:
    sheet.append(list(names))
    for at, width in enumerate(widths):
        sheet.column_dimensions[chr(ord("A") + at)].width = width
    for cell in sheet[1]:
        cell.font, cell.fill = Font(bold=True), _HEAD_FILL
        cell.alignment = Alignment(vertical="center", wrap_text=True)
    sheet.column_dimensions["A"].hidden = True
    sheet.freeze_panes = "B2"


def _dress(sheet: Any, *, first_open: int) -> None:
    """What is to be filled in is yellow; text that looks like a formula stays text."""
    for row in sheet.iter_rows(min_row=2):
        for cell in row:
            cell.alignment = Alignment(vertical="top", wrap_text=True)
            if cell.column >= first_open and cell.value != COMPUTED:
                cell.fill = _OPEN
                cell.protection = Protection(locked=False)
            if isinstance(cell.value, str) and cell.value.startswith(_FORMULA):
                cell.data_type = "s"
                cell.quotePrefix = True


def _choose(sheet: Any, cells: str, words: Sequence[str], hint: str) -> None:
    choice = DataValidation(type="list", formula1=f'"{",".join(words)}"', allow_blank=True)
    choice.error, choice.errorTitle = hint, "填写有误"
    choice.add(cells)
    sheet.add_data_validation(choice)


def _text(value: str) -> str:
    return _UNPRINTABLE.sub("", value)
