"""A task's measures ticked off; its figures with their series, registered, corrected, computed and added up."""

from django.http import HttpResponse
from django.utils import timezone
from ninja import Query, Router

from sansan.documents.model import Bound
from sansan.errors import Missing
from sansan.interface import Id
from sansan.people.models import Person
from sansan.people.request import PersonRequest
from sansan.rectification.actions import upkeep
from sansan.rectification.api import figure_shapes as shapes
from sansan.rectification.api import shaping
from sansan.rectification.api.answering import Done, done, seen_task
from sansan.rectification.api.given import CorrectionGiven, FigureGiven, ReasonGiven, TickGiven
from sansan.rectification.api.versions import ensure_seen
from sansan.rectification.figures import presentation
from sansan.rectification.figures.actions import entering, meaning, taking
from sansan.rectification.figures.arithmetic import Refused
from sansan.rectification.figures.bindings import bindings
from sansan.rectification.figures.queries import (
    RollUp,
    Watched,
    identities_shown,
    rollups,
    sum_of,
    visible_figures,
)
from sansan.rectification.models import FigureValue, TaskFigure
from sansan.rectification.presentation.frame import viewer

router = Router(tags=["措施与数据"])


@router.post(
    "tasks/{task_id}/measures/{measure_id}/tick", response=Done, summary="措施办结", url_name="measure_tick"
)
def tick(
    request: PersonRequest, response: HttpResponse, task_id: Id, measure_id: Id, given: TickGiven
) -> Done:
    """把一条措施标为已办结，或改回未办结。"""
    ensure_seen(request, request.user, task_id)
    made = upkeep.tick_measure(by=request.user, task_id=task_id, measure_id=measure_id, done=given.done)
    return done(response, task_id, made)


@router.post("tasks/{task_id}/figures", response={201: Done}, summary="登记数据", url_name="task_figure")
def add(request: PersonRequest, response: HttpResponse, task_id: Id, given: FigureGiven) -> Done:
    """每个数写清数的是什么、单位、范围和截止日期。"""
    ensure_seen(request, request.user, task_id)
    values = dict(given) | {"bound": Bound(given.bound)}
    made = entering.add_figure(by=request.user, task_id=task_id, **values)
    return done(response, task_id, made)


@router.post("values/{value_id}/correct", response=Done, summary="更正数据", url_name="figure_correct")
def correct(request: PersonRequest, response: HttpResponse, value_id: Id, given: CorrectionGiven) -> Done:
    """原来的数连同更正理由都保留在该指标的历次数值里。"""
    made = entering.correct_value(
        by=request.user, value_id=value_id, text=given.value, reason=given.reason, as_of=given.as_of
    )
    return done(response, made.figure.task_id, made)


@router.get(
    "tasks/{task_id}/figures", response=shapes.FiguresOfTask, summary="任务的数据", url_name="task_figures"
)
def of_task(request: PersonRequest, task_id: Id) -> shapes.FiguresOfTask:
    """各指标的历次数值、合计关系和下级任务的汇总。"""
    person = viewer(request)
    task = seen_task(person, task_id)
    return shapes.FiguresOfTask(
        task_id=task.pk,
        figures=[shaping.figure(row) for row in task.figures.all()],
        identities=[_identity(found) for found in identities_shown(person, task)],
        rolled_up=[_rolled(found) for found in rollups(person, task)],
    )


@router.get("figures/{figure_id}", response=shapes.FigureWhole, summary="一个指标", url_name="figure")
def get_figure(request: PersonRequest, figure_id: Id) -> shapes.FigureWhole:
    """历次数值连同更正过的、来源和更正理由。"""
    person = viewer(request)
    figure = _figure(person, figure_id)
    taken = presentation.taken_now(figure, timezone.localdate())
    return shapes.FigureWhole(
        **dict(shaping.figure(figure)),
        task_id=figure.task_id,
        direction=figure.direction,
        completion=presentation.completion_said(figure),
        binding=figure.binding,
        parameters=dict(figure.parameters),
        doubts=[*presentation.clashes(figure), *([taken.differs] if taken and taken.differs else [])],
        versions=[_version(value) for value in figure.values.select_related("by").order_by("at", "pk")],
    )


@router.post(
    "tasks/{task_id}/values",
    response={201: shapes.ValuesMade},
    summary="登记各指标的数值",
    url_name="task_values",
)
def record(
    request: PersonRequest, response: HttpResponse, task_id: Id, given: shapes.ValuesGiven
) -> shapes.ValuesMade:
    """一次登记几个指标同一日期的数，全部登记或全部不登记。系统有疑问的答复 422，核对无误的写明 answer 再发。"""
    ensure_seen(request, request.user, task_id)
    figures = entering.Figures({one.figure_id: one.value for one in given.values}, given.answer)
    made = entering.record_values(by=request.user, task_id=task_id, as_of=given.as_of, figures=figures)
    done(response, task_id)
    return shapes.ValuesMade(value_ids=[value.pk for value in made])


@router.post("figures/{figure_id}/describe", response=Done, summary="说明指标", url_name="figure_describe")
def describe(
    request: PersonRequest, response: HttpResponse, figure_id: Id, given: shapes.MeaningGiven
) -> Done:
    """口径、方向和目标；四项一并写明，不写的为空。"""
    made = meaning.describe_figure(by=request.user, figure_id=figure_id, **dict(given))
    return done(response, made.task_id, made)


