"""A confirmed report enters the ledger: new tasks are made, known ones updated, figures kept, questions asked."""

import hashlib
import json
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from sansan.errors import Conflict, Invalid
from sansan.people.models import Organisation, Person
from sansan.rectification.actions.access import locked_source
from sansan.rectification.actions.entries import enter_task, update_task
from sansan.rectification.models import AuditFinding, Proposal, SourceDocument, Task
from sansan.rectification.proposals import ProposedTask
from sansan.trail.record import record

INTAKE = "rectification.intake"


@transaction.atomic
def confirm_report(*, by: Person, source_id: int) -> list[Task]:
    """Enter every proposal that was not dropped. All or nothing; a second confirmation is refused."""
    source = locked_source(source_id, by, INTAKE)
    if source.state != SourceDocument.State.READ:
        raise Conflict(f"该报告{source.get_state_display()}，不能入账。")
    proposals = list(source.proposals.filter(decision=Proposal.Decision.OPEN).select_related("task"))
    if not proposals:
        raise Invalid("没有可入账的任务。请恢复至少一项，或取消这份报告。")
    organisations = {name: o for o in Organisation.objects.all() for name in (o.name, o.short_name) if name}
    order = source.round.tasks.aggregate(last=Max("order"))["last"] or 0
    by_key: dict[str, Task] = {}
    for proposal in proposals:
        data = ProposedTask.model_validate(proposal.data)
        if proposal.task:
            task = update_task(
                by=by,
                task=proposal.task,
                data=data,
                source=source,
                refused=proposal.refused,
                organisations=organisations,
            )
        else:
            order += 1
            task = enter_task(
                by=by,
                round_=source.round,
                data=data,
                order=order,
                source=source,
                parent=by_key.get(data.parent or ""),
                organisations=organisations,
            )
        by_key[data.key] = task
        proposal.task = task
        proposal.decision = Proposal.Decision.CONFIRMED
    Proposal.objects.bulk_update(proposals, ["task", "decision"])
    asked = _ask(source, by_key)
    _take_particulars(source)
    source.state = SourceDocument.State.CONFIRMED
    source.confirmed_at = timezone.now()
    source.save(update_fields=["state", "confirmed_at"])
    record(
        "report.confirmed",
        target=source,
        by=by,
        area_code=source.round.area_code,
        after={"tasks": len(by_key), "findings": asked},
    )
    return list(by_key.values())


def _ask(source: SourceDocument, tasks: dict[str, Task]) -> int:
    """Keep the findings of the audit. The same question asked again keeps its disposition."""
    known = set(source.round.findings.values_list("fingerprint", flat=True))
    new: dict[str, AuditFinding] = {}
    for finding in source.reading.get("findings", []):
        task = tasks.get(finding["task"] or "")
        fingerprint = _fingerprint(task, finding)
        if fingerprint in known or fingerprint in new:
            continue
        new[fingerprint] = AuditFinding(
            round=source.round,
            source=source,
            task=task,
            rule=finding["rule"],
            message=finding["message"],
            innocent=finding["innocent"],
            quote=finding["quote"],
            values=finding["values"],
            spans=finding["spans"],
            fingerprint=fingerprint,
        )
    AuditFinding.objects.bulk_create(new.values())
    compared = AuditFinding.others.through
    compared.objects.bulk_create(
        compared(auditfinding=finding, task=task)
        for finding in new.values()
        for task in _compared(finding, tasks.values())
    )
    return len(new)


def _compared(finding: AuditFinding, tasks: Iterable[Task]) -> list[Task]:
    """The tasks beside the finding's own in which its passages stand."""
    return [
        task
        for task in tasks
        if task != finding.task
        and any(
            begin <= start < end for _, begin, end in task.spans.get("task", []) for start, _ in finding.spans
        )
    ]


def _fingerprint(task: Task | None, finding: dict[str, Any]) -> str:
    said = [task.pk if task else None, finding["rule"], finding["quote"], sorted(finding["values"].items())]
    return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()


def _take_particulars(source: SourceDocument) -> None:
    """The round carries the title and date of its newest report."""
    changed: dict[str, Any] = {"report_title": source.reading.get("title", "")}
    if source.as_of and (source.round.as_of is None or source.as_of >= source.round.as_of):
        changed["as_of"] = source.as_of
    for name, value in changed.items():
        setattr(source.round, name, value)
    source.round.save(update_fields=list(changed))
