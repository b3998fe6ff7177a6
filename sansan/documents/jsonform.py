"""The reading as JSON, in the form others script against (`schema/reading.schema.json`)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sansan.documents.model import Declared, DeclaredCount, Field, Outline, Reading, Span, Task, TaskClass

FORMAT_VERSION = 1
Json = dict[str, Any]


def to_json(reading: Reading) -> Json:
    """The whole reading; spans are [start, end) into `source.text`, lines count from 1."""
    outline = reading.outline
    return {
        "format_version": FORMAT_VERSION,
        "title": outline.title,
        "kind": outline.kind,
        "as_of": outline.as_of.isoformat() if outline.as_of else None,
        "document_number": outline.document_number,
        "source": _source(reading),
        "declared": _declared(outline.declared),
        "classes": [_task_class(each) for each in outline.classes],
        "tasks": _tasks(outline),
        "references": [
            {"number": each.number, "title": each.title, "mentions": [_place(span) for span in each.mentions]}
            for each in reading.references
        ],
        "figures": [
            {
                "value": str(each.value),
                "unit": each.unit,
                "noun": each.noun,
                "bound": each.bound,
                "task": each.task,
                "as_of": each.as_of.isoformat() if each.as_of else None,
                "marker": each.marker,
                "scope": each.scope,
                **_place(each.span),
            }
            for each in reading.figures
        ],
        "findings": [
            {
                "rule": each.rule,
                "task": each.task,
                "lines": [span.line for span in each.spans],
                "spans": [_offsets(span) for span in each.spans],
                "quote": each.quote,
                "values": dict(each.values),
                "message": each.message,
                "innocent": each.innocent,
            }
            for each in reading.findings
        ],
        "places": [
            {"name": each.name, "code": each.code, "inside_name": each.inside_name, **_place(each.span)}
            for each in reading.places
        ],
        "notices": [_field(each) for each in outline.notices],
        "notes": [{"kind": each.kind, "text": each.text, **_place(each.span)} for each in outline.notes],
        "repairs": [
            {"kind": each.kind, "before": each.before, "after": each.after, **_place(each.span)}
            for each in outline.repairs
        ],
        "unknown": [
            {"reason": each.reason, "text": each.text, **_place(each.span)} for each in outline.unknown
        ],
    }


def _source(reading: Reading) -> Json:
    source = reading.source
    return {
        "name": source.name,
        "media_type": source.media_type,
        "encoding": source.encoding,
        "sha256": source.sha256,
    }


def _offsets(span: Span) -> list[int]:
    return [span.start, span.end]


def _place(span: Span) -> Json:
    return {"line": span.line, "span": _offsets(span)}


def _field(field: Field) -> Json:
    return {"text": field.value, **_place(field.span)}


def _value(field: Field | None) -> str | None:
    return field.value if field else None


def _count(count: DeclaredCount | None) -> int | None:
    return count.value if count else None


def _declared(declared: Declared) -> Json:
    return {
        "classes": _count(declared.classes),
        "tasks": _count(declared.tasks),
        "statuses": {each.noun: each.value for each in declared.statuses},
    }


def _task_class(each: TaskClass) -> Json:
    return {
        "number": each.number,
        "title": each.title,
        "sections": [
            {"number": inner.number, "title": inner.title, **_place(inner.span)} for inner in each.sections
        ],
        **_place(each.span),
    }


def _tasks(outline: Outline) -> Sequence[Json]:
    return [_task(task) for task in outline.tasks]


def _task(task: Task) -> Json:
    deadline = task.deadline
    return {
        "key": task.key,
        "number": task.number,
        "class": task.class_number,
        "section": task.section_number,
        "parent": task.parent,
        "problem": task.problem.value,
        "status": _value(task.status),
        "status_code": task.status_code,
        "goal": _value(task.goal),
        "deadline": deadline.wording if deadline else None,
        "deadline_date": deadline.date.isoformat() if deadline and deadline.date else None,
        "standing": bool(deadline and deadline.standing),
        "units": [{"name": unit.name, "role": unit.role, **_place(unit.span)} for unit in task.units],
        "measures": [measure.value for measure in task.measures],
        "notices": [_field(each) for each in task.notices],
        "extra": {label: field.value for label, field in task.extra.items()},
        "fields": _passages(task),
        **_place(task.span),
    }


def _passages(task: Task) -> Mapping[str, Any]:
    """Where each field stands."""
    single = {
        "problem": task.problem.span,
        "status": task.status and task.status.span,
        "goal": task.goal and task.goal.span,
    }
    return {
        **{name: _place(span) for name, span in single.items() if span},
        **({"deadline": _place(task.deadline.span)} if task.deadline else {}),
        "measures": [_place(measure.span) for measure in task.measures],
        "extra": {label: _place(field.span) for label, field in task.extra.items()},
    }
