"""A month as its units report it: asked once, filled row by row, handed in whole or not at all."""

import datetime as dt
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sansan.dispatch import drafts, queries
from sansan.dispatch.actions.handing_in import hand_in
from sansan.dispatch.actions.periods import open_period, renew_period, urge
from sansan.dispatch.checks import Filled
from sansan.dispatch.models import Draft, Entry, Statement
from sansan.errors import Conflict, Invalid, Missing, NotAllowed
from sansan.evidence.models import Evidence
from sansan.notify.models import Message
from sansan.rectification.actions.steps import assign, report_progress, submit
from sansan.rectification.models import FigureValue, ProgressReport, Task
from sansan.rectification.queries import todo
from sansan.trail.models import Event
from tests.dispatch.scene import JUNE, QUESHAN, TODAY, Scene, scene
from tests.rectification.factories import RoundFactory, TaskFactory
from tests.rectification.two_counties import picture

pytestmark = pytest.mark.django_db


def test_opening_asks_every_responsible_unit_once_and_tells_it(city: Scene) -> None:
    period = city.open()
    assert period.due_on == dt.date(2026, 6, 25)
    asked = {(e.organisation.name, e.task.number) for e in Entry.objects.all()}
    assert asked == {
        ("确山县攻坚办", "1"),
        ("平舆县攻坚办", "1"),
        ("确山县攻坚办", "2"),
        ("确山县攻坚办", "3"),  # closed, and goes on being reported
    }
    told = Message.objects.get(recipient=city.officer, kind="dispatch.opened")
    assert "3 项" in told.title
    assert told.url == f"/dispatch/report/2026-06/{city.queshan.pk}/"


def test_a_month_is_opened_once_and_a_round_of_it_does_not_ask_again(city: Scene) -> None:
    city.open()
    with pytest.raises(Conflict, match="已经开启"):
        city.open()
    with pytest.raises(Invalid, match="没有需要填报的任务"):
        open_period(by=city.office, month=JUNE, round_id=city.round.pk)
    assert Entry.objects.count() == 4


def test_what_is_handed_over_later_is_asked_for_when_the_office_renews(city: Scene) -> None:
    period = city.open()
    late = TaskFactory.create(round=city.round, number="9", order=9, counties=[QUESHAN])
    assign(by=city.office, task_id=late.pk, organisation_id=city.queshan.pk)
    assert renew_period(by=city.office, period_id=period.pk) == 1
    assert renew_period(by=city.office, period_id=period.pk) == 0
    assert [row.task.number for row in city.rows()] == ["1", "2", "3", "9"]


def test_a_unit_taken_off_a_task_before_it_reported_is_no_longer_asked(city: Scene) -> None:
    period = city.open()
    city.tasks[1].assignments.all().delete()
    renew_period(by=city.office, period_id=period.pk)
    assert [row.task.number for row in city.rows()] == ["1", "3"]


def test_a_task_with_parts_is_asked_of_its_lead_alone(city: Scene) -> None:
    city.tasks[0].assignments.filter(organisation=city.pingyu).update(role="lead")
    TaskFactory.create(round=city.round, parent=city.tasks[0], order=11, state="rectifying")
    city.open()
    assert [e.organisation for e in Entry.objects.filter(task=city.tasks[0])] == [city.pingyu]


def test_only_the_office_of_the_area_opens_a_month(city: Scene) -> None:
    with pytest.raises(NotAllowed):
        open_period(by=city.officer, month=JUNE, area_code=QUESHAN)
    with pytest.raises(NotAllowed):
        open_period(by=city.office, month=JUNE, area_code="4101")
    elsewhere = RoundFactory.create(area_code="4101")
    with pytest.raises(Missing):
        open_period(by=city.office, month=JUNE, round_id=elsewhere.pk)


def test_the_filled_rows_are_reported_together_with_what_the_unit_claims(city: Scene) -> None:
    city.open()
    one, two, three = city.rows()
    city.fill(one, percent=45, figures={one.indicators[0].key: "40"})
    city.fill(two, claim="behind", percent=10, cause="征迁未完成。", next_step="月底前完成征迁。")
    said = hand_in(by=city.officer, month=JUNE, organisation_id=city.queshan.pk)
    assert [statement.report.text for statement in said] == ["第1项本月推进情况。", "第2项本月推进情况。"]
    assert said[1].cause == "征迁未完成。"
    assert ProgressReport.objects.filter(as_of=TODAY).count() == 2
    assert FigureValue.objects.get(as_of=TODAY).value == Decimal(40)
    assert not Draft.objects.exists()
    assert [row.state for row in city.rows()] == ["reported", "reported", "unopened"]
    assert Event.objects.filter(verb="task.reported").count() == 2
    assert Event.objects.filter(verb="dispatch.stated").count() == 2
    assert three.open


