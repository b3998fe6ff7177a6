"""Intake of a report: hand it in, ask how far it is, go over the proposals, enter them."""

from ninja import File, Form, Query, Router
from ninja.files import UploadedFile
from pydantic import Field

from sansan.errors import Missing
from sansan.interface import Given, Id, Line, Paged, Rows, rows_of, uploads
from sansan.people.access import require
from sansan.people.models import Person
from sansan.people.request import PersonRequest
from sansan.rectification.actions import intake
from sansan.rectification.actions.confirm import confirm_report
from sansan.rectification.api import shapes, shaping
from sansan.rectification.api.given import CorrectProposalGiven, LinkGiven
from sansan.rectification.api.papers import Nothing
from sansan.rectification.models import Proposal, SourceDocument
from sansan.ui.keyset import keyset_page

router = Router(tags=["报告入账"])


class FileGiven(Given):
    sha256: Line = Field("", description="文件的 SHA-256（十六进制）；给出时核对")


def _source(person: Person, source_id: int) -> SourceDocument:
    require(person, intake.INTAKE)
    rows = SourceDocument.objects.visible_to(person, intake.INTAKE).select_related("file")
    found = rows.defer("text", "reading").filter(pk=source_id).first()
    if found is None:
        raise Missing("未找到该报告，或不在您的权限范围内。", pk=source_id)
    return found


@router.post(
    "rounds/{round_id}/sources", response={202: shapes.SourceShown}, summary="上传报告", url_name="receive"
)
def receive(
    request: PersonRequest, round_id: Id, given: Form[FileGiven], upload: File[UploadedFile]
) -> shapes.SourceShown:
    """上传督察整改类报告（docx、pdf、xlsx、html、txt），在后台读取；以“报告状态”查询进度。"""
    uploads(request, (("upload", "document"),), given.sha256)
    made = intake.receive_report(by=request.user, round_id=round_id, upload=upload)
    return shaping.source(made)


@router.get("sources/{source_id}", response=shapes.SourceShown, summary="报告状态", url_name="source")
def get_source(request: PersonRequest, source_id: Id) -> shapes.SourceShown:
    """read 为已读完、待确认；failed 时 error 写明原因。"""
    return shaping.source(_source(request.user, source_id))


@router.get(
    "sources/{source_id}/proposals",
    response=Rows[shapes.ProposalShown],
    summary="拟立任务",
    url_name="proposals",
)
def list_proposals(request: PersonRequest, source_id: Id, given: Query[Paged]) -> Rows[shapes.ProposalShown]:
    """从报告中读出、尚未确认的任务，按报告中的顺序。"""
    rows = _source(request.user, source_id).proposals.all()
    page = keyset_page(rows, order=("order",), size=given.limit, cursor=given.cursor or None)
    return rows_of(page, shaping.proposal)


@router.post(
    "proposals/{proposal_id}/correct", response=shapes.ProposalShown, summary="更正拟立任务",
    url_name="proposal_correct",
)  # fmt: skip
def correct(request: PersonRequest, proposal_id: Id, given: CorrectProposalGiven) -> shapes.ProposalShown:
    """没有写到的字段不变。"""
    _own(request.user, proposal_id)
    changes = given.model_dump(exclude_unset=True, mode="json")
    texts = {
        name: "" if value is None and name != "deadline_date" else value for name, value in changes.items()
    }
    if texts.get("measures") == "":
        texts["measures"] = []
    return shaping.proposal(intake.correct_proposal(by=request.user, proposal_id=proposal_id, **texts))


@router.post(
    "proposals/{proposal_id}/drop",
    response=shapes.ProposalShown,
    summary="不予立项",
    url_name="proposal_drop",
)
def drop(request: PersonRequest, proposal_id: Id, given: Nothing) -> shapes.ProposalShown:
    """这一项不入账。"""
    _own(request.user, proposal_id)
    return shaping.proposal(intake.drop_proposal(by=request.user, proposal_id=proposal_id))


@router.post(
    "proposals/{proposal_id}/restore", response=shapes.ProposalShown, summary="恢复拟立任务",
    url_name="proposal_restore",
)  # fmt: skip
def restore(request: PersonRequest, proposal_id: Id, given: Nothing) -> shapes.ProposalShown:
    """把不立项的一项放回来。"""
    _own(request.user, proposal_id)
    return shaping.proposal(intake.restore_proposal(by=request.user, proposal_id=proposal_id))


@router.post(
    "proposals/{proposal_id}/link", response=shapes.ProposalShown, summary="对应已有任务",
    url_name="proposal_link",
)  # fmt: skip
def link(request: PersonRequest, proposal_id: Id, given: LinkGiven) -> shapes.ProposalShown:
    """说明这一项是哪项已有任务的更新，哪些变化不采纳。"""
    _own(request.user, proposal_id)
    made = intake.link_proposal(
        by=request.user, proposal_id=proposal_id, task_id=given.task_id, refused=given.refused
    )
    return shaping.proposal(made)


@router.post(
    "sources/{source_id}/cancel", response=shapes.SourceShown, summary="取消报告", url_name="source_cancel"
)
def cancel(request: PersonRequest, source_id: Id, given: Nothing) -> shapes.SourceShown:
    """不再等待读取，或把读完的报告放到一边。"""
    intake.cancel_reading(by=request.user, source_id=source_id)
    return shaping.source(_source(request.user, source_id))


@router.post(
    "sources/{source_id}/confirm",
    response=shapes.ConfirmedShown,
    summary="报告入账",
    url_name="source_confirm",
)
def confirm(request: PersonRequest, source_id: Id, given: Nothing) -> shapes.ConfirmedShown:
    """把未被剔除的拟立任务全部入账：新任务新建，已有任务更新。全部成功或全部不做。"""
    tasks = confirm_report(by=request.user, source_id=source_id)
    return shapes.ConfirmedShown(source_id=source_id, task_ids=[task.pk for task in tasks])


def _own(person: Person, proposal_id: int) -> None:
    """Missing before the action says anything of a report out of reach."""
    require(person, intake.INTAKE)
    sources = SourceDocument.objects.visible_to(person, intake.INTAKE)
    if not Proposal.objects.filter(pk=proposal_id, source__in=sources).exists():
        raise Missing("未找到该拟立任务，或不在您的权限范围内。", pk=proposal_id)
