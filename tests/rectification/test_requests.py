"""What units ask for: more time, or that the task be another's."""

import datetime as dt

import pytest

from sansan.errors import Conflict, Invalid, Missing, NotAllowed
from sansan.people.models import Organisation, Person
from sansan.people.roles import Role
from sansan.rectification.actions import requests, steps
from sansan.rectification.models import Request, Task
from sansan.trail.queries import history_of
from tests.people.factories import OrganisationFactory, person_with
from tests.rectification.factories import TaskFactory

pytestmark = pytest.mark.django_db
QUESHAN, BIYANG = "411725", "411726"


@pytest.fixture
def office() -> Person:
    return person_with(Role.CITY_OFFICE)


@pytest.fixture
def county() -> Organisation:
    return OrganisationFactory.create(name="确山县人民政府", area_code=QUESHAN)


@pytest.fixture
def neighbour() -> Organisation:
    return OrganisationFactory.create(name="泌阳县人民政府", area_code=BIYANG)


@pytest.fixture
def officer(county: Organisation) -> Person:
    return person_with(Role.COUNTY_OFFICE, area_code=QUESHAN, organisation=county)


@pytest.fixture
def of_neighbour(neighbour: Organisation) -> Person:
    return person_with(Role.COUNTY_OFFICE, area_code=BIYANG, organisation=neighbour)


@pytest.fixture
def task(office: Person, county: Organisation) -> Task:
    made = TaskFactory.create(deadline_date=dt.date(2020, 8, 1))
    steps.assign(by=office, task_id=made.pk, organisation_id=county.pk)
    made.refresh_from_db()
    return made


def extension(task: Task, officer: Person, county: Organisation, day: int = 20) -> Request:
    return requests.ask_extension(
        by=officer,
        task_id=task.pk,
        organisation_id=county.pk,
        deadline=dt.date(2020, 8, day),
        reason="管线迁改未完成",
    )


def transfer(task: Task, by: Person, unit: Organisation, to: Organisation) -> Request:
    return requests.ask_transfer(
        by=by, task_id=task.pk, organisation_id=unit.pk, to_id=to.pk, reason="点位在邻县境内"
    )


def test_a_granted_extension_moves_the_deadline_and_keeps_the_old_one_in_the_trail(
    task, office, officer, county
) -> None:
    asked = extension(task, officer, county)
    task.refresh_from_db()
    assert task.deadline_date == dt.date(2020, 8, 1), "nothing moves before the answer"
    requests.answer(by=office, request_id=asked.pk, granted=True, text="同意")
    task.refresh_from_db()
    assert task.deadline_date == dt.date(2020, 8, 20)
    assert history_of(task).get(verb="request.granted").before["deadline_date"] == "2020-08-01"


def test_an_extension_must_be_later_than_the_deadline_there_is(task, officer, county) -> None:
    with pytest.raises(Invalid, match="2020-08-01"):
        extension(task, officer, county, day=1)
    Task.objects.filter(pk=task.pk).update(deadline_date=None)
    with pytest.raises(Invalid, match="没有到期日"):
        extension(task, officer, county)


def test_one_request_of_a_kind_waits_at_a_time(task, officer, county) -> None:
    extension(task, officer, county)
    with pytest.raises(Conflict, match="等待答复"):
        extension(task, officer, county, day=25)
    assert Request.objects.count() == 1


def test_no_unit_grants_its_own_request(task, officer, county) -> None:
    asked = extension(task, officer, county)
    with pytest.raises(NotAllowed, match="市攻坚办"):
        requests.answer(by=officer, request_id=asked.pk, granted=True, text="")


def test_a_refusal_needs_a_reason_and_is_final(task, office, officer, county) -> None:
    asked = extension(task, officer, county)
    with pytest.raises(Invalid, match="理由"):
        requests.answer(by=office, request_id=asked.pk, granted=False, text=" ")
    requests.answer(by=office, request_id=asked.pk, granted=False, text="进度可以赶上")
    with pytest.raises(Conflict, match="不同意"):
        requests.answer(by=office, request_id=asked.pk, granted=True, text="")


def test_the_unit_named_may_take_the_task_over_itself(task, officer, county, neighbour, of_neighbour) -> None:
    asked = transfer(task, officer, county, neighbour)
    requests.answer(by=of_neighbour, request_id=asked.pk, granted=True, text="")
    assert [a.organisation for a in task.assignments.all()] == [neighbour]
    assert Task.objects.visible_to(of_neighbour).filter(pk=task.pk).exists()


def test_until_it_is_answered_a_transfer_changes_nothing(task, officer, county, neighbour) -> None:
    transfer(task, officer, county, neighbour)
    assert [a.organisation for a in task.assignments.all()] == [county]


def test_not_my_duty_without_a_name_is_not_accepted(task, officer, county) -> None:
    with pytest.raises(Invalid, match="哪个单位"):
        transfer(task, officer, county, county)


def test_passing_on_again_and_again_stays_to_be_seen(
    task, office, officer, county, neighbour, of_neighbour
) -> None:
    first = transfer(task, officer, county, neighbour)
    requests.answer(by=of_neighbour, request_id=first.pk, granted=False, text="不在我县")
    second = transfer(task, officer, county, neighbour)
    requests.answer(by=office, request_id=second.pk, granted=True, text="裁定由泌阳县承担")
    assert task.requests.filter(kind="transfer").count() == 2


def test_a_stranger_neither_answers_nor_learns_of_a_request(task, officer, county, neighbour) -> None:
    asked = transfer(task, officer, county, neighbour)
    body = OrganisationFactory.create(area_code="411729")
    stranger = person_with(Role.COUNTY_OFFICE, area_code="411729", organisation=body)
    with pytest.raises(Missing, match="未找到"):
        requests.answer(by=stranger, request_id=asked.pk, granted=True, text="")


def test_a_task_handed_in_is_no_longer_passed_on(task, officer, county, neighbour) -> None:
    Task.objects.filter(pk=task.pk).update(
        state="closed", accepted_at="2020-07-01T00:00Z", closed_at="2020-07-02T00:00Z"
    )
    with pytest.raises(Conflict, match="已销号"):
        transfer(task, officer, county, neighbour)
