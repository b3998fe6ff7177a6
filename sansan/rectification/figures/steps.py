"""The pages of a task's steps that are about its figures."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Q
from django.urls import reverse

from sansan.people.models import Person
from sansan.rectification.figures.actions import access, entering, meaning, taking
from sansan.rectification.figures.forms import (
    BindForm,
    CorrectionForm,
    FigureForm,
    IdentityForm,
    MeaningForm,
    ValuesForm,
    entries,
)
from sansan.rectification.figures.queries import typed_figures
from sansan.rectification.forms import ReasonForm
from sansan.rectification.models import FigureValue, Task, TaskFigure
from sansan.rectification.views.step_page import Given, StepPage


def _figure(person: Person, task: Task, form: Any, _: Given) -> object:
    names = ("name", "value", "unit", "as_of", "scope", "kind", "answer")
    given = {name: form.cleaned_data[name] for name in names}
    return entering.add_figure(by=person, task_id=task.pk, bound=form.bound_value(), **given)


def _values(person: Person, task: Task, form: Any, _: Given) -> object:
    given = form.cleaned_data
    figures = entering.Figures(entries(form), given["answer"])
    return entering.record_values(by=person, task_id=task.pk, as_of=given["as_of"], figures=figures)


def _correct(person: Person, _task: Task, form: Any, extra: Given) -> object:
    given = form.cleaned_data
    return entering.correct_value(
        by=person,
        value_id=extra["value_id"],
        text=given["value"],
        reason=given["reason"],
        as_of=given["as_of"],
    )


def _meaning(person: Person, _task: Task, form: Any, extra: Given) -> object:
    names = ("kind", "direction", "target", "target_on")
    given = {name: form.cleaned_data[name] for name in names}
    return meaning.describe_figure(by=person, figure_id=extra["figure_id"], **given)


def _bind(person: Person, task: Task, form: Any, _: Given) -> object:
    given = form.cleaned_data
    return taking.bind_figure(
        by=person,
        task_id=task.pk,
        name=given["name"],
        binding=given["binding"],
        parameters=form.parameters(),
        scope=given["scope"],
    )


def _typed(person: Person, _task: Task, form: Any, extra: Given) -> object:
    return taking.unbind_figure(by=person, figure_id=extra["figure_id"], reason=form.cleaned_data["reason"])


def _identity(person: Person, task: Task, form: Any, _: Given) -> object:
    given = form.cleaned_data
    return meaning.declare_identity(
        by=person, task_id=task.pk, total_id=given["total"], part_ids=given["parts"], note=given["note"]
    )


def _withdraw(person: Person, _task: Task, form: Any, extra: Given) -> object:
    return meaning.withdraw_identity(
        by=person, identity_id=extra["identity_id"], reason=form.cleaned_data["reason"]
    )


def _meant(_task: Task, _: Mapping[str, str], extra: Given) -> Given:
    names = ("kind", "direction", "target", "target_on")
    figure = TaskFigure.objects.filter(pk=extra["figure_id"]).first()
    said = {name: getattr(figure, name) for name in names} if figure else {}
    if said.get("target") is not None:
        said["target"] = f"{said['target'].normalize():f}"
    return said


def _named(_task: Task, address: Mapping[str, str], _: Given) -> Given:
    return {name: address[name] for name in ("name", "scope") if name in address}


def _stands(_task: Task, _: Mapping[str, str], extra: Given) -> Given:
    value = FigureValue.objects.filter(pk=extra["value_id"]).first()
    return {"value": value.printed, "as_of": value.as_of} if value else {}


def _to_figure(extra: Given) -> str:
    return reverse("rectification:figure", args=[extra["figure_id"]])


def _to_figure_of(extra: Given) -> str:
    figure_id = FigureValue.objects.values_list("figure", flat=True).get(pk=extra["value_id"])
    return reverse("rectification:figure", args=[figure_id])


FIGURE_PAGES = {
    "figure": StepPage(
        "登记数据",
        access.FIGURES,
        "每个数写清数的是什么、单位、范围和截止日期；同一指标多次登记后自动成为曲线。",
        "已登记数据。",
        lambda _person, _task, bound: FigureForm(**bound),
        _figure,
    ),
    "values": StepPage(
        "登记本月数值",
        access.FIGURES,
        "没有变化或还没有数的留空。累计数减少、相差十倍、日期晚于今天的，系统会问一句，说明后照存。",
        "已登记。",
        lambda _person, task, bound: ValuesForm(**bound, figures=typed_figures(task)),
        _values,
    ),
    "correct": StepPage(
        "更正数据",
        access.FIGURES,
        "原来的数和更正理由都保留，列在该指标的更正记录里。",
        "已更正数据。",
        lambda _person, _task, bound: CorrectionForm(**bound),
        _correct,
        to=_to_figure_of,
        begins=_stands,
    ),
    "meaning": StepPage(
        "说明口径和目标",
        access.FIGURES,
        "口径决定哪些数可以相加、累计数减少时是否提问；目标在曲线上画成虚线。",
        "已保存。",
        lambda _person, _task, bound: MeaningForm(**bound),
        _meaning,
        to=_to_figure,
        begins=_meant,
    ),
    "bind": StepPage(
        "改由系统取数",
        access.BIND,
        "该指标此后由系统计算，不再接受填报；每月末自动取一次，也可以随时取数。已有的数保留。",
        "已改由系统取数。",
        lambda _person, _task, bound: BindForm(**bound),
        _bind,
        begins=_named,
    ),
    "typed": StepPage(
        "改为人工填报",
        access.BIND,
        "系统不再取数，由责任单位填报；已取的数保留。",
        "已改为人工填报。",
        lambda _person, _task, bound: ReasonForm(**bound, label="理由"),
        _typed,
        to=_to_figure,
    ),
    "identity": StepPage(
        "登记合计关系",
        access.BIND,
        "登记哪个数等于哪几个数之和，此后随数值更新自动核对；销号时作为核对项。",
        "已登记合计关系。",
        lambda _person, task, bound: IdentityForm(
            **bound,
            figures=list(
                TaskFigure.objects.filter(Q(task=task) | Q(task__parent=task)).order_by(
                    "task__order", "order", "pk"
                )
            ),
        ),
        _identity,
    ),
    "identity_withdraw": StepPage(
        "撤销合计关系",
        access.BIND,
        "不再核对这一合计关系；登记和撤销都保留在轨迹中。",
        "已撤销。",
        lambda _person, _task, bound: ReasonForm(**bound, label="撤销理由"),
        _withdraw,
        tone="danger",
    ),
}
