"""How the room's operations answer."""

from typing import Any

from django.http import HttpResponse
from pydantic import Field

from sansan.errors import Invalid, Missing
from sansan.interface import Shown
from sansan.people.access import require
from sansan.people.models import Organisation, Person
from sansan.rectification import queries
from sansan.rectification.api.versions import version
from sansan.rectification.models import Task
from sansan.rectification.querysets import VIEW


class Done(Shown):
    """What was done to a task, and where the task stands now."""

    task_id: int
    made: int | None = Field(
        description="所产生记录的编号（填报、数据、申请、文书……）；没有产生记录的为 null"
    )
    state: str
    state_label: str
    version: str = Field(description="办理后的版本")


def done(response: HttpResponse, task_id: int, made: Any = None) -> Done:
    """Not scoped: whoever has just acted learns where the task went, even out of his sight."""
    task = Task.objects.select_related("round").get(pk=task_id)
    now = version(task)
    response["ETag"] = f'"{now}"'
    return Done(
        task_id=task.pk,
        made=made.pk if made is not None else None,
        state=task.state,
        state_label=task.place.label,
        version=now,
    )


def seen_task(person: Person, task_id: int, verb: str = VIEW) -> Task:
    """The task within the person's reach, or Missing."""
    rows = Task.objects.visible_to(person, verb).select_related("round", "klass", "source")
    rows = rows.prefetch_related("assignments", "reports").defer("source__text", "source__reading")
    task: Task | None = rows.filter(pk=task_id).first()
    if task is None:
        raise Missing("未找到该整改任务，或不在您的权限范围内。", pk=task_id)
    return task


def own_body(person: Person, given: int | None) -> int:
    """The body the person speaks for: as given, or the only one there is. NotAllowed for who speaks for none."""
    require(person, "rectification.report")
    if given is not None:
        return given
    bodies: list[Organisation] = queries.reporting_organisations(person)
    if len(bodies) != 1:
        raise Invalid("请写明以哪个单位的名义办理。", field="organisation_id")
    return bodies[0].pk
