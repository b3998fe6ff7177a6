"""A task's way from being handed out to being closed, as the people on it act."""

import datetime as dt
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from sansan.errors import Conflict, Invalid, Missing, NotAllowed
from sansan.people.access import forget_posts
from sansan.people.roles import Role
from sansan.rectification.actions import decisions, steps
from sansan.rectification.models import ProgressReport, Task
from sansan.rectification.workflow import State
from sansan.trail.models import Event
from sansan.trail.queries import history_of
from tests.people.factories import OrganisationFactory, PostFactory, person_with
from tests.rectification.closing.settling import settle
from tests.rectification.factories import TaskFactory

pytestmark = pytest.mark.django_db
QUESHAN, BIYANG = "411725", "411726"
DAY = dt.date(2020, 7, 17)


@pytest.fixture(autouse=True)
def _files(tmp_path, settings):
    settings.DATA_DIR = tmp_path


def photo():
    picture = io.BytesIO()
    Image.effect_noise((64, 48), 80).convert("RGB").save(picture, "JPEG")
    return SimpleUploadedFile("整改后.jpg", picture.getvalue(), "image/jpeg")


@pytest.fixture
def office():
    return person_with(Role.CITY_OFFICE)


@pytest.fixture
def county():
    return OrganisationFactory(name="确山县人民政府", area_code=QUESHAN)


@pytest.fixture
def officer(county):
    return person_with(Role.COUNTY_OFFICE, area_code=QUESHAN, organisation=county)


@pytest.fixture
def acceptor():
    return person_with(Role.ACCEPTOR)


@pytest.fixture
def task(office, county):
    made = TaskFactory()
    steps.assign(by=office, task_id=made.pk, organisation_id=county.pk)
    made.refresh_from_db()
    return made


def submitted(task, officer, county):
    steps.submit(
        by=officer,
        task_id=task.pk,
        organisation_id=county.pk,
        text="已整改到位",
        as_of=DAY,
        uploads=[("after", photo())],
    )


def test_handing_out_a_task_lets_the_units_county_see_it(office, officer, county):
    made = TaskFactory()
    assert not Task.objects.visible_to(officer).exists()
    steps.assign(by=office, task_id=made.pk, organisation_id=county.pk, note="请于月底前完成")
    assert Task.objects.visible_to(officer).get().state == State.RECTIFYING
    assert history_of(made).get(verb="task.assigned").reason == "请于月底前完成"


def test_the_same_unit_is_not_assigned_twice(office, county, task):
    with pytest.raises(Invalid, match="已是本任务的责任单位"):
        steps.assign(by=office, task_id=task.pk, organisation_id=county.pk)


def test_the_whole_way_leaves_an_event_for_each_step(office, officer, acceptor, county, task):
    steps.report_progress(by=officer, task_id=task.pk, organisation_id=county.pk, text="正在拆除", as_of=DAY)
    submitted(task, officer, county)
    decisions.accept(by=acceptor, task_id=task.pk, reason="现场核实属实")
    settle(by=office, task_id=task.pk, reason="材料齐全")
    task.refresh_from_db()
    assert task.state == State.CLOSED
    assert task.closed_at >= task.accepted_at
    assert list(history_of(task).order_by("seq").values_list("verb", flat=True)) == [
        "task.assigned",
        "task.reported",
        "task.submitted",
        "task.accepted",
        "closing.requested",
        *["closing.overridden"] * task.closing_requests.get().overrides.count(),
        "task.closed",
    ]


def test_a_submission_without_any_evidence_is_refused_and_leaves_nothing(officer, county, task):
    with pytest.raises(Invalid, match="佐证材料"):
        steps.submit(by=officer, task_id=task.pk, organisation_id=county.pk, text="已整改到位", as_of=DAY)
    assert not ProgressReport.objects.exists()
    assert not Event.objects.filter(verb="task.submitted").exists()


def test_evidence_given_with_an_earlier_report_counts(officer, county, task):
    steps.report_progress(
        by=officer,
        task_id=task.pk,
        organisation_id=county.pk,
        text="已拆除",
        as_of=DAY,
        uploads=[("after", photo())],
    )
    steps.submit(by=officer, task_id=task.pk, organisation_id=county.pk, text="已整改到位", as_of=DAY)
    task.refresh_from_db()
    assert task.state == State.SUBMITTED


