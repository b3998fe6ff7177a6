"""A generated city for measuring: many rounds of many tasks, spread over ten counties, in every state.

Written in bulk straight into the tables (no trail): it measures pages, and never belongs in a real deployment.
"""

import datetime as dt
from collections.abc import Iterator
from itertools import islice
from typing import Any

from django.utils import timezone

from sansan.people.models import Organisation, Person
from sansan.places.models import Area
from sansan.rectification.models import (
    Assignment,
    Measure,
    Plan,
    PlanItem,
    Round,
    Task,
    TaskArea,
    TaskClass,
)
from sansan.rectification.planning import PlanState
from sansan.rectification.workflow import PASSED, Kind, State

COUNTIES = ["411702", *(str(code) for code in range(411721, 411730))]
STATES = [state for state in State if state is not State.WITHDRAWN]  # that one is for parts only
PARTS = 20  # one task in so many is split over two counties
BATCH = 5000


def build(*, rounds: int, tasks_each: int, today: dt.date) -> None:
    """`rounds` × `tasks_each` tasks with a unit, an area and two measures each."""
    Area.objects.bulk_create(
        [
            Area(code=code, name=f"测试县{code}", short_name=code, kind="县", level=3, parent_code="4117")
            for code in COUNTIES
        ]
        + [Area(code="4117", name="测试市", short_name="测试", kind="市", level=2, parent_code="41")],
        ignore_conflicts=True,
    )
    units = Organisation.objects.bulk_create(
        [
            Organisation(
                code=f"bench-{code}", name=f"测试县{code}人民政府", kind="government", area_code=code
            )
            for code in COUNTIES
        ]
    )
    made_rounds = Round.objects.bulk_create(
        [Round(name=f"测试督察{i}", area_code="4117", feedback_on=today) for i in range(rounds)]
    )
    classes = TaskClass.objects.bulk_create(
        [
            TaskClass(round=r, number=str(k), title=f"第{k}类", order=k)
            for r in made_rounds
            for k in range(1, 7)
        ]
    )
    by_round = {r.pk: list(classes[i * 6 : i * 6 + 6]) for i, r in enumerate(made_rounds)}
    _in_batches(
        Task,
        (_task(r, by_round[r.pk][n % 6], n, today) for r in made_rounds for n in range(1, tasks_each + 1)),
    )
    _in_batches(Task, _parts(tasks_each))
    _plans(made_rounds)
    ids = Task.objects.order_by("pk").values_list("pk", flat=True)
    _in_batches(TaskArea, (TaskArea(task_id=pk, area_code=COUNTIES[pk % 10]) for pk in ids.iterator()))
    _in_batches(
        Assignment,
        (
            Assignment(task_id=pk, organisation=units[pk % 10], name=units[pk % 10].name)
            for pk in ids.iterator()
        ),
    )
    _in_batches(
        Measure,
        (
            Measure(task_id=pk, order=k, text=f"第{k}条措施：清理物料，硬化道路。")
            for pk in ids.iterator()
            for k in (1, 2)
        ),
    )


def _task(round_: Round, klass: TaskClass, n: int, today: dt.date) -> Task:
    state = STATES[n % len(STATES)]
    now = timezone.now()
    return Task(
        round=round_,
        klass=klass,
        number=str(n),
        order=n,
        problem=f"第{n}处施工工地未落实扬尘防治“六个百分之百”，出入口未设置车辆冲洗设施。",
        claimed_status="已完成",
        claimed_code="completed",
        deadline_date=today + dt.timedelta(days=n % 60 - 20) if n % 3 else None,
        state=state,
        accepted_at=now if state in {*PASSED, State.CLOSED} else None,
        suspended_on=today if state is State.SUSPENDED else None,
        closed_at=now if state is State.CLOSED else None,
    )


def _parts(tasks_each: int) -> Iterator[Task]:
    """Two parts for every so-manyth task, the second taken back now and then."""
    wholes = Task.objects.filter(kind=Kind.TASK, state=State.RECTIFYING).order_by("pk")
    for n, whole in enumerate(list(wholes), 1):
        if n % PARTS:
            continue
        for k in (1, 2):
            yield Task(
                round_id=whole.round_id,
                klass_id=whole.klass_id,
                kind=Kind.PART,
                parent=whole,
                number=f"{whole.number}-{k}",
                order=tasks_each + 2 * whole.order + k,
                problem=whole.problem,
                deadline_date=whole.deadline_date,
                state=State.WITHDRAWN if k == 2 and n % 3 == 0 else State.RECTIFYING,
            )


def _plans(rounds: list[Round]) -> None:
    """A draft plan for every round, each task in it."""
    drafter = Person.objects.create(username="bench-drafter", name="测试起草人")
    plans = Plan.objects.bulk_create(
        [Plan(round=r, state=PlanState.DRAFTING, drafted_by=drafter) for r in rounds]
    )
    for plan in plans:
        ids = Task.objects.filter(round=plan.round, kind=Kind.TASK).values_list("pk", flat=True)
        _in_batches(
            PlanItem, (PlanItem(plan=plan, task_id=pk, goal="整改到位", measures=["清理"]) for pk in ids)
        )


def _in_batches(model: Any, rows: Iterator[Any]) -> None:
    while batch := list(islice(rows, BATCH)):
        model.objects.bulk_create(batch)
