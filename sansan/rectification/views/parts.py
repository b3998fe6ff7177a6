"""分解到县区: one task with its counties and units chosen, or many at once by the counties they concern."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from sansan.errors import Conflict, Invalid, Missing
from sansan.people.models import Person
from sansan.rectification import queries
from sansan.rectification.actions import parts
from sansan.rectification.actions.parts import SPLIT, SPLITTABLE, divisions, may_split
from sansan.rectification.dividing import Division
from sansan.rectification.models import Assignment, Round, Split, Task, TaskArea
from sansan.rectification.parts_forms import SplitForm
from sansan.rectification.presentation.frame import crumbs, viewer
from sansan.rectification.views.forming import carried_out, ensure_unchanged, status_of, versioned
from sansan.rectification.workflow import Kind, State

COUNTY_DIGITS = 6


@require_http_methods(["GET", "POST"])
def split(request: HttpRequest, task_id: int) -> HttpResponse:
    """Split a task, or add parts to a split one."""
    person = viewer(request, SPLIT)
    rows = Task.objects.visible_to(person, SPLIT).select_related("round", "klass")
    task = rows.filter(pk=task_id).first()
    if task is None or not may_split(person, task):
        raise Missing("未找到该整改任务，或不在您的权限范围内。", pk=task_id)
    if request.method == "GET" and task.state not in SPLITTABLE:
        raise Conflict(f"任务当前为“{task.place.label}”，不能分解。")
    form = versioned(_form(request, person, task), task)
    assert isinstance(form, SplitForm)

    def act() -> None:
        ensure_unchanged(form, person, task.pk)
        parts.split_task(
            by=person,
            task_id=task.pk,
            shares=form.shares(),
            goal=form.goal(),
            reason=form.cleaned_data.get("reason", ""),
        )

    if request.method == "POST" and carried_out(form, act):
        messages.success(request, "已分解。写明责任单位的已交办，其余等待交办。")
        return redirect("rectification:task", task.pk)
    context = {
        "form": form,
        "task": task,
        "today": timezone.localdate(),
        "crumbs": crumbs(task.round, task),
    }
    return render(request, "rectification/parts/split.html", context, status=status_of(form))


def _form(request: HttpRequest, person: Person, task: Task) -> SplitForm:
    live = task.parts.exclude(state=State.WITHDRAWN)
    concerned = {code[:COUNTY_DIGITS] for code in task.areas.values_list("area_code", flat=True)}
    units = Assignment.objects.filter(task=task, organisation__isnull=False).select_related("organisation")
    organisations = list(queries.assignable_organisations(person))
    suggested = {o.area_code: o.pk for o in reversed(organisations) if o.kind == o.Kind.COUNTY_OFFICE} | {
        unit.organisation.area_code[:COUNTY_DIGITS]: unit.organisation.pk
        for unit in units
        if unit.organisation and len(unit.organisation.area_code) >= COUNTY_DIGITS
    }
    return SplitForm(
        request.POST if request.method == "POST" else None,
        task=task,
        split=Split.objects.filter(task=task).first(),
        counties=queries.county_choices(task.round.area_code),
        organisations=organisations,
        taken=set(TaskArea.objects.filter(task__in=live).values_list("area_code", flat=True)),
        suggested=suggested,
        concerned=concerned,
    )


@require_http_methods(["GET", "POST"])
def split_many(request: HttpRequest, round_id: int) -> HttpResponse:
    """Many tasks at once, each by its counties: what will be made is shown before anything is."""
    person = viewer(request, SPLIT)
    round_ = Round.objects.whole_to(person, SPLIT).filter(pk=round_id).first()
    if round_ is None:
        raise Missing("未找到该督察，或不在您的权限范围内。", pk=round_id)
    error = ""
    if request.method == "POST":
        chosen = [int(pk) for pk in request.POST.getlist("task") if pk.isdigit()]
        try:
            made = parts.split_by_areas(by=person, round_id=round_id, task_ids=chosen)
        except (Invalid, Conflict) as refusal:
            error = refusal.message
        else:
            messages.success(request, f"已将 {len(chosen)} 项任务分解为 {len(made)} 项分解任务。")
            return redirect("rectification:round", round_id)
    found = _divisible(person, round_)
    context = {
        "round": round_,
        "error": error,
        "divisions": found,
        "parts": sum(len(division.cuts) for division in found),
        "without_unit": sum(not cut.units for division in found for cut in division.cuts),
        "crumbs": crumbs(round_),
    }
    return render(request, "rectification/parts/split_many.html", context, status=422 if error else 200)


def _divisible(person: Person, round_: Round) -> list[Division]:
    """The tasks of the round that lie in several counties and are not split yet."""
    tasks = Task.objects.visible_to(person, SPLIT).filter(
        round=round_, state__in=SPLITTABLE, kind__in=(Kind.TASK, Kind.RECURRENCE), parts=None
    )
    first = list(tasks.order_by("order")[: parts.MOST_AT_ONCE])
    return [division for division in divisions(person, round_, first) if not division.why_not]
