"""Reading a record or one of its documents: allowed to few, and never without a trace."""

from collections.abc import Sequence

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import TextChoices

from sansan.accountability.actions.access import locked_record, recorded
from sansan.accountability.models import Record
from sansan.accountability.querysets import HANDLE, VIEW
from sansan.accountability.sealing import mark
from sansan.errors import Conflict, Invalid, Missing
from sansan.evidence.actions import attach
from sansan.evidence.models import Evidence, Purpose
from sansan.evidence.queries import evidence_of
from sansan.people.access import own_body, require
from sansan.people.models import Person
from sansan.trail.record import record


class Paper(TextChoices):
    """What a document is. Its file is renamed for it: the names people give to files name people."""

    DECISION = "decision", "决定书"
    REPORT = "report", "调查报告"
    TALK = "talk", "谈话笔录"
    STATEMENT = "statement", "检查材料"
    RECEIPT = "receipt", "送达回证"
    OTHER = "other", "其他材料"


@transaction.atomic
def read_record(*, by: Person, record_id: int) -> Record:
    """The record, for whoever may see it; that he saw it is in the trail before he does."""
    row = _visible(by, record_id)
    recorded("accountability.read", row, by=by)
    return row


@transaction.atomic
def read_document(*, by: Person, record_id: int, document_id: int) -> Evidence:
    row = _visible(by, record_id)
    document = evidence_of(row).filter(pk=document_id).first()
    if document is None:
        raise Missing("未找到该材料，可能已按留存期限清除。", pk=document_id)
    recorded("accountability.document_read", row, {"document": document.pk}, by=by)
    return document


@transaction.atomic
def take_records(*, by: Person, record_ids: Sequence[int]) -> None:
    """Rows of the list go into a file: each of these records is in the trail as read, before the file is."""
    require(by, HANDLE)
    found = Record.objects.visible_to(by, HANDLE).in_bulk(record_ids)
    if missing := [pk for pk in record_ids if pk not in found]:
        raise Missing("未找到要导出的问责记录，或不在您的权限范围内。", pk=missing[0])
    for pk in record_ids:
        recorded("accountability.taken", found[pk], by=by)


@transaction.atomic
def find_name(*, by: Person, name: str) -> list[Record]:
    """The records of this very name within reach. That somebody asked is in the trail; for whom is not."""
    require(by, VIEW)
    if not name.strip():
        raise Invalid("请填写完整的姓名。", field="name")
    found = Record.objects.visible_to(by).filter(subjects__name_mark=mark(name)).distinct()
    rows = list(found.prefetch_related("subjects"))
    record("accountability.searched", target=by, by=by, after={"records": len(rows)})
    return rows


@transaction.atomic
def add_document(*, by: Person, record_id: int, paper: str, upload: "UploadedFile[bytes]") -> Evidence:
    """Keep a document under a neutral name. The room hands it out itself; `evidence` shows it to nobody."""
    row = locked_record(record_id, by)
    if row.names_removed_at is not None:
        raise Conflict("该记录的姓名和材料已按留存期限清除，不能再上传材料。")
    if paper not in Paper.values:
        raise Invalid("请选择材料的种类。", field="paper")
    number = evidence_of(row).count() + 1
    suffix = (upload.name or "").rpartition(".")[2][:8]
    upload.name = f"{Paper(paper).label}-{number}.{suffix}" if suffix else f"{Paper(paper).label}-{number}"
    document = attach(
        by=by,
        upload=upload,
        target=row,
        area_code=row.area_code,
        organisation_id=own_body(by),
        purpose=Purpose.DOCUMENT,
    )
    recorded("accountability.document_added", row, {"document": document.pk}, by=by)
    return document


def _visible(by: Person, record_id: int) -> Record:
    require(by, VIEW)
    rows = Record.objects.visible_to(by).select_related("by", "held_by")
    row = rows.filter(pk=record_id).first()
    if row is None:
        raise Missing("未找到该问责记录，或不在您的权限范围内。", pk=record_id)
    return row
