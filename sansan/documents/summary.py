"""A reading as a page of text for a terminal."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterable

from rich.console import Console
from rich.table import Table
from rich.text import Text

from sansan.documents.model import DeclaredCount, Outline, Reading, Span, Task

_LONGEST = 34
_NARROW = 14  # characters of a column beside the problem: a class named by its title must not push that out
_REPAIRS = {
    "line_break": "断行接上",
    "page_number": "页码、页眉页脚略过",
    "document_number": "文号补全",
    "date": "日期补全",
}


def summary(reading: Reading, *, plain: bool = False) -> str:
    """What was read, what does not fit, what was mended, what was not understood. `plain`: for a file."""
    buffer = io.StringIO()
    console = Console(file=buffer, width=100 if plain else None)
    outline = reading.outline
    console.print(Text(outline.title or "（没有标题）", style="bold"))
    console.print(Text(_about(reading)))
    console.print()
    for line in _counts(outline):
        console.print(Text(line), soft_wrap=True)
    if outline.tasks:
        console.print(_tasks(outline))
    _section(
        console,
        f"核对提示 {len(reading.findings)} 条（请人判断，不是结论）",
        (f"[{finding.rule}] {_lines(finding.spans)} {finding.message}" for finding in reading.findings),
    )
    _section(console, f"读取时修补 {len(outline.repairs)} 处", _repairs(outline))
    _section(
        console,
        f"没有读懂 {len(outline.unknown)} 处",
        (f"第 {each.span.line} 行 {each.reason}：{_short(each.text)}" for each in outline.unknown),
    )
    return buffer.getvalue()


def _about(reading: Reading) -> str:
    outline = reading.outline
    parts = [f"类别：{outline.kind}"]
    if outline.document_number:
        parts.append(f"文号：{outline.document_number}")
    if outline.as_of:
        parts.append(f"截至：{outline.as_of.isoformat()}")
    parts.append(f"来源：{reading.source.name}")
    return "　".join(parts)


def _counts(outline: Outline) -> Iterable[str]:
    declared = outline.declared
    yield _against("类", declared.classes, len(outline.classes))
    yield _against("任务", declared.tasks, sum(task.parent is None for task in outline.tasks))
    counted = Counter(task.status.value for task in outline.tasks if task.status)
    if counted:
        yield "状态：" + "，".join(f"{wording} {number}" for wording, number in counted.most_common())
    if declared.statuses:
        yield "文中自述：" + "，".join(f"{each.noun} {each.value}" for each in declared.statuses)


def _against(name: str, declared: DeclaredCount | None, counted: int) -> str:
    if declared is None:
        return f"{name}：读到 {counted}（文中没有写明总数）"
    verdict = "一致" if declared.value == counted else "不一致，请核对"
    return f"{name}：文中写 {declared.value}，读到 {counted}，{verdict}"


def _tasks(outline: Outline) -> Table:
    table = Table(show_edge=False, pad_edge=False)
    for name in ("类", "号", "问题", "状态", "时限", "措施", "行"):
        table.add_column(name, justify="right" if name in ("措施", "行") else "left", no_wrap=name != "问题")
    titles = {each.number or each.title: each for each in outline.classes}
    last: str | None = None
    for task in outline.tasks:
        if task.class_number != last and task.class_number in titles:
            each = titles[task.class_number]
            heading = (_short(each.number or "", _NARROW), "", Text(_short(each.title), style="bold"))
            table.add_row(*heading, "", "", "", "")
        last = task.class_number
        table.add_row(*_row(task))
    return table


def _row(task: Task) -> list[Text]:
    cells = (
        _short(task.section_number or "", _NARROW),
        _short(task.number or "—", _NARROW),
        _short(task.problem.value),
        _short(task.status.value if task.status else "", _NARROW),
        _short(task.deadline.wording if task.deadline else "", _NARROW),
        str(len(task.measures)),
        str(task.span.line),
    )
    return [Text(cell) for cell in cells]


def _repairs(outline: Outline) -> Iterable[str]:
    for kind, number in Counter(repair.kind for repair in outline.repairs).items():
        first = next(repair for repair in outline.repairs if repair.kind == kind)
        yield f"{_REPAIRS.get(kind, kind)} {number} 处，首处第 {first.span.line} 行：{_short(first.before)}"


def _section(console: Console, title: str, lines: Iterable[str]) -> None:
    found = list(lines)
    if found:
        console.print()
        console.print(Text(title, style="bold"))
        for line in found:
            console.print(Text("  " + line), soft_wrap=True)


def _lines(spans: Iterable[Span]) -> str:
    numbers = sorted({span.line for span in spans})
    return "第 " + "、".join(map(str, numbers)) + " 行" if numbers else ""


def _short(text: str, longest: int = _LONGEST) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= longest else flat[: longest - 1] + "…"