@router.get(
    "figure-bindings", response=list[shapes.BindingShown], summary="取数方式", url_name="figure_bindings"
)
def list_bindings(request: PersonRequest) -> list[shapes.BindingShown]:
    """系统能自己计算的指标，和各自的参数。"""
    viewer(request)
    return [
        shapes.BindingShown(
            key=key,
            label=binding.label,
            unit=binding.unit,
            parameters=[
                shapes.ParameterShown(
                    name=one.name,
                    label=one.label,
                    choices=[shapes.ChoiceShown(value=value, label=label) for value, label in one.choices],
                )
                for one in binding.parameters
            ],
        )
        for key, binding in bindings().items()
    ]


@router.post("tasks/{task_id}/bind", response={201: Done}, summary="由系统取数", url_name="task_bind")
def bind(request: PersonRequest, response: HttpResponse, task_id: Id, given: shapes.BindGiven) -> Done:
    """指标改由系统按查询计算，不再填报；已填的数保留。"""
    ensure_seen(request, request.user, task_id)
    made = taking.bind_figure(by=request.user, task_id=task_id, **dict(given))
    return done(response, task_id, made)


@router.post("figures/{figure_id}/unbind", response=Done, summary="改回填报", url_name="figure_unbind")
def unbind(request: PersonRequest, response: HttpResponse, figure_id: Id, given: ReasonGiven) -> Done:
    """指标改回人工填报；系统取过的数保留。"""
    made = taking.unbind_figure(by=request.user, figure_id=figure_id, reason=given.reason)
    return done(response, made.task_id, made)


@router.post("figures/{figure_id}/take", response={201: Done}, summary="取数", url_name="figure_take")
def take(request: PersonRequest, response: HttpResponse, figure_id: Id) -> Done:
    """把系统今天计算的数记入该指标。"""
    made = taking.take_value(by=request.user, figure_id=figure_id)
    return done(response, made.figure.task_id, made)


@router.post(
    "tasks/{task_id}/identities", response={201: Done}, summary="登记合计关系", url_name="task_identity"
)
def declare(request: PersonRequest, response: HttpResponse, task_id: Id, given: shapes.IdentityGiven) -> Done:
    """一个指标等于几个指标之和；系统随后一直核对。"""
    ensure_seen(request, request.user, task_id)
    made = meaning.declare_identity(by=request.user, task_id=task_id, **dict(given))
    return done(response, task_id, made)


@router.post(
    "identities/{identity_id}/withdraw", response=Done, summary="撤销合计关系", url_name="identity_withdraw"
)
def withdraw(request: PersonRequest, response: HttpResponse, identity_id: Id, given: ReasonGiven) -> Done:
    """登记有误或不再要求合计的，写明理由撤销。"""
    made = meaning.withdraw_identity(by=request.user, identity_id=identity_id, reason=given.reason)
    return done(response, made.task_id, made)


@router.get("figure-sum", response=shapes.SumShown, summary="指标求和", url_name="figure_sum")
def add_up(request: PersonRequest, given: Query[shapes.SumGiven]) -> shapes.SumShown:
    """几个指标之和；指标、单位、口径、日期或地区不合的不相加，refused 写明为什么。"""
    person = viewer(request)
    found = {figure.pk: figure for figure in visible_figures(person).filter(pk__in=given.f)}
    if missing := [pk for pk in given.f if pk not in found]:
        raise Missing("未找到该指标，或不在您的权限范围内。", pk=missing[0])
    result = sum_of(list(found.values()), given.on)
    if isinstance(result, Refused):
        return shapes.SumShown(value=None, bound="", unit="", as_of=None, cautions=[], refused=result.why)
    return shapes.SumShown(
        value=result.amount.value,
        bound=result.amount.bound.value,
        unit=result.unit,
        as_of=result.as_of,
        cautions=list(result.cautions),
        refused="",
    )


def _figure(person: Person, figure_id: int) -> TaskFigure:
    figure = visible_figures(person).filter(pk=figure_id).first()
    if figure is None:
        raise Missing("未找到该指标，或不在您的权限范围内。", pk=figure_id)
    return figure


def _version(value: FigureValue) -> shapes.VersionOfValue:
    return shapes.VersionOfValue(
        **dict(shaping.value(value)),
        by=value.by.name if value.by else "系统",
        at=value.at,
        corrects_id=value.corrects_id,
        reason=value.reason,
        asked=list(value.asked),
        answer=value.answer,
    )


def _rolled(found: RollUp) -> shapes.RolledUp:
    shown = presentation.rolled(found)
    return shapes.RolledUp(
        name=found.name, unit=found.unit, refused=shown.refused, says=shown.says, doubt=shown.doubt
    )


def _identity(found: Watched) -> shapes.IdentityShown:
    shown = presentation.shown_identity(found)
    return shapes.IdentityShown(
        id=found.identity.pk,
        total_id=found.identity.total_id,
        part_ids=[part.pk for part in found.identity.parts.all()],
        note=found.identity.note,
        differs=shown.tone == "bad",
        says=shown.says,
    )
