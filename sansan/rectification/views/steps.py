"""One page for each step of a task: what will happen, the form, the button that says it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from sansan.errors import Missing, NotAllowed
from sansan.people.models import Person
from sansan.rectification import queries
from sansan.rectification.actions import steps, upkeep
from sansan.rectification.actions.offices import ENTRUST, entrust, offices
from sansan.rectification.forms import (
    AssignForm,
    CiteForm,
    CorrectionForm,
    EntrustForm,
    FigureForm,
    ReasonForm,
    ReportForm,
)
from sansan.rectification.models import PolicyDocument, Task
from sansan.rectification.presentation.evidence import Reported, with_evidence
from sansan.rectification.presentation.frame import crumbs, viewer
from sansan.rectification.presentation.offers import OUTSIDERS
from sansan.rectification.views.forming import carried_out, ensure_unchanged, status_of, versioned
from sansan.rectification.workflow import STEPS, Step, next_state

Given = dict[str, Any]
DECISIONS = frozenset({Step.ACCEPT, Step.RETURN, Step.CLOSE})  # taken on what the unit handed in


@dataclass(frozen=True)
class StepPage:
    """`says` tells what will happen; `run` carries it out and `done` is the message afterwards."""

    title: str
    permission: str
    says: str
    done: str
    form: Callable[[Person, Task, Given], forms.Form]
    run: Callable[[Person, Task, Any, Given], object]
    step: Step | None = None
    tone: str = "primary"


def _reason(label: str, hint: str) -> Callable[[Person, Task, Given], forms.Form]:
    return lambda _person, _task, bound: ReasonForm(**bound, label=label, hint=hint)


def _report_form(person: Person, _task: Task, bound: Given) -> forms.Form:
    return ReportForm(**bound, organisations=queries.reporting_organisations(person))


def _reported(action: Callable[..., object]) -> Callable[[Person, Task, Any, Given], object]:
    def run(person: Person, task: Task, form: Any, _: Given) -> object:
        given = form.cleaned_data
        return action(
            by=person,
            task_id=task.pk,
            organisation_id=given["organisation"],
            text=given["text"],
            as_of=given["as_of"],
            uploads=form.uploads(),
        )

    return run


def _decided(action: Callable[..., object]) -> Callable[[Person, Task, Any, Given], object]:
    return lambda person, task, form, _: action(
        by=person, task_id=task.pk, reason=form.cleaned_data["reason"]
    )


def _assign(person: Person, task: Task, form: Any, _: Given) -> object:
    given = form.cleaned_data
    return steps.assign(
        by=person,
        task_id=task.pk,
        organisation_id=given["organisation"].pk,
        role=given["role"],
        note=given["note"],
    )


def _unassign(person: Person, task: Task, form: Any, extra: Given) -> object:
    return steps.unassign(
        by=person,
        task_id=task.pk,
        assignment_id=extra["assignment_id"],
        reason=form.cleaned_data["reason"],
    )


def _entrust(person: Person, task: Task, form: Any, _: Given) -> object:
    return entrust(by=person, task_id=task.pk, organisation_id=form.cleaned_data["organisation"])


def _figure(person: Person, task: Task, form: Any, _: Given) -> object:
    given = {name: form.cleaned_data[name] for name in ("name", "value", "unit", "as_of", "scope")}
    return upkeep.add_figure(by=person, task_id=task.pk, bound=form.bound_value(), **given)


def _correct(person: Person, _task: Task, form: Any, extra: Given) -> object:
    given = form.cleaned_data
    return upkeep.correct_figure(
        by=person, figure_id=extra["figure_id"], value=given["value"], reason=given["reason"]
    )


def _cite(person: Person, task: Task, form: Any, _: Given) -> object:
    return upkeep.cite_policy(by=person, task_id=task.pk, policy_id=form.cleaned_data["policy"].pk)


def _policies() -> QuerySet[PolicyDocument]:
    return PolicyDocument.objects.order_by("title", "number")


def _of_step(step: Step, says: str, done: str, form: Any, run: Any, tone: str = "primary") -> StepPage:
    spec = STEPS[step]
    return StepPage(spec.label, spec.permission, says, done, form, run, step, tone)


PAGES = {
    "assign": _of_step(
        Step.ASSIGN,
        "所选单位将承担本任务；其所在县区（乡镇）随即可以看到本任务。",
        "已交办。",
        lambda person, _task, bound: AssignForm(
            **bound, organisations=queries.assignable_organisations(person)
        ),
        _assign,
    ),
    "report": _of_step(
        Step.REPORT,
        "填报进展不改变任务状态；照片请用原图，系统会读取拍摄时间和位置。",
        "已填报进展。",
        _report_form,
        _reported(steps.report_progress),
    ),
    "submit": _of_step(
        Step.SUBMIT,
        "提交后任务转为“待验收”，由验收单位验收。至少要有一份佐证材料（本次上传或以前填报时已上传）。",
        "已提交验收。",
        _report_form,
        _reported(steps.submit),
    ),
    "return": _of_step(
        Step.RETURN,
        "任务退回责任单位继续整改，退回理由责任单位可见。",
        "已退回。",
        _reason("退回理由", "写明哪些措施没有到位、需要补充什么"),
        _decided(steps.send_back),
        "danger",
    ),
    "accept": _of_step(
        Step.ACCEPT,
        "验收通过后由市攻坚办销号。谁验收谁负责，验收意见记入轨迹。",
        "已验收通过。",
        _reason("验收意见", "写明核查了什么、怎样核查、结论是什么"),
        _decided(steps.accept),
    ),
    "close": _of_step(
        Step.CLOSE,
        "销号是对任务完成的认定，记入轨迹；如发现问题反弹可重新打开。",
        "已销号。",
        _reason("销号意见", "写明依据：验收意见、公示情况等"),
        _decided(steps.close),
    ),
    "reopen": _of_step(
        Step.REOPEN,
        "任务回到“整改中”，原销号记录保留在轨迹中。",
        "已重新打开。",
        _reason("重新打开的理由", "如：回头看发现问题反弹"),
        _decided(steps.reopen),
        "danger",
    ),
    "unassign": StepPage(
        "取消责任单位",
        "rectification.assign",
        "该单位不再承担本任务；它填报的进展和佐证材料保留。",
        "已取消该责任单位。",
        _reason("取消理由", ""),
        _unassign,
        tone="danger",
    ),
    "entrust": StepPage(
        "指定主管专项办",
        ENTRUST,
        "主管专项办可以查看、交办本任务，处置它的核查疑点；改由其他专项办主管后，原专项办不再看到。",
        "已指定主管专项办。",
        lambda _person, task, bound: EntrustForm(**bound, offices=offices(), now=task.office_id),
        _entrust,
    ),
    "figure": StepPage(
        "登记数据",
        "rectification.figures",
        "每个数写清数的是什么、单位、范围和截止日期；同一指标多次登记后自动成为曲线。",
        "已登记数据。",
        lambda _person, _task, bound: FigureForm(**bound),
        _figure,
    ),
    "correct": StepPage(
        "更正数据",
        "rectification.figures",
        "原来的数保留在轨迹中。",
        "已更正数据。",
        lambda _person, _task, bound: CorrectionForm(**bound),
        _correct,
    ),
    "cite": StepPage(
        "引用政策文件",
        "rectification.intake",
        "从已登记的政策文件中选择本任务的依据。",
        "已引用文件。",
        lambda _person, _task, bound: CiteForm(**bound, policies=_policies()),
        _cite,
    ),
}


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
        bound = {"data": request.POST, "files": request.FILES} if request.method == "POST" else {}
        form = versioned(page.form(person, task, bound), task)

        def act() -> None:
            ensure_unchanged(form, person, task.pk)
            page.run(person, task, form, extra)

        if request.method == "POST" and carried_out(form, act):
            messages.success(request, page.done)
            return redirect("rectification:task", task.pk)
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
    next_state(task.state, page.step)
    if page.step in OUTSIDERS and not steps.may_accept(person, task):
        raise NotAllowed(f"本单位承担整改，须由其他单位{page.title}。")


def _said_of(task: Task, name: str, extra: Given) -> str:
    """What the step is about, where it is about a part of the task."""
    parts: dict[str, Callable[[], Any]] = {
        "unassign": lambda: task.assignments.filter(pk=extra["assignment_id"]).first(),
        "correct": lambda: task.figures.filter(pk=extra["figure_id"]).first(),
    }
    if name not in parts:
        return ""
    found = parts[name]()
    if found is None:
        raise Missing("该条记录已不在本任务中，请返回任务页刷新。")
    return str(found)
