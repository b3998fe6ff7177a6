"""Papers of supervision: what is due, what was sent, one of them, and what is done with it."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from sansan.errors import Missing
from sansan.people.access import acts_for, may
from sansan.people.models import Organisation, Person
from sansan.rectification.actions import supervision
from sansan.rectification.actions.exports import EXPORT
from sansan.rectification.actions.supervision import SIGN, SUPERVISE
from sansan.rectification.exports.instrument import paper_docx
from sansan.rectification.forms import ReasonForm, text_field
from sansan.rectification.ladder import Rung, Trigger, rungs
from sansan.rectification.models import Instrument, Task
from sansan.rectification.presentation.frame import crumbs, tabs, viewer
from sansan.rectification.presentation.supervision import columns, paper_url, proposals
from sansan.rectification.views.exports import DOCX
from sansan.rectification.views.forming import carried_out, status_of
from sansan.ui.listing import Listing, Order, list_page
from sansan.ui.parts import Crumb

PAGE_SIZE = 50
State = Instrument.State


class PaperFilter(forms.Form):
    state = forms.ChoiceField(label="状态", required=False, choices=[("", "全部"), *State.choices])


class DraftForm(forms.Form):
    """The paper's words; the office goes over what the system wrote."""

    facts = text_field("事由", 5)
    demand = text_field("要求", 3)


class ReplyForm(forms.Form):
    reply = text_field("答复", 6, help_text="写明原因、已采取的措施和完成日期")


@list_page("rectification.papers", "督办文书", "rectification/supervision/papers.html")
def papers(request: HttpRequest) -> tuple[Listing, dict[str, Any]]:
    """What is due today, and the papers the viewer may see."""
    person, today = viewer(request), timezone.localdate()
    form = PaperFilter(request.GET)
    rows = Instrument.objects.visible_to(person).select_related("task", "organisation", "signed_by")
    if form.is_valid() and form.cleaned_data["state"]:
        rows = rows.filter(state=form.cleaned_data["state"])
    listing = Listing(
        rows,
        columns(today),
        {"newest": Order("新发在前", ("-drafted_at",)), "reply": Order("按答复期限", ("reply_by",))},
        form,
        row_url=paper_url,
        empty="还没有督办文书。任务临近或超过期限时，系统会在上方列出可以发出的文书。",
        size=PAGE_SIZE,
        export=EXPORT,
        exported=lambda rows: rows.filter(
            pk__in=Instrument.objects.visible_to(person).filter(
                task__in=Task.objects.visible_to(person, EXPORT)
            )
        ),
    )
    return listing, {
        "today": today,
        "tabs": tabs("papers"),
        "crumbs": crumbs(),
        "due": proposals(person, today) if may(person, SUPERVISE) else [],
        "may_supervise": may(person, SUPERVISE),
    }


@require_safe
def show(request: HttpRequest, paper_id: int) -> HttpResponse:
    person = viewer(request)
    paper = _paper(person, paper_id)
    context = {
        "today": timezone.localdate(),
        "paper": paper,
        "rung": next((rung for rung in rungs() if rung.key == paper.rung), None),
        "buttons": [(name, page.title) for name, page in STEPS.items() if page.offered(person, paper)],
        "crumbs": _crumbs(),
    }
    return render(request, "rectification/supervision/paper.html", context)


@require_safe
def file(request: HttpRequest, paper_id: int) -> HttpResponse:
    """The paper as docx, in the layout of official documents."""
    person = viewer(request)
    paper = _paper(person, paper_id)
    office = Organisation.objects.filter(kind=Organisation.Kind.CITY_OFFICE).order_by("pk").first()
    data = paper_docx(paper, issuer=office.name if office else "", at=timezone.now())
    response = HttpResponse(data, content_type=DOCX)
    name = quote(f"{paper.name}{paper.number}.docx")
    response["Content-Disposition"] = f"attachment; filename=\"paper.docx\"; filename*=UTF-8''{name}"
    return response


@require_http_methods(["GET", "POST"])
def draft(request: HttpRequest, task_id: int) -> HttpResponse:
    """Make out a paper to one unit about one task."""
    person, today = viewer(request, SUPERVISE), timezone.localdate()
    task = Task.objects.visible_to(person, SUPERVISE).select_related("round").filter(pk=task_id).first()
    unit_id, key = request.GET.get("unit", ""), request.GET.get("rung", "")
    rung = next((rung for rung in rungs() if rung.key == key), rungs()[0])
    unit, facts = _addressee(task, rung, unit_id, today) if task else (None, "")
    if task is None or unit is None:
        raise Missing("未找到可以督办的任务和单位，请从“督办”页面选择。", pk=task_id)
    initial = {"facts": facts, "demand": supervision.demand_of(rung, today)}
    form = DraftForm(request.POST or None, initial=initial)
    made: list[Instrument] = []

    def act() -> None:
        made.append(
            supervision.draft_paper(
                by=person, task_id=task.pk, organisation_id=unit.pk, rung=rung.key, **form.cleaned_data
            )
        )

    if request.method == "POST" and carried_out(form, act):
        paper = made[0]
        messages.success(
            request, f"已发出{paper.number}。" if paper.number else f"{paper.name}已送领导签发，签发后发出。"
        )
        return redirect("rectification:papers")
    context = {
        "title": f"{'拟发' if rung.signed else '发出'}{rung.label}",
        "says": f"主送{unit.name}。{'须经领导签发后发出。' if rung.signed else '提交后即编号发出，并通知该单位。'}",
        "verb": "送签" if rung.signed else "发出",
        "form": form,
        "task": task,
        "today": today,
        "crumbs": crumbs(task.round, task),
    }
    return render(request, "rectification/supervision/form.html", context, status=status_of(form))


