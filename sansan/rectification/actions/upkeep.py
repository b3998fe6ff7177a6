"""Keeping a task's measures, citations and audit questions. Its figures: figures/actions.py."""

import datetime as dt

from django.db import IntegrityError, transaction
from django.utils import timezone

from sansan.errors import Conflict, Invalid, Missing
from sansan.people.access import require
from sansan.people.models import Person
from sansan.rectification.actions.access import locked_task
from sansan.rectification.models import (
    AuditFinding,
    Citation,
    Disposition,
    Measure,
    PolicyDocument,
)
from sansan.trail.record import record


@transaction.atomic
def tick_measure(*, by: Person, task_id: int, measure_id: int, done: bool) -> Measure:
    """Mark a measure as done, or not done after all."""
    task = locked_task(task_id, by, "rectification.report")
    measure = task.measures.filter(pk=measure_id).first()
    if measure is None:
        raise Missing("该措施已被更新，请刷新页面。")
    if (measure.done_at is not None) == done:
        raise Conflict("该措施的办结情况已被他人更新，请刷新页面。")
    measure.done_at = timezone.now() if done else None
    measure.save(update_fields=["done_at"])
    record(
        "measure.done" if done else "measure.undone",
        target=task,
        by=by,
        area_code=task.round.area_code,
        after={"measure": measure.order, "text": measure.text[:200]},
    )
    return measure


@transaction.atomic
def save_policy(
    *,
    by: Person,
    policy_id: int | None = None,
    number: str,
    title: str,
    issuer: str = "",
    issued_on: dt.date | None = None,
    valid_from: dt.date | None = None,
    valid_to: dt.date | None = None,
) -> PolicyDocument:
    """Register a policy document, or put its particulars right."""
    require(by, "rectification.intake")
    if not number.strip() and not title.strip():
        raise Invalid("文号与标题至少填写一项。", field="number")
    if valid_from and valid_to and valid_to < valid_from:
        raise Invalid(f"失效日期 {valid_to} 早于施行日期 {valid_from}。", field="valid_to")
    policy = (
        PolicyDocument.objects.select_for_update().filter(pk=policy_id).first()
        if policy_id
        else PolicyDocument()
    )
    if policy is None:
        raise Missing("未找到该文件。")
    given = {
        "number": number.strip(),
        "title": title.strip(),
        "issuer": issuer.strip(),
        "issued_on": issued_on,
        "valid_from": valid_from,
        "valid_to": valid_to,
    }
    before = {name: getattr(policy, name) for name in given} if policy_id else None
    for name, value in given.items():
        setattr(policy, name, value)
    try:
        with transaction.atomic():
            policy.save()
    except IntegrityError:
        raise Invalid(f"{number or title}已经登记过。", field="number") from None
    record("policy.edited" if policy_id else "policy.added", target=policy, by=by, before=before, after=given)
    return policy


@transaction.atomic
def cite_policy(*, by: Person, task_id: int, policy_id: int) -> Citation:
    """Cite a registered document from a task."""
    task = locked_task(task_id, by, "rectification.intake")
    policy = PolicyDocument.objects.filter(pk=policy_id).first()
    if policy is None:
        raise Invalid("请选择已登记的文件。", field="policy")
    citation, made = Citation.objects.get_or_create(task=task, policy=policy)
    if not made:
        raise Invalid("本任务已引用该文件。", field="policy")
    record("policy.cited", target=task, by=by, area_code=task.round.area_code, after={"policy": str(policy)})
    return citation


@transaction.atomic
def dispose_finding(*, by: Person, finding_id: int, disposition: str, reason: str) -> AuditFinding:
    """Answer a question of the audit: an agreed error, explained, or dismissed, always with a reason."""
    require(by, "rectification.audit")
    finding = (
        AuditFinding.objects.visible_to(by, "rectification.audit")
        .select_for_update(of=("self",))
        .filter(pk=finding_id)
        .first()
    )
    if finding is None:
        raise Missing("未找到该疑点，或不在您的权限范围内。")
    if disposition not in Disposition.values or disposition == Disposition.OPEN:
        raise Invalid("请选择处置结论。", field="disposition")
    if not reason.strip():
        raise Invalid("请写明处置理由，供以后核对。", field="reason")
    before = {"disposition": finding.disposition, "reason": finding.reason}
    finding.disposition, finding.reason = disposition, reason.strip()
    finding.disposed_by, finding.disposed_at = by, timezone.now()
    finding.save()
    record(
        "finding.disposed",
        target=finding,
        by=by,
        area_code=finding.round.area_code,
        reason=reason,
        before=before,
        after={"disposition": disposition},
    )
    return finding
