"""A decision is reported by its unit and closed by the office, or becomes a task and ends with it."""

import datetime as dt
import io

import pytest
from django.db import transaction
from django.utils import timezone
from openpyxl import load_workbook

from sansan.errors import Conflict, Invalid, Missing, NotAllowed
from sansan.leadership.actions.decisions import (
    close_decision,
    link_decision,
    make_task,
    report_decision,
    return_decision,
)
from sansan.leadership.board import conditions, counts, open_for, shown
from sansan.leadership.jobs import remind
from sansan.leadership.meeting_rules import parse, reminded_on, rules
from sansan.leadership.models import Decision
from sansan.leadership.reminders import remind_units
from sansan.notify.models import Message
from sansan.people.roles import Role
from sansan.rectification.models import Task
from sansan.trail.queries import history_of
from tests.client import PageClient
from tests.leadership.scene import COUNTY, Scene, scene
from tests.people.factories import person_with

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
SOON, PAST = TODAY + dt.timedelta(days=10), dt.date(2020, 7, 8)


@pytest.fixture
def city() -> Scene:
    return scene()


def _state(decision: Decision) -> str:
    return shown(Decision.objects.select_related("task").get(pk=decision.pk), TODAY)


def test_a_unit_reports_the_office_returns_or_closes_and_all_of_it_is_kept(city: Scene) -> None:
    decision = city.decided(SOON)
    report_decision(by=city.officer, decision_id=decision.pk, text="已开工。", done=False)
    assert _state(decision) == "open"
    report_decision(by=city.officer, decision_id=decision.pk, text="已建成。", done=True)
    assert _state(decision) == "reported"
    return_decision(by=city.office, decision_id=decision.pk, reason="请补照片。")
    assert _state(decision) == "open"
    report_decision(by=city.officer, decision_id=decision.pk, text="照片已补。", done=True)
    close_decision(by=city.office, decision_id=decision.pk, reason="同意办结。")
    assert _state(decision) == "closed"
    assert [r.text for r in decision.reports.all()] == ["照片已补。", "已建成。", "已开工。"]
    assert [r.returned_reason for r in decision.reports.all()] == ["", "请补照片。", ""]
    verbs = [event.verb for event in history_of(decision.meeting)][-5:]
    assert verbs == ["decision.reported"] * 2 + ["decision.returned", "decision.reported", "decision.closed"]
    with pytest.raises(Conflict, match="已办结"):
        close_decision(by=city.second, decision_id=decision.pk, reason="再办结")


def test_only_its_unit_reports_and_only_the_office_closes(city: Scene) -> None:
    decision = city.decided(SOON)
    with pytest.raises(Missing):
        report_decision(by=city.stranger, decision_id=decision.pk, text="冒报", done=True)
    with pytest.raises(NotAllowed):
        report_decision(by=person_with(Role.CITY_LEADER), decision_id=decision.pk, text="代报", done=True)
    with pytest.raises(Missing):
        close_decision(by=city.officer, decision_id=decision.pk, reason="自己办结")
    assert not Decision.objects.visible_to(city.stranger).exists()
    assert Decision.objects.visible_to(city.officer).get() == decision


def test_whoever_reported_a_thing_done_does_not_close_it(city: Scene) -> None:
    meeting = city.meeting()
    home = city.office.posts.get().organisation
    from sansan.leadership.actions.meetings import add_decision, issue_minutes

    decision = add_decision(by=city.office, meeting_id=meeting.pk, text="印发名单。", organisation=home)
    issue_minutes(by=city.office, meeting_id=meeting.pk)
    report_decision(by=city.office, decision_id=decision.pk, text="已印发。", done=True)
    with pytest.raises(Conflict, match="同一人"):
        close_decision(by=city.office, decision_id=decision.pk, reason="办结")
    close_decision(by=city.second, decision_id=decision.pk, reason="办结")


def test_a_decision_becomes_a_task_and_ends_with_it(city: Scene) -> None:
    decision = city.decided(PAST)
    assert _state(decision) == "overdue"
    task = make_task(by=city.office, decision_id=decision.pk, round_id=city.task.round_id)
    assert (task.problem, task.deadline_date) == (decision.text, PAST)
    assert [a.organisation for a in task.assignments.all()] == [city.unit]
    assert [a.area_code for a in task.areas.all()] == [COUNTY]
    with pytest.raises(Conflict, match="已对应"):
        link_decision(by=city.second, decision_id=decision.pk, task_id=city.task.pk)
    with pytest.raises(Conflict, match="随任务销号"):
        close_decision(by=city.office, decision_id=decision.pk, reason="办结")
    now = timezone.now()
    Task.objects.filter(pk=task.pk).update(state="closed", accepted_at=now, closed_at=now)
    assert _state(decision) == "closed"


