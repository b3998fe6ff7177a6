"""A meeting keeps who sat there that day; its minutes are numbered once and never change."""

import datetime as dt
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from docx import Document

from sansan.errors import Conflict, Invalid, Missing
from sansan.evidence.access import visible_to
from sansan.evidence.models import Evidence
from sansan.leadership.actions.bodies import Holder, change_holder, correct_term
from sansan.leadership.actions.meetings import (
    add_decision,
    add_item,
    edit_meeting,
    issue_minutes,
    note_attendance,
    remove_decision,
    remove_item,
)
from sansan.leadership.minutes import minutes_docx, minutes_lines, numeral
from sansan.leadership.models import Meeting
from sansan.notify.models import Message
from sansan.people.roles import Role
from tests.client import PageClient
from tests.leadership.scene import Scene, scene
from tests.people.factories import person_with

pytestmark = pytest.mark.django_db


@pytest.fixture
def city() -> Scene:
    return scene()


def _text(meeting: Meeting) -> str:
    meeting = Meeting.objects.get(pk=meeting.pk)
    return "\n".join(paragraph.text for paragraph in Document(io.BytesIO(minutes_docx(meeting))).paragraphs)


def test_meetings_are_counted_by_body_kind_and_year(city: Scene) -> None:
    names = [
        str(city.meeting(held_on=day))
        for day in (dt.date(2020, 7, 1), dt.date(2020, 8, 1), dt.date(2021, 1, 5))
    ]
    assert names == [
        "市领导小组2020年第1次调度会",
        "市领导小组2020年第2次调度会",
        "市领导小组2021年第1次调度会",
    ]
    assert str(city.meeting(kind="group")) == "市领导小组2020年第1次会议"


def test_whoever_held_a_seat_that_day_is_expected_and_named_and_a_change_of_head_leaves_it_so(
    city: Scene,
) -> None:
    meeting = city.meeting()
    rows = {row.seat.title: row.pk for row in meeting.attendance.all()}
    assert set(rows) == {"组长", "副组长"}
    note_attendance(
        by=city.office, meeting_id=meeting.pk, presence={rows["副组长"]: "absent"}, others=["市督查办", ""]
    )
    change_holder(
        by=city.office,
        seat_id=city.head.pk,
        holder=Holder(name="新市长", post="市长"),
        on=dt.date(2020, 9, 1),
        document_number="驻文〔2020〕9号",
    )
    text = _text(meeting)
    assert "2020年7月1日，组长、市长前市长在第一会议室主持召开" in text
    assert "出席：组长、市长前市长、市督查办。" in text
    assert "缺席、请假：副组长、副市长副市长甲。" in text
    assert "新市长" not in text


def test_minutes_say_the_agenda_what_was_decided_whose_it_is_and_by_when(city: Scene) -> None:
    meeting = city.meeting()
    item = add_item(
        by=city.office, meeting_id=meeting.pk, title="超期任务", presenter="市攻坚办", text="倒排工期。"
    )
    common = {"by": city.office, "meeting_id": meeting.pk, "organisation": city.unit}
    add_decision(**common, text="一周内建成冲洗平台。", deadline=dt.date(2020, 7, 8), item_id=item.pk)
    add_decision(**common, text="每周报送进度")
    lines = [line.text for line in minutes_lines(meeting)]
    assert "（草稿，未印发）" in lines
    issue_minutes(by=city.office, meeting_id=meeting.pk)
    text = _text(meeting)
    year = timezone.localdate().year
    assert f"攻坚调纪〔{year}〕1号" in text
    assert "一、超期任务\n会议听取了市攻坚办的汇报。倒排工期。\n会议议定：" in text
    assert "（1）一周内建成冲洗平台。（责任单位：遂平县攻坚办；完成时限：2020年7月8日）" in text
    assert "二、其他议定事项\n会议议定：\n（1）每周报送进度。（责任单位：遂平县攻坚办）" in text


