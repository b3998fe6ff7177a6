"""整改方案 as an official document: its preamble, then each task under its class with the fields the rules demand."""

import datetime as dt

from django.utils import timezone

from sansan.documents.model import UnitRole
from sansan.rectification.exports.document import write_docx
from sansan.rectification.exports.lines import Kind, Line, body, counts_of
from sansan.rectification.exports.report import SAMPLE_LABEL
from sansan.rectification.models import Plan, PlanItem
from sansan.rectification.planning import IN_FORCE, PlanState, deadline_words
from sansan.rectification.proposals import Heading, ProposedTask, ProposedUnit
from sansan.rectification.querysets import TaskQuerySet

_ORDER = (
    UnitRole.LEAD,
    UnitRole.RESPONSIBLE,
    UnitRole.IMPLEMENT,
    UnitRole.SUPPORT,
    UnitRole.SUPERVISE,
    UnitRole.LEADER,
    UnitRole.ACCEPT,
)


def plan_docx(plan: Plan, tasks: TaskQuerySet, *, at: dt.datetime) -> bytes:
    """The docx file of this version with these of its tasks."""
    return write_docx(plan_lines(plan, tasks), at=at, label=SAMPLE_LABEL if plan.round.is_sample else "")


def plan_lines(plan: Plan, tasks: TaskQuerySet) -> list[Line]:
    items = plan.items.filter(task__in=tasks).select_related("task__klass", "task__section")
    said = [_said(item) for item in items.order_by("task__order")]
    return [
        Line(Kind.TITLE, plan.round.short_name),
        Line(Kind.TITLE, plan.title),
        Line(Kind.AS_OF, _standing(plan)),
        *(Line(Kind.TEXT, text) for text in plan.preamble.splitlines() if text.strip()),
        *([Line(Kind.TEXT, f"调整理由：{plan.reason}")] if plan.reason else []),
        Line(Kind.TEXT, counts_of(said)),
        *body(said),
    ]


def _standing(plan: Plan) -> str:
    """（2026年3月2日批准，豫环督〔2026〕3号） or what the paper is while it is not approved."""
    state = PlanState(plan.state)
    if state not in (*IN_FORCE, PlanState.SUPERSEDED) or plan.in_force_at is None:
        return "（送审稿）" if state in (PlanState.SUBMITTED, PlanState.SIGNED) else "（草稿）"
    day = timezone.localtime(plan.in_force_at)
    number = f"，{plan.consent_number}" if plan.consent_number else ""
    return f"（{day.year}年{day.month}月{day.day}日批准{number}）"


def _said(item: PlanItem) -> ProposedTask:
    task, planned = item.task, item.planned
    units = sorted(planned.units, key=lambda unit: _ORDER.index(unit[1]))
    return ProposedTask(
        key=str(task.pk),
        number=task.number,
        klass=Heading(number=task.klass.number, title=task.klass.title) if task.klass else None,
        section=Heading(number=task.section.number, title=task.section.title) if task.section else None,
        problem=task.problem,
        goal=planned.goal,
        deadline=planned.deadline or deadline_words(planned),
        standing=planned.standing,
        units=[ProposedUnit(name=name, role=role) for name, role in units],
        measures=list(planned.measures),
    )
