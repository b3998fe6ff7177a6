"""整改方案: its page version by version, editing a task's part of it, and the steps from draft to publication."""

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
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sansan.documents.model import UnitRole
from sansan.errors import Missing
from sansan.evidence.access import visible_to
from sansan.evidence.models import Evidence
from sansan.people.access import may
from sansan.people.models import Person
from sansan.rectification import planning
from sansan.rectification.actions import plan as actions
from sansan.rectification.actions.exports import EXPORT, export_plan
from sansan.rectification.actions.plan import OFFICE, standing_of
from sansan.rectification.models import Plan, PlanItem, Round, Task
from sansan.rectification.plan_forms import (
    CompareForm,
    ConsentForm,
    FillForm,
    OpinionForm,
    PlanItemForm,
    PlanPublishForm,
    PreambleForm,
    reason_form,
)
from sansan.rectification.planning import PLAN_STEPS, PlanState, PlanStep, plan_steps_from
from sansan.rectification.presentation.evidence import photo
from sansan.rectification.presentation.frame import crumbs, viewer
from sansan.rectification.presentation.plan import SHOWS, buttons, compare, plan_page
from sansan.rectification.queries import visible_rounds
from sansan.rectification.queries_plan import demanded, incomplete, left_out, plannable, visible_plan
from sansan.rectification.querysets import VIEW
from sansan.rectification.views.exports import DOCX
from sansan.rectification.views.forming import carried_out, status_of
from sansan.ui.filters import changed
from sansan.ui.parts import Crumb, Tab

TARGET = "rectification.plan"
NAMED = 6


@require_safe
def show(request: HttpRequest, round_id: int, version: int | None = None) -> HttpResponse:
    """A version of the round's plan; the newest one where none is named."""
    person, today = viewer(request), timezone.localdate()
    round_ = _round(person, round_id)
    plan = visible_plan(person, round_id, version)
    whole = Round.objects.whole_to(person, VIEW).filter(pk=round_id).exists()
    office = _may(person, round_, OFFICE)
    if plan is None:
        if version is not None or not whole:
            raise Missing("未找到该整改方案，或不在您的权限范围内。", pk=round_id)
        return _none_yet(request, round_, office=office)
    plan.round = round_
    steps = plan_steps_from(standing_of(plan))
    rights = {step: _may(person, round_, _verb(plan, step)) for step in steps}
    editable = bool(rights.get(PlanStep.EDIT))
    show_only = request.GET.get("show", "")
    page = plan_page(
        person,
        plan,
        today,
        whole=whole,
        editable=editable,
        show=show_only,
        cursor=request.GET.get("cursor"),
    )
    form = CompareForm(request.GET, versions=[(v.version, v.title) for v in page.versions if v != plan])
    chosen = form.cleaned_data.get("against") if form.is_valid() else None
    against = next((v for v in page.versions if v.version == chosen), None)
    tasks = None if whole else Task.objects.visible_to(person)
    papers = Evidence.objects.filter(target_type=TARGET, target_id=str(plan.pk))
    context = {
        "today": today,
        "crumbs": [*crumbs(round_)],
        "round": round_,
        "page": page,
        "plan": plan,
        "buttons": [b for b in buttons(steps, rights) if b[0] not in ("edit", "amend")],
        "editable": editable,
        "may_amend": rights.get(PlanStep.AMEND) and page.versions[0] == plan,
        "left_out": left_out(plan).count() if editable else 0,
        "named": page.lacking[:NAMED],
        "more_lacking": max(0, len(page.lacking) - NAMED),
        "shows": [
            Tab(label, changed(request.GET, {"show": name}), current=name == show_only)
            for name, label in SHOWS.items()
            if (name == "missing") <= editable and (name == "changed") <= (plan.version > 1)
        ],
        "compare_form": form if len(page.versions) > 1 else None,
        "against": against,
        "differences": compare(against, plan, tasks) if against else [],
        "papers": [photo(e, "") for e in visible_to(person, papers.select_related("file", "uploaded_by"))]
        if plan.consent_number
        else [],
        "may_export": may(person, EXPORT),
    }
    return render(request, "rectification/plan/plan.html", context)


def _none_yet(request: HttpRequest, round_: Round, *, office: bool) -> HttpResponse:
    rule = round_.plan_rule
    context = {
        "today": timezone.localdate(),
        "round": round_,
        "crumbs": crumbs(round_),
        "rule": rule,
        "due_on": rule.due_on(round_.feedback_on) if rule else None,
        "fields": [planning.FIELDS[key].label for key in rule.fields] if rule else [],
        "tasks": plannable(round_).count(),
        "may_draft": office and rule is not None,
    }
    return render(request, "rectification/plan/none.html", context)


