"""Saying what an indicator means, and which figures must add up."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from sansan.errors import Conflict, Invalid
from sansan.people.models import Person
from sansan.rectification.actions.access import locked_task
from sansan.rectification.figures.actions.access import BIND, FIGURES, locked_figure
from sansan.rectification.models import FigureIdentity, TaskFigure
from sansan.trail.record import record


@transaction.atomic
def describe_figure(
    *,
    by: Person,
    figure_id: int,
    kind: str,
    direction: str,
    target: Decimal | None,
    target_on: dt.date | None,
) -> TaskFigure:
    """Say what an indicator means: 累计 or 当期, which way is better, what is aimed at and by when."""
    figure, task = locked_figure(figure_id, by, FIGURES)
    if kind not in TaskFigure.Kind.values:
        raise Invalid("请选择口径。", field="kind")
    if direction not in TaskFigure.Direction.values:
        raise Invalid("请选择方向。", field="direction")
    if target_on and target is None:
        raise Invalid("写了目标日期，请同时填写目标值。", field="target")
    given = {"kind": kind, "direction": direction, "target": target, "target_on": target_on}
    before = {name: getattr(figure, name) for name in given}
    changed = [name for name in given if given[name] != before[name]]
    if not changed:
        raise Invalid("没有改动。")
    for name in changed:
        setattr(figure, name, given[name])
    figure.save(update_fields=changed)
    record(
        "figure.described",
        target=task,
        by=by,
        area_code=task.round.area_code,
        before={"name": figure.name} | {name: before[name] for name in changed},
        after={"name": figure.name} | {name: given[name] for name in changed},
    )
    return figure


@transaction.atomic
def declare_identity(
    *, by: Person, task_id: int, total_id: int, part_ids: Sequence[int], note: str = ""
) -> FigureIdentity:
    """合计关系: this figure of the task is the sum of those, of the task itself or of its parts."""
    task = locked_task(task_id, by, BIND)
    there = {f.pk: f for f in TaskFigure.objects.filter(Q(task=task) | Q(task__parent=task))}
    parts = list(dict.fromkeys(part_ids))
    if total_id not in there:
        raise Invalid("请选择本任务的一个指标作为总数。", field="total")
    if len(parts) < 2 or not set(parts) <= there.keys():
        raise Invalid("请至少选择本任务或其下级任务的两个指标作为分项。", field="parts")
    if total_id in parts:
        raise Invalid("总数不能同时是分项。", field="parts")
    odd = [there[pk] for pk in parts if there[pk].unit != there[total_id].unit]
    if odd:
        raise Invalid(
            f"“{odd[0].name}”以“{odd[0].unit or '无单位'}”为单位，与总数不同，不能合计。", field="parts"
        )
    for known in FigureIdentity.objects.filter(total=total_id, withdrawn_at=None):
        if {part.pk for part in known.parts.all()} == set(parts):
            raise Invalid("该合计关系已经登记。", field="parts")
    identity = FigureIdentity.objects.create(task=task, total_id=total_id, note=note.strip(), by=by)
    identity.parts.set(parts)
    record(
        "figure.identity_declared",
        target=task,
        by=by,
        area_code=task.round.area_code,
        reason=note,
        after=_identity_said(identity),
    )
    return identity


@transaction.atomic
def withdraw_identity(*, by: Person, identity_id: int, reason: str) -> FigureIdentity:
    """The sum was declared by mistake, or no longer has to come out."""
    identity = FigureIdentity.objects.filter(pk=identity_id).first()
    task = locked_task(identity.task_id if identity else 0, by, BIND)
    assert identity is not None  # locked_task(0) is Missing
    identity.refresh_from_db()
    if identity.withdrawn_at:
        raise Conflict("该合计关系已被撤销，请刷新页面。")
    if not reason.strip():
        raise Invalid("请填写撤销理由。", field="reason")
    identity.withdrawn_at = timezone.now()
    identity.save(update_fields=["withdrawn_at"])
    record(
        "figure.identity_withdrawn",
        target=task,
        by=by,
        area_code=task.round.area_code,
        reason=reason,
        before=_identity_said(identity),
    )
    return identity


def _identity_said(identity: FigureIdentity) -> dict[str, object]:
    return {"name": identity.total.name, "addends": "、".join(part.name for part in identity.parts.all())}
