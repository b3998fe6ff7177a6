"""Questions of the figure audit."""

from ninja import Query, Router

from sansan.errors import Missing
from sansan.interface import Id, Rows, rows_of
from sansan.people.request import PersonRequest
from sansan.rectification.actions.upkeep import dispose_finding
from sansan.rectification.api import shapes, shaping
from sansan.rectification.api.given import DisposeGiven, FindingFilter
from sansan.rectification.models import AuditFinding
from sansan.rectification.presentation.frame import viewer
from sansan.ui.keyset import keyset_page

router = Router(tags=["核查疑点"])


@router.get("findings", response=Rows[shapes.FindingShown], summary="疑点列表", url_name="findings")
def list_findings(request: PersonRequest, given: Query[FindingFilter]) -> Rows[shapes.FindingShown]:
    """数据核查提出的疑点，最近的在前。疑点是问题，不是结论。"""
    rows = AuditFinding.objects.visible_to(viewer(request))
    for name in ("round", "task", "disposition"):
        if value := getattr(given, name):
            rows = rows.filter(**{name: value})
    page = keyset_page(rows, order=("-pk",), size=given.limit, cursor=given.cursor or None)
    return rows_of(page, shaping.finding)


@router.get("findings/{finding_id}", response=shapes.FindingShown, summary="一条疑点", url_name="finding")
def get_finding(request: PersonRequest, finding_id: Id) -> shapes.FindingShown:
    found = AuditFinding.objects.visible_to(viewer(request)).filter(pk=finding_id).first()
    if found is None:
        raise Missing("未找到该疑点，或不在您的权限范围内。", pk=finding_id)
    return shaping.finding(found)


@router.post(
    "findings/{finding_id}/dispose",
    response=shapes.FindingShown,
    summary="处置疑点",
    url_name="finding_dispose",
)
def dispose(request: PersonRequest, finding_id: Id, given: DisposeGiven) -> shapes.FindingShown:
    """确有错误、已说明或不成立，都须写明理由。"""
    made = dispose_finding(
        by=request.user, finding_id=finding_id, disposition=given.disposition, reason=given.reason
    )
    return shaping.finding(made)