@require_POST
def draft(request: HttpRequest, round_id: int) -> HttpResponse:
    """Begin the plan."""
    person = viewer(request, OFFICE)
    plan = actions.draft_plan(by=person, round_id=round_id)
    messages.success(request, f"已起草整改方案，列入 {plan.items.count()} 项任务；报告已写明的内容已填入。")
    return redirect("rectification:plan", round_id)


@require_http_methods(["GET", "POST"])
def amend(request: HttpRequest, round_id: int) -> HttpResponse:
    """Begin an adjustment of the plan in force."""
    person = viewer(request, OFFICE)
    round_ = Round.objects.whole_to(person, OFFICE).filter(pk=round_id).first()
    if round_ is None:
        raise Missing("未找到该督察，或不在您的权限范围内。", pk=round_id)
    form = reason_form("调整理由", "写明为什么调整、依据是什么")(request.POST or None)
    if request.method == "POST" and carried_out(
        form, lambda: actions.amend_plan(by=person, round_id=round_id, reason=form.cleaned_data["reason"])
    ):
        messages.success(request, "已起草调整方案；批准以前仍按现行方案执行。")
        return redirect("rectification:plan", round_id)
    context = {
        "title": "调整方案",
        "says": "以现行方案为底稿另起一版，原版保留；重新批准后生效。",
        "verb": "起草调整方案",
        "form": form,
        "round": round_,
        "crumbs": [*crumbs(round_), _crumb(round_)],
    }
    return render(request, "rectification/plan/step.html", context, status=status_of(form))


@require_http_methods(["GET", "POST"])
def item(request: HttpRequest, item_id: int) -> HttpResponse:
    """What the draft says of one task."""
    person = viewer(request, OFFICE)
    rounds = Round.objects.whole_to(person, OFFICE)
    rows = PlanItem.objects.filter(plan__round__in=rounds).select_related("plan__round", "task__klass")
    found = rows.filter(pk=item_id).first()
    if found is None:
        raise Missing("未找到方案中的这一项，或不在您的权限范围内。", pk=item_id)
    before = found.planned
    fields = demanded(found.plan.round)
    form = PlanItemForm(request.POST or None, demanded=fields, initial=PlanItemForm.initial_of_item(found))
    if request.method == "GET":
        planning.next_plan_state(standing_of(found.plan), PlanStep.EDIT)

    def act() -> None:
        actions.edit_item(
            by=person, item_id=item_id, planned=form.planned(before), seen=form.cleaned_data["seen"]
        )

    if request.method == "POST" and carried_out(form, act):
        messages.success(request, "已修改方案。")
        following = _following(found) if "next" in request.POST else None
        if following:
            return redirect("rectification:plan_item", following.pk)
        return redirect("rectification:plan_version", found.plan.round_id, found.plan.version)
    context = {
        "form": form,
        "item": found,
        "task": found.task,
        "lacks": [planning.FIELDS[k].label for k in planning.missing(before, fields)],
        "crumbs": [*crumbs(found.plan.round), _crumb(found.plan.round)],
    }
    return render(request, "rectification/plan/item.html", context, status=status_of(form))


def _following(now: PlanItem) -> PlanItem | None:
    later = now.plan.items.filter(task__order__gt=now.task.order)
    found: PlanItem | None = later.order_by("task__order").first()
    return found


@dataclass(frozen=True)
class PlanPageOfStep:
    """The page of a step: what it says will happen, its form, what it runs."""

    title: str
    says: str
    done: str
    form: Callable[..., forms.Form]
    run: Callable[[Person, Plan, dict[str, Any]], object]
    step: PlanStep
    tone: str = "primary"


