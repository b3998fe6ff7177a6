"""Finding the row to write: within reach of the verb, locked, or `Missing`."""

from typing import TypeVar

from django.db import models

from sansan.errors import Missing
from sansan.people.access import require
from sansan.people.models import Person
from sansan.rectification.models import Round, SourceDocument, Task

_M = TypeVar("_M", bound=models.Model)


def locked_task(task_id: int, by: Person, verb: str) -> Task:
    """The task, locked until the transaction ends. `NotAllowed` without the right, `Missing` outside one's reach."""
    require(by, verb)
    return _one(Task.objects.visible_to(by, verb), task_id, "整改任务")


def locked_round(round_id: int, by: Person, verb: str) -> Round:
    require(by, verb)
    return _one(Round.objects.filter(pk__in=rounds_of_area(by, verb)), round_id, "督察")


def locked_source(source_id: int, by: Person, verb: str) -> SourceDocument:
    require(by, verb)
    return _one(SourceDocument.objects.visible_to(by, verb), source_id, "来源报告")


def rounds_of_area(by: Person, verb: str) -> "models.QuerySet[Round]":
    """Rounds wholly within an area `by` holds `verb` for: seeing one task of a round is not enough to change it."""
    return Round.objects.whole_to(by, verb)


def _one(rows: "models.QuerySet[_M]", pk: int, what: str) -> _M:
    # Without the key: whoever adds a row that names this one does not wait, and so cannot be waited for in a circle.
    row = rows.select_for_update(of=("self",), no_key=True).filter(pk=pk).first()
    if row is None:
        raise Missing(f"未找到该{what}，或不在您的权限范围内。", pk=pk)
    return row
