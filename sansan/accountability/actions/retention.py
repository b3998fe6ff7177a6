"""Keeping no name longer than the rule says: what is due, holding it back, removing it for good."""

import datetime as dt
from functools import partial

from django.db import transaction
from django.db.models import ProtectedError
from django.utils import timezone

from sansan.accountability.actions.access import locked_record, recorded
from sansan.accountability.models import Lead, Record
from sansan.accountability.querysets import HANDLE, RecordQuerySet
from sansan.accountability.rules import months_after, rules
from sansan.accountability.sealing import seal
from sansan.errors import Conflict, Invalid
from sansan.evidence import store
from sansan.evidence.models import StoredFile
from sansan.evidence.queries import evidence_of
from sansan.evidence.thumbnail import SUFFIX
from sansan.people.access import require
from sansan.people.models import Person
from sansan.trail.record import Actor, record


def due(rows: RecordQuerySet, on: dt.date) -> RecordQuerySet:
    """Records whose names are to go on that day; those on hold are not."""
    return expired(rows, on).filter(held_at=None)


def expired(rows: RecordQuerySet, on: dt.date) -> RecordQuerySet:
    """Records past their time on that day, on hold or not."""
    return rows.filter(removable_on__lte=on, names_removed_at=None, state="closed")


@transaction.atomic
def hold(*, by: Person, record_id: int, reason: str) -> Record:
    """暂缓清除: an appeal, a re-examination, a lawsuit."""
    row = locked_record(record_id, by)
    if row.names_removed_at is not None:
        raise Conflict("姓名已按留存期限清除，不能暂缓。")
    if row.held_at is not None:
        raise Conflict("该记录已暂缓清除，可能刚有人办过。请刷新页面。")
    if not reason.strip():
        raise Invalid("请填写暂缓清除的理由。", field="reason")
    row.held_reason_sealed, row.held_by, row.held_at = seal(reason.strip()), by, timezone.now()
    row.save(update_fields=["held_reason_sealed", "held_by", "held_at"])
    recorded("accountability.held", row, by=by)
    return row


@transaction.atomic
def release(*, by: Person, record_id: int) -> Record:
    row = locked_record(record_id, by)
    if row.held_at is None:
        raise Conflict("该记录没有暂缓清除，可能刚有人解除。请刷新页面。")
    row.held_reason_sealed, row.held_by, row.held_at = "", None, None
    row.save(update_fields=["held_reason_sealed", "held_by", "held_at"])
    recorded("accountability.released", row, by=by)
    return row


@transaction.atomic
def remove_names(*, by: Actor, today: dt.date) -> list[Record]:
    """Remove for good the names, posts, facts and documents of every record that is due; what is counted stays.

    Run by the clock, or by whoever handles records, within his reach.
    """
    require(by, HANDLE)
    rows = due(Record.objects.visible_to(by, HANDLE), today).select_for_update(of=("self",))
    removed = list(rows.order_by("pk"))
    for row in removed:
        persons = row.subjects.filter(is_body=False)
        said = {
            "persons": persons.count(),
            "documents": _remove_documents(row),
            "removable_on": row.removable_on,
        }
        persons.update(name_sealed="", name_mark="", post_sealed="", unit_sealed="")
        Lead.objects.filter(record=row).update(reason_sealed="")
        row.facts_sealed = row.document_sealed = row.closing_note_sealed = ""
        row.names_removed_at = timezone.now()
        row.save(update_fields=["facts_sealed", "document_sealed", "closing_note_sealed", "names_removed_at"])
        recorded("accountability.names_removed", row, said, by=by)
    _remove_reasons(by, today)
    return removed


def _remove_reasons(by: Actor, today: dt.date) -> None:
    """Leads that were declined or passed on keep the reason no longer than a record without a sanction its names."""
    last = months_after(today, -12 * rules().years_without_sanction)
    leads = Lead.objects.visible_to(by, HANDLE).filter(record=None, decided_at__date__lte=last)
    for lead in leads.exclude(reason_sealed="").select_for_update(of=("self",)).order_by("pk"):
        lead.reason_sealed = ""
        lead.save(update_fields=["reason_sealed"])
        record("lead.reason_removed", target=lead, by=by, area_code=lead.area_code)


def _remove_documents(row: Record) -> int:
    """The uses, and the files nobody else uses: from the table now, from the store with the commit."""
    documents = list(evidence_of(row))
    for document in documents:
        stored = document.file
        document.delete()
        try:
            with transaction.atomic():
                StoredFile.objects.get(pk=stored.pk).delete()
        except (ProtectedError, StoredFile.DoesNotExist):
            continue  # somebody else's file as well, or two documents were the same file
        transaction.on_commit(partial(_unlink, stored.sha256))
    return len(documents)


def _unlink(sha256: str) -> None:
    """Not where somebody has kept the very same file in the meantime."""
    if StoredFile.objects.filter(sha256=sha256).exists():
        return
    store.path_of(sha256).unlink(missing_ok=True)
    store.path_of(sha256, SUFFIX).unlink(missing_ok=True)