STEPS = {
    "submit": PlanPageOfStep(
        "报批",
        "各项任务的方案内容齐全才能报批；报批后由市领导批准或退回。",
        "已报批，等待市领导批准。",
        forms.Form,
        lambda person, plan, _: actions.submit_plan(by=person, plan_id=plan.pk),
        PlanStep.SUBMIT,
    ),
    "approve": PlanPageOfStep(
        "批准",
        "批准后方案生效，任务可以交办；须上级同意的，登记上级同意后生效。",
        "已批准。",
        OpinionForm,
        lambda person, plan, given: actions.approve_plan(by=person, plan_id=plan.pk, **given),
        PlanStep.APPROVE,
    ),
    "return": PlanPageOfStep(
        "退回",
        "退回后由市攻坚办修改，再次报批。",
        "已退回。",
        reason_form("退回理由", "写明哪些任务、哪些内容需要修改"),
        lambda person, plan, given: actions.return_plan(by=person, plan_id=plan.pk, **given),
        PlanStep.RETURN,
        "danger",
    ),
    "consent": PlanPageOfStep(
        "登记上级同意",
        "登记上级同意方案的文号和日期，方案随即生效，任务可以交办。",
        "已登记，方案生效。",
        ConsentForm,
        lambda person, plan, given: actions.enter_consent(by=person, plan_id=plan.pk, **given),
        PlanStep.CONSENT,
    ),
    "publish": PlanPageOfStep(
        "登记公布",
        "登记方案向社会公布的载体和日期。",
        "已登记公布。",
        PlanPublishForm,
        lambda person, plan, given: actions.publish_plan(by=person, plan_id=plan.pk, **given),
        PlanStep.PUBLISH,
    ),
    "drop": PlanPageOfStep(
        "不再调整",
        "放弃本次调整，现行方案不变；已写的内容保留备查。",
        "已放弃本次调整。",
        reason_form("理由"),
        lambda person, plan, given: actions.drop_plan(by=person, plan_id=plan.pk, **given),
        PlanStep.DROP,
        "danger",
    ),
    "fill": PlanPageOfStep(
        "批量填写",
        "把同一个验收单位或责任人填入还没有这一项的各项任务。",
        "已填写。",
        FillForm,
        lambda person, plan, given: actions.fill_plan(
            by=person, plan_id=plan.pk, role=UnitRole(given["role"]), name=given["name"]
        ),
        PlanStep.EDIT,
    ),
    "preamble": PlanPageOfStep(
        "方案引言",
        "印在各项任务之前的文字。",
        "已保存引言。",
        PreambleForm,
        lambda person, plan, given: actions.describe_plan(by=person, plan_id=plan.pk, **given),
        PlanStep.EDIT,
    ),
    "complete": PlanPageOfStep(
        "补入任务",
        "把方案起草之后入账的任务列入方案。",
        "已补入。",
        forms.Form,
        lambda person, plan, _: actions.complete_plan(by=person, plan_id=plan.pk),
        PlanStep.EDIT,
    ),
}


def step(name: str) -> Callable[..., HttpResponse]:
    """The view of one step."""
    page = STEPS[name]

    @require_http_methods(["GET", "POST"])
    def view(request: HttpRequest, plan_id: int) -> HttpResponse:
        person = viewer(request)
        plan = Plan.objects.visible_to(person).select_related("round").filter(pk=plan_id).first()
        if plan is None or not _may(person, plan.round, _verb(plan, page.step)):
            raise Missing("未找到该整改方案，或不在您的权限范围内。", pk=plan_id)
        if request.method == "GET":
            planning.next_plan_state(standing_of(plan), page.step)
        bound = (request.POST, request.FILES) if request.method == "POST" else (None, None)
        form = page.form(*bound, initial={"preamble": plan.preamble})
        if request.method == "POST" and carried_out(form, lambda: page.run(person, plan, form.cleaned_data)):
            messages.success(request, page.done)
            return redirect("rectification:plan_version", plan.round_id, plan.version)
        context = {
            "title": page.title,
            "says": page.says,
            "verb": page.title,
            "tone": page.tone,
            "form": form,
            "plan": plan,
            "round": plan.round,
            "lacking": incomplete(plan) if page.step is PlanStep.SUBMIT else [],
            "crumbs": [*crumbs(plan.round), _crumb(plan.round)],
        }
        return render(request, "rectification/plan/step.html", context, status=status_of(form))

    return view


@require_POST
def file(request: HttpRequest, plan_id: int) -> HttpResponse:
    """The version as docx, in the layout of official documents."""
    person = viewer(request, EXPORT)
    plan, data = export_plan(by=person, plan_id=plan_id)
    response = HttpResponse(data, content_type=DOCX)
    name = quote(f"{plan}-{timezone.localdate()}.docx")
    response["Content-Disposition"] = f"attachment; filename=\"plan.docx\"; filename*=UTF-8''{name}"
    return response


def _verb(plan: Plan, step: PlanStep) -> str:
    """Whose step it is; a refusal from above is entered by the office, which has no word of its own there."""
    if step is PlanStep.RETURN and plan.state == PlanState.SIGNED:
        return OFFICE
    return PLAN_STEPS[step].permission


def _may(person: Person, round_: Round, verb: str) -> bool:
    return Round.objects.whole_to(person, verb).filter(pk=round_.pk).exists()


def _round(person: Person, round_id: int) -> Round:
    found = visible_rounds(person).filter(pk=round_id).first()
    if found is None:
        raise Missing("未找到该督察，或不在您的权限范围内。", pk=round_id)
    return found


def _crumb(round_: Round) -> Crumb:
    return Crumb("整改方案", reverse("rectification:plan", args=[round_.pk]))
