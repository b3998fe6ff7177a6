"""Tables of organisations, persons and posts as an office keeps them: xlsx or csv, first row the column names.

Pure: bytes in, rows of text out. Every value is text (a date as 2020-07-17), so that rows can be shown again, signed
and sent back by the preview page.
"""

import csv
import datetime as dt
import io
import re
import zipfile
from dataclasses import dataclass, field
from typing import Any

from openpyxl import load_workbook

from sansan.errors import Invalid

MAX_UNPACKED_BYTES = 64 * 1024 * 1024
MAX_ROWS = 20_000

COLUMNS: dict[str, dict[str, bool]] = {
    "机构": {
        "机构编码": True,
        "机构名称": True,
        "简称": False,
        "类别": True,
        "所辖区域": True,
        "上级机构": False,
        "设立日期": False,
        "撤销日期": False,
        "依据": False,
    },
    "人员": {"用户名": True, "姓名": True, "手机": False, "电子邮箱": False},
    "任职": {
        "用户名": True,
        "机构": True,
        "角色": True,
        "区域": False,
        "职务": False,
        "任职日期": True,
        "离任日期": False,
    },
}
"""Kind of table → column → whether it must be filled. Tables are written in this order."""


@dataclass(frozen=True)
class Sheet:
    """One table: its kind, and its rows as (number in the file, column → text)."""

    kind: str
    title: str
    rows: list[tuple[int, dict[str, str]]] = field(default_factory=list)


def read(content: bytes, name: str) -> list[Sheet]:
    """The tables of a file in the order they must be written. Raises Invalid, in Chinese, for what cannot be read."""
    if not content:
        raise Invalid(f"“{name}”是空文件。", field="file")
    if name.lower().endswith(".csv"):
        tables = [(name, _csv(content, name))]
    elif name.lower().endswith(".xlsx"):
        tables = _xlsx(content, name)
    else:
        raise Invalid(f"“{name}”不是 xlsx 或 csv 文件，请另存为其中一种再导入。", field="file")
    sheets = [_sheet(title, lines) for title, lines in tables if any(any(line) for line in lines)]
    if not sheets:
        raise Invalid(f"“{name}”里没有数据。", field="file")
    if sum(len(sheet.rows) for sheet in sheets) > MAX_ROWS:
        raise Invalid(f"“{name}”超过 {MAX_ROWS} 行，请分批导入。", field="file")
    return sorted(sheets, key=lambda sheet: list(COLUMNS).index(sheet.kind))


def _csv(content: bytes, name: str) -> list[list[str]]:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            break
        try:
            return [
                [cell.strip() for cell in line]
                for line in csv.reader(io.StringIO(text, newline=""), strict=True)
            ]
        except csv.Error as problem:
            raise Invalid(f"“{name}”的引号或换行不成对，请用表格软件重新另存。", field="file") from problem
    raise Invalid(f"“{name}”不是文本表格（UTF-8 或 GBK 编码的 csv）。", field="file")


def _xlsx(content: bytes, name: str) -> list[tuple[str, list[list[str]]]]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            unpacked = sum(member.file_size for member in archive.infolist())
            macros = any(member.filename.endswith("vbaProject.bin") for member in archive.infolist())
        if unpacked > MAX_UNPACKED_BYTES:
            raise Invalid(f"“{name}”解开后过大，不像一张正常的表，未读取。", field="file")
        if macros:
            raise Invalid(f"“{name}”带有宏，请另存为不带宏的 xlsx。", field="file")
        workbook = load_workbook(io.BytesIO(content), data_only=True, keep_links=False)
        return [
            (sheet.title, [[_text(cell) for cell in row] for row in sheet.values])
            for sheet in workbook.worksheets
        ]
    except Invalid:
        raise
    except Exception as problem:  # the library raises whatever a broken file makes it stumble over
        raise Invalid(f"“{name}”打不开：文件损坏、加密或不是 xlsx。", field="file") from problem


def _text(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))  # a phone number typed as a number
    return str(cell).strip()


def _sheet(title: str, lines: list[list[str]]) -> Sheet:
    """The column names are the first line that is not empty; the kind is the one whose columns they are."""
    head_at = next(at for at, line in enumerate(lines) if any(line))
    names = [re.sub(r"[\s*＊]", "", name) for name in lines[head_at]]
    kind = next((kind for kind, columns in COLUMNS.items() if _needed(columns) <= set(names)), None)
    if kind is None:
        expected = "；".join(f"{kind}表要有 {'、'.join(sorted(_needed(c)))}" for kind, c in COLUMNS.items())
        raise Invalid(f"“{title}”第 {head_at + 1} 行的列名无法识别。{expected}。", field="file")
    rows = [
        (number, {name: value for name, value in zip(names, line, strict=False) if name in COLUMNS[kind]})
        for number, line in enumerate(lines[head_at + 1 :], start=head_at + 2)
        if any(line)
    ]
    return Sheet(kind, title, rows)


def _needed(columns: dict[str, bool]) -> set[str]:
    return {name for name, needed in columns.items() if needed}


_DATE = re.compile(r"(\d{4})(?:-|/|\.|年)(\d{1,2})(?:-|/|\.|月)(\d{1,2})日?")


def day(text: str, column: str) -> dt.date | None:
    """2020-07-17, 2020/7/17, 2020.7.17 or 2020年7月17日; None when empty. Raises Invalid naming the column."""
    if not text:
        return None
    match = _DATE.fullmatch(text)
    try:
        return dt.date(*map(int, match.groups())) if match else dt.date.fromisoformat(text)
    except ValueError:
        raise Invalid(f"{column}“{text}”不是日期，请写成 2020-07-17 的样子。", field=column) from None
