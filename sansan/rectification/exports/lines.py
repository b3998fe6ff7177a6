"""The report of a round as lines of text, in the form the reports of the field have. Pure: snapshots in, lines out.

The docx writer and the plain text are two dresses of these lines, and reading either gives back the snapshots.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby

from sansan.documents import status
from sansan.documents.flow import fold
from sansan.documents.model import UnitRole
from sansan.rectification.exports.answers import answer
from sansan.rectification.exports.arrange import arranged, name_of
from sansan.rectification.models.task import ROLE_LABELS
from sansan.rectification.proposals import Heading, ProposedTask

ANNEX = "附件"
TITLE_BREAKS = ("整改完成情况", "整改落实情况", "整改进展情况", "整改情况", "整改任务清单")


class Kind(StrEnum):
    """What a line is, which decides how it is set."""

    ANNEX = "annex"
    TITLE = "title"
    AS_OF = "as_of"
    TEXT = "text"
    CLASS = "class"
    SECTION = "section"
    SIGNED = "signed"  # who signs and when, at the right edge


@dataclass(frozen=True, slots=True)
class Note:
    """A footnote behind the character at `at`; `address` is where it leads, "" for none."""

    at: int
    text: str
    address: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    kind: Kind
    text: str
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: the first row is its head and stands again on every page; `widths` are shares of the text's width."""

    widths: tuple[int, ...]
    rows: tuple[tuple[Line, ...], ...]


@dataclass(frozen=True, slots=True)
class Head:
    """What stands above the tasks. `preamble` is the office's own wording; the counts are added, never typed."""

    title: str
    as_of: dt.date | None = None
    preamble: str = ""


def render_lines(head: Head, tasks: Sequence[ProposedTask]) -> list[Line]:
    """The whole report."""
    return [*_head(head, tasks), *body(tasks)]


def render_text(head: Head, tasks: Sequence[ProposedTask]) -> str:
    """The report as plain text, one line a paragraph."""
    return "".join(f"{line.text}\n" for line in render_lines(head, tasks))


def counts_of(tasks: Sequence[ProposedTask]) -> str:
    """The sentence of the preamble that declares what follows, counted from the rows."""
    classes = len({name_of(task.klass) for task in tasks if task.klass})
    tops = [task for task in tasks if task.parent is None]
    total = f"{classes}类{len(tops)}项" if classes else f"{len(tops)}项"
    tally = Counter(task.status for task in tops if task.status)
    parts = "、".join(f"“{wording}”{count}项" for wording, count in tally.most_common())
    return f"共分解整改任务{total}。" + (f"其中，{parts}。" if parts else "")


def _head(head: Head, tasks: Sequence[ProposedTask]) -> Iterator[Line]:
    yield Line(Kind.ANNEX, ANNEX)
    for part in _title_lines(head.title):
        yield Line(Kind.TITLE, part)
    if head.as_of:
        yield Line(Kind.AS_OF, f"（截至{head.as_of.year}年{head.as_of.month}月{head.as_of.day}日）")
    for paragraph in filter(None, head.preamble.splitlines()):
        yield Line(Kind.TEXT, paragraph)
    yield Line(Kind.TEXT, counts_of(tasks))


def _title_lines(title: str) -> list[str]:
    """A long title breaks before what it reports, not in the middle of a word."""
    for words in TITLE_BREAKS:
        place = title.rfind(words)
        if place > 0:
            return [title[:place], title[place:]]
    return [title]


def body(tasks: Sequence[ProposedTask]) -> Iterator[Line]:
    """The tasks under their headings."""
    klass = section = None
    named = any(not task.number.isdigit() for task in tasks if task.number)
    for task in arranged(tasks):
        if task.klass and name_of(task.klass) != klass:
            yield Line(Kind.CLASS, heading_text(task.klass))
            section = None
        klass = name_of(task.klass)
        if task.section and name_of(task.section) != section:
            yield Line(Kind.SECTION, heading_text(task.section))
        section = name_of(task.section)
        for line in _task(task, named=named):
            yield Line(Kind.TEXT, line)


def heading_text(heading: Heading) -> str:
    """一、title, （一）title, or the title alone."""
    bracketed = heading.number.endswith(("）", ")"))
    return f"{heading.number}{'' if bracketed or not heading.number else '、'}{heading.title}"


def _task(task: ProposedTask, *, named: bool) -> list[str]:
    """One task: its problem with the status behind it, what is asked of whom by when, and the answer."""
    bracketed = _speaks_for_itself(task.status)
    lines = [_number(task, named=named) + task.problem + (f"（{task.status}）" if bracketed else "")]
    if task.status and not bracketed:
        lines.append(f"整改状态：{task.status}")
    if task.goal:
        lines.append(f"整改目标：{task.goal}")
    if task.deadline:
        lines.append(f"整改时限：{task.deadline}")
    lines += [f"{ROLE_LABELS[role]}：{'、'.join(names)}" for role, names in _units(task)]
    if task.measures:
        lines.append(f"{'整改情况' if task.status else '整改措施'}：{answer(task.measures)}")
    return [paragraph for line in lines for paragraph in line.split("\n")]


def _speaks_for_itself(wording: str) -> bool:
    """Whether a bracket with this wording is known for a status; another one needs the label before it."""
    return bool(wording) and status.opens_with_status(wording) and not set("()【】[]") & set(fold(wording))


def _number(task: ProposedTask, *, named: bool) -> str:
    """3. as in the field; 任务3： for all where one of them is 3-1 or 一; （1） for a part numbered on its own."""
    if not task.number:
        return ""
    if task.parent and task.number.isdigit():
        return f"（{task.number}）"
    return f"任务{task.number}：" if named else f"{task.number}."


def _units(task: ProposedTask) -> Iterator[tuple[UnitRole, list[str]]]:
    """Units of one role that stand together, one label for them, in the ledger's order."""
    for role, units in groupby(task.units, key=lambda unit: unit.role):
        yield role, [unit.name for unit in units]
