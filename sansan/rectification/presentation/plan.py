"""A plan on its page: where it stands, what is missing, its tasks, what changed since another version."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q
from django.urls import reverse

from sansan.documents.model import UnitRole
from sansan.people.models import Person
from sansan.rectification.models import Plan, PlanItem, Round, Task
from sansan.rectification.models.task import ROLE_LABELS
from sansan.rectification.planning import (
    FIELDS,
    IN_FORCE,
    PLAN_LABELS,
    PLAN_STEPS,
    UNDER_WAY,
    Difference,
    Planned,
    PlanState,
    PlanStep,
    deadline_words,
    differences,
    missing,
)
from sansan.rectification.procedures import AUTHORITY_LABELS
from sansan.rectification.queries_plan import demanded, plan_light, visible_plan
from sansan.rectification.querysets import TaskQuerySet
from sansan.rectification.workflow import State
from sansan.ui.deadline import Light
from sansan.ui.keyset import Page, keyset_page
from sansan.ui.parts import Stat, Step
from sansan.ui.table import Column, Table

PAGE_SIZE = 50
LOOKS = {
    PlanState.DRAFTING: "in_progress",
    PlanState.SUBMITTED: "awaiting",
    PlanState.SIGNED: "awaiting",
    PlanState.APPROVED: "closed",
    PlanState.PUBLISHED: "closed",
    PlanState.SUPERSEDED: "not_started",
    PlanState.DROPPED: "not_started",
}
SHOWS = {"": "全部任务", "missing": "有缺项的", "changed": "有变化的"}


@dataclass(frozen=True)
class Item:
    """One task's part of the plan as a row."""

    row: PlanItem
    planned: Planned
    lacks: Sequence[str]

    @property
    def task(self) -> Task:
        return self.row.task

    def units(self) -> str:
        doing = [(n, r) for n, r in self.planned.units if r not in (UnitRole.ACCEPT, UnitRole.LEADER)]
        return "、".join(n if r is UnitRole.RESPONSIBLE else f"{n}（{ROLE_LABELS[r]}）" for n, r in doing)

    def leader(self) -> str:
        return "、".join(self.planned.named(UnitRole.LEADER))

    def acceptor(self) -> str:
        return "、".join(self.planned.named(UnitRole.ACCEPT))

    def deadline(self) -> str:
        return deadline_words(self.planned)

    def measures(self) -> str:
        measures = self.planned.measures
        if len(measures) < 2:
            return "".join(measures)
        return "\n".join(f"（{n}）{text}" for n, text in enumerate(measures, 1))

    def lacking(self) -> str:
        return "、".join(FIELDS[key].label for key in self.lacks)


@dataclass(frozen=True)
class Changed:
    """A task that two versions say different things of; `kind` says whether it is in one of them only."""

    task: Task
    kind: str
    fields: Sequence[Difference]


@dataclass(frozen=True)
class PlanPage:
    plan: Plan
    badge: tuple[str, str]
    light: Light
    steps: list[Step]
    stats: list[Stat]
    table: Table
    page: Page[PlanItem]
    versions: list[Plan]
    lacking: list[Item]
    """Incomplete tasks, first those to name; only for a draft."""
    total: int
    whole: bool


