"""The page of a step: what will happen, the form, the button that says it. Which pages there are: step_pages.py."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from sansan.errors import Missing, NotAllowed
from sansan.people.models import Person
from sansan.rectification import queries
from sansan.rectification.actions import steps, upkeep
from sansan.rectification.actions.wholes import ensure_parts_accepted
from sansan.rectification.models import FigureValue, Task
from sansan.rectification.presentation.evidence import Reported, with_evidence
from sansan.rectification.presentation.frame import crumbs, task_url, viewer
from sansan.rectification.presentation.offers import OUTSIDERS
from sansan.rectification.views.forming import carried_out, ensure_unchanged, status_of, versioned
from sansan.rectification.views.step_page import Given, StepPage
from sansan.rectification.views.step_pages import PAGES
from sansan.rectification.workflow import Step, next_state

DECISIONS = frozenset({Step.ACCEPT, Step.RETURN, Step.REVIEW})  # taken on what the unit handed in


def step_page(name: str) -> Callable[..., HttpResponse]:
    """The view of one step."""
    page = PAGES[name]

    @require_http_methods(["GET", "POST"])
    def view(request: HttpRequest, task_id: int, **extra: int) -> HttpResponse:
        person = viewer(request, page.permission)
        task = _task(person, page, task_id)
        if request.method == "GET":  # a form filled in meanwhile is answered by what has changed, see `act`
            _check_open(person, page, task)
        said = _said_of(task, name, extra)
        posted = request.method == "POST"
        bound: Given = {"data": request.POST, "files": request.FILES} if posted else {}
        if page.begins:
            bound["initial"] = page.begins(task, request.GET, extra)
        form = versioned(page.form(person, task, bound), task)

        def act() -> None:
            ensure_unchanged(form, person, task.pk)
            page.run(person, task, form, extra)

        if request.method == "POST" and carried_out(form, act):
            messages.success(request, page.done)
            return redirect(page.to(extra) if page.to else task_url(task))
        context = {
            "page": page,
            "task": task,
            "form": form,
            "said": said,
            "handed_in": _handed_in(person, task) if page.step in DECISIONS else None,
            "crumbs": crumbs(task.round, task),
        }
        return render(request, "rectification/step.html", context, status=status_of(form))

    return view


def _handed_in(person: Person, task: Task) -> Reported | None:
    """What the unit submitted, with its evidence: the decision is taken on it."""
    submission = queries.last_submission(person, task)
    return with_evidence(person, [submission])[0] if submission else None


@require_POST
def tick(request: HttpRequest, task_id: int, measure_id: int) -> HttpResponse:
    """Tick a measure off, or on again."""
    person = viewer(request, "rectification.report")
    done = request.POST.get("done") == "1"
    measure = upkeep.tick_measure(by=person, task_id=task_id, measure_id=measure_id, done=done)
    messages.success(request, f"措施 {measure.order} 已{'办结' if done else '改为未办结'}。")
    return redirect("rectification:task", task_id)


def _task(person: Person, page: StepPage, task_id: int) -> Task:
    """The task, within reach of the step's right."""
    rows = Task.objects.visible_to(person, page.permission).select_related("round", "klass")
    task = rows.prefetch_related("assignments", "reports").filter(pk=task_id).first()
    if task is None:
        raise Missing("未找到该整改任务，或不在您的权限范围内。", pk=task_id)
    return task


def _check_open(person: Person, page: StepPage, task: Task) -> None:
    """Say at once that the step cannot be taken, before anybody fills in a form for it."""
    if page.step is None:
        return
    next_state(task.place, page.step)
    ensure_parts_accepted(task, page.step)
    if page.step in OUTSIDERS and not steps.may_accept(person, task):
        raise NotAllowed(f"本单位承担整改，须由其他单位{page.title}。")


def _said_of(task: Task, name: str, extra: Given) -> str:
    """What the step is about, where it is about a part of the task."""
    parts: dict[str, Callable[[], Any]] = {
        "unassign": lambda: task.assignments.filter(pk=extra["assignment_id"]).first(),
        "correct": lambda: FigureValue.objects.filter(figure__task=task, pk=extra["value_id"]).first(),
        "meaning": lambda: task.figures.filter(pk=extra["figure_id"]).first(),
        "typed": lambda: task.figures.filter(pk=extra["figure_id"]).first(),
        "identity_withdraw": lambda: task.identities.filter(pk=extra["identity_id"]).first(),
    }
    if name not in parts:
        return ""
    found = parts[name]()
    if found is None:
        raise Missing("该条记录已不在本任务中，请返回任务页刷新。")
    return str(found)
