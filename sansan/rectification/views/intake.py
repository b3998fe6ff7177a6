"""From a received report to the ledger: upload, wait, look, put right, confirm."""

from collections.abc import Callable
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from sansan.errors import Conflict, DomainError, Invalid, Missing
from sansan.people.access import require
from sansan.people.request import PersonRequest
from sansan.rectification import queries
from sansan.rectification.actions import confirm, intake
from sansan.rectification.intake_page import PAGE_SIZE, ProposalPage, proposal_page, review
from sansan.rectification.models import Proposal, Round, SourceDocument
from sansan.rectification.task_form import TaskForm
from sansan.ui.parts import Crumb, Progress

INTAKE = "rectification.intake"
PENDING = (SourceDocument.State.QUEUED, SourceDocument.State.READING)


class UploadForm(forms.Form):
    upload = forms.FileField(
        label="报告文件",
        help_text="txt、docx、带文字的 pdf、html、xlsx、csv、tsv；扫描件请先识别成文字",
        widget=forms.ClearableFileInput(attrs={"accept": ".txt,.docx,.pdf,.html,.htm,.xlsx,.csv,.tsv,.md"}),
    )


class SplitForm(forms.Form):
    first = forms.CharField(label="第一项的问题", widget=forms.Textarea(attrs={"rows": 4}))
    second = forms.CharField(label="第二项的问题", widget=forms.Textarea(attrs={"rows": 4}))
    measures = forms.TypedMultipleChoiceField(
        label="归入第二项的措施", required=False, coerce=int, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, measures: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("forms.ChoiceField", self.fields["measures"]).choices = [
            (i, text[:80]) for i, text in enumerate(measures)
        ]


@require_http_methods(["GET", "POST"])
def receive(request: PersonRequest, round_id: int) -> HttpResponse:
    """Upload a report into a round."""
    require(request.user, INTAKE)
    round_ = Round.objects.whole_to(request.user, INTAKE).filter(pk=round_id).first()
    if round_ is None:
        raise Missing("未找到该督察，或不在您的权限范围内。")
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            source = intake.receive_report(
                by=request.user, round_id=round_id, upload=form.cleaned_data["upload"]
            )
        except Invalid as error:
            form.add_error("upload", error.message)
        else:
            return redirect("rectification:intake", source.pk)
    context = {
        "form": form,
        "round": round_,
        "crumbs": _crumbs(round_),
        "round_url": _round_url(round_),
        "new_url": reverse("rectification:task_new", args=[round_.pk]),
    }
    return render(request, "rectification/intake/receive.html", context, status=_status(form))


@require_GET
def show(request: PersonRequest, source_id: int) -> HttpResponse:
    """The report beside the tasks proposed from it, or how far the reading is."""
    source = _source(request, source_id)
    if source.state != SourceDocument.State.READ:
        context = {"source": source, "job": _progress(source), "crumbs": _crumbs(source.round)}
        return render(request, "rectification/intake/waiting.html", context)
    page = review(source, first=_whole(request.GET.get("from"), 1), mark=request.GET.get("mark", ""))
    template = "rectification/intake/source_pane.html" if request.htmx else "rectification/intake/review.html"
    return render(request, template, {"source": source, "page": page, "crumbs": _crumbs(source.round)})


@require_GET
def progress(request: PersonRequest, source_id: int) -> HttpResponse:
    """How far the reading is; when it is over the whole page is loaded anew."""
    source = _source(request, source_id)
    response = render(request, "rectification/intake/progress.html", {"job": _progress(source)})
    if source.state not in PENDING:
        response["HX-Redirect"] = reverse("rectification:intake", args=[source.pk])
    return response


@require_POST
def cancel(request: PersonRequest, source_id: int) -> HttpResponse:
    source = intake.cancel_reading(by=request.user, source_id=source_id)
    messages.success(request, f"已取消《{source.name}》，台账没有变化。")
    return redirect("rectification:round", source.round_id)


@require_POST
def enter(request: PersonRequest, source_id: int) -> HttpResponse:
    """Confirm: the proposals enter the ledger."""
    try:
        tasks = confirm.confirm_report(by=request.user, source_id=source_id)
    except (Invalid, Conflict) as error:
        messages.error(request, error.message)
        return redirect("rectification:intake", source_id)
    messages.success(request, f"已入账 {len(tasks)} 项任务。")
    return redirect("rectification:round", tasks[0].round_id)


@require_POST
def merge(request: PersonRequest, source_id: int) -> HttpResponse:
    _source(request, source_id)
    chosen = [int(pk) for pk in request.POST.getlist("proposal") if pk.isdigit()]
    return _said(
        request, source_id, lambda: intake.merge_proposals(by=request.user, proposal_ids=chosen), "已合并。"
    )


@require_POST
def drop(request: PersonRequest, source_id: int, proposal_id: int) -> HttpResponse:
    return _said(
        request,
        source_id,
        lambda: intake.drop_proposal(by=request.user, proposal_id=proposal_id),
        "该项不再入账，可随时恢复。",
    )


@require_POST
def restore(request: PersonRequest, source_id: int, proposal_id: int) -> HttpResponse:
    return _said(
        request,
        source_id,
        lambda: intake.restore_proposal(by=request.user, proposal_id=proposal_id),
        "已恢复。",
    )


@require_http_methods(["GET", "POST"])
def correct(request: PersonRequest, source_id: int, proposal_id: int) -> HttpResponse:
    """One proposed task beside its passage: put its fields right."""
    page = _proposal(request, source_id, proposal_id)
    counties = queries.county_choices(page.source.round.area_code)
    form = TaskForm(request.POST or None, initial=TaskForm.initial_of(page.data), counties=counties)
    if request.method == "POST" and form.is_valid():
        try:
            intake.correct_proposal(by=request.user, proposal_id=proposal_id, **form.changes())
        except DomainError as error:
            form.add_error(_field(form, error), error.message)
        else:
            messages.success(request, "已更正。")
            return redirect(_back(page.proposal))
    return render(request, "rectification/intake/proposal.html", _beside(page, form), status=_status(form))


@require_http_methods(["GET", "POST"])
def split(request: PersonRequest, source_id: int, proposal_id: int) -> HttpResponse:
    page = _proposal(request, source_id, proposal_id)
    form = SplitForm(request.POST or None, initial={"first": page.data.problem}, measures=page.data.measures)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            intake.split_proposal(
                by=request.user,
                proposal_id=proposal_id,
                problems=(given["first"], given["second"]),
                second_measures=given["measures"],
            )
        except DomainError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, "已拆分为两项。")
            return redirect(_back(page.proposal))
    return render(request, "rectification/intake/split.html", _beside(page, form), status=_status(form))


