"""A plan that goes back once, is completed, gets the province's consent, and an adjustment that is given up."""

import datetime as dt
from typing import TYPE_CHECKING

from django.utils import timezone

from sansan.documents.model import UnitRole
from sansan.rectification.actions import exports, plan
from sansan.rectification.models import Round
from sansan.rectification.workflow import State
from tests.project.deeds.scene import WHY, City
from tests.rectification.factories import MeasureFactory, RoundFactory, TaskFactory

if TYPE_CHECKING:
    from tests.project.test_events import Watch


def walk(watch: "Watch", city: City) -> None:
    office, leader, today = city.office, city.leader, timezone.localdate()
    with watch.aside():
        round_ = RoundFactory.create(procedure="central", feedback_on=today - dt.timedelta(10))
        for order in (1, 2):
            _task(round_, city, order)
    draft = plan.draft_plan(by=office, round_id=round_.pk)
    plan.submit_plan(by=office, plan_id=_filled(draft.pk, city))
    plan.return_plan(by=leader, plan_id=draft.pk, reason=WHY)
    with watch.aside():
        _task(round_, city, 3)
    assert plan.complete_plan(by=office, plan_id=draft.pk) == 1
    plan.submit_plan(by=office, plan_id=_filled(draft.pk, city))
    plan.approve_plan(by=leader, plan_id=draft.pk)
    plan.enter_consent(by=office, plan_id=draft.pk, number="豫环督〔2026〕1号", day=today)
    exports.export_plan(by=office, plan_id=draft.pk)
    adjusted = plan.amend_plan(by=office, round_id=round_.pk, reason=WHY)
    plan.drop_plan(by=office, plan_id=adjusted.pk, reason=WHY)


def _filled(plan_id: int, city: City) -> int:
    for role, name in ((UnitRole.ACCEPT, "市督查室"), (UnitRole.LEADER, "张三（局长）")):
        plan.fill_plan(by=city.office, plan_id=plan_id, role=role, name=name)
    return plan_id


def _task(round_: Round, city: City, order: int) -> None:
    task = TaskFactory.create(
        round=round_,
        order=order,
        state=State.PLANNING,
        goal="全部整改到位。",
        deadline_wording="年底前",
        deadline_date=timezone.localdate() + dt.timedelta(60),
        units=[city.body],
    )
    MeasureFactory.create(task=task)
