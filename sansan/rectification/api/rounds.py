"""Rounds: the list and one of them with its numbers."""

from django.utils import timezone
from ninja import Query, Router

from sansan.errors import Missing
from sansan.interface import Id, Paged, Rows, rows_of
from sansan.people.request import PersonRequest
from sansan.rectification.api import shapes, shaping
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
