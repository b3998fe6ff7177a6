"""What the rooms above rectification let people find, and what can never be found."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from sansan.accountability.actions.reading import add_document
from sansan.accountability.actions.records import start_record
from sansan.evidence.actions import attach
from sansan.evidence.models import Purpose
from sansan.leadership.actions.decisions import report_decision
from sansan.leadership.actions.meetings import add_decision, add_item, issue_minutes
from sansan.people.roles import Role
from sansan.rectification.models import Plan, PlanItem
from sansan.search import indexing
from sansan.search.queries import find, hits
from sansan.search.registry import kind_of, kinds
from sansan.search.words import parse
from tests.leadership.scene import CITY, COUNTY, Scene, scene
from tests.people.factories import person_with
from tests.rectification.factories import RoundFactory, TaskFactory
from tests.rectification.two_counties import picture

pytestmark = pytest.mark.django_db
SOON = dt.date(2020, 8, 1)


@pytest.fixture
def city() -> Scene:
    made = scene()
    connection.run_on_commit.clear()  # nothing here is ever committed
    return made


def found(person: object, typed: str, kind: str) -> list[str]:
    """Indexes anew and gives the titles of what is found."""
    indexing.rebuild()
    connection.run_on_commit.clear()
    wanted, query = kind_of(kind), parse(typed)
    assert wanted
    rows = hits(person, wanted, query, find(person, wanted, query).keys)
    return ["".join(bit.text for bit in hit.title) for hit in rows]


def anywhere(person: object, typed: str) -> list[str]:
    return [kind.key for kind in kinds() if found(person, typed, kind.key)]


def test_a_body_is_found_by_its_name_and_its_head(city: Scene) -> None:
    assert found(city.office, "市领导小组", "body") == ["市领导小组"]
    assert found(city.stranger, "前市长", "body") == ["市领导小组"]  # who leads is published by document
    assert not found(person_with(Role.ACCEPTOR), "前市长", "body")


def test_a_decision_is_found_by_its_unit_and_by_no_other_county(city: Scene) -> None:
    decision = city.decided(SOON, text="建成喷淋冲洗平台。")
    report_decision(by=city.officer, decision_id=decision.pk, text="土建已完工。", done=False)
    for typed in ("冲洗平台", "土建"):
        assert found(city.officer, typed, "decision") == ["建成喷淋冲洗平台。"]
        assert found(city.office, typed, "decision")
        assert not found(city.stranger, typed, "decision")
    assert found(city.office, "整改进度", "meeting")
    assert not found(city.officer, "整改进度", "meeting")
    assert not found(city.stranger, "整改进度", "meeting")


def test_nothing_of_a_meeting_is_found_before_its_minutes_are_out(city: Scene) -> None:
    meeting = city.meeting()
    item = add_item(by=city.office, meeting_id=meeting.pk, title="秋冬季攻坚部署")
    add_decision(
        by=city.office, meeting_id=meeting.pk, text="逐项挂账。", organisation=city.unit, deadline=SOON, item_id=item.pk
    )  # fmt: skip
    assert anywhere(city.office, "秋冬季攻坚部署") == []
    assert anywhere(city.office, "逐项挂账") == []
    issue_minutes(by=city.office, meeting_id=meeting.pk)
    assert anywhere(city.office, "秋冬季攻坚部署") == ["meeting"]
    assert "decision" in anywhere(city.office, "逐项挂账")


def test_material_of_an_agenda_is_found_by_who_sees_the_meeting(city: Scene) -> None:
    meeting = city.meeting()
    upload = SimpleUploadedFile("超期任务清单.jpg", picture())
    item = add_item(by=city.office, meeting_id=meeting.pk, title="超期任务", uploads=[upload])
    assert item.pk
    assert found(city.office, "超期任务清单", "material") == ["超期任务清单.jpg"]
    assert not found(city.stranger, "超期任务清单", "material")
    assert not found(city.officer, "超期任务清单", "material")


def test_papers_of_a_plan_are_found_by_who_sees_the_plan(city: Scene) -> None:
    round_ = RoundFactory.create(area_code=CITY)
    task = TaskFactory.create(round=round_, counties=[COUNTY])
    plan = Plan.objects.create(round=round_, drafted_by=city.office)
    PlanItem.objects.create(plan=plan, task=task)
    attach(
        by=city.office,
        upload=SimpleUploadedFile("省厅批复.jpg", picture()),
        target=plan,
        area_code=CITY,
        organisation_id=None,
        purpose=Purpose.DOCUMENT,
    )
    assert found(city.office, "省厅批复", "evidence") == ["省厅批复.jpg"]
    assert not found(city.stranger, "省厅批复", "evidence")


def test_nothing_of_accountability_is_found_by_anybody(city: Scene) -> None:
    officer = person_with(Role.DISCIPLINE_OFFICER, name="纪检甲")
    row = start_record(
        by=officer, area_code=COUNTY, cause="false", facts="某甲上报虚假照片。", found_on=SOON, tasks=(city.task,)
    )  # fmt: skip
    add_document(by=officer, record_id=row.pk, paper="report", upload=SimpleUploadedFile("x.jpg", picture()))
    for person in (officer, city.office, person_with(Role.SYSTEM_ADMIN), person_with(Role.AUDIT_ADMIN)):
        for typed in ("某甲", "虚假照片", "问责", "调查报告"):
            assert anywhere(person, typed) == [], typed
