"""Self-check, acceptance level by level, notice, closing, look-back and recurrence, as the people on them act."""

import datetime as dt
from typing import Any

import pytest
import time_machine

from sansan.errors import Conflict, Invalid, Missing, NotAllowed
from sansan.people.models import Organisation, Person
from sansan.people.roles import Role
from sansan.rectification.actions import decisions, steps
from sansan.rectification.actions.rounds import edit_round, open_round
from sansan.rectification.models import LookBack, Task
from sansan.rectification.queries import todo
from sansan.rectification.workflow import State
from sansan.trail.queries import history_of
from tests.people.factories import OrganisationFactory, person_with
from tests.rectification.closing.settling import settle
from tests.rectification.factories import MeasureFactory, RoundFactory, TaskFactory
from tests.rectification.test_steps import photo

pytestmark = pytest.mark.django_db
QUESHAN = "411725"
DAY = dt.date(2020, 7, 17)


@pytest.fixture(autouse=True)
def _ground(tmp_path, settings):
    settings.DATA_DIR = tmp_path
    with time_machine.travel(dt.datetime(2020, 7, 20, 9, tzinfo=dt.UTC), tick=False):
        yield


@pytest.fixture
def office() -> Person:
    return person_with(Role.CITY_OFFICE)


@pytest.fixture
def county() -> Organisation:
    return OrganisationFactory.create(name="确山县人民政府", area_code=QUESHAN)


@pytest.fixture
def officer(county: Organisation) -> Person:
    return person_with(Role.COUNTY_OFFICE, area_code=QUESHAN, organisation=county)


@pytest.fixture
def of_county() -> Person:
    body = OrganisationFactory.create(name="确山县验收组", area_code=QUESHAN)
    return person_with(Role.ACCEPTOR, area_code=QUESHAN, organisation=body)


@pytest.fixture
def of_city() -> Person:
    return person_with(Role.ACCEPTOR)


@pytest.fixture
def task(office: Person, county: Organisation) -> Task:
    """Assigned, in a round that follows the provincial procedure."""
    made = TaskFactory.create(round=RoundFactory.create(procedure="province"), number="17")
    MeasureFactory.create(task=made, order=1)
    steps.assign(by=office, task_id=made.pk, organisation_id=county.pk)
    made.refresh_from_db()
    return made


def handed_in(task: Task, officer: Person, county: Organisation) -> None:
    given: dict[str, Any] = {"by": officer, "task_id": task.pk, "organisation_id": county.pk, "as_of": DAY}
    steps.self_check(**given, text="逐条自查合格。")
    steps.submit(**given, text="请验收。", uploads=[("after", photo())])


def accepted(task: Task, *people: Person) -> None:
    for person in people:
        decisions.accept(by=person, task_id=task.pk, reason="现场核实属实。", visited_on=DAY)


def published(task: Task, office: Person, starts_on: dt.date) -> None:
    decisions.publish(by=office, task_id=task.pk, place="市政府网站", starts_on=starts_on)


def closed(task: Task, office: Person, officer: Person, county: Organisation, acceptor: Person) -> None:
    handed_in(task, officer, county)
    accepted(task, acceptor, acceptor)
    published(task, office, dt.date(2020, 7, 10))
    settle(by=office, task_id=task.pk, reason="公示无异议。")
    task.refresh_from_db()


def state(task: Task) -> str:
    task.refresh_from_db()
    return task.state


def test_the_whole_way_of_the_provincial_procedure(task, office, officer, county, of_county, of_city) -> None:
    with pytest.raises(Conflict, match="不能提交验收"):
        steps.submit(by=officer, task_id=task.pk, organisation_id=county.pk, text="完成", as_of=DAY)
    handed_in(task, officer, county)
    accepted(task, of_county)
    assert (state(task), task.accepted_at) == (State.SUBMITTED, None)
    accepted(task, of_city)
    assert state(task) == State.ACCEPTED
    published(task, office, dt.date(2020, 7, 10))
    settle(by=office, task_id=task.pk, reason="公示无异议。")
    assert state(task) == State.CLOSED
    assert [a.level for a in task.acceptances.all()] == ["county", "city"]
    assert list(history_of(task).order_by("seq").values_list("verb", flat=True)) == [
        "task.assigned",
        "task.self_checked",
        "task.submitted",
        "task.accepted",
        "task.accepted",
        "task.published",
        "closing.requested",
        *["closing.overridden"] * task.closing_requests.get().overrides.count(),
        "task.closed",
    ]


