"""Reads about plans: which tasks belong in one, what is missing, what waits for whom."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Case, Count, Exists, OuterRef, Q, QuerySet, When
from django.urls import reverse
from django.utils import timezone

from sansan.people.access import may
from sansan.people.models import Person
from sansan.rectification.models import Plan, Round, Task
from sansan.rectification.planning import LEADER, OFFICE, UNDER_WAY, PlanState, missing, said_missing
from sansan.rectification.querysets import TaskQuerySet
from sansan.rectification.workflow import Kind, State
from sansan.ui.deadline import Light, light

MOST_ROUNDS = 20


def plannable(round_: Round) -> TaskQuerySet:
    """The tasks a plan speaks of: those of the reports; of a task with sub-tasks in the report, these alone."""
    subs = Task.objects.filter(parent=OuterRef("pk"), kind=Kind.SUB)
    return round_.tasks.reported().filter(~Exists(subs))


def left_out(plan: Plan) -> TaskQuerySet:
    """Tasks of the round the version does not have yet."""
    return plannable(plan.round).exclude(pk__in=plan.items.values("task"))


def demanded(round_: Round) -> Sequence[str]:
    """The fields the round's rule demands."""
    rule = round_.plan_rule
    return rule.fields if rule else ()


def incomplete(plan: Plan) -> list[str]:
    """One sentence for each task that lacks something: 第 5 项：缺整改目标."""
    fields = demanded(plan.round)
    items = plan.items.select_related("task").order_by("task__order")
    found = ((item.task.number, missing(item.planned, fields)) for item in items)
    return [said_missing(number, keys) for number, keys in found if keys]


def visible_plan(person: Person, round_id: int, version: int | None = None) -> Plan | None:
    """The version, or the newest the person may see."""
    rows = Plan.objects.visible_to(person).filter(round=round_id).select_related("round")
    if version is not None:
        rows = rows.filter(version=version)
    given_up = Case(When(state=PlanState.DROPPED, then=1), default=0)
    found: Plan | None = rows.order_by(given_up, "-version").first()
    return found


@dataclass(frozen=True)
class PlanWork:
    """A round whose plan waits for this person: what for, how many tasks wait with it, by when."""

    key: str
    label: str
    round: Round
    tasks: int
    due_on: dt.date | None
    light: Light
    url: str


WORK = {
    "draft": ("方案待编制", OFFICE),
    "submit": ("方案待报批", OFFICE),
    "approve": ("方案待批准", LEADER),
    "consent": ("方案待登记上级同意", OFFICE),
}
_WAITS = {PlanState.DRAFTING: "submit", PlanState.SUBMITTED: "approve", PlanState.SIGNED: "consent"}


def plan_work(person: Person, today: dt.date) -> list[PlanWork]:
    """What waits for this person in plans, the earliest term first; two queries for each right he holds."""
    found: list[PlanWork] = []
    for verb in (OFFICE, LEADER):
        if may(person, verb):
            found += _work(person, verb, today)
    return sorted(found, key=lambda work: work.due_on or dt.date.max)


def _work(person: Person, verb: str, today: dt.date) -> list[PlanWork]:
    rounds = Round.objects.whole_to(person, verb)
    under_way = Plan.objects.filter(round__in=rounds, state__in=[s for s in UNDER_WAY if _verb(s) == verb])
    counted = under_way.select_related("round").annotate(number=Count("items"))
    plans = list(counted.order_by("due_on", "pk")[:MOST_ROUNDS])
    found = [_of(plan.round, _WAITS[PlanState(plan.state)], plan.due_on, plan, today) for plan in plans]
    if verb == OFFICE:
        unplanned = waiting_rounds(rounds).filter(~Exists(Plan.objects.filter(round=OuterRef("pk"))))
        for round_ in unplanned[:MOST_ROUNDS]:
            rule = round_.plan_rule
            found.append(_of(round_, "draft", rule.due_on(round_.feedback_on) if rule else None, None, today))
    return found


def waiting_rounds(rounds: QuerySet[Round]) -> QuerySet[Round]:
    """Those with tasks that cannot be handed out before a plan is approved, with how many."""
    number = Count("tasks", filter=Q(tasks__state=State.PLANNING))
    return rounds.annotate(waiting=number).filter(waiting__gt=0).order_by("feedback_on", "pk")


def _verb(state: PlanState) -> str:
    return WORK[_WAITS[state]][1]


def _of(round_: Round, key: str, due_on: dt.date | None, plan: Plan | None, today: dt.date) -> PlanWork:
    return PlanWork(
        key=key,
        label=WORK[key][0] if plan is None or plan.version == 1 else f"{WORK[key][0]}（调整）",
        round=round_,
        tasks=_number(plan, "number") if plan else _number(round_, "waiting"),
        due_on=due_on,
        light=plan_light(due_on, plan, today),
        url=reverse("rectification:plan", args=[round_.pk]),
    )


def _number(row: object, name: str) -> int:
    """What the query has counted beside the row."""
    return int(getattr(row, name))


def plan_light(due_on: dt.date | None, plan: Plan | None, today: dt.date) -> Light:
    """The light of the term: handed up in time, late, or how long there still is."""
    if due_on and plan and plan.signed_at:
        handed_in = timezone.localdate(plan.signed_at)
        if handed_in > due_on:
            return Light("red", f"超期 {(handed_in - due_on).days} 天报出")
        return Light("done", "按期报出")
    return light(due_on, today)
