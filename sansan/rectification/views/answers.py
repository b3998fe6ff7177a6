"""Answering what units sent: a request for more time or another unit, a progress report."""

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from sansan.errors import Missing, NotAllowed
from sansan.people.access import posts_in_force
from sansan.rectification.actions import requests, steps
from sansan.rectification.models import ProgressReport, Request, Task
from sansan.rectification.presentation.frame import crumbs, viewer
from sansan.rectification.views.forming import carried_out, status_of
from sansan.rectification.way_forms import AnswerForm, ReviewForm


@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, request_id: int) -> HttpResponse:
    """Grant or refuse a request."""
    person = viewer(request)
    asked = Request.objects.select_related("task__round", "organisation", "to", "by").filter(pk=request_id)
    own = Q(to__in=[post.organisation_id for post in posts_in_force(person)])
    found = asked.filter(own | Q(task__in=Task.objects.visible_to(person))).first()
    if found is None:
        raise Missing("未找到该申请，或不在您的权限范围内。", pk=request_id)
    if not requests.may_answer(person, found, found.task):
        raise NotAllowed("该申请由市攻坚办答复；转办申请也可由接收单位答复。")
    form = AnswerForm(request.POST or None)

    def act() -> None:
        given = form.cleaned_data
        requests.answer(
            by=person, request_id=request_id, granted=given["granted"] == "1", text=given["reason"]
        )

    if request.method == "POST" and carried_out(form, act):
        messages.success(request, "已答复。")
        seen = Task.objects.visible_to(person).filter(pk=found.task_id).exists()
        return redirect("rectification:task", found.task_id) if seen else redirect("console:today")
    context = {
        "title": f"答复{found.get_kind_display()}",
        "form": form,
        "task": found.task,
        "asked": found,
        "today": timezone.localdate(),
        "crumbs": crumbs(found.task.round, found.task),
    }
    return render(request, "rectification/answer.html", context, status=status_of(form))


@require_http_methods(["GET", "POST"])
def review(request: HttpRequest, report_id: int) -> HttpResponse:
    """Look at a progress report: it will do, or it goes back."""
    person = viewer(request, steps.REVIEW)
    reports = ProgressReport.objects.visible_to(person, steps.REVIEW)
    found = reports.select_related("task__round", "organisation", "by").filter(pk=report_id).first()
    if found is None:
        raise Missing("未找到该次填报，或不在您的权限范围内。", pk=report_id)
    form = ReviewForm(request.POST or None)

    def act() -> None:
        given = form.cleaned_data
        steps.review_progress(
            by=person, report_id=report_id, good=given["granted"] == "1", note=given["reason"]
        )

    if request.method == "POST" and carried_out(form, act):
        messages.success(request, "已审核。")
        return redirect("rectification:task", found.task_id)
    context = {
        "title": "审核进展填报",
        "form": form,
        "task": found.task,
        "report": found,
        "crumbs": crumbs(found.task.round, found.task),
    }
    return render(request, "rectification/answer.html", context, status=status_of(form))
