"""A confirmed report enters the ledger: new tasks are made, known ones updated, figures kept, questions asked."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from sansan.errors import Conflict, Invalid
from sansan.people.models import Person
from sansan.rectification.actions.access import locked_source
from sansan.rectification.actions.entries import Update, enter_tasks, known_organisations, update_tasks
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
    open_ones = source.proposals.filter(decision=Proposal.Decision.OPEN)
    # Locked before they are read: what is being written on a task at this moment is not put back.
    known = Task.objects.filter(pk__in=open_ones.filter(task__isnull=False).values("task"))
    list(known.select_for_update(of=("self",), no_key=True).order_by("pk"))
    proposals = list(open_ones.select_related("task__round"))
    if not proposals:
        raise Invalid("没有可入账的任务。请恢复至少一项，或取消这份报告。")
    tasks = _enter(proposals, source, by)
    for proposal, task in zip(proposals, tasks, strict=True):
        proposal.task = task
        proposal.decision = Proposal.Decision.CONFIRMED
    Proposal.objects.bulk_update(proposals, ["task", "decision"], batch_size=100)
    # A proposed task split in two keeps its key with the first half.
    by_key = {p.data["key"]: task for p, task in reversed(list(zip(proposals, tasks, strict=True)))}
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
        after={"tasks": len(tasks), "findings": asked},
    )
    return tasks


def _enter(proposals: Sequence[Proposal], source: SourceDocument, by: Person) -> list[Task]:
    """Known tasks brought up to date, the others made: the task of each proposal, in their order."""
    said = [(proposal.task, ProposedTask.model_validate(proposal.data), proposal) for proposal in proposals]
    organisations = known_organisations(unit for _, data, _ in said for unit in data.units)
    updates = [Update(task, data, proposal.refused) for task, data, proposal in said if task]
    update_tasks(by=by, updates=updates, source=source, organisations=organisations)
    made = iter(
        enter_tasks(
            by=by,
            round_=source.round,
            proposed=[data for task, data, _ in said if task is None],
            source=source,
            organisations=organisations,
            parents={data.key: task for task, data, _ in said if task},
        )
    )
    return [task or next(made) for task, _, _ in said]


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