def _addressee(task: Task, rung: Rung, unit_id: str, today: dt.date) -> tuple[Organisation | None, str]:
    """To whom the paper goes and what it says; nobody where the task gives no ground for it."""
    if rung.trigger is Trigger.FALSE:
        bodies = supervision.answerable(task) if supervision.false_look_back(task) else {}
        body = bodies.get(int(unit_id)) if unit_id.isdigit() else None
        return body, supervision.false_facts_of(task, body) if body else ""
    unit = _unit(task, unit_id) if task.deadline_date else None
    return unit, supervision.facts_of(task, today) if unit else ""


def _unit(task: Task, unit_id: str) -> Organisation | None:
    """The unit of the task the address names, else its first."""
    assigned = task.assignments.filter(organisation__isnull=False).select_related("organisation")
    if unit_id.isdigit():
        assigned = assigned.filter(organisation=int(unit_id))
    found = assigned.first()
    return found.organisation if found else None


@dataclass(frozen=True)
class PaperStep:
    """A button of a paper: when it is offered, its form, what it runs."""

    title: str
    says: str
    done: str
    offered: Callable[[Person, Instrument], bool]
    form: Callable[[Any], forms.Form]
    run: Callable[[Person, Instrument, dict[str, Any]], object]


def _reason(label: str) -> Callable[[Any], forms.Form]:
    return lambda data: ReasonForm(data, label=label)


def _its_unit(*states: str) -> Callable[[Person, Instrument], bool]:
    return lambda person, paper: paper.state in states and acts_for(person, paper.organisation_id)


def _reached(verb: str, state: str) -> Callable[[Person, Instrument], bool]:
    return lambda person, paper: (
        paper.state == state and Instrument.objects.visible_to(person, verb).filter(pk=paper.pk).exists()
    )


STEPS = {
    "sign": PaperStep(
        "签发",
        "签发后立即编号发出，并通知主送单位。",
        "已签发。",
        _reached(SIGN, State.DRAFTED),
        forms.Form,
        lambda person, paper, _: supervision.sign_paper(by=person, paper_id=paper.pk),
    ),
    "withdraw": PaperStep(
        "撤回",
        "尚未签发的文书撤回后不再编号。",
        "已撤回。",
        _reached(SUPERVISE, State.DRAFTED),
        _reason("撤回理由"),
        lambda person, paper, given: supervision.withdraw_paper(by=person, paper_id=paper.pk, **given),
    ),
    "receive": PaperStep(
        "签收",
        "签收表示本单位已收到该文书。",
        "已签收。",
        _its_unit(State.ISSUED),
        forms.Form,
        lambda person, paper, _: supervision.receive_paper(by=person, paper_id=paper.pk),
    ),
    "reply": PaperStep(
        "答复",
        "答复报送市攻坚办；尚未签收的同时签收。",
        "已答复。",
        _its_unit(State.ISSUED, State.RECEIVED),
        ReplyForm,
        lambda person, paper, given: supervision.answer_paper(by=person, paper_id=paper.pk, **given),
    ),
    "close": PaperStep(
        "办结",
        "对答复没有异议的，予以办结。",
        "已办结。",
        _reached(SUPERVISE, State.ANSWERED),
        _reason("办结意见"),
        lambda person, paper, given: supervision.close_paper(by=person, paper_id=paper.pk, **given),
    ),
}


def step(name: str) -> Callable[..., HttpResponse]:
    """The view of one step."""
    page = STEPS[name]

    @require_http_methods(["GET", "POST"])
    def view(request: HttpRequest, paper_id: int) -> HttpResponse:
        person = viewer(request)
        paper = _paper(person, paper_id)
        if not page.offered(person, paper):
            raise Missing(f"该文书{paper.get_state_display()}，您不能{page.title}。", pk=paper_id)
        form = page.form(request.POST if request.method == "POST" else None)
        if request.method == "POST" and carried_out(form, lambda: page.run(person, paper, form.cleaned_data)):
            messages.success(request, page.done)
            return redirect("rectification:paper", paper.pk)
        context = {
            "title": page.title,
            "says": page.says,
            "verb": page.title,
            "form": form,
            "paper": paper,
            "task": paper.task,
            "today": timezone.localdate(),
            "crumbs": [*_crumbs(), Crumb(str(paper), paper_url(paper))],
        }
        return render(request, "rectification/supervision/form.html", context, status=status_of(form))

    return view


def _paper(person: Person, paper_id: int) -> Instrument:
    rows = Instrument.objects.visible_to(person).select_related(
        "task__round", "organisation", "drafted_by", "signed_by", "received_by", "answered_by"
    )
    paper = rows.filter(pk=paper_id).first()
    if paper is None:
        raise Missing("未找到该文书，或不在您的权限范围内。", pk=paper_id)
    return paper


def _crumbs() -> list[Crumb]:
    return [*crumbs(), Crumb("督办", reverse("rectification:papers"))]