def test_a_standing_duty_reported_on_the_page_leaves_the_monthly_heap(city: Scene) -> None:
    city.open()
    assert todo(city.officer, "monthly", TODAY).count() == 1
    city.fill(city.rows()[2])
    hand_in(by=city.officer, month=JUNE, organisation_id=city.queshan.pk)
    assert todo(city.officer, "monthly", TODAY).count() == 0


def test_one_wrong_row_keeps_all_rows_back_and_every_fault_is_named_with_its_row(city: Scene) -> None:
    city.open()
    one, two, three = city.rows()
    city.fill(one)
    city.fill(two, claim="behind")
    city.fill(three, claim="", text="", percent=30)
    with pytest.raises(Invalid) as refused:
        hand_in(by=city.officer, month=JUNE, organisation_id=city.queshan.pk)
    wrong = refused.value.data["rows"]
    assert set(wrong) == {two.entry.pk, three.entry.pk}
    assert wrong[two.entry.pk].startswith("第 2 行：")
    assert "滞后的须写明原因" in wrong[two.entry.pk]
    assert "请选择进度" in wrong[three.entry.pk]
    assert not ProgressReport.objects.exists()
    assert Draft.objects.count() == 3


def test_last_months_words_are_carried_over_but_not_handed_in_unchanged(city: Scene) -> None:
    report_progress(
        by=city.officer,
        task_id=city.tasks[1].pk,
        organisation_id=city.queshan.pk,
        text="已完成围挡。",
        as_of=dt.date(2026, 5, 20),
    )
    city.open()
    row = city.rows()[1]
    assert row.last_text == "已完成围挡。"
    drafts.copy_last(by=city.officer, entry_id=row.entry.pk)
    row = city.rows()[1]
    city.fill(row, text="已完成围挡。")
    with pytest.raises(Invalid, match="1 行需要改正") as refused:
        hand_in(by=city.officer, month=JUNE, organisation_id=city.queshan.pk)
    assert "一字不差" in str(refused.value.data["rows"])
    city.fill(city.rows()[1], text="等待验收安排。", unchanged=True)
    (said,) = hand_in(by=city.officer, month=JUNE, organisation_id=city.queshan.pk)
    assert said.report.text == "本月无变化。等待验收安排。"


def test_copying_all_begins_the_untouched_rows_only(city: Scene) -> None:
    for task in city.tasks[:2]:
        report_progress(
            by=city.officer,
            task_id=task.pk,
            organisation_id=city.queshan.pk,
            text=f"五月：{task.number}",
            as_of=dt.date(2026, 5, 20),
        )
    city.open()
    city.fill(city.rows()[0], text="六月")
    count = drafts.copy_all(by=city.officer, entry_ids={row.entry.pk: 0 for row in city.rows()})
    assert count == 1
    assert [row.filled.text for row in city.rows()] == ["六月", "五月：2", ""]


def test_the_second_of_two_colleagues_is_told_what_the_first_wrote_and_overwrites_nothing(
    city: Scene,
) -> None:
    city.open()
    row = city.rows()[0]
    drafts.save_draft(by=city.colleague, entry_id=row.entry.pk, filled=Filled(text="乙写的"), version=0)
    with pytest.raises(drafts.Overtaken, match="确山乙 12:00 已改动本行") as told:
        drafts.save_draft(by=city.officer, entry_id=row.entry.pk, filled=Filled(text="甲写的"), version=0)
    assert told.value.changes == [drafts.Change("本月情况", "甲写的", "乙写的")]
    assert city.rows()[0].filled.text == "乙写的"
    drafts.save_draft(by=city.officer, entry_id=row.entry.pk, filled=Filled(text="甲写的"), version=1)
    assert city.rows()[0].filled.text == "甲写的"


def test_what_a_colleague_changed_since_the_page_was_shown_is_not_handed_in_unread(city: Scene) -> None:
    city.open()
    row = city.rows()[0]
    city.fill(row)
    with pytest.raises(Conflict, match="第 1 行"):
        hand_in(by=city.officer, month=JUNE, organisation_id=city.queshan.pk, seen={})
    hand_in(by=city.officer, month=JUNE, organisation_id=city.queshan.pk, seen={row.entry.pk: 1})


