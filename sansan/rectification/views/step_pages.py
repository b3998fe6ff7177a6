"""The pages of a task's steps as a table: what each says, which form it has, which action it runs."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone

from sansan.people.models import Organisation, Person
from sansan.people.queries import existing
from sansan.rectification import queries
from sansan.rectification.actions import decisions, parts, requests, steps, upkeep
from sansan.rectification.actions.offices import ENTRUST, entrust, offices
from sansan.rectification.figures.actions.access import FIGURES
from sansan.rectification.figures.actions.entering import Figures
from sansan.rectification.figures.forms import entries
from sansan.rectification.figures.queries import typed_figures
from sansan.rectification.figures.steps import FIGURE_PAGES
from sansan.rectification.forms import (
    AssignForm,
    CiteForm,
    EntrustForm,
    ReasonForm,
    ReportForm,
)
from sansan.rectification.models import PolicyDocument, Task
from sansan.rectification.views.forming import VERSION
from sansan.rectification.views.step_page import Given, StepPage
from sansan.rectification.way_forms import (
    AcceptForm,
    ExtensionForm,
    LookBackForm,
    ObjectionForm,
    PublishForm,
    TransferForm,
)
from sansan.rectification.workflow import STEPS, Step


def _reason(label: str, hint: str) -> Callable[[Person, Task, Given], forms.Form]:
    return lambda _person, _task, bound: ReasonForm(**bound, label=label, hint=hint)


def _report_form(person: Person, task: Task, bound: Given) -> forms.Form:
    """With a field for each indicator of the task, where the person may type them."""
    enters = Task.objects.visible_to(person, FIGURES).filter(pk=task.pk).exists()
    return ReportForm(
        **bound,
        organisations=queries.reporting_organisations(person),
        figures=typed_figures(task) if enters else [],
    )


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
            figures=Figures(entries(form), given.get("answer", ""), given.get("figures_as_of")),
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


def _cite(person: Person, task: Task, form: Any, _: Given) -> object:
    return upkeep.cite_policy(by=person, task_id=task.pk, policy_id=form.cleaned_data["policy"].pk)


def _policies() -> QuerySet[PolicyDocument]:
    return PolicyDocument.objects.order_by("title", "number")


def _of_step(step: Step, says: str, done: str, form: Any, run: Any, tone: str = "primary") -> StepPage:
    spec = STEPS[step]
    return StepPage(spec.label, spec.permission, says, done, form, run, step, tone)


def _accept(person: Person, task: Task, form: Any, _: Given) -> object:
    return decisions.accept(by=person, task_id=task.pk, **_given(form))


def _publish(person: Person, task: Task, form: Any, _: Given) -> object:
    return decisions.publish(by=person, task_id=task.pk, **_given(form))


def _object(person: Person, task: Task, form: Any, _: Given) -> object:
    return decisions.answer_objection(by=person, task_id=task.pk, **_given(form))


def _look_back(person: Person, task: Task, form: Any, _: Given) -> object:
    given = form.cleaned_data
    return decisions.look_back(
        by=person,
        task_id=task.pk,
        result=given["result"],
        text=given["text"],
        done_on=given["as_of"],
        uploads=form.uploads(),
    )


def _extend(person: Person, task: Task, form: Any, _: Given) -> object:
    given = form.cleaned_data
    return requests.ask_extension(
        by=person,
        task_id=task.pk,
        organisation_id=given["organisation"],
        deadline=given["deadline"],
        reason=given["reason"],
    )


def _transfer(person: Person, task: Task, form: Any, _: Given) -> object:
    given = form.cleaned_data
    return requests.ask_transfer(
        by=person,
        task_id=task.pk,
        organisation_id=given["organisation"],
        to_id=given["to"].pk,
        reason=given["reason"],
    )


def _given(form: Any) -> Given:
    """What was filled in, without what the page itself carries."""
    return {name: value for name, value in form.cleaned_data.items() if name != VERSION}


def _units() -> QuerySet[Organisation]:
    return existing(Organisation.objects.order_by("area_code", "name"), timezone.localdate())


def _objection_form(_person: Person, task: Task, bound: Given) -> forms.Form:
    notice = decisions.standing_notice(task)
    initial = {"objection": notice.objection, "answer": notice.answer} if notice else {}
    return ObjectionForm(**bound, initial=initial)


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
        _decided(decisions.send_back),
        "danger",
    ),
    "self_check": _of_step(
        Step.SELF_CHECK,
        "逐条对照整改措施自查；自查后任务转为“已自查”，可以提交验收。",
        "已登记自查。",
        _report_form,
        _reported(steps.self_check),
    ),
    "accept": _of_step(
        Step.ACCEPT,
        "谁验收谁负责，验收意见记入轨迹；回头看发现虚假整改的，计入验收人。",
        "已验收通过。",
        lambda _person, task, bound: AcceptForm(**bound, place=task.place),
        _accept,
    ),
    "review": _of_step(
        Step.REVIEW,
        "登记行业主管部门的审查意见。",
        "已登记行业审查。",
        _reason("审查意见", "写明审查部门、审查内容和结论"),
        _decided(decisions.review),
    ),
    "publish": _of_step(
        Step.PUBLISH,
        "登记公示的载体和开始日期；期满且没有未处理的异议，才能销号。",
        "已登记公示。",
        lambda _person, task, bound: PublishForm(**bound, place=task.place),
        _publish,
    ),
    "look_back": _of_step(
        Step.LOOK_BACK,
        "登记销号后到现场回看的情况。问题反弹或属虚假整改的，系统随即另立反弹任务，原销号记录不变。",
        "已登记回头看。",
        lambda _person, _task, bound: LookBackForm(**bound),
        _look_back,
    ),
    "reopen": _of_step(
        Step.REOPEN,
        "另立一项反弹任务，由原责任单位继续整改；原任务和它的销号记录保持不变。",
        "已另立反弹任务。",
        _reason("反弹情况", "写明在哪里、由谁发现了什么"),
        _decided(decisions.reopen),
        "danger",
    ),
    "suspend": _of_step(
        Step.SUSPEND,
        "中止期间不计入期限，不再催办；恢复时期限按中止的天数顺延。",
        "已中止。",
        _reason("中止理由", "如：司法程序尚未终结、须待上级规划批复"),
        _decided(decisions.suspend),
        "danger",
    ),
    "resume": _of_step(
        Step.RESUME,
        "恢复后任务回到“整改中”，期限按中止的天数顺延。",
        "已恢复。",
        _reason("恢复理由", ""),
        _decided(decisions.resume),
    ),
    "withdraw": _of_step(
        Step.WITHDRAW,
        "撤回后不再要求整改，也不影响上级任务的验收；已填报的进展和材料保留。",
        "已撤回分解任务。",
        _reason("撤回理由", "如：经核实该县区没有此类问题"),
        _decided(parts.withdraw_part),
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
    **FIGURE_PAGES,
    "objection": StepPage(
        "登记公示异议",
        STEPS[Step.PUBLISH].permission,
        "公示期间收到的异议须有处理结果，才能销号。",
        "已登记。",
        _objection_form,
        _object,
    ),
    "extend": StepPage(
        "申请延期",
        requests.ASK,
        "由市攻坚办答复；答复前期限不变。",
        "已提交延期申请。",
        lambda person, _task, bound: ExtensionForm(
            **bound, organisations=queries.reporting_organisations(person)
        ),
        _extend,
    ),
    "transfer": StepPage(
        "申请转办",
        requests.ASK,
        "由接收单位或市攻坚办答复；答复前仍由本单位承担。每次转办都会显示在任务上。",
        "已提交转办申请。",
        lambda person, _task, bound: TransferForm(
            **bound, organisations=queries.reporting_organisations(person), units=_units()
        ),
        _transfer,
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
