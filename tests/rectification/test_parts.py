"""分解到县区: each part goes its own way, the whole waits for them, and nothing is counted twice."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from sansan.errors import Conflict, Invalid, NotAllowed
from sansan.people.models import Organisation
from sansan.rectification.actions import decisions, parts, requests, steps
from sansan.rectification.actions.parts import Goal, Share
from sansan.rectification.closing.checks.work import parts_accepted
from sansan.rectification.closing.gathering import gather
from sansan.rectification.closing.registry import Judgement
from sansan.rectification.exports.report import tasks_of
from sansan.rectification.models import Part, Split, Task
from sansan.rectification.presentation.parts import rollup
from sansan.rectification.workflow import Kind, State
from sansan.trail.queries import history_of
from tests.people.factories import OrganisationFactory, person_with
from tests.rectification.factories import MeasureFactory, RoundFactory, TaskFactory
from tests.rectification.planned_city import QUESHAN, YICHENG, PlannedCity, planned_city
from tests.rectification.two_counties import picture

pytestmark = pytest.mark.django_db
DEADLINE = dt.date(2027, 12, 31)


@pytest.fixture
def city() -> PlannedCity:
    """A round of the brief procedure, so that tasks may be handed out at once."""
    made = planned_city("brief")
    made.round.tasks.update(deadline_date=DEADLINE)
    return made


def shares(city: PlannedCity, **targets: int) -> list[Share]:
    bodies = {"yicheng": city.yicheng, "queshan": city.queshan}
    return [
        Share(body.area_code, (body.pk,), Decimal(targets[name]) if name in targets else None)
        for name, body in bodies.items()
    ]


def split(city: PlannedCity, **options: Any) -> tuple[Task, Task]:
    options.setdefault("shares", shares(city))
    one, other = parts.split_task(by=city.office, task_id=city.task("1").pk, **options)
    return one, other


def hand_in(city: PlannedCity, task: Task, who: str = "yicheng", *, accepted: bool = True) -> None:
    steps.submit(
        by=getattr(city, f"of_{who}"),
        task_id=task.pk,
        organisation_id=getattr(city, who).pk,
        text="整改到位",
        as_of=timezone.localdate(),
        uploads=[("after", SimpleUploadedFile("a.jpg", picture(task.pk), content_type="image/jpeg"))],
    )
    if accepted:
        decisions.accept(by=city.acceptor, task_id=task.pk, reason="属实")


def test_a_part_takes_over_what_the_whole_says_and_is_handed_to_its_unit(city) -> None:
    one, other = split(city)
    whole = city.task("1")
    assert (one.number, other.number) == ("1-1", "1-2")
    assert (one.kind, one.parent, one.state) == (Kind.PART, whole, State.RECTIFYING)
    assert (one.problem, one.goal, one.deadline_date) == (whole.problem, whole.goal, DEADLINE)
    assert [m.text for m in one.measures.all()] == ["排查。", "整治。"]
    assert [a.area_code for a in one.areas.all()] == [YICHENG]
    assert [a.organisation for a in one.assignments.all()] == [city.yicheng]
    assert whole.state == State.RECTIFYING
    assert history_of(one).filter(verb__in=("part.added", "task.assigned")).count() == 2
    assert history_of(whole).get(verb="task.split").after["parts"] == 2


def test_a_part_without_a_unit_waits_to_be_handed_out(city) -> None:
    (part,) = parts.split_task(by=city.office, task_id=city.task("1").pk, shares=[Share(YICHENG)])
    assert part.state == State.OPEN
    assert city.task("1").state == State.OPEN
    steps.assign(by=city.office, task_id=part.pk, organisation_id=city.yicheng.pk)


def test_a_part_may_be_a_unit_of_the_city_instead_of_a_county(city) -> None:
    bureau = OrganisationFactory.create(name="市住建局", area_code="4117")
    (part,) = parts.split_task(
        by=city.office, task_id=city.task("1").pk, shares=[Share(organisation_ids=(bureau.pk,))]
    )
    assert list(part.areas.all()) == []
    assert part.state == State.RECTIFYING


@pytest.mark.parametrize(
    ("share", "said"),
    [
        (Share(), "须选定县区或单位"),
        (Share("419900"), "本次督察范围内的县区"),
        (Share(YICHENG, deadline=DEADLINE + dt.timedelta(days=1)), "晚于上级任务的期限"),
        (Share(YICHENG, target=Decimal(-1)), "不能小于 0"),
        (Share(YICHENG, (99999,)), "不在您的管辖区域内"),
    ],
)
def test_a_wrong_share_is_refused_and_nothing_is_split(city, share, said) -> None:
    with pytest.raises(Invalid, match=said):
        parts.split_task(by=city.office, task_id=city.task("1").pk, shares=[Share(QUESHAN), share])
    assert not Split.objects.exists()
    assert not Task.objects.filter(kind=Kind.PART).exists()


def test_one_county_has_one_part(city) -> None:
    with pytest.raises(Invalid, match="驿城区已有分解任务"):
        parts.split_task(by=city.office, task_id=city.task("1").pk, shares=[Share(YICHENG), Share(YICHENG)])


def test_a_part_added_later_says_why(city) -> None:
    (first,) = parts.split_task(by=city.office, task_id=city.task("1").pk, shares=[Share(YICHENG)])
    with pytest.raises(Invalid, match="理由"):
        parts.split_task(by=city.office, task_id=city.task("1").pk, shares=[Share(QUESHAN)])
    (later,) = parts.split_task(
        by=city.office, task_id=city.task("1").pk, shares=[Share(QUESHAN)], reason="核查发现确山县也有"
    )
    assert (first.number, later.number) == ("1-1", "1-2")
    assert Part.objects.get(task=later).added_reason == "核查发现确山县也有"


def test_neither_a_county_nor_a_part_is_split_further(city) -> None:
    with pytest.raises(NotAllowed, match="县区不能分解"):
        parts.split_task(by=city.of_yicheng, task_id=city.task("1").pk, shares=shares(city))
    one, _ = split(city)
    with pytest.raises(Conflict, match="下级任务不能再分解"):
        parts.split_task(by=city.office, task_id=one.pk, shares=[Share(YICHENG)])


def test_a_task_that_waits_for_its_plan_is_not_split() -> None:
    waiting = planned_city()
    with pytest.raises(Conflict, match="方案批准后才能分解"):
        parts.split_task(by=waiting.office, task_id=waiting.task("1").pk, shares=shares(waiting))


def test_the_whole_is_handed_in_and_accepted_only_after_its_parts(city) -> None:
    one, other = split(city)
    steps.assign(by=city.office, task_id=city.task("1").pk, organisation_id=city.yicheng.pk, role="lead")
    hand_in(city, one)
    with pytest.raises(Conflict, match="还有 1 项下级任务"):
        hand_in(city, city.task("1"))
    hand_in(city, other, "queshan", accepted=False)
    with pytest.raises(Conflict, match="还有 1 项下级任务"):
        hand_in(city, city.task("1"))
    decisions.accept(by=city.acceptor, task_id=other.pk, reason="属实")
    hand_in(city, city.task("1"), accepted=False)
    Task.objects.filter(pk=other.pk).update(state="rectifying", accepted_at=None)
    with pytest.raises(Conflict, match="验收通过"):
        decisions.accept(by=city.acceptor, task_id=city.task("1").pk, reason="属实")


def test_a_part_taken_back_holds_nothing_up_and_keeps_its_reports(city) -> None:
    one, other = split(city)
    hand_in(city, one)
    steps.report_progress(
        by=city.of_queshan,
        task_id=other.pk,
        organisation_id=city.queshan.pk,
        text="没有此类问题",
        as_of=timezone.localdate(),
    )
    with pytest.raises(Invalid, match="理由"):
        parts.withdraw_part(by=city.office, task_id=other.pk, reason=" ")
    with pytest.raises(NotAllowed):
        parts.withdraw_part(by=city.of_queshan, task_id=other.pk, reason="没有此类问题")
    parts.withdraw_part(by=city.office, task_id=other.pk, reason="经核实没有此类问题")
    other.refresh_from_db()
    assert (other.state, other.reports.count()) == (State.WITHDRAWN, 1)
    assert history_of(city.task("1")).get(verb="task.part_withdrawn").after["number"] == "1-2"
    steps.assign(by=city.office, task_id=city.task("1").pk, organisation_id=city.yicheng.pk, role="lead")
    hand_in(city, city.task("1"))
    with pytest.raises(Conflict, match="已撤回"):
        hand_in(city, other, "queshan")


def test_an_accepted_part_is_not_taken_back(city) -> None:
    one, _ = split(city)
    hand_in(city, one)
    with pytest.raises(Conflict, match="已验收"):
        parts.withdraw_part(by=city.office, task_id=one.pk, reason="弄错了")


def test_closing_looks_at_the_parts_that_are_left(city) -> None:
    one, other = split(city)
    hand_in(city, one)
    now = timezone.now()
    verdict = parts_accepted(gather(city.task("1"), now=now), {})
    assert verdict.judgement is Judgement.CONTRADICTED
    assert "2 项，其中 1 项没有验收" in verdict.sentence
    parts.withdraw_part(by=city.office, task_id=other.pk, reason="经核实没有此类问题")
    assert parts_accepted(gather(city.task("1"), now=now), {}).judgement is Judgement.HOLDS


def test_a_part_that_relapsed_after_its_closing_holds_the_whole_up_again(city) -> None:
    one, other = split(city)
    for part, who in ((one, "yicheng"), (other, "queshan")):
        hand_in(city, part, who)
        Task.objects.filter(pk=part.pk).update(state="closed", closed_at=timezone.now())
    decisions.reopen(by=city.office, task_id=one.pk, reason="群众举报反弹")
    steps.assign(by=city.office, task_id=city.task("1").pk, organisation_id=city.yicheng.pk, role="lead")
    with pytest.raises(Conflict, match="还有 1 项下级任务"):
        hand_in(city, city.task("1"))


def test_no_part_gets_more_time_than_its_whole(city) -> None:
    one, _ = split(city)
    with pytest.raises(Invalid, match="不得晚于上级任务的期限"):
        requests.ask_extension(
            by=city.of_yicheng,
            task_id=one.pk,
            organisation_id=city.yicheng.pk,
            deadline=DEADLINE + dt.timedelta(days=1),
            reason="管线迁改",
        )


def test_a_county_sees_its_own_part_and_the_heading_and_not_its_neighbours_part(city) -> None:
    one, other = split(city)
    seen = set(Task.objects.visible_to(city.of_yicheng).values_list("pk", flat=True))
    assert {one.pk, city.task("1").pk} <= seen
    assert other.pk not in seen
    mine = rollup(city.of_yicheng, city.task("1"), timezone.localdate(), whole=False)
    assert [row.pk for row in mine.table.rows] == [one.pk]
    assert "您可以看到其中 1 项" in mine.sentence
    assert mine.compared == ""


def test_the_whole_says_how_its_parts_stand_and_how_badly(city) -> None:
    one, other = split(city)
    hand_in(city, one)
    Task.objects.filter(pk=other.pk).update(deadline_date=dt.date(2020, 1, 1))
    found = rollup(city.office, city.task("1"), timezone.localdate(), whole=True)
    assert found.sentence == "共 2 项，1 项已验收（其中 0 项已销号），1 项超期"
    assert found.worst[:2] == (dt.date(2020, 1, 1), False)
    parts.withdraw_part(by=city.office, task_id=other.pk, reason="经核实没有此类问题")
    found = rollup(city.office, city.task("1"), timezone.localdate(), whole=True)
    assert found.sentence == "共 1 项，1 项已验收（其中 0 项已销号），没有超期，另有 1 项已撤回"


@pytest.mark.parametrize(
    ("targets", "whole", "said", "differs"),
    [
        ({"yicheng": 60, "queshan": 40}, 100, "各项合计 100 家，与上级任务的 100 家一致", False),
        ({"yicheng": 60, "queshan": 38}, 100, "各项合计 98 家，上级任务为 100 家，少 2 家", True),
        ({"yicheng": 60, "queshan": 45}, 100, "多 5 家", True),
        ({"yicheng": 100}, 100, "（1 项没有填写）", True),
        ({"yicheng": 60, "queshan": 40}, None, "上级任务没有填写数量", True),
        ({}, None, "", False),
    ],
)
def test_the_parts_numbers_are_compared_with_the_wholes_and_a_difference_is_said(
    city, targets, whole, said, differs
) -> None:
    goal = Goal("整治取缔", "家" if targets else "", Decimal(whole) if whole else None)
    split(city, shares=shares(city, **targets), goal=goal)
    found = rollup(city.office, city.task("1"), timezone.localdate(), whole=True)
    assert said in found.compared
    assert found.differs == differs
    assert bool(found.compared) == bool(said)


def test_reports_are_matched_with_and_printed_from_the_tasks_of_reports_alone(city) -> None:
    split(city)
    decisions_before = {t.number for t in city.round.tasks.reported()}
    assert decisions_before == {"1", "2", "3"}
    assert [said.number for said in tasks_of(city.round.tasks.reported())] == ["1", "2", "3"]
    assert city.round.tasks.counted().count() == 3


def test_many_tasks_are_split_at_once_by_the_counties_they_concern(city) -> None:
    ids = list(city.round.tasks.values_list("pk", flat=True))
    made = parts.split_by_areas(by=city.office, round_id=city.round.pk, task_ids=ids)
    assert len(made) == 6
    assert {part.number for part in made} == {f"{n}-{k}" for n in (1, 2, 3) for k in (1, 2)}
    assert all(part.state == State.RECTIFYING for part in made)
    units = {part.number: part.assignments.get().organisation for part in made}
    assert (units["1-1"], units["1-2"]) == (city.yicheng, city.queshan)


def test_what_was_split_meanwhile_stops_the_whole_of_a_bulk_action(city) -> None:
    ids = list(city.round.tasks.values_list("pk", flat=True))
    split(city)
    with pytest.raises(Conflict, match="第 1 项已有下级任务"):
        parts.split_by_areas(by=city.office, round_id=city.round.pk, task_ids=ids)
    assert Task.objects.filter(kind=Kind.PART).count() == 2


def test_a_county_office_takes_the_part_no_unit_of_the_task_takes(city) -> None:
    city.task("1").assignments.all().delete()
    made = parts.split_by_areas(by=city.office, round_id=city.round.pk, task_ids=[city.task("1").pk])
    assert [part.assignments.get().organisation for part in made] == [city.yicheng, city.queshan]
    Organisation.objects.update(kind=Organisation.Kind.BUREAU)
    city.task("2").assignments.all().delete()
    made = parts.split_by_areas(by=city.office, round_id=city.round.pk, task_ids=[city.task("2").pk])
    assert {part.state for part in made} == {State.OPEN}


def test_a_hundred_tasks_cost_no_more_reads_than_three(city) -> None:
    def reads(ids: list[int]) -> int:
        with CaptureQueriesContext(connection) as found:
            parts.split_by_areas(by=city.office, round_id=city.round.pk, task_ids=ids)
        return sum(q["sql"].startswith("SELECT") for q in found.captured_queries)

    few = reads(list(city.round.tasks.counted().values_list("pk", flat=True)))
    for n in range(100):
        task = TaskFactory.create(
            round=city.round, number=str(200 + n), order=200 + n, counties=[YICHENG, QUESHAN]
        )
        MeasureFactory.create(task=task)
    more = list(city.round.tasks.filter(parts=None, kind=Kind.TASK).values_list("pk", flat=True))
    assert len(more) == 100
    many = reads(more)
    assert many <= few + 2


def test_a_sister_office_splits_its_own_tasks_only(city) -> None:
    office = OrganisationFactory.create(name="市控尘办", area_code="4117", kind="sister_office")
    officer = person_with("office_staff", organisation=office)
    Task.objects.filter(number="1").update(office=office)
    parts.split_task(by=officer, task_id=city.task("1").pk, shares=shares(city))
    other = TaskFactory.create(round=RoundFactory.create())
    for task in (city.task("2"), other):
        with pytest.raises(Exception, match="权限范围"):
            parts.split_task(by=officer, task_id=task.pk, shares=[Share(YICHENG)])