def test_a_county_does_not_accept_for_the_city(task, officer, county, of_county) -> None:
    handed_in(task, officer, county)
    accepted(task, of_county)
    with pytest.raises(NotAllowed, match="市级验收组"):
        accepted(task, of_county)
    assert task.acceptances.count() == 1


def test_acceptance_without_a_visit_is_refused_where_the_procedure_asks_for_one(
    task, officer, county, of_city
) -> None:
    handed_in(task, officer, county)
    with pytest.raises(Invalid, match="现场核查"):
        decisions.accept(by=of_city, task_id=task.pk, reason="属实")
    with pytest.raises(Invalid, match="晚于今天"):
        decisions.accept(by=of_city, task_id=task.pk, reason="属实", visited_on=dt.date(2020, 7, 30))
    assert not task.acceptances.exists()


def test_a_provinces_acceptance_is_entered_with_its_number(office, officer, county, of_city) -> None:
    task = TaskFactory.create(
        round=RoundFactory.create(procedure="central"), units=[county], counties=[QUESHAN]
    )
    Task.objects.filter(pk=task.pk).update(state=State.SUBMITTED, stage=2)
    with pytest.raises(Invalid, match="文号"):
        decisions.accept(by=of_city, task_id=task.pk, reason="属实", visited_on=DAY)
    decisions.accept(
        by=of_city, task_id=task.pk, reason="属实", visited_on=DAY, document_number="豫环督改〔2020〕3号"
    )
    assert state(task) == State.ACCEPTED
    decisions.review(by=office, task_id=task.pk, reason="行业审查无异议。")
    assert state(task) == State.REVIEWED


def test_sending_back_withdraws_what_was_accepted_and_published(
    task, office, officer, county, of_city
) -> None:
    handed_in(task, officer, county)
    accepted(task, of_city, of_city)
    published(task, office, dt.date(2020, 7, 18))
    decisions.send_back(by=of_city, task_id=task.pk, reason="公示期间发现现场反弹。")
    assert (state(task), task.stage, task.accepted_at) == (State.RECTIFYING, 0, None)
    assert not task.acceptances.filter(withdrawn_at=None).exists()
    assert not task.notices.filter(withdrawn_at=None).exists()
    handed_in(task, officer, county)
    accepted(task, of_city, of_city)
    with pytest.raises(Conflict, match="不能销号"):
        settle(by=office, task_id=task.pk, reason="旧公示已期满")


@pytest.mark.parametrize(("today", "may_close"), [(24, False), (25, True)])
def test_a_notice_must_be_over_before_a_task_is_closed(
    task, office, officer, county, of_city, today, may_close
) -> None:
    handed_in(task, officer, county)
    accepted(task, of_city, of_city)
    published(task, office, dt.date(2020, 7, 18))  # to the 24th
    with time_machine.travel(dt.datetime(2020, 7, today, 4, tzinfo=dt.UTC), tick=False):
        if may_close:
            settle(by=office, task_id=task.pk, reason="公示无异议。")
            assert state(task) == State.CLOSED
        else:
            with pytest.raises(Conflict, match="公示至 2020-07-24 结束"):
                settle(by=office, task_id=task.pk, reason="公示无异议。")


def test_an_objection_stands_in_the_way_until_it_is_answered(task, office, officer, county, of_city) -> None:
    handed_in(task, officer, county)
    accepted(task, of_city, of_city)
    published(task, office, dt.date(2020, 7, 10))
    decisions.answer_objection(by=office, task_id=task.pk, objection="夜间仍有扬尘。", answer="")
    with pytest.raises(Conflict, match="异议"):
        settle(by=office, task_id=task.pk, reason="期满")
    decisions.answer_objection(
        by=office, task_id=task.pk, objection="夜间仍有扬尘。", answer="夜查三次未见，已回复来电人。"
    )
    settle(by=office, task_id=task.pk, reason="期满")
    assert state(task) == State.CLOSED


