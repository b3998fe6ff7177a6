"""Papers of supervision."""

from typing import Any

from django.utils import timezone
from ninja import Query, Router

from sansan.errors import Conflict, Missing
from sansan.interface import Given, Id, Rows, attachment, file_answer, rows_of
from sansan.people.access import require
from sansan.people.models import Organisation, Person
from sansan.people.request import PersonRequest
from sansan.rectification.actions import supervision
from sansan.rectification.api import shapes, shaping
from sansan.rectification.api.answering import seen_task
from sansan.rectification.api.given import PaperFilter, PaperGiven, ReasonGiven, ReplyGiven
from sansan.rectification.api.versions import ensure_seen
from sansan.rectification.exports.instrument import paper_docx
from sansan.rectification.ladder import rungs
from sansan.rectification.models import Instrument
from sansan.rectification.presentation.frame import viewer
from sansan.rectification.views.exports import DOCX
from sansan.ui.keyset import keyset_page

router = Router(tags=["督办文书"])
UNIT = "rectification.report"
"""The scope with which a token speaks for the unit a paper is to."""


def _paper(person: Person, paper_id: int) -> Instrument:
    rows = Instrument.objects.visible_to(person).select_related("task__round", "organisation", "signed_by")
    found: Instrument | None = rows.filter(pk=paper_id).first()
    if found is None:
        raise Missing("未找到该文书，或不在您的权限范围内。", pk=paper_id)
    return found


@router.get("papers", response=Rows[shapes.PaperShown], summary="督办文书列表", url_name="papers")
def list_papers(request: PersonRequest, given: Query[PaperFilter]) -> Rows[shapes.PaperShown]:
    """本人可见的文书，最近的在前。"""
    rows = Instrument.objects.visible_to(viewer(request)).select_related("organisation")
    if given.state:
        rows = rows.filter(state=given.state)
    page = keyset_page(rows, order=("-drafted_at",), size=given.limit, cursor=given.cursor or None)
    return rows_of(page, shaping.paper)


@router.get("papers/{paper_id}", response=shapes.PaperShown, summary="一份督办文书", url_name="paper")
def get_paper(request: PersonRequest, paper_id: Id) -> shapes.PaperShown:
    return shaping.paper(_paper(viewer(request), paper_id))


@router.get(
    "papers/{paper_id}/file",
    summary="督办文书 docx",
    url_name="paper_file",
    openapi_extra=file_answer(DOCX),
)
def get_file(request: PersonRequest, paper_id: Id) -> Any:
    """公文版式的 Word 文件。"""
    paper = _paper(viewer(request), paper_id)
    office = Organisation.objects.filter(kind=Organisation.Kind.CITY_OFFICE).order_by("pk").first()
    data = paper_docx(paper, issuer=office.name if office else "", at=timezone.now())
    return attachment(data, name=f"{paper.name}{paper.number}.docx", media_type=DOCX)


@router.post(
    "tasks/{task_id}/papers", response={201: shapes.PaperShown}, summary="拟发督办文书", url_name="task_paper"
)
def draft(request: PersonRequest, task_id: Id, given: PaperGiven) -> shapes.PaperShown:
    """须领导签发的送签，其余即时编号发出并通知该单位。"""
    person, today = request.user, timezone.localdate()
    require(person, supervision.SUPERVISE)
    ensure_seen(request, person, task_id)
    task = seen_task(person, task_id, supervision.SUPERVISE)
    if task.deadline_date is None:
        raise Conflict("任务没有期限，不能督办。", state=task.state)
    rung = next((one for one in rungs() if one.key == given.rung), None)
    made = supervision.draft_paper(
        by=person,
        task_id=task_id,
        organisation_id=given.organisation_id,
        rung=given.rung,
        facts=given.facts or supervision.facts_of(task, today),
        demand=given.demand or (supervision.demand_of(rung, today) if rung else ""),
    )
    return shaping.paper(made)


class Nothing(Given):
    """Nothing needs to be said."""


@router.post("papers/{paper_id}/sign", response=shapes.PaperShown, summary="签发", url_name="paper_sign")
def sign(request: PersonRequest, paper_id: Id, given: Nothing) -> shapes.PaperShown:
    """签发后立即编号发出，并通知主送单位。"""
    return shaping.paper(supervision.sign_paper(by=request.user, paper_id=paper_id))


@router.post(
    "papers/{paper_id}/withdraw", response=shapes.PaperShown, summary="撤回", url_name="paper_withdraw"
)
def withdraw(request: PersonRequest, paper_id: Id, given: ReasonGiven) -> shapes.PaperShown:
    """撤回尚未签发的文书。"""
    made = supervision.withdraw_paper(by=request.user, paper_id=paper_id, reason=given.reason)
    return shaping.paper(made)


@router.post(
    "papers/{paper_id}/receive", response=shapes.PaperShown, summary="签收", url_name="paper_receive"
)
def receive(request: PersonRequest, paper_id: Id, given: Nothing) -> shapes.PaperShown:
    """主送单位签收。"""
    require(request.user, UNIT)
    _paper(request.user, paper_id)
    return shaping.paper(supervision.receive_paper(by=request.user, paper_id=paper_id))


@router.post("papers/{paper_id}/answer", response=shapes.PaperShown, summary="答复", url_name="paper_reply")
def answer(request: PersonRequest, paper_id: Id, given: ReplyGiven) -> shapes.PaperShown:
    """主送单位答复；尚未签收的同时签收。"""
    require(request.user, UNIT)
    _paper(request.user, paper_id)
    return shaping.paper(supervision.answer_paper(by=request.user, paper_id=paper_id, reply=given.reply))


@router.post("papers/{paper_id}/close", response=shapes.PaperShown, summary="办结", url_name="paper_close")
def close(request: PersonRequest, paper_id: Id, given: ReasonGiven) -> shapes.PaperShown:
    """对答复没有异议的，予以办结。"""
    made = supervision.close_paper(by=request.user, paper_id=paper_id, reason=given.reason)
    return shaping.paper(made)
