"""Organisations over HTTP, to be named in other operations. Persons are not given out."""

from ninja import Query, Router
from pydantic import Field

from sansan.errors import Missing
from sansan.interface import Id, Paged, Rows, Shown, rows_of
from sansan.people.access import require
from sansan.people.models import Organisation
from sansan.people.queries import organisations_visible_to
from sansan.people.request import PersonRequest
from sansan.places.scope import within
from sansan.ui.keyset import keyset_page

router = Router(tags=["机构与区划"])
VIEW = "people.view"


class OrganisationShown(Shown):
    id: int
    code: str = Field(description="机构编码")
    name: str
    short_name: str
    kind: str
    kind_label: str
    area_code: str
    parent_id: int | None


class OrganisationFilter(Paged):
    q: str = Field("", max_length=40, description="名称或简称中的文字")
    area: str = Field("", pattern=r"^[0-9A-Z]{0,12}$", description="区划代码前缀")


def _shown(row: Organisation) -> OrganisationShown:
    return OrganisationShown(
        id=row.pk,
        code=row.code,
        name=row.name,
        short_name=row.short_name,
        kind=row.kind,
        kind_label=row.get_kind_display(),
        area_code=row.area_code,
        parent_id=row.parent_id,
    )


@router.get("organisations", response=Rows[OrganisationShown], summary="机构列表", url_name="organisations")
def list_organisations(request: PersonRequest, given: Query[OrganisationFilter]) -> Rows[OrganisationShown]:
    """本人可见的机构，按区划和编码排列。"""
    require(request.user, VIEW)
    rows = organisations_visible_to(request.user).filter(within("area_code", given.area))
    if given.q:
        rows = rows.filter(name__contains=given.q) | rows.filter(short_name__contains=given.q)
    page = keyset_page(rows, order=("area_code", "code"), size=given.limit, cursor=given.cursor or None)
    return rows_of(page, _shown)


@router.get(
    "organisations/{organisation_id}", response=OrganisationShown, summary="一个机构", url_name="organisation"
)
def get_organisation(request: PersonRequest, organisation_id: Id) -> OrganisationShown:
    require(request.user, VIEW)
    found = organisations_visible_to(request.user).filter(pk=organisation_id).first()
    if found is None:
        raise Missing("未找到该机构，或不在您的权限范围内。", pk=organisation_id)
    return _shown(found)
