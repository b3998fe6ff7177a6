"""The sample city: the case's facts and figures in words of our own, and work for everybody who tries the product."""

import re
from collections import Counter
from itertools import pairwise

import pytest
from django.db import transaction
from django.utils import timezone
from shapely.geometry import Point, shape

from sansan.evidence.models import Evidence
from sansan.evidence.queries import reuses
from sansan.people.access import may
from sansan.people.models import Organisation, Post
from sansan.people.roles import Role
from sansan.places.models import Area
from sansan.places.queries import county_of
from sansan.rectification.models import (
    AuditFinding,
    Measure,
    PolicyDocument,
    ProgressReport,
    Round,
    SourceDocument,
    Task,
)
from sansan.rectification.sample import load
from sansan.rectification.sample.files import content
from sansan.rectification.workflow import State
from sansan.sample.accounts import accounts
from sansan.sample.loading import load as load_city
from sansan.trail.models import Event
from sansan.trail.verify import verify

REPORTS = ("report-2020-04.txt", "report-2020-07.txt")
TEXTS = (*REPORTS, "work.toml", "plan.toml", "policies.toml", "staff.toml")
COMPLETED = {"5", "6", "7", "10", "11", "19", "20", "21", "23", "24", "25", "26", "27"}
ONGOING = {"1", "2", "4", "8", "9", "12", "15", "16", "17", "18", "29"}
# Private persons and firms of the city's own report: they have no place in a sample.
REAL_NAMES = (
    "李红波", "张鹏", "曹新贵", "恒磊", "润阳", "红中", "通固", "宏邦", "遂兴", "根生", "骏化", "骏华", "双建", "曹氏",
    "振方", "联佳", "盛大", "恒丰", "洪泰", "华威", "国民加油站", "蓝天置业", "海翔", "宏利", "红飞", "常新",
)  # fmt: skip
NUMBERS = {
    "驻办〔2019〕25号", "驻编办〔2020〕1号", "驻编〔2020〕5号", "驻环攻坚办〔2020〕19号", "西环管〔2006〕12号",
    "驻环攻坚办〔2019〕325号", "豫商运行〔2019〕58号", "西环攻坚办〔2020〕28号", "豫建执法〔2020〕91号",
    "驻自然资〔2020〕122号", "豫环攻坚办〔2020〕15号",
}  # fmt: skip