def test_issued_minutes_never_change_whatever_happens_to_what_they_were_made_of(city: Scene) -> None:
    decision = city.decided()
    meeting = decision.meeting
    before = _text(meeting)
    correct_term(by=city.office, term_id=city.head.terms.get().pk, name="改名", post="市长", reason="笔误")
    city.unit.name = "改名单位"
    city.unit.save()
    assert _text(meeting) == before
    for act in (
        lambda: add_item(by=city.office, meeting_id=meeting.pk, title="补议题"),
        lambda: remove_item(by=city.office, meeting_id=meeting.pk, item_id=meeting.agenda.get().pk),
        lambda: add_decision(by=city.office, meeting_id=meeting.pk, text="补", organisation=city.unit),
        lambda: remove_decision(by=city.office, meeting_id=meeting.pk, decision_id=decision.pk),
        lambda: note_attendance(by=city.office, meeting_id=meeting.pk, presence={}),
        lambda: issue_minutes(by=city.second, meeting_id=meeting.pk),
        lambda: edit_meeting(
            by=city.office,
            meeting_id=meeting.pk,
            subject="改",
            held_on=meeting.held_on,
            place="改",
            chair_name="改",
        ),
    ):
        with pytest.raises(Conflict, match="印发"):
            act()


def test_minutes_of_one_kind_are_numbered_through_the_year(city: Scene) -> None:
    numbers = [city.decided().meeting.number for _ in range(3)]
    assert [number.partition("〕")[2] for number in numbers] == ["1号", "2号", "3号"]


def test_minutes_need_something_decided_a_chair_and_a_meeting_that_took_place(city: Scene) -> None:
    with pytest.raises(Invalid, match="议题"):
        issue_minutes(by=city.office, meeting_id=city.meeting().pk)
    coming = city.meeting(held_on=timezone.localdate() + dt.timedelta(days=3))
    add_item(by=city.office, meeting_id=coming.pk, title="议题")
    with pytest.raises(Invalid, match="会后"):
        issue_minutes(by=city.office, meeting_id=coming.pk)
    with pytest.raises(Invalid, match="主持"):
        city.meeting(chair_id=None)
    with pytest.raises(Invalid, match="尚未成立"):
        city.meeting(held_on=dt.date(2019, 12, 31))


def test_material_of_an_item_is_seen_with_the_meeting_and_an_item_that_has_some_stays(city: Scene) -> None:
    meeting = city.meeting()
    upload = SimpleUploadedFile("进展.txt", "整改进展".encode(), content_type="text/plain")
    item = add_item(by=city.office, meeting_id=meeting.pk, title="进展", uploads=[upload])
    material = list(Evidence.objects.all())
    assert visible_to(city.second, material) == material
    assert visible_to(person_with(Role.CITY_LEADER), material) == []  # not issued yet
    with pytest.raises(Conflict):
        remove_item(by=city.office, meeting_id=meeting.pk, item_id=item.pk)
    issue_minutes(by=city.office, meeting_id=meeting.pk)
    assert visible_to(person_with(Role.CITY_LEADER), material) == material
    assert visible_to(city.stranger, material) == []


def test_a_meeting_not_issued_is_seen_by_those_who_keep_it_only(city: Scene) -> None:
    meeting = city.meeting()
    leader = person_with(Role.CITY_LEADER)
    assert Meeting.objects.visible_to(city.second).get() == meeting
    for person in (leader, city.officer, city.stranger):
        assert not Meeting.objects.visible_to(person).exists()
    with pytest.raises(Missing):
        add_item(by=city.officer, meeting_id=meeting.pk, title="外县议题")


def test_every_unit_is_told_what_the_minutes_give_it_to_do(city: Scene) -> None:
    decision = city.decided()
    message = Message.objects.get(kind="leadership.decision")
    assert message.recipient == city.officer
    assert message.url == f"/leadership/decisions/{decision.pk}/"


def test_the_register_counts_no_more_questions_for_more_meetings(city: Scene, client: PageClient) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client.force_login(city.office)
    counts = []
    for _ in range(3):
        city.decided()
        city.decided()
        with CaptureQueriesContext(connection) as asked:
            assert client.get("/leadership/meetings/").status_code == 200
            assert client.get("/leadership/decisions/").status_code == 200
            assert client.get("/").status_code == 200
        counts.append(len(asked))
    assert counts[1] == counts[2]


def test_chapters_are_counted_as_officials_count() -> None:
    assert [numeral(n) for n in (1, 9, 10, 11, 20, 34)] == ["一", "九", "十", "十一", "二十", "三十四"]
