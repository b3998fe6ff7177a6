"""Where a page of the room stands: breadcrumb, tabs, the acting person."""

from typing import cast

from django.http import HttpRequest
from django.urls import reverse

from sansan.people.access import require
from sansan.people.models import Person
from sansan.rectification.models import Round, Task
from sansan.rectification.querysets import VIEW
from sansan.ui.parts import Crumb, Tab

TABS = (
    ("rounds", "督察"),
    ("ledger", "台账"),
    ("papers", "督办"),
    ("reminders", "提醒"),
    ("findings", "核查疑点"),
    ("figure_sums", "指标"),
    ("policies", "政策文件"),
)
SELDOM = {"figure_sums", "policies"}
"""Folded behind 更多: opened now and then, and the row has to fit a phone."""


def viewer(request: HttpRequest, verb: str = VIEW) -> Person:
    """Who looks at the page; `NotAllowed` where the room, or this verb of it, is closed to him."""
    person = cast("Person", request.user)  # LoginRequiredMiddleware lets nobody else through
    require(person, verb)
    return person


def tabs(current: str) -> list[Tab]:
    return [
        Tab(label, reverse(f"rectification:{name}"), current=name == current, folded=name in SELDOM)
        for name, label in TABS
    ]


def crumbs(*steps: Round | Task | Crumb) -> list[Crumb]:
    """The room, then each step: a round and a task by their names."""
    return [Crumb("督察整改", reverse("rectification:rounds")), *map(_crumb, steps)]


def _crumb(step: Round | Task | Crumb) -> Crumb:
    if isinstance(step, Round):
        return Crumb(step.name, reverse("rectification:round", args=[step.pk]))
    if isinstance(step, Task):
        label = f"第 {step.number} 项" if step.number else "任务"
        return Crumb(label, task_url(step))
    return step


def task_url(task: Task) -> str:
    return reverse("rectification:task", args=[task.pk])
