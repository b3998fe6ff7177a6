"""The pages of closing: asking for it with the results before one's eyes, overriding, saying which claims apply."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from sansan.errors import Conflict, Missing, NotAllowed
from sansan.people.access import may
from sansan.people.models import Person
from sansan.rectification.actions.decisions import ensure_published
from sansan.rectification.actions.exports import EXPORT
from sansan.rectification.actions.steps import may_accept
from sansan.rectification.closing.actions import (
    CLOSE,
    OVERRIDE,
    declare_claims,
    override_and_close,
    request_closing,
)
from sansan.rectification.closing.examine import applied
from sansan.rectification.closing.forms import ClaimsForm, ExceptionFilter, OpinionForm, OverrideForm
from sansan.rectification.closing.gathering import gather
from sansan.rectification.closing.presentation import (
    KINDS,
    board_of,
    exceptions_url,
    frozen_board,
)
from sansan.rectification.closing.queries import open_request
from sansan.rectification.models import ClosingRequest, Round, Task
from sansan.rectification.presentation.frame import crumbs, viewer
from sansan.rectification.views.forming import carried_out, ensure_unchanged, status_of, versioned
from sansan.rectification.workflow import State, Step, next_state
from sansan.ui.listing import Listing, Order, list_page
from sansan.ui.parts import Tab

PAGE_SIZE = 50
CLOSED = "已销号，核对结果已留存。"


@require_http_methods(["GET", "POST"])
def close(request: HttpRequest, task_id: int) -> HttpResponse:
    """What the data says, then the opinion; where all holds, sending it closes the task."""
    person = viewer(request, CLOSE)
    task = _task(person, CLOSE, task_id)
    if request.method == "GET":  # a form filled in meanwhile is answered by what has changed
        next_state(task.place, Step.CLOSE)
        _ensure_outside(person, task)
        ensure_published(task)
    form = OpinionForm(request.POST if request.method == "POST" else None)
    versioned(form, task)
    made: list[ClosingRequest] = []

    def act() -> None:
        ensure_unchanged(form, person, task.pk)
        made.append(request_closing(by=person, task_id=task.pk, text=form.cleaned_data["reason"]))

    if request.method == "POST" and carried_out(form, act):
        if made[0].outcome == ClosingRequest.Outcome.OPEN:
            messages.warning(request, "核对结果已留存；有矛盾或无法核对的内容，须逐项说明理由后才能销号。")
            return redirect("rectification:task_override", task.pk)
        messages.success(request, CLOSED)
        return redirect("rectification:task", task.pk)
    board = board_of(person, task, now=timezone.now())
    context = {
        "task": task,
        "form": form,
        "board": board,
        "verb": "申请销号" if board and board.unsettled else "销号",
        "crumbs": crumbs(task.round, task),
    }
    return render(request, "rectification/closing/close.html", context, status=status_of(form))


@require_http_methods(["GET", "POST"])
def override(request: HttpRequest, task_id: int) -> HttpResponse:
    """Close in spite of what does not hold, with a reason for each."""
    person = viewer(request, OVERRIDE)
    task = _task(person, OVERRIDE, task_id)
    asked = open_request(task)
    if asked is None:
        raise Conflict("没有等待说明理由的销号申请，请先申请销号。")
    if request.method == "GET":
        _ensure_outside(person, task)
    board = frozen_board(person, asked)
    given = request.POST if request.method == "POST" else None
    form = OverrideForm(given, lines=board.unsettled)

    def act() -> None:
        override_and_close(by=person, request_id=asked.pk, reasons=form.reasons())

    if request.method == "POST" and carried_out(form, act):
        messages.success(request, "已带理由销号，理由列在任务和督察页面上。")
        return redirect("rectification:task", task.pk)
    context = {
        "task": task,
        "form": form,
        "board": board,
        "asked": asked,
        "crumbs": crumbs(task.round, task),
    }
    return render(request, "rectification/closing/override.html", context, status=status_of(form))


@require_http_methods(["GET", "POST"])
def choose(request: HttpRequest, task_id: int) -> HttpResponse:
    """Which claims the task makes."""
    person = viewer(request, CLOSE)
    task = _task(person, CLOSE, task_id)
    if request.method == "GET":
        if task.state == State.CLOSED:
            raise Conflict("任务已销号，核对项不能再改。")
        _ensure_outside(person, task)
    standing = applied(gather(task, now=timezone.now()), task.claim_choices.select_related("by"))
    form = ClaimsForm(request.POST if request.method == "POST" else None, standing=standing)
    versioned(form, task)

    def act() -> None:
        ensure_unchanged(form, person, task.pk)
        reason = form.cleaned_data["reason"]
        declare_claims(by=person, task_id=task.pk, claims=form.chosen(), reason=reason)

    if request.method == "POST" and carried_out(form, act):
        messages.success(request, "已保存核对项，改动和理由记入轨迹。")
        return redirect("rectification:task", task.pk)
    context = {"task": task, "form": form, "crumbs": crumbs(task.round, task)}
    return render(request, "rectification/closing/claims.html", context, status=status_of(form))


@list_page("rectification.exceptions", "销号例外", "rectification/closing/exceptions.html")
def exceptions(request: HttpRequest, round_id: int) -> tuple[Listing, dict[str, Any]]:
    """What of a round was closed without holding, or was not asked at all: every row, with who answers for it."""
    person = viewer(request)
    round_ = Round.objects.visible_to(person).filter(pk=round_id).first()
    if round_ is None:
        raise Missing("未找到该督察，或不在您的权限范围内。", pk=round_id)
    form = ExceptionFilter(request.GET)
    kind = (form.cleaned_data["kind"] if form.is_valid() else "") or "overrides"
    exception = KINDS[kind]
    takeable = Task.objects.visible_to(person, EXPORT).values("pk")
    listing = Listing(
        exception.rows(person, round_),
        exception.columns(),
        {"newest": Order("新的在前", ("-at",))},
        form,
        row_url=exception.url,
        empty=exception.empty,
        size=PAGE_SIZE,
        export=EXPORT,
        exported=lambda rows: rows.filter(**{f"{exception.task}__in": takeable}),
    )
    return listing, {
        "title": exception.title,
        "round": round_,
        "kinds": [
            Tab(each.title, exceptions_url(round_, name), name == kind) for name, each in KINDS.items()
        ],
        "today": timezone.localdate(),
        "crumbs": crumbs(round_),
    }


def may_override(person: Person) -> bool:
    return may(person, OVERRIDE)


def _task(person: Person, verb: str, task_id: int) -> Task:
    rows = Task.objects.visible_to(person, verb).select_related("round", "klass", "source")
    task = (
        rows.prefetch_related("assignments", "reports")
        .defer("source__text", "source__reading")
        .filter(pk=task_id)
    )
    found: Task | None = task.first()
    if found is None:
        raise Missing("未找到该整改任务，或不在您的权限范围内。", pk=task_id)
    return found


def _ensure_outside(person: Person, task: Task) -> None:
    if not may_accept(person, task):
        raise NotAllowed("本单位承担整改，须由其他单位销号。")
