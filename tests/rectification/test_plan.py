"""整改方案: nothing is handed out before it is approved, and what it settles only its next version changes."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from sansan.documents.model import UnitRole
from sansan.errors import Conflict, Invalid, Missing, NotAllowed
from sansan.evidence.access import visible_to
from sansan.evidence.models import Evidence
from sansan.notify.models import Message
from sansan.rectification.actions import parts, requests, steps
from sansan.rectification.actions import plan as actions
from sansan.rectification.actions.entries import Update, edit_task, enter_tasks, update_tasks
from sansan.rectification.actions.parts import Share
from sansan.rectification.actions.planned import item_in_force
from sansan.rectification.actions.rounds import edit_round
from sansan.rectification.models import Plan, PlanItem, Task
from sansan.rectification.proposals import ProposedTask
from sansan.rectification.queries_plan import incomplete, plan_work
from sansan.rectification.snapshot import snapshot
from sansan.rectification.workflow import State
from sansan.trail.queries import history_of
from tests.rectification.factories import RoundFactory, SourceDocumentFactory, TaskFactory
from tests.rectification.planned_city import PlannedCity, approved, drafted, planned_city
from tests.rectification.two_counties import picture

pytestmark = pytest.mark.django_db


@pytest.fixture
def city() -> PlannedCity:
    return planned_city()


def assign(city: PlannedCity, number: str = "1") -> None:
    steps.assign(by=city.office, task_id=city.task(number).pk, organisation_id=city.yicheng.pk)


def amend(city: PlannedCity, number: str, **changes: Any) -> Plan:
    """An adjustment of one task, drafted and written."""
    plan = actions.amend_plan(by=city.office, round_id=city.round.pk, reason="上级规划调整")
    item = plan.items.get(task__number=number)
    actions.edit_item(by=city.office, item_id=item.pk, planned=replace(item.planned, **changes))
    return plan


def carry(city: PlannedCity, plan: Plan) -> None:
    actions.submit_plan(by=city.office, plan_id=plan.pk)
    actions.approve_plan(by=city.leader, plan_id=plan.pk)


def test_no_task_is_handed_out_before_the_plan_is_approved(city) -> None:
    assert set(city.round.tasks.values_list("state", flat=True)) == {State.PLANNING}
    with pytest.raises(Conflict, match="待定方案"):
        assign(city)
    approved(city)
    assert set(city.round.tasks.values_list("state", flat=True)) == {State.OPEN}
    assign(city)
    assert city.task("1").state == State.RECTIFYING


def test_a_round_of_before_the_rule_and_the_brief_procedure_need_no_plan() -> None:
    old = planned_city(feedback_on=dt.date(2020, 3, 1))
    assert set(old.round.tasks.values_list("state", flat=True)) == {State.OPEN}
    with pytest.raises(Conflict, match="不要求"):
        actions.draft_plan(by=old.office, round_id=old.round.pk)


def test_tasks_wait_or_go_free_when_the_procedure_of_the_round_changes(city) -> None:
    edit_round(by=city.office, round_id=city.round.pk, procedure="brief")
    assert set(city.round.tasks.values_list("state", flat=True)) == {State.OPEN}
    edit_round(by=city.office, round_id=city.round.pk, procedure="city")
    assert set(city.round.tasks.values_list("state", flat=True)) == {State.PLANNING}
    approved(city)
    edit_round(by=city.office, round_id=city.round.pk, procedure="brief")
    edit_round(by=city.office, round_id=city.round.pk, procedure="city")
    assert set(city.round.tasks.values_list("state", flat=True)) == {State.OPEN}, "approved stays approved"


def test_a_round_under_way_before_plans_were_kept_goes_on_without(city) -> None:
    city.round.tasks.update(state=State.OPEN)
    edit_round(by=city.office, round_id=city.round.pk, name="改了名", procedure="city")
    assert set(city.round.tasks.values_list("state", flat=True)) == {State.OPEN}
    (added,) = enter_tasks(
        by=city.office,
        round_=city.round,
        proposed=[ProposedTask(key="4", number="4", problem="新报告中的问题。")],
        source=None,
        organisations={},
    )
    assert added.state == State.OPEN
    approved_later = drafted(city)
    assert approved_later.items.count() == 4, "it may still be given a plan"


def test_the_draft_begins_with_what_the_report_says_and_guesses_nothing(city) -> None:
    plan = drafted(city, complete=False)
    item = plan.items.get(task__number="1")
    assert item.planned.goal == "全部整改到位。"
    assert item.planned.named(UnitRole.RESPONSIBLE) == ("驿城区攻坚办", "确山县攻坚办")
    assert item.planned.named(UnitRole.ACCEPT) == ()
    assert plan.due_on == city.round.plan_rule.due_on(city.round.feedback_on)


def test_an_incomplete_plan_is_not_handed_up_and_says_what_each_task_lacks(city) -> None:
    Task.objects.filter(number="2").update(goal="")
    plan = drafted(city, complete=False)
    assert incomplete(plan) == [
        "第 1 项：缺验收单位",
        "第 2 项：缺整改目标、验收单位",
        "第 3 项：缺验收单位",
    ]
    with pytest.raises(Invalid, match="第 2 项：缺整改目标、验收单位"):
        actions.submit_plan(by=city.office, plan_id=plan.pk)
    assert Plan.objects.get().state == "drafting"


def test_one_acceptor_is_filled_in_where_there_is_none(city) -> None:
    plan = drafted(city, complete=False)
    item = plan.items.get(task__number="3")
    own = (*item.planned.units, ("省厅", UnitRole.ACCEPT))
    actions.edit_item(by=city.office, item_id=item.pk, planned=replace(item.planned, units=own))
    filled = actions.fill_plan(by=city.office, plan_id=plan.pk, role=UnitRole.ACCEPT, name="市督查室")
    assert filled == 2
    named = [i.planned.named(UnitRole.ACCEPT) for i in plan.items.order_by("task__order")]
    assert named == [("市督查室",), ("市督查室",), ("省厅",)]


def test_a_task_entered_after_the_draft_was_begun_is_not_forgotten(city) -> None:
    plan = drafted(city)
    TaskFactory.create(round=city.round, number="4", order=10, state=State.PLANNING)
    with pytest.raises(Invalid, match="1 项任务在方案起草之后入账"):
        actions.submit_plan(by=city.office, plan_id=plan.pk)
    assert actions.complete_plan(by=city.office, plan_id=plan.pk) == 1
    assert plan.items.count() == 4
    assert actions.complete_plan(by=city.office, plan_id=plan.pk) == 0


def test_the_leader_returns_a_plan_with_a_reason_and_it_is_drafted_further(city) -> None:
    plan = drafted(city)
    actions.submit_plan(by=city.office, plan_id=plan.pk)
    with pytest.raises(Invalid, match="理由"):
        actions.return_plan(by=city.leader, plan_id=plan.pk, reason=" ")
    actions.return_plan(by=city.leader, plan_id=plan.pk, reason="第1项目标不具体")
    plan.refresh_from_db()
    assert (plan.state, plan.returned_reason) == ("drafting", "第1项目标不具体")
    assert city.task("1").state == State.PLANNING
    carry(city, plan)
    assert city.task("1").state == State.OPEN


def test_who_drafted_a_plan_has_no_say_in_it(city) -> None:
    plan = drafted(city)
    actions.submit_plan(by=city.office, plan_id=plan.pk)
    with pytest.raises(NotAllowed):
        actions.approve_plan(by=city.office, plan_id=plan.pk)
    Plan.objects.update(submitted_by=city.leader)
    with pytest.raises(NotAllowed, match="本人"):
        actions.approve_plan(by=city.leader, plan_id=plan.pk)


@pytest.mark.parametrize("who", ["of_yicheng", "acceptor"])
def test_neither_a_county_nor_the_acceptors_draft_or_approve(city, who) -> None:
    with pytest.raises(NotAllowed):
        actions.draft_plan(by=getattr(city, who), round_id=city.round.pk)
    plan = drafted(city)
    with pytest.raises(NotAllowed):
        actions.approve_plan(by=getattr(city, who), plan_id=plan.pk)


def test_where_the_province_must_consent_the_leaders_word_is_not_enough() -> None:
    city = planned_city("central")
    plan = drafted(city)
    carry(city, plan)
    assert Plan.objects.get().state == "signed"
    assert city.task("1").state == State.PLANNING
    with pytest.raises(Invalid, match="文号"):
        actions.enter_consent(by=city.office, plan_id=plan.pk, number="", day=timezone.localdate())
    ahead = timezone.localdate() + dt.timedelta(days=1)
    with pytest.raises(Invalid, match="晚于今天"):
        actions.enter_consent(by=city.office, plan_id=plan.pk, number="豫环督〔2026〕1号", day=ahead)
    paper = SimpleUploadedFile("同意函.jpg", picture(), content_type="image/jpeg")
    actions.enter_consent(
        by=city.office,
        plan_id=plan.pk,
        number="豫环督〔2026〕1号",
        day=timezone.localdate(),
        paper=paper,
    )
    assert city.task("1").state == State.OPEN
    evidence = list(Evidence.objects.filter(target_type="rectification.plan"))
    assert visible_to(city.office, evidence) == evidence


def test_a_refusal_from_above_is_entered_by_the_office() -> None:
    city = planned_city("central")
    plan = drafted(city)
    carry(city, plan)
    with pytest.raises(NotAllowed):
        actions.return_plan(by=city.leader, plan_id=plan.pk, reason="省里不同意")
    actions.return_plan(by=city.office, plan_id=plan.pk, reason="省厅要求提前完成时限")
    plan.refresh_from_db()
    assert (plan.state, plan.signed_by) == ("drafting", None)


def test_an_approved_plan_is_published_with_place_and_day(city) -> None:
    plan = approved(city)
    with pytest.raises(Invalid, match="载体"):
        actions.publish_plan(by=city.office, plan_id=plan.pk, place=" ", day=timezone.localdate())
    actions.publish_plan(by=city.office, plan_id=plan.pk, place="市政府网站", day=timezone.localdate())
    with pytest.raises(Conflict, match="已公布"):
        actions.publish_plan(by=city.office, plan_id=plan.pk, place="驻马店日报", day=timezone.localdate())


def test_approval_writes_the_plan_onto_its_tasks_and_into_their_trail(city) -> None:
    plan = drafted(city)
    item = plan.items.get(task__number="1")
    day = timezone.localdate() + dt.timedelta(days=90)
    actions.edit_item(
        by=city.office,
        item_id=item.pk,
        planned=replace(item.planned, goal="覆盖率达到100%", deadline_date=day, measures=("逐户核查。",)),
    )
    carry(city, plan)
    task = city.task("1")
    assert (task.goal, task.deadline_date) == ("覆盖率达到100%", day)
    assert [m.text for m in task.measures.all()] == ["逐户核查。"]
    assert task.assignments.filter(role="accept", name="市督查室").exists()
    event = history_of(task).get(verb="task.planned")
    assert event.before["goal"] == "全部整改到位。"
    assert event.after["goal"] == "覆盖率达到100%"


def test_after_approval_only_an_adjustment_changes_what_the_plan_settles(city) -> None:
    approved(city)
    task = city.task("1")
    said = snapshot(task)
    with pytest.raises(Conflict, match="调整方案"):
        edit_task(by=city.office, task_id=task.pk, data=said.model_copy(update={"goal": "别的"}), reason="改")
    edit_task(
        by=city.office, task_id=task.pk, data=said.model_copy(update={"problem": "错字已改。"}), reason="改"
    )
    assignment = task.assignments.get(organisation=city.queshan)
    assign(city)
    with pytest.raises(Conflict, match="调整方案"):
        steps.unassign(by=city.office, task_id=task.pk, assignment_id=assignment.pk, reason="不归它管")


def test_while_a_plan_is_drafted_its_fields_are_written_in_the_plan(city) -> None:
    drafted(city)
    task = city.task("1")
    with pytest.raises(Conflict, match="请在方案中修改"):
        edit_task(
            by=city.office,
            task_id=task.pk,
            data=snapshot(task).model_copy(update={"measures": ["另一条"]}),
            reason="改",
        )


def test_a_newer_report_changes_the_status_but_not_what_the_plan_settles(city) -> None:
    approved(city)
    task = city.task("1")
    told = snapshot(task).model_copy(
        update={
            "goal": "另说一套",
            "measures": ["已完成排查。"],
            "status": "正在整改",
            "problem": "第1处问题（续）。",
        }
    )
    source = SourceDocumentFactory.create(round=city.round)
    update_tasks(by=city.office, updates=[Update(task, told, ())], source=source, organisations={})
    task.refresh_from_db()
    assert (task.claimed_status, task.problem) == ("正在整改", "第1处问题（续）。")
    assert task.goal == "全部整改到位。"
    assert [m.text for m in task.measures.all()] == ["排查。", "整治。"]


def test_an_adjustment_keeps_the_former_version_and_says_what_changed(city) -> None:
    first = approved(city)
    before = list(first.items.values("task", "goal", "deadline_date", "measures", "units"))
    plan = amend(city, "2", goal="目标提高到98%")
    assert city.task("2").goal == "全部整改到位。", "until it is approved the version in force holds"
    carry(city, plan)
    assert city.task("2").goal == "目标提高到98%"
    first.refresh_from_db()
    assert first.state == "superseded"
    assert list(first.items.values("task", "goal", "deadline_date", "measures", "units")) == before
    changed = {item.task.number: item.changed for item in plan.items.select_related("task")}
    assert changed["2"] == [{"field": "goal", "before": "全部整改到位。", "after": "目标提高到98%"}]
    assert changed["1"] == changed["3"] == []
    assert item_in_force(city.task("2")).plan == plan
    assert history_of(city.task("2")).filter(verb="task.planned").count() == 2
    assert history_of(city.task("1")).filter(verb="task.planned").count() == 1


def test_an_adjustment_needs_a_reason_and_a_change(city) -> None:
    approved(city)
    with pytest.raises(Invalid, match="理由"):
        actions.amend_plan(by=city.office, round_id=city.round.pk, reason="")
    plan = actions.amend_plan(by=city.office, round_id=city.round.pk, reason="规划调整")
    with pytest.raises(Invalid, match="没有可报批的变化"):
        actions.submit_plan(by=city.office, plan_id=plan.pk)
    actions.drop_plan(by=city.office, plan_id=plan.pk, reason="不再需要")
    again = actions.amend_plan(by=city.office, round_id=city.round.pk, reason="规划再次调整")
    assert again.version == 3


def test_an_adjustment_takes_off_the_unit_it_leaves_out_and_no_other(city) -> None:
    approved(city)
    assign(city)
    helper = type(city.yicheng).objects.create(
        code="x", name="水屯镇", kind="township", area_code="411702104"
    )
    steps.assign(by=city.office, task_id=city.task("1").pk, organisation_id=helper.pk)
    item = item_in_force(city.task("1"))
    left = tuple(u for u in item.planned.units if u[0] != "确山县攻坚办")
    carry(city, amend(city, "1", units=left))
    named = set(city.task("1").assignments.values_list("name", flat=True))
    assert "确山县攻坚办" not in named
    assert {"驿城区攻坚办", "水屯镇"} <= named


def test_an_extension_stays_where_an_adjustment_does_not_speak_of_the_deadline(city) -> None:
    approved(city)
    assign(city)
    planned = city.task("1").deadline_date
    later = planned + dt.timedelta(days=20)
    asked = requests.ask_extension(
        by=city.of_yicheng,
        task_id=city.task("1").pk,
        organisation_id=city.yicheng.pk,
        deadline=later,
        reason="管线迁改",
    )
    requests.answer(by=city.office, request_id=asked.pk, granted=True, text="同意")
    assert item_in_force(city.task("1")).deadline_date == planned
    carry(city, amend(city, "1", goal="目标不变，表述更准"))
    assert city.task("1").deadline_date == later
    carry(city, amend(city, "1", deadline_date=planned + dt.timedelta(days=5)))
    assert city.task("1").deadline_date == planned + dt.timedelta(days=5)


def test_a_part_follows_its_whole_when_an_adjustment_brings_the_deadline_forward(city) -> None:
    approved(city)
    (part,) = parts.split_task(by=city.office, task_id=city.task("1").pk, shares=[Share("411702")])
    assert part.deadline_date is not None
    earlier = part.deadline_date - dt.timedelta(days=15)
    carry(city, amend(city, "1", deadline_date=earlier))
    was, part.deadline_date = part.deadline_date, None
    part.refresh_from_db()
    assert part.deadline_date == earlier
    assert history_of(part).get(verb="task.planned").before["deadline_date"] == str(was)


def test_a_measure_ticked_off_stays_ticked_off_through_an_adjustment(city) -> None:
    approved(city)
    city.task("1").measures.filter(order=1).update(done_at=timezone.now())
    carry(city, amend(city, "1", measures=("排查。", "整治。", "验收。")))
    assert [m.done_at is not None for m in city.task("1").measures.all()] == [True, False, False]


def test_a_task_entered_later_waits_for_the_adjustment_that_takes_it_in(city) -> None:
    approved(city)
    TaskFactory.create(
        round=city.round,
        number="4",
        order=10,
        state=State.PLANNING,
        goal="目标",
        deadline_date=dt.date(2027, 1, 1),
    )
    plan = actions.amend_plan(by=city.office, round_id=city.round.pk, reason="补充反馈一项")
    item = plan.items.get(task__number="4")
    units = (("驿城区攻坚办", UnitRole.RESPONSIBLE), ("市督查室", UnitRole.ACCEPT))
    actions.edit_item(
        by=city.office, item_id=item.pk, planned=replace(item.planned, units=units, measures=("整治。",))
    )
    carry(city, plan)
    assert city.task("4").state == State.OPEN


def test_a_reports_sub_tasks_are_planned_instead_of_the_task_over_them(city) -> None:
    whole = city.task("3")
    sub = TaskFactory.create(round=city.round, number="3-1", order=10, parent=whole, state=State.PLANNING)
    plan = actions.draft_plan(by=city.office, round_id=city.round.pk)
    assert {i.task.number for i in plan.items.select_related("task")} == {"1", "2", "3-1"}
    item = plan.items.get(task=sub)
    given = plan.items.get(task__number="1").planned
    actions.edit_item(by=city.office, item_id=item.pk, planned=given)
    actions.fill_plan(by=city.office, plan_id=plan.pk, role=UnitRole.ACCEPT, name="市督查室")
    carry(city, plan)
    assert set(city.round.tasks.values_list("state", flat=True)) == {State.OPEN}


def test_of_two_who_act_at_once_the_second_is_told_what_happened(city) -> None:
    plan = drafted(city)
    with pytest.raises(Conflict, match="已有整改方案"):
        actions.draft_plan(by=city.office, round_id=city.round.pk)
    item = plan.items.get(task__number="1")
    seen = item.updated_at.isoformat()
    actions.edit_item(by=city.office, item_id=item.pk, planned=replace(item.planned, goal="甲"), seen=seen)
    with pytest.raises(Conflict, match="他人已修改"):
        actions.edit_item(
            by=city.office, item_id=item.pk, planned=replace(item.planned, goal="乙"), seen=seen
        )
    assert PlanItem.objects.get(pk=item.pk).goal == "甲"
    actions.submit_plan(by=city.office, plan_id=plan.pk)
    actions.approve_plan(by=city.leader, plan_id=plan.pk)
    with pytest.raises(Conflict, match="已批准"):
        actions.return_plan(by=city.leader, plan_id=plan.pk, reason="晚了一步")
    with pytest.raises(Conflict, match="已批准"):
        actions.edit_item(by=city.office, item_id=item.pk, planned=replace(item.planned, goal="丙"))


def test_a_plan_of_another_city_does_not_exist(city) -> None:
    other = RoundFactory.create(area_code="4101", procedure="city", feedback_on=timezone.localdate())
    TaskFactory.create(round=other)
    with pytest.raises(Missing):
        actions.draft_plan(by=city.office, round_id=other.pk)


def test_todays_work_says_whose_turn_it_is_and_by_when(city) -> None:
    today = timezone.localdate()

    def turns() -> tuple[list[str], list[str]]:
        return (
            [w.key for w in plan_work(city.office, today)],
            [w.key for w in plan_work(city.leader, today)],
        )

    assert turns() == (["draft"], [])
    (work,) = plan_work(city.office, today)
    assert (work.tasks, work.light.level) == (3, "green")
    plan = drafted(city)
    assert turns() == (["submit"], [])
    actions.submit_plan(by=city.office, plan_id=plan.pk)
    assert turns() == ([], ["approve"])
    assert Message.objects.filter(recipient=city.leader, kind="rectification.plan_to_approve").exists()
    actions.approve_plan(by=city.leader, plan_id=plan.pk)
    assert turns() == ([], [])
    assert Message.objects.filter(recipient=city.office, kind="rectification.plan_decided").exists()
    assert plan_work(city.of_yicheng, today) == []
