"""Receiving a report, having it read, and putting the proposed tasks right before they enter the ledger."""

from collections.abc import Sequence
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from pydantic import ValidationError

from sansan.documents.errors import DocumentError
from sansan.documents.jsonform import to_json
from sansan.documents.reading import read_bytes
from sansan.errors import Conflict, Invalid
from sansan.evidence.store import keep, read
from sansan.people.models import Person
from sansan.places.queries import gazetteer
from sansan.rectification import proposals
from sansan.rectification.actions.access import locked_round, locked_source
from sansan.rectification.matching import match
from sansan.rectification.models import Proposal, SourceDocument
from sansan.rectification.proposals import ProposedTask
from sansan.rectification.snapshot import snapshots
from sansan.trail.record import record

INTAKE = "rectification.intake"
PENDING = (SourceDocument.State.QUEUED, SourceDocument.State.READING)


@transaction.atomic
def receive_report(
    *, by: Person, round_id: int, upload: "UploadedFile[bytes]", queue: bool = True
) -> SourceDocument:
    """Keep the file and queue it for reading; the page shows how far it is. A caller who reads it himself does not."""
    from sansan.rectification.jobs import read_report

    round_ = locked_round(round_id, by, INTAKE)
    if not upload.size:
        raise Invalid("文件是空的，请检查后重新选择。", field="upload")
    name = (upload.name or "未命名")[-200:]
    source = SourceDocument.objects.create(round=round_, file=keep(upload), name=name, received_by=by)
    record(
        "report.received",
        target=source,
        by=by,
        area_code=round_.area_code,
        after={"name": name, "sha256": source.file.sha256},
    )
    if queue:
        transaction.on_commit(lambda: read_report.enqueue(source.pk))
    return source


def read_source(*, source_id: int) -> None:
    """The background half of `receive_report`. A report that cannot be read leaves the reason and nothing else."""
    with transaction.atomic():
        source = SourceDocument.objects.select_for_update().get(pk=source_id)
        if source.state != SourceDocument.State.QUEUED:
            return
        source.state = SourceDocument.State.READING
        source.save(update_fields=["state"])
    try:
        reading = read_bytes(read(source.file), source.name, gazetteer=gazetteer())
    except DocumentError as error:
        _failed(source_id, error.message)
        return
    except Exception:
        _failed(source_id, "读取时出现意外错误，已记录。请将该文件交系统管理员查看。")
        raise
    with transaction.atomic():
        source = SourceDocument.objects.select_for_update().get(pk=source_id)
        if source.state != SourceDocument.State.READING:  # cancelled meanwhile
            return
        source.text = reading.source.text
        source.reading = to_json(reading)
        source.as_of = reading.outline.as_of
        source.state = SourceDocument.State.READ
        source.save(update_fields=["text", "reading", "as_of", "state"])
        proposed = proposals.propose(reading)
        known = match(snapshots(source.round.tasks.reported()), proposed)
        Proposal.objects.bulk_create(
            Proposal(
                source=source, order=order, data=task.model_dump(mode="json"), task_id=known.get(task.key)
            )
            for order, task in enumerate(proposed, 1)
        )
        record(
            "report.read",
            target=source,
            by=source.received_by,
            area_code=source.round.area_code,
            after={"tasks": len(proposed), "findings": len(reading.findings), "known": len(known)},
        )


@transaction.atomic
def cancel_reading(*, by: Person, source_id: int) -> SourceDocument:
    """Stop waiting for a report, or put a read one aside unconfirmed."""
    source = locked_source(source_id, by, INTAKE)
    if source.state not in {*PENDING, SourceDocument.State.READ}:
        raise Conflict(f"该报告{source.get_state_display()}，不能取消。")
    before = source.state
    source.state = SourceDocument.State.CANCELLED
    source.save(update_fields=["state"])
    record(
        "report.cancelled", target=source, by=by, area_code=source.round.area_code, before={"state": before}
    )
    return source


@transaction.atomic
def correct_proposal(*, by: Person, proposal_id: int, **changes: Any) -> Proposal:
    """Put fields of a proposed task right; names are those of `ProposedTask`."""
    proposal = _open_proposal(proposal_id, by)
    before = proposal.data
    if not str(changes.get("problem", before["problem"])).strip():
        raise Invalid("问题描述不能为空。", field="problem")
    try:
        corrected = ProposedTask.model_validate({**before, **changes})
    except ValidationError as error:
        field = str(error.errors()[0]["loc"][0])
        raise Invalid("填写的内容不符合要求，请核对。", field=field) from error
    after = proposal.data = corrected.model_dump(mode="json")
    proposal.save(update_fields=["data"])
    changed = [name for name in after if before.get(name) != after[name]]
    _recorded(
        "proposal.corrected",
        proposal,
        by,
        before={name: before.get(name) for name in changed},
        after={name: after[name] for name in changed},
    )
    return proposal