def test_a_file_of_a_draft_becomes_evidence_of_its_report(city: Scene) -> None:
    city.open()
    row = city.rows()[0]
    upload = SimpleUploadedFile("冲洗台.jpg", picture(77), content_type="image/jpeg")
    drafts.add_file(by=city.officer, entry_id=row.entry.pk, upload=upload, purpose="after")
    assert not Evidence.objects.exists()
    city.fill(city.rows()[0])
    (said,) = hand_in(by=city.officer, month=JUNE, organisation_id=city.queshan.pk)
    evidence = Evidence.objects.get()
    assert (evidence.target_id, evidence.name) == (str(said.report_id), "冲洗台.jpg")
    assert not city.rows()[0].files


def test_a_hostile_file_is_refused_when_it_is_attached(city: Scene) -> None:
    city.open()
    upload = SimpleUploadedFile("照片.jpg", b"MZ\x90\x00", content_type="image/jpeg")
    with pytest.raises(Invalid, match=r"照片\.jpg"):
        drafts.add_file(by=city.officer, entry_id=city.rows()[0].entry.pk, upload=upload, purpose="after")


def test_a_report_made_on_the_task_page_counts_and_can_be_completed_here(city: Scene) -> None:
    city.open()
    report_progress(
        by=city.officer,
        task_id=city.tasks[0].pk,
        organisation_id=city.queshan.pk,
        text="任务页填的。",
        as_of=TODAY,
    )
    row = city.rows()[0]
    assert row.state == "reported"
    drafts.begin_again(by=city.officer, entry_id=row.entry.pk)
    row = city.rows()[0]
    assert row.filled.text == "任务页填的。"
    city.fill(row, text="任务页填的，现补报进度。", percent=50)
    hand_in(by=city.officer, month=JUNE, organisation_id=city.queshan.pk)
    assert city.rows()[0].statement.percent == 50


def test_a_task_handed_in_for_acceptance_meanwhile_is_not_missed_and_not_taken(city: Scene) -> None:
    city.open()
    city.fill(city.rows()[1])
    Task.objects.filter(pk=city.tasks[1].pk).update(state="submitted")
    assert city.rows()[1].state == "excused"
    with pytest.raises(Invalid) as refused:
        hand_in(by=city.officer, month=JUNE, organisation_id=city.queshan.pk)
    assert "不再按月填报" in str(refused.value.data["rows"])


def test_a_submission_of_the_month_is_a_word_on_the_month(city: Scene) -> None:
    city.open()
    submit(
        by=city.officer,
        task_id=city.tasks[1].pk,
        organisation_id=city.queshan.pk,
        text="申请验收。",
        as_of=TODAY,
        uploads=[("after", SimpleUploadedFile("后.jpg", picture(3)))],
    )
    assert city.rows()[1].state == "reported"


def test_nobody_reports_for_another_unit(city: Scene) -> None:
    city.open()
    entry = city.rows()[0].entry
    assert queries.unit_rows(city.neighbour, JUNE, city.queshan.pk) == []
    with pytest.raises(Missing):
        drafts.save_draft(by=city.neighbour, entry_id=entry.pk, filled=Filled(text="x"), version=0)
    with pytest.raises(Missing):
        hand_in(by=city.neighbour, month=JUNE, organisation_id=city.queshan.pk)


def test_urging_reaches_who_owes_and_nobody_else(city: Scene) -> None:
    period = city.open()
    for row in city.rows():
        city.fill(row)
    hand_in(by=city.officer, month=JUNE, organisation_id=city.queshan.pk)
    assert urge(by=city.office, period_id=period.pk) == [city.pingyu]
    assert Message.objects.filter(kind="dispatch.urged").get().recipient == city.neighbour
    with pytest.raises(Conflict, match="都已填报"):
        urge(by=city.office, period_id=period.pk, organisation_ids=[city.queshan.pk])


def test_handing_in_reads_and_writes_a_fixed_number_of_times_beside_the_trail(db: None) -> None:
    city = scene(tasks=26)
    city.open()

    def cost(number: int) -> int:
        for row in [row for row in city.rows() if row.open][:number]:
            city.fill(row)
        with CaptureQueriesContext(connection) as queries_:
            hand_in(by=city.officer, month=JUNE, organisation_id=city.queshan.pk)
        return len([q for q in queries_ if "trail_" not in q["sql"]])

    cost(1)  # from here on there are reports to read
    few = cost(3)
    assert cost(20) == few
    assert Statement.objects.count() == 24
