"""Decisions: those one may see with their states, and one with its follow-up."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms as django_forms
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from sansan.errors import Missing
from sansan.leadership import forms
from sansan.leadership.actions import decisions as actions
from sansan.leadership.board import WORDS, badge, conditions, counts, open_for
from sansan.leadership.models import Decision, Meeting
from sansan.leadership.presentation import (
    crumbs,
    decision_list_columns,
    decision_url,
    show_tasks,
    tabs,
)
from sansan.leadership.querysets import MEETINGS, REPORT, VIEW, DecisionQuerySet
from sansan.leadership.views.reading import one, viewer
from sansan.people.access import acts_for, may
from sansan.people.models import Person
from sansan.rectification.forms import ReasonForm
from sansan.rectification.models import Round, Task
from sansan.rectification.views.form_page import Words, form_page
from sansan.rectification.workflow import State as TaskState
from sansan.ui.filters import changed
from sansan.ui.listing import Listing, Order, list_page
from sansan.ui.parts import Crumb, Moment, Stat

PAGE_SIZE = 50
MOST_TASKS = 400
INTAKE = "rectification.intake"
State = Decision.State


@list_page("leadership.decisions", "议定事项", "leadership/decisions.html")
def decisions(request: HttpRequest) -> tuple[Listing, dict[str, Any]]:
    """Filters live in the address; the numbers leave the state out of account, so that each opens its rows."""
    person, today = viewer(request), timezone.localdate()
    form = forms.DecisionFilter(request.GET, words=WORDS.items())
    searched = _searched(person, form)
    numbers: dict[str, int] = searched.order_by().aggregate(**counts(today))
    state = form.cleaned_data.get("state", "") if form.is_valid() else ""
    rows = searched.filter(conditions(today)[state]) if state else searched
    listing = Listing(
        rows.select_related("meeting__body", "organisation", "task").prefetch_related("reports"),
        decision_list_columns(today),
        {"deadline": Order("按时限", ("deadline",)), "newest": Order("新议定在前", ("-meeting__held_on",))},
        form,
        row_url=decision_url,
        empty="没有符合条件的议定事项。会议纪要印发后，议定事项列在这里，由责任单位报告、办公室办结。",
        size=PAGE_SIZE,
        export=VIEW,
        prepare=lambda rows: show_tasks(person, rows),
    )
    stats = [
        Stat(
            label="全部" if name == "total" else WORDS[name],
            value=numbers[name],
            unit="项",
            url=changed(request.GET, {"state": "" if name == "total" else name}),
            change="正在查看" if (state or "total") == name else "",
            tone="bad" if name == "overdue" and numbers[name] else "",
        )
        for name in ("total", *WORDS)
    ]
    return listing, {
        "crumbs": crumbs(),
        "tabs": tabs("decisions"),
        "today": today,
        "stats": stats,
        "numbers": numbers,
    }


def _searched(person: Person, form: forms.DecisionFilter) -> DecisionQuerySet:
    rows = Decision.objects.visible_to(person).filter(meeting__issued_at__isnull=False)
    if form.is_valid() and form.cleaned_data["waits"]:
        rows = open_for(person, form.cleaned_data["waits"], rows)
    text = form.cleaned_data["q"].strip() if form.is_valid() else ""
    if text:
        rows = rows.filter(
            Q(text__icontains=text)
            | Q(organisation__name__icontains=text)
            | Q(organisation__short_name__icontains=text)
        )
    return rows


@require_safe
def show(request: HttpRequest, decision_id: int) -> HttpResponse:
    person, today = viewer(request), timezone.localdate()
    decision = _decision(person, decision_id)
    reports = list(decision.reports.select_related("by", "returned_by"))
    task_seen = (
        decision.task_id is not None and Task.objects.visible_to(person).filter(pk=decision.task_id).exists()
    )
    context = {
        "crumbs": [*crumbs(), Crumb("议定事项", reverse("leadership:decisions"))],
        "tabs": tabs("decisions"),
        "today": today,
        "decision": decision,
        "badge": badge(decision, today),
        "meeting_seen": Meeting.objects.visible_to(person).filter(pk=decision.meeting_id).exists(),
        "task_seen": task_seen,
        "moments": _moments(decision, reports),
        "buttons": [
            (name, step.words.title) for name, step in STEPS.items() if step.offered(person, decision)
        ],
    }
    return render(request, "leadership/decision.html", context)


def _moments(decision: Decision, reports: list[Any]) -> list[Moment]:
    found: list[Moment] = []
    if decision.closed_at and decision.closed_by:
        found.append(
            Moment(decision.closed_at, "办结", decision.closed_by.name, decision.closing_note, "good")
        )
    for report in reports:
        if report.returned_reason:
            found.append(Moment(report.at, "退回", report.returned_by.name, report.returned_reason, "bad"))
        title = "报送办结" if report.done else "报告进展"
        found.append(Moment(report.at, title, report.by.name, report.text, "now"))
    if decision.meeting.issued_at:
        found.append(Moment(decision.meeting.issued_at, f"印发{decision.meeting.number}，交责任单位办理"))
    return found


@dataclass(frozen=True)
class Step:
    """A button of a decision: when it is offered, its form, what it runs."""

    words: Words
    offered: Callable[[Person, Decision], bool]
    form: Callable[[Any, Person], django_forms.Form]
    run: Callable[[Person, Decision, dict[str, Any]], object]


def _reason(label: str) -> Callable[[Any, Person], django_forms.Form]:
    return lambda data, person: ReasonForm(data, label=label)


def _kept(person: Person, decision: Decision) -> bool:
    """Whether the person keeps the minutes this decision stands in."""
    return Decision.objects.visible_to(person, MEETINGS).filter(pk=decision.pk).exists()


def _may_report(person: Person, decision: Decision) -> bool:
    return (
        not _done(decision)
        and decision.meeting.issued_at is not None
        and may(person, REPORT)
        and acts_for(person, decision.organisation_id)
    )


def _done(decision: Decision) -> bool:
    return decision.state == State.CLOSED or (
        decision.task is not None and decision.task.state == TaskState.CLOSED
    )


def _tasks(person: Person) -> list[Task]:
    return list(
        Task.objects.visible_to(person).select_related("round").order_by("-round", "order")[:MOST_TASKS]
    )


STEPS = {
    "report": Step(
        Words("报告办理情况", "写明做了什么、还差什么；办完的申请办结。", "报告", "已报告。"),
        _may_report,
        lambda data, person: forms.ReportForm(data),
        lambda person, decision, given: actions.report_decision(by=person, decision_id=decision.pk, **given),
    ),
    "close": Step(
        Words("办结", "对办理情况没有异议的，予以办结。", "办结", "已办结。"),
        lambda person, decision: (
            not _done(decision)
            and decision.task_id is None
            and decision.state == State.REPORTED
            and _kept(person, decision)
        ),
        _reason("办结意见"),
        lambda person, decision, given: actions.close_decision(by=person, decision_id=decision.pk, **given),
    ),
    "return": Step(
        Words("退回", "退回后由责任单位继续办理。", "退回", "已退回。"),
        lambda person, decision: decision.state == State.REPORTED and _kept(person, decision),
        _reason("退回理由"),
        lambda person, decision, given: actions.return_decision(by=person, decision_id=decision.pk, **given),
    ),
    "link": Step(
        Words(
            "对应整改任务", "事项已有整改任务承接的，对应过去，随任务销号办结。", "对应", "已对应整改任务。"
        ),
        lambda person, decision: not _done(decision) and decision.task_id is None and _kept(person, decision),
        lambda data, person: forms.LinkForm(data, tasks=_tasks(person)),
        lambda person, decision, given: actions.link_decision(
            by=person, decision_id=decision.pk, task_id=given["task"].pk
        ),
    ),
    "task": Step(
        Words(
            "转为整改任务",
            "按事项、责任单位和时限新立一项整改任务，随任务销号办结。",
            "立项",
            "已转为整改任务。",
        ),
        lambda person, decision: (
            not _done(decision)
            and decision.task_id is None
            and may(person, INTAKE)
            and _kept(person, decision)
        ),
        lambda data, person: forms.MakeTaskForm(
            data, rounds=Round.objects.whole_to(person, INTAKE).order_by("-pk")
        ),
        lambda person, decision, given: actions.make_task(
            by=person, decision_id=decision.pk, round_id=given["round_id"]
        ),
    ),
}


def step(name: str) -> Callable[..., HttpResponse]:
    """The view of one step."""
    page = STEPS[name]

    @require_http_methods(["GET", "POST"])
    def view(request: HttpRequest, decision_id: int) -> HttpResponse:
        person = viewer(request)
        decision = _decision(person, decision_id)
        if not page.offered(person, decision):
            word = badge(decision, timezone.localdate())[1]
            raise Missing(f"该事项{word}，您不能{page.words.title}。", pk=decision_id)
        form = page.form(request.POST if request.method == "POST" else None, person)
        return form_page(
            request,
            form,
            lambda: page.run(person, decision, form.cleaned_data),
            words=page.words,
            back=decision_url(decision),
            crumbs=[
                *crumbs(),
                Crumb("议定事项", reverse("leadership:decisions")),
                Crumb(str(decision), decision_url(decision)),
            ],
        )

    return view


def _decision(person: Person, decision_id: int) -> Decision:
    rows = Decision.objects.visible_to(person).filter(meeting__issued_at__isnull=False)
    return one(
        rows.select_related("meeting__body", "organisation", "task__round", "item", "closed_by"),
        decision_id,
        "议定事项",
    )