def test_nobody_accepts_what_his_own_unit_did(officer, county, task):
    submitted(task, officer, county)
    insider = person_with(Role.ACCEPTOR, organisation=county)
    with pytest.raises(NotAllowed, match="承担了本任务的整改"):
        decisions.accept(by=insider, task_id=task.pk, reason="属实")


def test_an_acceptor_who_changed_posts_still_does_not_accept_his_own_report(officer, county, task):
    submitted(task, officer, county)
    officer.posts.update(ends_on=dt.date(2020, 8, 1))
    PostFactory(person=officer, role=Role.ACCEPTOR, organisation=OrganisationFactory())
    forget_posts(officer)
    with pytest.raises(NotAllowed, match="承担了本任务的整改"):
        decisions.accept(by=officer, task_id=task.pk, reason="属实")


def test_a_returned_task_goes_back_with_the_reason(officer, acceptor, county, task):
    submitted(task, officer, county)
    decisions.send_back(by=acceptor, task_id=task.pk, reason="照片模糊")
    task.refresh_from_db()
    assert (task.state, task.accepted_at) == (State.RECTIFYING, None)
    assert history_of(task).get(verb="task.returned").reason == "照片模糊"


def test_a_task_that_was_not_accepted_is_not_closed(office, task):
    with pytest.raises(Conflict, match="整改中"):
        settle(by=office, task_id=task.pk, reason="材料齐全")


def test_a_neighbour_county_cannot_act_on_the_task_nor_learn_that_it_exists(task, county):
    body = OrganisationFactory(name="泌阳县人民政府", area_code=BIYANG)
    neighbour = person_with(Role.COUNTY_OFFICE, area_code=BIYANG, organisation=body)
    with pytest.raises(Missing, match="未找到"):
        steps.report_progress(by=neighbour, task_id=task.pk, organisation_id=body.pk, text="x", as_of=DAY)


def test_nobody_reports_in_another_units_name(officer, task):
    other = OrganisationFactory(area_code=QUESHAN)
    with pytest.raises(NotAllowed, match="任职的单位"):
        steps.report_progress(by=officer, task_id=task.pk, organisation_id=other.pk, text="x", as_of=DAY)


def test_a_report_does_not_speak_of_tomorrow(officer, county, task):
    with pytest.raises(Invalid, match="晚于今天"):
        steps.report_progress(
            by=officer, task_id=task.pk, organisation_id=county.pk, text="x", as_of=dt.date(2999, 1, 1)
        )


def test_a_damaged_photo_leaves_neither_report_nor_state(officer, county, task):
    broken = SimpleUploadedFile("整改后.jpg", b"\xff\xd8\xff\xe0 not a picture", "image/jpeg")
    with pytest.raises(Invalid):
        steps.submit(
            by=officer,
            task_id=task.pk,
            organisation_id=county.pk,
            text="已整改到位",
            as_of=DAY,
            uploads=[("after", broken)],
        )
    task.refresh_from_db()
    assert task.state == State.RECTIFYING
    assert not ProgressReport.objects.exists()


def test_a_county_hears_nothing_of_a_neighbours_report_on_a_shared_task(office, officer, county, task):
    body = OrganisationFactory(name="泌阳县人民政府", area_code=BIYANG)
    neighbour = person_with(Role.COUNTY_OFFICE, area_code=BIYANG, organisation=body)
    steps.assign(by=office, task_id=task.pk, organisation_id=body.pk)
    steps.report_progress(by=neighbour, task_id=task.pk, organisation_id=body.pk, text="泌阳进展", as_of=DAY)
    assert Task.objects.visible_to(officer).count() == 1
    assert not ProgressReport.objects.visible_to(officer).exists()
    assert ProgressReport.objects.visible_to(neighbour).get().text == "泌阳进展"
    assert ProgressReport.objects.visible_to(office).count() == 1


def test_taking_a_unit_off_needs_a_reason_and_is_kept(office, task, county):
    assignment = task.assignments.get()
    with pytest.raises(Invalid, match="理由"):
        steps.unassign(by=office, task_id=task.pk, assignment_id=assignment.pk, reason="")
    steps.unassign(by=office, task_id=task.pk, assignment_id=assignment.pk, reason="职责划转")
    assert history_of(task).get(verb="task.unassigned").before["unit"] == county.name
