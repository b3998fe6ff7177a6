"""Rounds: the list, one of them with its numbers, opening and correcting one."""

from django.utils import timezone
from ninja import Query, Router

from sansan.errors import Invalid, Missing
from sansan.interface import Id, Paged, Rows, rows_of
from sansan.people.access import require
from sansan.people.request import PersonRequest
from sansan.places.models import Area
from sansan.rectification.actions import rounds
from sansan.rectification.api import shapes, shaping
from sansan.rectification.api.given import EditRoundGiven, OpenRoundGiven
from sansan.rectification.models import Round, Task
from sansan.rectification.presentation.frame import viewer
from sansan.rectification.queries import state_counts
from sansan.ui.keyset import keyset_page

router = Router(tags=["督察"])


@router.get("rounds", response=Rows[shapes.RoundShown], summary="督察列表", url_name="rounds")
def list_rounds(request: PersonRequest, given: Query[Paged]) -> Rows[shapes.RoundShown]:
    """本人可见的督察，最近反馈的在前。"""
    rows = Round.objects.visible_to(viewer(request))
    page = keyset_page(rows, order=("-feedback_on",), size=given.limit, cursor=given.cursor or None)
    return rows_of(page, shaping.round_shown)


@router.get("rounds/{round_id}", response=shapes.RoundWhole, summary="一轮督察", url_name="round")
def get_round(request: PersonRequest, round_id: Id) -> shapes.RoundWhole:
    """一轮督察和本人可见任务的分状态计数。"""
    person = viewer(request)
    found = Round.objects.visible_to(person).filter(pk=round_id).first()
    if found is None:
        raise Missing("未找到该督察，或不在您的权限范围内。", pk=round_id)
    tasks = Task.objects.visible_to(person).filter(round=found)
    return shaping.round_whole(found, state_counts(tasks, timezone.localdate()))


@router.post("rounds", response={201: shapes.RoundShown}, summary="新建督察", url_name="round_open")
def open_round(request: PersonRequest, given: OpenRoundGiven) -> shapes.RoundShown:
    """为本人任职区域内的地区新建；新建后可以导入报告。"""
    require(request.user, rounds.INTAKE)
    if not Area.objects.filter(code=given.area_code).exists():
        raise Invalid("没有这个区划代码。", field="area_code")
    return shaping.round_shown(rounds.open_round(by=request.user, **dict(given)))


@router.post("rounds/{round_id}/edit", response=shapes.RoundShown, summary="修改督察", url_name="round_edit")
def edit_round(request: PersonRequest, round_id: Id, given: EditRoundGiven) -> shapes.RoundShown:
    """只改写明的各项，其余不变。"""
    changes = given.model_dump(exclude_unset=True)
    if not changes:
        raise Invalid("没有写明要修改的内容。")
    return shaping.round_shown(rounds.edit_round(by=request.user, round_id=round_id, **changes))
