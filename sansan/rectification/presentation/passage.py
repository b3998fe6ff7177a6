"""The lines of the report a task was read from, one field of it marked."""

from dataclasses import dataclass

from django.db.models.functions import Substr

from sansan.rectification.models import SourceDocument, Task
from sansan.ui.parts import Tab
from sansan.ui.passage import Mark

CONTEXT_LINES = 2
WINDOW = 2000  # characters read around the task in search of those lines
FIELDS = {
    "problem": "反馈问题",
    "status": "状态",
    "goal": "整改目标",
    "deadline": "整改时限",
    "units": "责任单位",
    "measures": "整改措施",
}


@dataclass(frozen=True)
class Passage:
    """What `source_passage` is given, the fields that can be marked, and the report's name."""

    text: str
    first_line: int
    first_char: int
    marks: list[Mark]
    fields: list[Tab]
    source: SourceDocument


def passage_of(task: Task, field: str, *, context: bool) -> Passage | None:
    """None where the task was typed. Neighbouring lines belong to other tasks: `context` only for who sees those.

    Only the stretch around the task is read from the database, however long the report is.
    """
    spans = task.spans.get("task")
    if not spans or task.source is None:
        return None
    line, start, end = min(s[0] for s in spans), min(s[1] for s in spans), max(s[2] for s in spans)
    first = max(0, start - WINDOW) if context else start
    length = end - first + (WINDOW if context else 0)
    piece = (
        SourceDocument.objects.filter(pk=task.source.pk)
        .values_list(Substr("text", first + 1, length), flat=True)
        .get()
    )
    if context:
        cut = _back(piece, start - first)
        line -= piece.count("\n", cut, start - first)
        piece, first = piece[cut : _forth(piece, end - first)], first + cut
    return Passage(
        text=piece,
        first_line=line,
        first_char=first,
        marks=[Mark(s[1], s[2], FIELDS[field]) for s in task.spans.get(field, []) if field in FIELDS],
        fields=[
            Tab(label, f"?field={name}#passage", current=name == field)
            for name, label in FIELDS.items()
            if task.spans.get(name)
        ],
        source=task.source,
    )


def _back(text: str, at: int) -> int:
    """The beginning of the line that stands CONTEXT_LINES before the one `at` is in."""
    for _ in range(CONTEXT_LINES + 1):
        at = text.rfind("\n", 0, at)
        if at < 0:
            return 0
    return at + 1


def _forth(text: str, at: int) -> int:
    """The end of the line that stands CONTEXT_LINES after the one `at` is in."""
    for _ in range(CONTEXT_LINES + 1):
        at = text.find("\n", at)
        if at < 0:
            return len(text)
        at += 1
    return at - 1
