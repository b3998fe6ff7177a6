"""Tasks: the ledger a page at a time, one task whole, its time line."""

from django.http import HttpResponse
from django.utils import timezone
from ninja import Query, Router

from sansan.errors import Invalid, Missing
from sansan.interface import Id, Paged, Rows, rows_of
from sansan.people.request import PersonRequest
from sansan.rectification import queries
from sansan.rectification.api import shapes, shaping
from sansan.rectification.api.answering import seen_task
from sansan.rectification.api.given import TaskFilter
from sansan.rectification.api.versions import version
from sansan.rectification.filters import LedgerFilter
from sansan.rectification.models import Round
from sansan.rectification.presentation.frame import viewer
from sansan.rectification.presentation.offers import offers
from sansan.rectification.presentation.parts import rollup
from sansan.rectification.presentation.stepper import waits_for
from sansan.rectification.presentation.timeline import happenings
from sansan.rectification.presentation.way import way_of
from sansan.rectification.querysets import VIEW
from sansan.trail.queries import history_of
from sansan.ui.keyset import keyset_page

router = Router(tags=["整改任务"])
FILTERS = ("q", "round", "klass", "county", "unit", "kind", "state", "status", "due", "todo")


def filtered(person: object, given: TaskFilter) -> LedgerFilter:
    """The page's own filter; what it would quietly ignore is an error here."""
    values = {name: getattr(given, name) for name in FILTERS}
    values = {name: value for name, value in values.items() if value not in ("", None)}
    form = LedgerFilter(values, person=person)  # type: ignore[arg-type]  # a Person: `viewer` gave it
    if "klass" in values and "klass" not in form.fields:
        raise Invalid("按类别筛选须同时给出督察。", field="klass")
    for field, problems in form.errors.items():
        raise Invalid(f"{form.fields[field].label}：{problems[0]}", field=field)
    return form


@router.get("tasks", response=Rows[shapes.TaskRow], summary="整改台账", url_name="tasks")
def list_tasks(request: PersonRequest, given: Query[TaskFilter]) -> Rows[shapes.TaskRow]:
    """与台账页面同样的筛选和排序。翻页用答复中的 next，筛选条件须保持不变。"""
    person, today = viewer(request), timezone.localdate()
    rows = queries.ledger_rows(filtered(person, given).apply(today))
    order = queries.LEDGER_ORDERS[given.sort].fields
    page = keyset_page(rows, order=order, size=given.limit, cursor=given.cursor or None)
    return rows_of(page, lambda task: shaping.task_row(task, today))


@router.get("tasks/{task_id}", response=shapes.TaskWhole, summary="一项整改任务", url_name="task")
def get_task(request: PersonRequest, response: HttpResponse, task_id: Id) -> shapes.TaskWhole:
    """任务、措施、责任单位、数据、填报、验收、公示、回头看、申请，以及现在可以办理的动作。"""
    person, today = viewer(request), timezone.localdate()
    found = queries.task_page(person, task_id)
    if found is None:
        raise Missing("未找到该整改任务，或不在您的权限范围内。", pk=task_id)
    task, way = found.task, way_of(person, found.task)
    now = version(task)
    whole = Round.objects.whole_to(person, VIEW).filter(pk=task.round_id).exists()
    response["ETag"] = f'"{now}"'
    offered, barred = shaping.offered(task, offers(person, task))
    return shapes.TaskWhole(
        **dict(shaping.task_row(task, today)),
        version=now,
        goal=task.goal,
        section=task.section.title if task.section else "",
        stage=task.stage,
        waits_for=waits_for(task.place),
        parent_id=task.parent_id,
        rollup=shaping.rolled_up(rollup(person, task, today, whole=whole), today),
        recurs_id=task.recurs_id,
        recurrence_ids=[again.pk for again in way.recurrences],
        accepted_at=task.accepted_at,
        closed_at=task.closed_at,
        suspended_on=task.suspended_on,
        measures=[shaping.measure(row) for row in task.measures.all()],
        figures=[shaping.figure(row) for row in task.figures.all()],
        reports=shaping.reports(person, found.reports),
        acceptances=[shaping.acceptance(row) for row in way.acceptances],
        notices=[shaping.notice(row) for row in way.notices],
        look_backs=[shaping.look_back(row) for row in way.look_backs],
        requests=[shaping.request(asked.request) for asked in way.requests],
        offers=offered,
        barred=barred,
    )


@router.get(
    "tasks/{task_id}/timeline",
    response=Rows[shapes.HappenedShown],
    summary="任务的办理经过",
    url_name="task_timeline",
)
def get_timeline(request: PersonRequest, task_id: Id, given: Query[Paged]) -> Rows[shapes.HappenedShown]:
    """操作轨迹中与本任务有关的记录，最近的在前。共有任务上其他县区填写的内容不显示。"""
    person = viewer(request)
    task = seen_task(person, task_id)
    page = keyset_page(history_of(task), order=("-seq",), size=given.limit, cursor=given.cursor or None)
    told = happenings(person, page.rows, area_code=task.round.area_code)
    return Rows(
        items=[shaping.happened(one) for one in told],
        next=page.next_cursor,
        previous=page.previous_cursor,
    )