@transaction.atomic
def split_proposal(
    *, by: Person, proposal_id: int, problems: tuple[str, str], second_measures: Sequence[int]
) -> tuple[Proposal, Proposal]:
    """Make two proposed tasks of one."""
    proposal = _open_proposal(proposal_id, by)
    first, second = proposals.split(
        ProposedTask.model_validate(proposal.data), problems=problems, second_measures=second_measures
    )
    _make_room_after(proposal)
    proposal.data = first.model_dump(mode="json")
    proposal.save(update_fields=["data"])
    added = Proposal.objects.create(
        source=proposal.source, order=proposal.order + 1, data=second.model_dump(mode="json")
    )
    _recorded("proposal.split", proposal, by, after={"problems": [first.problem, second.problem]})
    return proposal, added


@transaction.atomic
def merge_proposals(*, by: Person, proposal_ids: Sequence[int]) -> Proposal:
    """Make one proposed task of several of the same report; the first in order stays, the others are dropped."""
    rows = sorted((_open_proposal(pk, by) for pk in proposal_ids), key=lambda p: p.order)
    if len({p.source_id for p in rows}) > 1:
        raise Invalid("只能合并同一份报告中的任务。", field="proposals")
    merged = proposals.merge([ProposedTask.model_validate(p.data) for p in rows])
    kept, *others = rows
    kept.data = merged.model_dump(mode="json")
    kept.save(update_fields=["data"])
    for other in others:
        other.decision = Proposal.Decision.DROPPED
        other.save(update_fields=["decision"])
    _recorded(
        "proposal.merged", kept, by, after={"orders": [p.order for p in rows], "problem": merged.problem}
    )
    return kept


@transaction.atomic
def drop_proposal(*, by: Person, proposal_id: int) -> Proposal:
    """Leave this one out of the ledger."""
    return _decide(proposal_id, by, Proposal.Decision.OPEN, Proposal.Decision.DROPPED, "proposal.dropped")


@transaction.atomic
def restore_proposal(*, by: Person, proposal_id: int) -> Proposal:
    """Take a left-out proposal back in."""
    return _decide(proposal_id, by, Proposal.Decision.DROPPED, Proposal.Decision.OPEN, "proposal.restored")


@transaction.atomic
def link_proposal(
    *, by: Person, proposal_id: int, task_id: int | None, refused: Sequence[str] = ()
) -> Proposal:
    """Say which task of the ledger a proposal updates (None: it is new) and which of its changes are not taken."""
    proposal = _open_proposal(proposal_id, by)
    if task_id is not None:
        if not proposal.source.round.tasks.reported().filter(pk=task_id).exists():
            raise Invalid("所选任务不在本督察中。", field="task")
        taken = proposal.source.proposals.filter(task_id=task_id).exclude(pk=proposal.pk)
        if taken.exclude(decision=Proposal.Decision.DROPPED).exists():
            raise Invalid("该任务已与本报告中的另一项对应。", field="task")
    before = {"task": proposal.task_id, "refused": proposal.refused}
    proposal.task_id = task_id
    proposal.refused = list(refused)
    proposal.save(update_fields=["task", "refused"])
    _recorded(
        "proposal.linked", proposal, by, before=before, after={"task": task_id, "refused": list(refused)}
    )
    return proposal


def _failed(source_id: int, reason: str) -> None:
    with transaction.atomic():
        source = SourceDocument.objects.select_for_update().get(pk=source_id)
        source.state = SourceDocument.State.FAILED
        source.error = reason
        source.save(update_fields=["state", "error"])
        record(
            "report.failed",
            target=source,
            by=source.received_by,
            area_code=source.round.area_code,
            after={"error": reason},
        )


def _open_proposal(proposal_id: int, by: Person) -> Proposal:
    proposal = _proposal(proposal_id, by)
    if proposal.decision != Proposal.Decision.OPEN:
        raise Conflict(f"该项{proposal.get_decision_display()}，不能再修改。")
    return proposal


def _proposal(proposal_id: int, by: Person) -> Proposal:
    from sansan.errors import Missing

    found = Proposal.objects.filter(pk=proposal_id).values_list("source_id", flat=True).first()
    if found is None:
        raise Missing("未找到该拟立任务。")
    source = locked_source(found, by, INTAKE)
    if source.state != SourceDocument.State.READ:
        raise Conflict(f"该报告{source.get_state_display()}，不能再修改其中的拟立任务。")
    return Proposal.objects.select_related("source__round").get(pk=proposal_id)


def _decide(proposal_id: int, by: Person, expected: str, decision: str, verb: str) -> Proposal:
    proposal = _proposal(proposal_id, by)
    if proposal.decision != expected:
        raise Conflict(f"该项{proposal.get_decision_display()}，请刷新页面。")
    proposal.decision = decision
    proposal.save(update_fields=["decision"])
    _recorded(verb, proposal, by, before={"decision": expected}, after={"decision": decision})
    return proposal


def _make_room_after(proposal: Proposal) -> None:
    """Shift the later ones by one, last first: the order is unique at every moment."""
    for later in proposal.source.proposals.filter(order__gt=proposal.order).order_by("-order"):
        later.order += 1
        later.save(update_fields=["order"])


def _recorded(verb: str, proposal: Proposal, by: Person, **what: Any) -> None:
    record(verb, target=proposal, by=by, area_code=proposal.source.round.area_code, **what)
