"""What a plan in force settles, and what nothing but the next approved version may change from then on."""

from collections.abc import Sequence
from typing import Any

from sansan.documents.model import UnitRole
from sansan.errors import Conflict
from sansan.rectification.models import PlanItem, Round, Task
from sansan.rectification.planning import IN_FORCE, UNDER_WAY
from sansan.rectification.workflow import State

PLANNED_FIELDS = ("goal", "deadline", "measures", "units")
"""What a plan in force settles: a newer report and the task's own form leave these alone."""


def first_state(round_: Round) -> State:
    """Where a task of the round begins: a round that needs a plan hands nothing out before it.

    A round whose work was under way before plans were kept here, and has none, goes on without.
    """
    if round_.plan_rule is None:
        return State.OPEN
    under_way = round_.tasks.exclude(state=State.PLANNING).exists() and not round_.plans.exists()
    return State.OPEN if under_way else State.PLANNING


def settle_states(round_: Round) -> None:
    """After the rule for a round changed: what waits for a plan that is no longer asked for may be handed out, and
    what was not handed out yet waits for one that is.
    """
    if round_.plan_rule is None:
        round_.tasks.filter(state=State.PLANNING).update(state=State.OPEN)
    else:
        planned = PlanItem.objects.filter(plan__round=round_, plan__state__in=IN_FORCE).values("task")
        unplanned = round_.tasks.reported().filter(state=State.OPEN).exclude(pk__in=planned)
        unplanned.exclude(parts__in=planned).update(state=State.PLANNING)


def item_in_force(task: Task) -> PlanItem | None:
    """What the plan in force says of the task."""
    items = PlanItem.objects.filter(task=task, plan__state__in=IN_FORCE).select_related("plan__round")
    found: PlanItem | None = items.first()
    return found


def planned_tasks(task_ids: Sequence[int]) -> set[int]:
    """Of these tasks, those a plan in force settles."""
    items = PlanItem.objects.filter(task__in=task_ids, plan__state__in=IN_FORCE)
    return set(items.values_list("task", flat=True))


def ensure_not_planned(task: Task, fields: Sequence[str]) -> None:
    """`Conflict` where a plan, in force or being drafted, has the say over what is to be changed."""
    if not fields:
        return
    states = [*IN_FORCE, *UNDER_WAY]
    item = PlanItem.objects.filter(task=task, plan__state__in=states).select_related("plan").first()
    if item is None:
        return
    names = "、".join(_NAMES[field] for field in fields)
    if item.plan.version > 1 or item.plan.state in IN_FORCE:
        raise Conflict(f"{names}以已批准的整改方案为准，须通过“调整方案”修改，重新批准后生效。")
    raise Conflict(f"任务已列入正在编制的整改方案，{names}请在方案中修改。")


_NAMES = {"goal": "整改目标", "deadline": "整改时限", "measures": "重点措施", "units": "责任单位"}


def names_unit(task: Task, assignment: Any) -> bool:
    """Whether the plan in force names this unit for the task in this role."""
    item = item_in_force(task)
    return bool(item and (assignment.name, UnitRole(assignment.role)) in set(item.planned.units))
