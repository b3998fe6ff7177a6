"""What a reading of a report consists of. Every value knows where in the source it stands.

Positions: `line` counts from 1 in `Source.text`; `start` and `end` are character offsets in that text, end excluded,
so `text[span.start:span.end]` is the passage as it is printed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum


class StatusCode(StrEnum):
    """The state a report claims for a task. `COMPLETED` is a claim of the unit, `CLOSED` a decision above it."""

    COMPLETED = "completed"
    COMPLETED_ONGOING = "completed_ongoing"
    BASICALLY_COMPLETED = "basically_completed"
    AHEAD = "ahead"
    ON_SCHEDULE = "on_schedule"
    IN_PROGRESS = "in_progress"
    PARTIAL = "partial"
    BEHIND = "behind"
    NOT_COMPLETED = "not_completed"
    NOT_STARTED = "not_started"
    CLOSED = "closed"
    LONG_TERM = "long_term"
    UNKNOWN = "unknown"


class UnitRole(StrEnum):
    """How a unit is bound to a task."""

    RESPONSIBLE = "responsible"  # 责任单位
    LEAD = "lead"  # 牵头单位
    SUPPORT = "support"  # 配合单位
    SUPERVISE = "supervise"  # 督导单位
    IMPLEMENT = "implement"  # 整改实施主体
    ACCEPT = "accept"  # 验收单位
    LEADER = "leader"  # 责任领导、责任人: a person or a post, not a unit


class Bound(StrEnum):
    """What the printed number says about the true one."""

    EXACT = "exact"
    AT_LEAST = "at_least"  # 余、多、以上、超过
    AT_MOST = "at_most"  # 近、不足、以下、以内
    ABOUT = "about"  # 约、左右


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A passage of the source: 1-based line of its first character, character offsets [start, end)."""

    line: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Source:
    """The text a reading speaks of. `text` is what offsets point into; rows of tables are lines, cells by TAB."""

    name: str
    media_type: str
    text: str
    sha256: str
    encoding: str | None = None
    tables: Sequence[Table] = ()
    unread: Sequence[Unknown] = ()  # parts of the file without text: scanned pages


@dataclass(frozen=True, slots=True)
class Table:
    """A table of the source: its cells as spans of the text, first row first. Merged cells repeat their span."""

    rows: Sequence[Sequence[Span]]


@dataclass(frozen=True, slots=True)
class Field:
    """A piece of a task: the value as read (line breaks healed) and the passage it comes from."""

    value: str
    span: Span


@dataclass(frozen=True, slots=True)
class Unit:
    name: str
    role: UnitRole
    span: Span


@dataclass(frozen=True, slots=True)
class Deadline:
    """整改时限. `date` only where the text gives one; `standing` is 长期坚持 and the like."""

    wording: str
    date: dt.date | None
    standing: bool
    span: Span


@dataclass(frozen=True, slots=True)
class Task:
    """One rectification task as printed. `key` is made by the reader and unique in the reading."""

    key: str
    number: str | None  # as printed, marker stripped: 「17」「一」; None where none is printed
    class_number: str | None
    section_number: str | None
    parent: str | None  # key of the task this one is a part of
    problem: Field
    span: Span  # from the task's first character to its last
    status: Field | None = None
    status_code: StatusCode | None = (
        None  # None where the document states none; UNKNOWN where its wording is not known
    )
    goal: Field | None = None
    deadline: Deadline | None = None
    units: Sequence[Unit] = ()
    measures: Sequence[Field] = ()
    notices: Sequence[Field] = ()  # 公示时间、监督电话
    extra: Mapping[str, Field] = field(default_factory=dict)  # other labelled fields, by the label as printed


@dataclass(frozen=True, slots=True)
class Section:
    number: str | None
    title: str
    span: Span


@dataclass(frozen=True, slots=True)
class TaskClass:
    number: str | None
    title: str
    span: Span
    sections: Sequence[Section] = ()


@dataclass(frozen=True, slots=True)
class DeclaredCount:
    """A number the document's head states about itself: `noun` is 类, 项, 个方面 …; or a status wording for a tally."""

    noun: str
    value: int
    span: Span


@dataclass(frozen=True, slots=True)
class Declared:
    classes: DeclaredCount | None = None
    tasks: DeclaredCount | None = None
    statuses: Sequence[DeclaredCount] = ()


@dataclass(frozen=True, slots=True)
class PlaceMention:
    """A place named in the text. `code` is None where the name is ambiguous or outside the gazetteer."""

    name: str
    code: str | None
    span: Span
    inside_name: bool = False  # part of a firm's or body's name, not a statement about the place


@dataclass(frozen=True, slots=True)
class Reference:
    """A document cited by number, title or both. Several mentions of one number are one reference."""

    number: str | None  # 驻环攻坚办〔2020〕19号, brackets and 号 repaired
    title: str | None
    mentions: Sequence[Span]


@dataclass(frozen=True, slots=True)
class Figure:
    """A number of the text with what it counts."""

    value: Decimal
    unit: str  # as printed: 家, 万元, %; "" where none
    noun: str  # the thing counted, as near as the text says: 疑似“散乱污”企业
    bound: Bound
    span: Span
    task: str | None = None  # key of the task it stands in
    as_of: dt.date | None = None
    marker: str | None = None  # whole / part / remainder / rate / change: see figures.py
    scope: str | None = None  # the place or body the number is about, where the text says


@dataclass(frozen=True, slots=True)
class Finding:
    """A question to a person: these numbers do not fit together. Never a verdict."""

    rule: str  # a key of audit/rules.toml
    task: str | None
    spans: Sequence[Span]
    quote: str
    values: Mapping[str, str]  # names of the compared numbers → the numbers as printed or computed
    message: str  # Chinese: what was compared and how they differ
    innocent: str  # Chinese: why it may be in order all the same


@dataclass(frozen=True, slots=True)
class Repair:
    """Something mended while reading: 硬换行、缺“号”、页码 …"""

    kind: str
    span: Span
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """A passage or wording the reader did not understand. Shown, never dropped."""

    reason: str
    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class Note:
    """A passage that is understood and no task: `kind` is head, preamble, prose, text, table or closing."""

    kind: str
    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class Outline:
    """The shape of a document, before its figures are looked at."""

    title: str
    kind: str
    declared: Declared
    classes: Sequence[TaskClass]
    tasks: Sequence[Task]
    as_of: dt.date | None = None
    document_number: str | None = None
    repairs: Sequence[Repair] = ()
    unknown: Sequence[Unknown] = ()
    notes: Sequence[Note] = ()
    notices: Sequence[Field] = ()  # 公示时间、监督电话 said once for the whole document
    title_span: Span | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """All that was read from one document."""

    source: Source
    outline: Outline
    references: Sequence[Reference] = ()
    figures: Sequence[Figure] = ()
    places: Sequence[PlaceMention] = ()
    findings: Sequence[Finding] = ()