@pytest.fixture(scope="module")
def _city(django_db_setup, django_db_blocker):
    """The whole sample, loaded once for this module and taken back afterwards."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_city(lambda part: None)
        yield
        transaction.set_rollback(True)


pytestmark = pytest.mark.usefixtures("_city")


@pytest.fixture
def first():
    return Round.objects.get(level=Round.Level.PROVINCE)


@pytest.fixture
def second():
    return Round.objects.get(level=Round.Level.CITY)


def holder(role):
    demo = {account.username for account in accounts()}
    return Post.objects.get(role=role, person__username__in=demo).person


def test_the_case_has_36_tasks_in_6_classes_with_its_sections(first):
    per_class = Counter(task.klass.number for task in first.tasks.reported().select_related("klass"))
    assert per_class == {"一": 3, "二": 10, "三": 3, "四": 15, "五": 4, "六": 1}
    sections = Counter(section.parent.number for section in first.classes.exclude(parent=None))
    assert sections == {"一": 2, "二": 3, "三": 2, "四": 4, "五": 3}


def test_the_statuses_stand_on_the_same_tasks_as_in_the_case(first):
    claimed = {task.number: task.claimed_status for task in first.tasks.reported()}
    assert {number for number, status in claimed.items() if status == "已完成"} == COMPLETED
    assert {number for number, status in claimed.items() if status == "已完成，持续推进"} == ONGOING
    assert Counter(claimed.values())["按照时序进度持续推进"] == 12


def test_the_audit_asks_exactly_what_the_case_leaves_open():
    asked = {(finding.task.number, finding.rule) for finding in AuditFinding.objects.select_related("task")}
    assert asked == {("12", "scope_conflict"), ("17", "whole_equals_parts")}


def test_99_sites_are_still_not_27_and_55_and_15():
    finding = AuditFinding.objects.get(task__number="17")
    assert {"99个", "27个、55个、15个"} <= set(finding.values.values())


def test_one_question_is_answered_and_one_is_left_to_answer():
    assert sorted(AuditFinding.objects.values_list("disposition", flat=True)) == ["explained", "open"]


def test_every_document_number_of_the_case_is_registered_with_its_issuer():
    registered = PolicyDocument.objects.filter(number__in=NUMBERS)
    assert {policy.number for policy in registered} == NUMBERS
    assert (
        registered.exclude(issuer="").count() >= len(NUMBERS) - 1
    )  # 西环管〔2006〕12号 is a filing, not a policy
    assert PolicyDocument.objects.filter(valid_to__isnull=False, citations__isnull=False).exists()


def test_the_newer_report_updated_the_tasks_and_added_one_without_doubling_any(first):
    april, july = SourceDocument.objects.filter(round=first).order_by("pk")
    assert (april.proposals.count(), july.proposals.count()) == (35, 36)
    assert july.proposals.filter(task__isnull=True).count() == 0
    assert first.tasks.reported().count() == 36
    updated = Event.objects.filter(verb="task.updated", target_type="rectification.task").count()
    assert updated >= 25


def test_tasks_stand_at_every_stage_of_their_way():
    """But for the review of the trade, which only a central inspection asks for; both plans are approved."""
    assert set(Task.objects.values_list("state", flat=True)) == set(State) - {State.REVIEWED, State.PLANNING}


def test_a_closed_task_that_relapsed_has_its_recurrence_and_keeps_its_closure(first):
    closed = first.tasks.get(recurrences__isnull=False, look_backs__result="relapsed")
    again = closed.recurrences.get()
    assert (closed.state, closed.closed_at is not None) == (State.CLOSED, True)
    assert again.reports.exists()


def test_every_step_of_the_way_was_taken_once():
    verbs = set(Event.objects.values_list("verb", flat=True))
    assert {"task.returned", "task.reopened", "task.closed", "measure.done", "figure.added"} <= verbs


def test_a_claim_of_completion_is_not_a_closure(first):
    assert first.tasks.filter(claimed_status="已完成").exclude(state=State.CLOSED).exists()


def test_some_deadlines_have_passed_some_are_near_and_some_are_far(second):
    today = timezone.localdate()
    days = [(day - today).days for day in second.tasks.values_list("deadline_date", flat=True) if day]
    assert min(days) < 0 < max(days)
    assert any(0 <= day <= 7 for day in days)
    assert second.tasks.filter(standing=True).exists()
    assert second.tasks.filter(klass__isnull=True).count() == 0


@pytest.mark.parametrize("role", [role for role in Role if role.duty == "business"])
def test_everybody_with_work_to_see_sees_some(role):
    assert Task.objects.visible_to(holder(role)).exists()


@pytest.mark.parametrize("role", [Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN])
def test_administrators_see_no_business(role):
    assert not may(holder(role), "rectification.view")


@pytest.mark.parametrize("role", [Role.COUNTY_OFFICE, Role.BUREAU_OFFICER, Role.TOWNSHIP_OFFICER])
def test_whoever_reports_has_a_task_to_report_on_and_one_already_reported(role):
    person = holder(role)
    tasks = Task.objects.visible_to(person, "rectification.report")
    assert tasks.filter(state=State.RECTIFYING, assignments__organisation__posts__person=person).exists()
    assert ProgressReport.objects.filter(by=person).exists()


def test_the_acceptor_the_offices_and_the_city_office_have_decisions_waiting():
    assert (
        Task.objects.visible_to(holder(Role.ACCEPTOR), "rectification.accept")
        .filter(state=State.SUBMITTED)
        .exists()
    )
    city = holder(Role.CITY_OFFICE)
    assert Task.objects.visible_to(city, "rectification.close").filter(state=State.ACCEPTED).exists()
    assert Task.objects.visible_to(city, "rectification.assign").filter(state=State.OPEN).exists()
    staff = holder(Role.OFFICE_STAFF)
    assert AuditFinding.objects.visible_to(staff, "rectification.audit").filter(disposition="open").exists()


def test_every_county_has_a_task():
    counties = set(Area.objects.filter(level=3, functional=False).values_list("code", flat=True))
    concerned = {county_of(code) for code in Task.objects.values_list("areas__area_code", flat=True) if code}
    assert counties <= concerned


def test_photos_say_when_and_where_inside_the_county_that_sent_them():
    photos = Evidence.objects.filter(file__media_type="image/jpeg").select_related("organisation")
    assert photos.count() >= 30
    for photo in photos:
        county = Area.objects.filter(
            pk=county_of(photo.organisation.area_code), boundary__isnull=False
        ).first()
        assert photo.taken_at is not None
        assert county is None or shape(county.boundary).covers(Point(photo.lon, photo.lat)), photo


def test_one_photo_was_used_for_two_tasks_and_no_other_looks_like_it():
    shown_twice = [photo for photo in Evidence.objects.all() if reuses(photo)]
    assert {photo.name for photo in shown_twice} == {"确山油罐拆除.jpg"}
    assert len(shown_twice) == 2


def test_some_measures_are_ticked_off_and_some_are_not(first):
    done = Counter(
        row is not None for row in Measure.objects.filter(task__round=first).values_list("done_at", flat=True)
    )
    assert done[True] >= 5
    assert done[False] >= 5


def test_the_whole_story_is_on_an_unbroken_trail():
    assert verify().broken_at is None
    assert Event.objects.count() > 300


def test_loading_again_does_nothing():
    before = Event.objects.count(), Task.objects.count()
    load()
    assert (Event.objects.count(), Task.objects.count()) == before


def test_everything_is_labelled_as_a_sample():
    for round_ in Round.objects.all():
        assert round_.is_sample
        assert "样例" in round_.name


@pytest.mark.parametrize("name", TEXTS)
def test_no_real_firm_or_private_person_is_named(name):
    text = content(name).decode()
    assert [real for real in REAL_NAMES if real in text] == []


def test_the_bodies_that_act_are_real_ones_of_the_citys_list():
    codes = set(re.findall(r'"((?:office|bureau|town|ecology)-[\w-]+)"', content("work.toml").decode()))
    assert codes <= set(Organisation.objects.values_list("code", flat=True))


FORM = re.compile(r"《[^》]*》|（已完成(?:，持续推进)?）|（按照时序进度持续推进）|整改情况：|（\d）|\n")
RUN = 20


def runs(text):
    """Every run of RUN characters within a sentence of the text; titles and the form's own words set aside."""
    for piece in FORM.split(text):
        words = re.sub(r"\s", "", piece)
        yield from (words[i : i + RUN] for i in range(len(words) - RUN + 1))


@pytest.mark.shared
@pytest.mark.parametrize("name", REPORTS)
def test_no_sentence_is_the_citys(shared, name):
    theirs = set(runs((shared / "documents" / "zhumadian-2020.txt").read_text("utf-8")))
    assert [run for run in runs(content(name).decode()) if run in theirs] == []


def test_the_figures_of_the_two_reports_grow(first):
    series = [v.value for v in first.tasks.get(number="4").figures.get(name="疑似“散乱污”企业").series]
    assert len(series) == 4
    assert all(one < other for one, other in pairwise(series))