def test_a_decision_may_be_what_a_task_does_already_but_not_a_task_one_may_not_see(city: Scene) -> None:
    decision = city.decided(SOON)
    with pytest.raises(Invalid):
        link_decision(by=city.office, decision_id=decision.pk, task_id=0)
    link_decision(by=city.office, decision_id=decision.pk, task_id=city.task.pk)
    assert Decision.objects.get(pk=decision.pk).task == city.task


def test_the_states_shown_never_overlap_and_add_up(city: Scene) -> None:
    late, reported_late, reported, open_, closed, linked = (
        city.decided(day) for day in (PAST, PAST, SOON, None, SOON, PAST)
    )
    for one in (reported_late, reported, closed):
        report_decision(by=city.officer, decision_id=one.pk, text="办完", done=True)
    close_decision(by=city.office, decision_id=closed.pk, reason="好")
    link_decision(by=city.office, decision_id=linked.pk, task_id=city.task.pk)
    numbers = Decision.objects.aggregate(**counts(TODAY))
    assert numbers == {"total": 6, "overdue": 3, "open": 1, "reported": 1, "closed": 1}
    for name, rows in conditions(TODAY).items():
        for decision in Decision.objects.filter(rows).select_related("task"):
            assert shown(decision, TODAY) == name
    everything = Decision.objects.all()
    assert set(open_for(city.officer, "unit", everything)) == {late, open_, linked}
    assert set(open_for(city.office, "office", everything)) == {reported_late, reported}
    assert not open_for(city.stranger, "unit", everything).exists()


def test_units_are_reminded_on_the_days_of_the_rule_and_once_a_day(city: Scene) -> None:
    decision = city.decided(TODAY + dt.timedelta(days=3))
    city.decided(TODAY + dt.timedelta(days=2))
    assert remind_units(TODAY) == 1
    remind_units(TODAY)
    message = Message.objects.get(kind="leadership.due")
    assert message.recipient == city.officer
    assert "还有 3 天到期" in message.title
    report_decision(by=city.officer, decision_id=decision.pk, text="办完", done=True)
    assert (
        remind_units(TODAY + dt.timedelta(days=3)) == 1
    )  # the other one; what is reported done waits for the office
    assert "已超期 1 天" in Message.objects.filter(kind="leadership.due").latest("pk").title
    Message.objects.filter(kind="leadership.due").delete()
    assert remind_units(TODAY + dt.timedelta(days=10)) == 1
    assert "已超期 8 天" in Message.objects.filter(kind="leadership.due").latest("pk").title
    with transaction.atomic():
        remind.func()


@pytest.mark.parametrize(
    ("days", "told"), [(-4, False), (-3, True), (0, True), (1, True), (2, False), (8, True), (15, True)]
)
def test_the_days_on_which_a_decision_is_called_to_mind(days: int, told: bool) -> None:
    said = parse({"kind": [], "follow_up": {"remind": [-3, 0, 1], "again_days": 7}, "source": "", "sure": ""})
    assert reminded_on(SOON, SOON + dt.timedelta(days=days), said) is told
    assert said.remind == rules().remind


def test_excel_holds_exactly_the_rows_of_the_filter_and_no_formula(city: Scene, client: PageClient) -> None:
    city.decided(PAST, text="=HYPERLINK(1)")
    city.decided(SOON)
    client.force_login(city.office)
    answer = client.post(
        "/leadership/decisions/?state=overdue&cols=text,organisation,state", {"export": "xlsx"}
    )
    sheet = load_workbook(io.BytesIO(b"".join(answer)))["议定事项"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=7)]
    assert rows == [["=HYPERLINK(1)", "遂平县攻坚办", "超期"]]
    assert sheet["A7"].data_type == "s"


def test_today_lists_what_waits_for_the_unit_and_for_the_office(city: Scene, client: PageClient) -> None:
    decision = city.decided(SOON)
    client.force_login(city.officer)
    assert "等本单位办理的议定事项" in client.get("/").content.decode()
    report_decision(by=city.officer, decision_id=decision.pk, text="办完", done=True)
    assert "等本单位办理的议定事项" not in client.get("/").content.decode()
    client.force_login(city.office)
    page = client.get("/").content.decode()
    assert "等待办结的议定事项" in page
    assert client.get("/leadership/decisions/?waits=office").content.decode().count("一周内建成冲洗平台") == 1
