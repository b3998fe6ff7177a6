"""One task: where it stands, what is to be done, what was done, what it rests on."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from sansan.errors import Missing
from sansan.people.access import may
from sansan.people.models import Person
from sansan.rectification import panels, queries
from sansan.rectification.actions.entries import edit_task
from sansan.rectification.actions.exports import EXPORT
from sansan.rectification.actions.planned import item_in_force
from sansan.rectification.actions.steps import REVIEW
from sansan.rectification.board import badge
from sansan.rectification.closing.presentation import board_of
from sansan.rectification.closing.views import may_override
from sansan.rectification.figures.chart import chart_of
from sansan.rectification.figures.presentation import rolled, shown_identity
from sansan.rectification.figures.presentation import table as figure_table
from sansan.rectification.figures.queries import identities_shown, rollups
from sansan.rectification.forms import TaskEditForm
from sansan.rectification.models import ProgressReport, Round, Task
from sansan.rectification.presentation import evidence
from sansan.rectification.presentation.board import deadline
from sansan.rectification.presentation.findings import card
from sansan.rectification.presentation.frame import crumbs, viewer
from sansan.rectification.presentation.offers import offers
from sansan.rectification.presentation.parts import rollup
from sansan.rectification.presentation.passage import passage_of
from sansan.rectification.presentation.plan import promised
from sansan.rectification.presentation.stepper import stages, waits_for
from sansan.rectification.presentation.timeline import happenings, returned
from sansan.rectification.presentation.way import way_of
from sansan.rectification.querysets import VIEW
from sansan.rectification.reminders.actions import VERB as REMINDED
from sansan.rectification.reminders.presentation import reminded
from sansan.rectification.snapshot import snapshot
from sansan.rectification.task_form import TaskForm
from sansan.rectification.views.forming import carried_out, ensure_unchanged, status_of, versioned
from sansan.rectification.workflow import State
from sansan.trail.queries import history_of

INTAKE = "rectification.intake"
EVENTS = 10
REPORTS = 3
CHARTS = 3  # beside the task; every figure has a page with its own
ASSIGNABLE = (State.OPEN, State.RECTIFYING)


@require_safe
def show(request: HttpRequest, task_id: int) -> HttpResponse:
    """A task with all its reader may see; a fixed number of queries."""
    person, today = viewer(request), timezone.localdate()
    found = queries.task_page(person, task_id)
    if found is None:
        raise Missing("未找到该整改任务，或不在您的权限范围内。", pk=task_id)
    task = found.task
    history = history_of(task).exclude(verb=REMINDED).order_by("-seq")
    events = happenings(person, history, area_code=task.round.area_code)
    offered = offers(person, task)
    way = way_of(person, task)
    reports = evidence.with_evidence(person, found.reports)

    def waiting(reported: evidence.Reported) -> bool:
        """A report the reader has to review is never folded away."""
        row = reported.report
        return REVIEW in offered.may and row.kind == ProgressReport.Kind.PROGRESS and not row.review

    whole_round = Round.objects.whole_to(person, VIEW).filter(pk=task.round_id).exists()
    may_take_file = whole_round and may(person, EXPORT)
    all_events = request.GET.get("history") == "all"
    context = {
        "today": today,
        "crumbs": crumbs(task.round),
        "task": task,
        "badge": badge(task, today),
        "deadline": deadline(task),
        "waits_for": waits_for(task.place),
        "stages": stages(task.place, events),
        "way": way,
        "offers": offered,
        "may_tick": "rectification.report" in offered.may,
        "removable": queries.removable_assignments(person, task) if task.state in ASSIGNABLE else set(),
        "may_audit": "rectification.audit" in offered.may,
        "passed_on_note": f"已推转 {way.passed_on} 次" if way.passed_on > 1 else "",
        "may_review": REVIEW in offered.may,
        "measures_note": _measures_note(task),
        "reports_note": f"{len(found.reports)} 次填报" if found.reports else "",
        "reports": [reported for n, reported in enumerate(reports) if n < REPORTS or waiting(reported)],
        "earlier_reports": [
            reported for n, reported in enumerate(reports) if n >= REPORTS and not waiting(reported)
        ],
        "reused": sum(reported.reused for reported in reports),
        "figures_note": f"{len(task.figures.all())} 个指标；范围不同的数不相加" if task.figures.all() else "",
        "board": board_of(person, task, now=timezone.now()),
        "may_override": may_override(person),
        "returned": returned(task.state, events),
        "figures": figure_table(task.figures.all()),
        "charts": [chart for chart in map(chart_of, task.figures.all()) if chart][:CHARTS],
        "enterable": any(not figure.binding for figure in task.figures.all()),
        "sums": [shown_identity(watched) for watched in identities_shown(person, task)],
        "rolled": [rolled(rollup) for rollup in rollups(person, task)],
        "may_bind_figures": INTAKE in offered.may,
        "findings": [card(finding) for finding in found.findings],
        "moments": [h.moment for h in (events if all_events else events[:EVENTS])],
        "reminded": reminded(person, task),
        "more_events": 0 if all_events else max(0, len(events) - EVENTS),
        "passage": passage_of(task, request.GET.get("field", "problem"), context=whole_round),
        "whole_round": whole_round,
        "parts": rollup(person, task, today, whole=whole_round),
        "promised": promised(task, item_in_force(task)),
        "may_take_file": may_take_file,
        "panels": panels.shown(person, task),
    }
    return render(request, "rectification/task.html", context)


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, task_id: int) -> HttpResponse:
    """Correct a task's particulars by hand, with a reason."""
    person = viewer(request, INTAKE)
    task = _task(person, task_id)
    counties = queries.county_choices(task.round.area_code)
    given = request.POST if request.method == "POST" else None
    before = snapshot(task)
    form = TaskEditForm(given, initial=TaskForm.initial_of(before), counties=counties)
    versioned(form, task)

    def act() -> None:
        ensure_unchanged(form, person, task.pk)
        edit_task(by=person, task_id=task.pk, data=form.edited(before), reason=form.cleaned_data["reason"])

    if request.method == "POST" and carried_out(form, act):
        messages.success(request, "已修改任务，修改前后的内容已记入轨迹。")
        return redirect("rectification:task", task.pk)
    context = {"form": form, "task": task, "crumbs": crumbs(task.round, task)}
    return render(request, "rectification/task_edit.html", context, status=status_of(form))


def _measures_note(task: Task) -> str:
    measures = task.measures.all()
    done = sum(measure.done_at is not None for measure in measures)
    return f"{len(measures)} 条，{done} 条已办结" if measures else ""


def _task(person: Person, task_id: int) -> Task:
    rows = Task.objects.visible_to(person, INTAKE).select_related("round", "klass", "section")
    task = rows.filter(pk=task_id).first()
    if task is None:
        raise Missing("未找到该整改任务，或不在您的权限范围内。", pk=task_id)
    return task