@require_POST
def link(request: PersonRequest, source_id: int, proposal_id: int) -> HttpResponse:
    """Which task of the ledger this updates ("" = a new task), and which changes are taken."""
    page = _proposal(request, source_id, proposal_id)
    chosen = request.POST.get("task", "")
    taken = set(request.POST.getlist("take"))
    offered = set(request.POST.getlist("offered"))
    return _said(
        request,
        source_id,
        lambda: intake.link_proposal(
            by=request.user,
            proposal_id=page.proposal.pk,
            task_id=int(chosen) if chosen.isdigit() else None,
            refused=sorted(offered - taken),
        ),
        "已记下。",
    )


def _source(request: PersonRequest, source_id: int) -> SourceDocument:
    require(request.user, INTAKE)
    found = SourceDocument.objects.visible_to(request.user, INTAKE).select_related("round", "received_by")
    source = found.filter(pk=source_id).first()
    if source is None:
        raise Missing("未找到该报告，或不在您的权限范围内。")
    return source


def _proposal(request: PersonRequest, source_id: int, proposal_id: int) -> ProposalPage:
    source = _source(request, source_id)
    proposal = source.proposals.select_related("task").filter(pk=proposal_id).first()
    if proposal is None:
        raise Missing("该项已不在报告中，可能已被合并。")
    if source.state != SourceDocument.State.READ:
        raise Conflict(f"该报告{source.get_state_display()}，不能再修改其中的拟立任务。")
    return proposal_page(source, proposal, mark=request.GET.get("mark", ""))


def _said(request: PersonRequest, source_id: int, act: Callable[[], Any], done: str) -> HttpResponse:
    """Do it and go back to the report with the result as a message."""
    try:
        result = act()
    except (Invalid, Conflict) as error:
        messages.error(request, error.message)
        return redirect("rectification:intake", source_id)
    messages.success(request, done)
    return (
        redirect(_back(result))
        if isinstance(result, Proposal)
        else redirect("rectification:intake", source_id)
    )


def _back(proposal: Proposal) -> str:
    """The list, at the page and the card of this proposal."""
    first = (proposal.order - 1) // PAGE_SIZE * PAGE_SIZE + 1
    address = reverse("rectification:intake", args=[proposal.source_id])
    return f"{address}?from={first}#proposal-{proposal.pk}"


def _beside(page: ProposalPage, form: forms.Form) -> dict[str, Any]:
    report = Crumb(page.source.name, _back(page.proposal))
    return {
        "page": page,
        "source": page.source,
        "form": form,
        "crumbs": [*_crumbs(page.source.round), report],
    }


def _crumbs(round_: Round) -> list[Crumb]:
    return [Crumb("督察整改", reverse("rectification:rounds")), Crumb(round_.name, _round_url(round_))]


def _round_url(round_: Round) -> str:
    return reverse("rectification:round", args=[round_.pk])


def _progress(source: SourceDocument) -> Progress:
    waiting = source.state == SourceDocument.State.QUEUED
    return Progress(
        label=f"读取《{source.name}》",
        done=0,
        total=1,
        state="waiting" if waiting else "running" if source.state in PENDING else "done",
        poll_url=reverse("rectification:intake_progress", args=[source.pk]),
        cancel_url=reverse("rectification:intake_cancel", args=[source.pk]),
        note="通常几秒内完成；可以离开本页，读完后会出现在“今日”里。",
    )


def _field(form: forms.Form, error: DomainError) -> str | None:
    field = error.data.get("field")
    return field if field in form.fields else None


def _status(form: forms.Form) -> int:
    return 422 if form.errors else 200


def _whole(text: str | None, default: int) -> int:
    return int(text) if text and text.isdigit() and int(text) > 0 else default