def plan_page(
    person: Person, plan: Plan, today: dt.date, *, whole: bool, editable: bool, show: str, cursor: str | None
) -> PlanPage:
    """A fixed number of queries. Who does not see the whole round sees its own tasks' parts of the plan."""
    items = plan.items.select_related("task")
    if not whole:
        items = items.filter(task__in=Task.objects.visible_to(person))
    fields = demanded(plan.round)
    draft = plan.state in UNDER_WAY
    every = [_item(item, fields) for item in items.order_by("task__order")] if draft else []
    lacking = [item for item in every if item.lacks]
    changed = ~Q(changed=[])
    adjusted = items.filter(changed).count() if not draft and plan.version > 1 else 0
    total = len(every) if draft else items.count()
    if show == "missing":
        items = items.filter(pk__in=[item.row.pk for item in lacking])
    elif show == "changed":
        items = items.filter(changed)
    page = keyset_page(items, order=("task__order",), size=PAGE_SIZE, cursor=cursor)
    return PlanPage(
        plan=plan,
        badge=(LOOKS[PlanState(plan.state)], PLAN_LABELS[PlanState(plan.state)]),
        light=plan_light(plan.due_on, plan, today),
        steps=_steps(plan),
        stats=_stats(plan, total, len(lacking), adjusted),
        table=_table([_item(item, fields) for item in page.rows], editable=editable),
        page=page,
        versions=list(
            Plan.objects.visible_to(person)
            .filter(round=plan.round)
            .select_related("drafted_by", "signed_by")
            .order_by("-version")
        ),
        lacking=lacking,
        total=total,
        whole=whole,
    )


def _item(item: PlanItem, fields: Sequence[str]) -> Item:
    planned = item.planned
    return Item(item, planned, missing(planned, fields))


def _stats(plan: Plan, total: int, lacking: int, changed: int) -> list[Stat]:
    here = reverse("rectification:plan_version", args=[plan.round_id, plan.version])
    stats = [Stat("列入方案的任务", total, "项", here)]
    if plan.state in UNDER_WAY:
        stats.append(
            Stat("有缺项", lacking, "项", f"{here}?show=missing", tone="warn" if lacking else "good")
        )
    elif plan.version > 1:
        stats.append(Stat("本次调整", changed, "项", f"{here}?show=changed"))
    return stats


def _table(items: Sequence[Item], *, editable: bool) -> Table:
    def address(item: Item) -> str:
        name, key = ("plan_item", item.row.pk) if editable else ("task", item.task.pk)
        return reverse(f"rectification:{name}", args=[key])

    return Table(
        columns=[
            Column("编号", "task.number", width="56px"),
            Column("反馈问题", "task.problem", template="rectification/cells/problem.html", link=True),
            Column("责任单位和责任人", "row", template="rectification/cells/plan_units.html", width="160px"),
            Column("整改目标", "planned.goal", template="rectification/cells/problem.html", width="180px"),
            Column("整改时限", Item.deadline, width="124px"),
            Column("重点措施", Item.measures, template="rectification/cells/problem.html", phone=False),
            Column("验收单位", Item.acceptor, width="110px"),
            *(
                [Column("缺项", Item.lacking, template="rectification/cells/lacking.html", width="96px")]
                if editable or any(item.lacks for item in items)
                else []
            ),
        ],
        rows=items,
        caption="方案中的任务",
        row_url=address,
        empty="没有符合条件的任务",
    )


def _steps(plan: Plan) -> list[Step]:
    """起草 → 报批 → 批准 → 上级同意 → 公布."""
    rule = plan.round.plan_rule
    state = PlanState(plan.state)
    decided = (*IN_FORCE, PlanState.SUPERSEDED)
    stations: list[tuple[str, bool, str, dt.datetime | dt.date | None]] = [
        ("起草", state is not PlanState.DRAFTING, _name(plan.drafted_by), plan.drafted_at),
        (
            "报批",
            state in (PlanState.SUBMITTED, PlanState.SIGNED, *decided),
            _name(plan.submitted_by) or "市攻坚办",
            plan.submitted_at,
        ),
        (
            "市领导批准",
            state in (PlanState.SIGNED, *decided),
            _name(plan.signed_by) or "市领导",
            plan.signed_at,
        ),
    ]
    if rule and rule.consent:
        level = AUTHORITY_LABELS[rule.consent]
        stations.append((f"{level}同意", state in decided, plan.consent_number or level, plan.consent_on))
    stations.append(
        ("公布", plan.published_on is not None, plan.published_place or "市攻坚办", plan.published_on)
    )
    now = next((i for i, (_, done, _, _) in enumerate(stations) if not done), len(stations))
    return [
        Step(label, "done" if i < now else "now" if i == now else "next", who=who, at=at if i < now else None)
        for i, (label, _, who, at) in enumerate(stations)
    ]


