"""Opening a month, asking once more whoever was added meanwhile, moving its days, urging those who are silent."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from sansan.dispatch import queries
from sansan.dispatch.actions.access import locked_period
from sansan.dispatch.models import Entry, Period
from sansan.dispatch.querysets import MANAGE, REPORT
from sansan.dispatch.rules import Rule, first_day, is_working, last_day, month_word, rule_of
from sansan.documents.model import UnitRole
from sansan.errors import Conflict, Invalid, Missing, NotAllowed
from sansan.notify.notice import notify
from sansan.people.access import require
from sansan.people.models import Organisation
from sansan.people.queries import holders_at
from sansan.people.roles import Reach
from sansan.places.scope import contains, within
from sansan.rectification.models import Assignment, Round, Task
from sansan.rectification.querysets import TaskQuerySet
from sansan.rectification.workflow import State
from sansan.trail.queries import history_of
from sansan.trail.record import Actor, record

OPENED, URGED = "dispatch.opened", "dispatch.urged"


@transaction.atomic
def open_period(
    *,
    by: Actor,
    month: dt.date,
    area_code: str = "",
    round_id: int | None = None,
    due_on: dt.date | None = None,
    freeze_on: dt.date | None = None,
) -> Period:
    """Ask the units of a round, or of all rounds of an area, to report on a month; each is told once.

    Days that are not given come from the rule in force. What another month of the same month asks for already is not
    asked for twice.
    """
    grants = require(by, MANAGE)
    round_ = _round(by, round_id) if round_id else None
    area = round_.area_code if round_ else area_code
    if not any(
        g.reach is Reach.ALL or (g.reach is Reach.AREA and contains(g.area_code, area)) for g in grants
    ):
        raise NotAllowed("该地区不在您的权限范围内，不能开启月调度。")
    month = first_day(month)
    if month > timezone.localdate():
        raise Invalid(f"{month_word(month)}还没有到，不能开启。", field="month")
    rule = rule_of(month)
    due, freeze = due_on or rule.due_on(month), freeze_on or rule.freezes_on(month)
    _check_days(month, due, freeze)
    try:
        with transaction.atomic():
            period = Period.objects.create(
                month=month,
                month_end=last_day(month),
                area_code=area,
                round=round_,
                due_on=due,
                freeze_on=freeze,
                opened_by_id=by.pk,  # nobody where the worker opens it
            )
    except IntegrityError:
        raise Conflict(f"{month_word(month)}的调度已经开启，请在列表中打开。") from None
    asked = _ask(period, rule)
    if not asked:
        raise Invalid(
            f"{month_word(month)}没有需要填报的任务：没有正在整改或持续推进、且交办到单位的任务。",
            field="month",
        )
    record(
        "dispatch.opened",
        target=period,
        by=by,
        area_code=area,
        after={"month": f"{month:%Y-%m}", "due_on": due, "entries": len(asked)},
    )
    _tell(period, asked, f"请填报{month_word(month)}整改进展", kind=OPENED)
    return period


@transaction.atomic
def renew_period(*, by: Actor, period_id: int) -> int:
    """Ask for tasks that were handed over since the month was opened; units taken off and silent are let go."""
    period = locked_period(period_id, by)
    asked = _ask(period, rule_of(period.month))
    gone = _let_go(period)
    if asked or gone:
        record(
            "dispatch.renewed",
            target=period,
            by=by,
            area_code=period.area_code,
            after={"entries": len(asked), "let_go": gone},
        )
        _tell(period, asked, f"{month_word(period.month)}增加了须填报的任务", kind=OPENED)
    return len(asked)


@transaction.atomic
def move_days(*, by: Actor, period_id: int, due_on: dt.date, freeze_on: dt.date, reason: str) -> Period:
    """Give the units another day, or freeze on another."""
    period = locked_period(period_id, by)
    _check_days(period.month, due_on, freeze_on)
    if not reason.strip():
        raise Invalid("请填写调整日期的理由。", field="reason")
    before = {"due_on": period.due_on, "freeze_on": period.freeze_on}
    period.due_on, period.freeze_on = due_on, freeze_on
    period.save(update_fields=["due_on", "freeze_on"])
    record(
        "dispatch.days_moved",
        target=period,
        by=by,
        area_code=period.area_code,
        reason=reason,
        before=before,
        after={"due_on": due_on, "freeze_on": freeze_on},
    )
    return period


@transaction.atomic
def urge(
    *, by: Actor, period_id: int, organisation_ids: Collection[int] = (), first_only: bool = False
) -> list[Organisation]:
    """催报: tell these units (all silent ones by default) what they still owe. Who owes nothing is not troubled.

    `first_only`: refuse where somebody urged them already, as the clock wants it.
    """
    period = locked_period(period_id, by)
    if first_only and history_of(period).filter(verb=URGED).exists():
        raise Conflict("本月已经催报。")
    entries = Entry.objects.filter(period=period)
    if organisation_ids:
        entries = entries.filter(organisation__in=organisation_ids)
    owing = [unit for unit in queries.units(queries.rows(entries)) if unit.missing]
    if not owing:
        raise Conflict("所选单位都已填报，不需要催报。请刷新页面。")
    today = timezone.localdate()
    for unit in owing:
        when = f"已逾期{(today - period.due_on).days}天" if today > period.due_on else f"截止 {period.due_on}"
        _notify_unit(
            period,
            unit.organisation,
            f"催报：{month_word(period.month)}还有 {unit.missing} 项未填报，{when}",
            kind=URGED,
        )
    record(
        "dispatch.urged",
        target=period,
        by=by,
        area_code=period.area_code,
        after={"units": [unit.organisation.name for unit in owing], "entries": sum(u.missing for u in owing)},
    )
    return [unit.organisation for unit in owing]


def tasks_of(period: Period) -> TaskQuerySet:
    """Every task the month is about, asked for or not."""
    if period.round_id:
        return Task.objects.filter(round=period.round_id).exclude(state=State.WITHDRAWN)
    return Task.objects.filter(within("round__area_code", period.area_code)).exclude(state=State.WITHDRAWN)


def wanted(tasks: TaskQuerySet, rule: Rule, day: dt.date) -> QuerySet[Assignment]:
    """The assignments whose units are asked about these tasks on that day; what is split is asked of its parts."""
    asked = queries.reportable(day) if rule.standing else Q(state=State.RECTIFYING)
    return Assignment.objects.filter(
        role__in=[role.value for role in rule.roles],
        organisation__isnull=False,
        task__in=tasks.filter(asked).exclude(queries.is_split()),
    )


def _ask(period: Period, rule: Rule) -> list[Entry]:
    """Write what is to be asked and is not yet; a task whose report names sub-tasks is asked of who leads it."""
    parts = Task.objects.filter(parent=OuterRef("task"))
    bound = wanted(tasks_of(period), rule, min(timezone.localdate(), period.month_end))
    asked = set(Entry.objects.filter(month=period.month).values_list("task", "organisation"))
    by_task: defaultdict[int, list[Assignment]] = defaultdict(list)
    listed = bound.annotate(has_parts=Exists(parts)).select_related("organisation")
    for assignment in listed.order_by("task", "order", "pk"):
        by_task[assignment.task_id].append(assignment)
    made: dict[tuple[int, int], Entry] = {}
    for assignments in by_task.values():
        for told in _leading(assignments):
            body = told.organisation
            if body is not None and (told.task_id, body.pk) not in asked:
                entry = Entry(
                    period=period,
                    month=period.month,
                    task_id=told.task_id,
                    organisation=body,
                    area_code=body.area_code,
                )
                made.setdefault((told.task_id, body.pk), entry)
    return Entry.objects.bulk_create(made.values())


def _leading(assignments: list[Assignment]) -> Iterable[Assignment]:
    if not getattr(assignments[0], "has_parts", False):
        return assignments
    lead = [a for a in assignments if a.role == UnitRole.LEAD]
    return lead or assignments[:1]


def _let_go(period: Period) -> int:
    """Entries that have said nothing: of units no longer bound to the task, of tasks split or taken back since."""
    bound = Assignment.objects.filter(task=OuterRef("task"), organisation=OuterRef("organisation"))
    silent = Entry.objects.filter(period=period, statements=None).filter(
        ~Exists(bound) | Q(task__state=State.WITHDRAWN) | queries.is_split("task")
    )
    count = silent.count()
    silent.delete()
    return count


def _tell(period: Period, entries: Iterable[Entry], title: str, *, kind: str) -> None:
    bodies: dict[int, Organisation] = {}
    counts: defaultdict[int, int] = defaultdict(int)
    for entry in entries:
        bodies[entry.organisation_id] = entry.organisation
        counts[entry.organisation_id] += 1
    for pk, body in bodies.items():
        _notify_unit(period, body, f"{title}：{counts[pk]} 项，截止 {period.due_on}", kind=kind)


def _notify_unit(period: Period, body: Organisation, title: str, *, kind: str) -> None:
    notify(
        kind=kind,
        to=holders_at(body, REPORT, timezone.localdate()),
        title=title,
        body="一屏填完：可沿用上月，只改有变化的。没有变化的勾选“无变化”并写明原因。",
        url=reverse("dispatch:report", args=[f"{period.month:%Y-%m}", body.pk]),
        area_code=body.area_code,
        urgent=kind == URGED,
        key=f"period-{period.pk}-unit-{body.pk}",
    )


def _round(by: Actor, round_id: int) -> Round:
    found = Round.objects.whole_to(by, MANAGE).filter(pk=round_id).first()
    if found is None:
        raise Missing("未找到该督察，或不在您的权限范围内。", pk=round_id)
    return found


def _check_days(month: dt.date, due: dt.date, freeze: dt.date) -> None:
    if due < month:
        raise Invalid(f"填报截止 {due} 早于本月，请核对。", field="due_on")
    if freeze < due:
        raise Invalid(f"冻结日期 {freeze} 早于填报截止 {due}，请核对。", field="freeze_on")


def reminds_on(period: Period, rule: Rule) -> dt.date:
    """The day on which silent units are reminded: so many working days before the reporting is due."""
    day, left = period.due_on, rule.remind_days
    while left > 0:
        day -= dt.timedelta(days=1)
        left -= is_working(day)
    return day