def test_closing_sets_the_days_to_look_back(task, office, officer, county, of_city) -> None:
    closed(task, office, officer, county, of_city)
    assert [str(b.due_on) for b in task.look_backs.all()] == ["2020-10-20", "2021-01-20", "2021-07-20"]


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        ((2020, 8, 31), 6, (2021, 2, 28)),
        ((2020, 12, 15), 1, (2021, 1, 15)),
        ((2023, 11, 30), 3, (2024, 2, 29)),
    ],
)
def test_a_month_without_that_day_ends_earlier(day, months, later) -> None:
    assert decisions.months_later(dt.date(*day), months) == dt.date(*later)


def test_a_look_back_that_holds_uses_up_the_next_one_due(task, office, officer, county, of_city) -> None:
    closed(task, office, officer, county, of_city)
    decisions.look_back(by=of_city, task_id=task.pk, result="holds", text="未见反弹。", done_on=DAY)
    assert [b.result for b in task.look_backs.order_by("due_on")] == ["holds", "", ""]
    assert not task.recurrences.exists()


@pytest.mark.parametrize("result", ["relapsed", "false"])
def test_a_relapse_opens_a_linked_recurrence_and_the_old_closure_stays(
    task, office, officer, county, of_city, result
) -> None:
    closed(task, office, officer, county, of_city)
    before = Task.objects.filter(pk=task.pk).values().get()
    decisions.look_back(by=of_city, task_id=task.pk, result=result, text="设备又开。", done_on=DAY)
    again = task.recurrences.get()
    assert Task.objects.filter(pk=task.pk).values().get() == before | {
        "updated_at": Task.objects.get(pk=task.pk).updated_at
    }
    assert (again.state, again.number, again.recurs) == (State.RECTIFYING, "17复1", task)
    assert [a.organisation for a in again.assignments.all()] == [county]
    assert [m.done_at for m in again.measures.all()] == [None]
    assert Task.objects.visible_to(officer).filter(pk=again.pk).exists()


def test_a_second_look_back_does_not_open_a_second_recurrence_of_the_same_relapse(
    task, office, officer, county, of_city
) -> None:
    closed(task, office, officer, county, of_city)
    for _ in range(2):
        decisions.look_back(by=of_city, task_id=task.pk, result="relapsed", text="又开。", done_on=DAY)
    assert task.recurrences.count() == 1
    with pytest.raises(Conflict, match="17复1"):
        decisions.reopen(by=office, task_id=task.pk, reason="群众举报")


def test_nobody_looks_back_at_his_own_units_work(task, office, officer, county, of_city) -> None:
    closed(task, office, officer, county, of_city)
    insider = person_with(Role.ACCEPTOR, organisation=county)
    with pytest.raises(NotAllowed, match="承担了本任务的整改"):
        decisions.look_back(by=insider, task_id=task.pk, result="holds", text="很好。", done_on=DAY)
    assert not LookBack.objects.exclude(done_on=None).exists()


def test_recurrences_are_no_tasks_of_the_report(task, office, officer, county, of_city) -> None:
    closed(task, office, officer, county, of_city)
    again = decisions.reopen(by=office, task_id=task.pk, reason="群众举报反弹")
    assert set(task.round.tasks.reported()) == {task}
    assert set(task.round.tasks.all()) == {task, again}


def test_a_suspended_task_gets_its_days_back(task, office) -> None:
    Task.objects.filter(pk=task.pk).update(deadline_date=dt.date(2020, 8, 1))
    decisions.suspend(by=office, task_id=task.pk, reason="等待规划批复")
    assert state(task) == State.SUSPENDED
    with time_machine.travel(dt.datetime(2020, 7, 30, 9, tzinfo=dt.UTC), tick=False):
        decisions.resume(by=office, task_id=task.pk, reason="批复已到")
    assert (state(task), task.deadline_date, task.suspended_on) == (
        State.RECTIFYING,
        dt.date(2020, 8, 11),
        None,
    )
    event = history_of(task).get(verb="task.resumed")
    assert (event.before["deadline_date"], event.after["deadline_date"]) == ("2020-08-01", "2020-08-11")