def _name(person: Person | None) -> str:
    return person.name if person else ""


def compare(old: Plan, new: Plan, tasks: TaskQuerySet | None) -> list[Changed]:
    """What differs between two versions, task by task; of the tasks given, where not of all."""
    before, after = _by_task(old, tasks), _by_task(new, tasks)
    found = []
    for task_id in dict.fromkeys([*after, *before]):
        one, other = before.get(task_id), after.get(task_id)
        fields = differences(
            one.planned if one else Planned(), other.planned if other else Planned(), ROLE_LABELS
        )
        kind = "" if one and other else "新列入" if other else "不再列入"
        if fields or kind:
            found.append(Changed((other or one).task, kind, fields))  # type: ignore[union-attr]  # one of them is there
    return found


def _by_task(plan: Plan, tasks: TaskQuerySet | None) -> dict[int, PlanItem]:
    items = plan.items.select_related("task").order_by("task__order")
    if tasks is not None:
        items = items.filter(task__in=tasks)
    return {item.task_id: item for item in items}


@dataclass(frozen=True)
class PlanCard:
    """The plan on the page of its round."""

    needed: bool
    plan: Plan | None
    badge: tuple[str, str]
    sentence: str
    due_on: dt.date | None
    light: Light
    may_draft: bool
    sure: str


def plan_card(person: Person, round_: Round, today: dt.date, *, may_draft: bool) -> PlanCard | None:
    """None where the round needs no plan and has none, or the reader sees nothing of it."""
    rule = round_.plan_rule
    plan = visible_plan(person, round_.pk)
    if plan is None and (rule is None or not may_draft):
        return None
    due_on = plan.due_on if plan and plan.version == 1 else None
    if plan is None and rule:
        due_on = rule.due_on(round_.feedback_on)
    return PlanCard(
        needed=rule is not None,
        plan=plan,
        badge=(LOOKS[PlanState(plan.state)], PLAN_LABELS[PlanState(plan.state)])
        if plan
        else ("not_started", "待编制"),
        sentence=_sentence(plan, waiting=round_.tasks.filter(state=State.PLANNING).exists()),
        due_on=due_on,
        light=plan_light(due_on, plan, today),
        may_draft=may_draft and plan is None and rule is not None,
        sure=rule.sure if rule else "",
    )


def _sentence(plan: Plan | None, *, waiting: bool) -> str:
    match PlanState(plan.state) if plan else None:
        case None if not waiting:
            return "没有登记整改方案；已交办的任务照常办理。"
        case None:
            return "方案批准以前，任务不能交办。"
        case PlanState.DRAFTING | PlanState.SUBMITTED | PlanState.SIGNED if plan and plan.version > 1:
            return "调整方案正在办理，批准以前仍按现行方案执行。"
        case PlanState.DRAFTING | PlanState.SUBMITTED | PlanState.SIGNED:
            return "方案批准以前，任务不能交办。"
        case _:
            return "任务的目标、时限、措施、责任单位以方案为准，变更须调整方案。"


@dataclass(frozen=True)
class Promised:
    """What the plan in force says of a task's deadline, beside the one in force: an extension stays to be seen."""

    item: PlanItem
    moved: bool
    url: str


def promised(task: Task, item: PlanItem | None) -> Promised | None:
    if item is None:
        return None
    url = reverse("rectification:plan_version", args=[task.round_id, item.plan.version])
    return Promised(item, item.deadline_date != task.deadline_date, url)


def buttons(steps: Sequence[PlanStep], may: Mapping[PlanStep, bool]) -> list[tuple[str, str]]:
    """The steps the reader may take, in the table's order: name and label."""
    return [(step.value, PLAN_STEPS[step].label) for step in dict.fromkeys(steps) if may.get(step)]
