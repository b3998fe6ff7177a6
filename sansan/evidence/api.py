"""Evidence over HTTP: what is known of a file, and the file. It is handed in with the report it belongs to."""

import datetime as dt
from typing import Any

from django.http import FileResponse
from ninja import Router
from pydantic import Field

from sansan.errors import Missing
from sansan.evidence import store
from sansan.evidence.access import visible_to
from sansan.evidence.models import Evidence
from sansan.interface import Id, Shown, file_answer
from sansan.people.access import require
from sansan.people.models import Person
from sansan.people.request import PersonRequest

router = Router(tags=["佐证材料"])


class EvidenceWhole(Shown):
    id: int
    name: str
    purpose: str = Field(description="before 整改前，after 整改后，document 文件资料，other 其他")
    note: str
    sha256: str = Field(description="文件内容的摘要，下载后可自行核对")
    size: int = Field(description="字节数")
    media_type: str
    area_code: str
    organisation: str = Field(description="上传单位")
    uploaded_at: dt.datetime
    taken_at: dt.datetime | None = Field(description="照片自带的拍摄时间")
    lon: float | None = Field(description="照片自带的经度（WGS-84）")
    lat: float | None


def _seen(person: Person, evidence_id: int) -> Evidence:
    require(person, "evidence.view")
    found = Evidence.objects.filter(pk=evidence_id).select_related("file", "organisation").first()
    if found is None or not visible_to(person, [found]):
        raise Missing("未找到该材料，或不在您的权限范围内。", pk=evidence_id)
    return found


@router.get("evidence/{evidence_id}", response=EvidenceWhole, summary="一份材料的信息", url_name="evidence")
def get_evidence(request: PersonRequest, evidence_id: Id) -> EvidenceWhole:
    found = _seen(request.user, evidence_id)
    return EvidenceWhole(
        id=found.pk,
        name=found.name,
        purpose=found.purpose,
        note=found.note,
        sha256=found.file.sha256,
        size=found.file.size,
        media_type=found.file.media_type,
        area_code=found.area_code,
        organisation=found.organisation.name if found.organisation else "",
        uploaded_at=found.uploaded_at,
        taken_at=found.taken_at,
        lon=found.lon,
        lat=found.lat,
    )


@router.get(
    "evidence/{evidence_id}/file",
    summary="下载材料",
    url_name="evidence_file",
    openapi_extra=file_answer("application/octet-stream", description="原文件"),
)
def get_file(request: PersonRequest, evidence_id: Id) -> Any:
    """原文件，与上传时逐字节相同；类型见材料信息的 media_type。"""
    found = _seen(request.user, evidence_id)
    path = store.path_of(found.file.sha256)
    if not path.exists():
        raise Missing("文件在存储中找不到，请联系系统管理员。", pk=evidence_id)
    response = FileResponse(
        path.open("rb"), as_attachment=True, filename=found.name, content_type="application/octet-stream"
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["ETag"] = f'"{found.file.sha256}"'
    return response