def test_the_office_reviews_a_progress_report_once_and_not_its_own(task, office, officer, county) -> None:
    report = steps.report_progress(
        by=officer, task_id=task.pk, organisation_id=county.pk, text="推进中", as_of=DAY
    )
    with pytest.raises(Invalid, match="理由"):
        steps.review_progress(by=office, report_id=report.pk, good=False)
    steps.review_progress(by=office, report_id=report.pk, good=False, note="没有写完成的户数。")
    report.refresh_from_db()
    assert (report.review, report.review_note, report.reviewed_by) == (
        "returned",
        "没有写完成的户数。",
        office,
    )
    with pytest.raises(Conflict, match="审核退回"):
        steps.review_progress(by=office, report_id=report.pk, good=True)
    other = steps.report_progress(
        by=officer, task_id=task.pk, organisation_id=county.pk, text="又有进展", as_of=DAY
    )
    with pytest.raises(NotAllowed, match="其他单位审核"):
        steps.review_progress(by=officer, report_id=other.pk, good=True)


def test_a_round_follows_the_usual_procedure_of_its_level_unless_another_is_chosen(office) -> None:
    usual = open_round(by=office, name="甲", area_code="4117", level="central")
    chosen = open_round(by=office, name="乙", area_code="4117", level="central", procedure="brief")
    assert (usual.procedure, chosen.procedure) == ("central", "brief")
    with pytest.raises(Invalid, match="整改程序"):
        open_round(by=office, name="丙", area_code="4117", procedure="none")


def test_a_procedure_is_not_changed_under_a_task_that_stands_between_two_stations(
    task, office, officer, county
) -> None:
    edit_round(by=office, round_id=task.round_id, procedure="city")
    handed_in(task, officer, county)
    with pytest.raises(Invalid, match="1 项任务正在自查、验收或公示"):
        edit_round(by=office, round_id=task.round_id, procedure="brief")


def test_what_is_not_published_is_not_closed(office, county) -> None:
    task = TaskFactory.create(round=RoundFactory.create(procedure="province"))
    Task.objects.filter(pk=task.pk).update(state=State.NOTICED, accepted_at=dt.datetime.now(dt.UTC))
    with pytest.raises(Missing, match="公示"):
        settle(by=office, task_id=task.pk, reason="期满")


def test_a_standing_duty_asks_for_its_figures_every_month_after_closing(
    task, office, officer, county, of_city
) -> None:
    Task.objects.filter(pk=task.pk).update(standing=True)
    closed(task, office, officer, county, of_city)

    def waiting(day: dt.date) -> set[Task]:
        return set(todo(officer, "monthly", day))

    assert waiting(dt.date(2020, 7, 25)) == set(), "handed in this month"
    assert waiting(dt.date(2020, 8, 1)) == {task}
    with time_machine.travel(dt.datetime(2020, 8, 5, 4, tzinfo=dt.UTC), tick=False):
        steps.report_progress(
            by=officer, task_id=task.pk, organisation_id=county.pk, text="无反弹", as_of=dt.date(2020, 8, 5)
        )
    assert waiting(dt.date(2020, 8, 31)) == set()
    Task.objects.filter(pk=task.pk).update(standing=False)
    assert waiting(dt.date(2020, 9, 1)) == set()


def test_a_look_back_waits_for_the_acceptor_from_the_day_it_is_due(
    task, office, officer, county, of_city
) -> None:
    closed(task, office, officer, county, of_city)
    assert not todo(of_city, "look_back", dt.date(2020, 10, 19)).exists()
    assert todo(of_city, "look_back", dt.date(2020, 10, 20)).get() == task
    decisions.look_back(by=of_city, task_id=task.pk, result="holds", text="未见反弹。", done_on=DAY)
    assert not todo(of_city, "look_back", dt.date(2020, 10, 20)).exists()
