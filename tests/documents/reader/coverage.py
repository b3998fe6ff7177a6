"""What a reading says about every character of its source."""

from __future__ import annotations

from sansan.documents.model import Reading, Span


def spans_of(reading: Reading) -> list[Span]:
    """Every passage that ended up in head, class, section, task, note, notice, repair or unknown."""
    outline = reading.outline
    spans = [task.span for task in outline.tasks]
    spans += [each.span for each in (*outline.notes, *outline.notices, *outline.unknown, *outline.repairs)]
    spans += [part.span for each in outline.classes for part in (each, *each.sections)]
    return spans + ([outline.title_span] if outline.title_span else [])


def uncovered(reading: Reading) -> str:
    """Letters and digits of the source that no passage holds; column names and rules of tables apart."""
    text = reading.source.text
    held = bytearray(len(text))
    for span in spans_of(reading):
        held[span.start : span.end] = b"\1" * (span.end - span.start)
    return "".join(char for index, char in enumerate(text) if not held[index] and char.isalnum())


def field_spans(reading: Reading) -> list[tuple[str, Span]]:
    """(value, span) of every field of every task."""
    found = []
    for task in reading.outline.tasks:
        found += [
            (field.value, field.span)
            for field in (
                task.problem,
                task.status,
                task.goal,
                *task.measures,
                *task.notices,
                *task.extra.values(),
            )
            if field
        ]
        found += [(unit.name, unit.span) for unit in task.units]
        if task.deadline:
            found.append((task.deadline.wording, task.deadline.span))
    return found


def condensed(text: str) -> str:
    """The text without white space and brackets: those around 「（责任单位：甲）」 belong to no field."""
    return "".join(char for char in text if not char.isspace() and char not in "()（）")
