"""A task's measures ticked off, its figures registered and corrected."""

from django.http import HttpResponse
from ninja import Router

from sansan.documents.model import Bound
from sansan.interface import Id
from sansan.people.request import PersonRequest
from sansan.rectification.actions import upkeep
from sansan.rectification.api.answering import Done, done
from sansan.rectification.api.given import CorrectionGiven, FigureGiven, TickGiven
from sansan.rectification.api.versions import ensure_seen
from sansan.rectification.figures.actions import entering

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
