"""Reminders sent by themselves: when, to whom, once, and what is seen of them."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse
from django_tasks_db.models import DBTaskResult
from hypothesis import given
from hypothesis import strategies as st

from sansan.notify.models import Channel, Delivery, Message
from sansan.notify.planning import plan_all
from sansan.people.access import posts_in_force
from sansan.people.models import Organisation, Person
from sansan.people.roles import Role
from sansan.rectification import jobs
from sansan.rectification.actions import decisions, requests, steps
from sansan.rectification.models import Instrument, LookBack, Notice, Task
from sansan.rectification.reminders.actions import KIND, send_reminders
from sansan.rectification.reminders.audience import VERBS, covers, plan
from sansan.rectification.reminders.due import due_on
from sansan.rectification.reminders.rules import (
    A_DAY,
    About,
    is_working,
    next_working_day,
    parse,
    rules,
)
from sansan.trail.models import Event
from sansan.trail.queries import history_of
from tests.client import PageClient
from tests.people.factories import OrganisationFactory, PostFactory, person_with
from tests.rectification.factories import RoundFactory, TaskFactory
from tests.rectification.test_supervision import QUESHAN, drafted
from tests.rectification.two_counties import two_counties

TODAY = dt.date(2026, 6, 15)  # a Monday
FRIDAY = dt.date(2026, 6, 12)


@pytest.fixture
def _today(settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
    with time_machine.travel(dt.datetime(2026, 6, 15, 2, tzinfo=dt.UTC), tick=False):
        yield


@pytest.fixture
def office(db, _today) -> Person:
    return person_with(Role.CITY_OFFICE, name="市办经办人")


@pytest.fixture
def county(db, _today) -> Organisation:
    return OrganisationFactory.create(name="确山县攻坚办", area_code=QUESHAN)


@pytest.fixture
def officer(county) -> Person:
    return person_with(Role.COUNTY_OFFICE, area_code=QUESHAN, organisation=county, name="确山经办人")


@pytest.fixture
def acceptor(db, _today) -> Person:
    return person_with(Role.ACCEPTOR)


def task_due(office: Person, county: Organisation, deadline: dt.date | None, **given) -> Task:
    made = TaskFactory.create(deadline_date=deadline, **given)
    steps.assign(by=office, task_id=made.pk, organisation_id=county.pk)
    made.refresh_from_db()
    return made


def told(person: Person) -> list[str]:
    """What the person's reminder of the day says, line by line."""
    message = Message.objects.filter(recipient=person, kind=KIND).last()
    return message.body.splitlines() if message else []


# the rules


def test_the_days_before_and_after_a_deadline_are_those_of_the_file() -> None:
    deadline = dt.date(2026, 6, 26)  # a Friday
    schedule = rules().schedules[About.DEADLINE]
    days = [deadline + A_DAY * n for n in range(-14, 22)]
    spoken = [day for day in days if schedule.speaks(deadline, day - A_DAY, day)]
    # 19 June 2026 is 端午节: 7 days before the deadline falls on it and leaves on the day before
    assert [f"{d:%m-%d}" for d in spoken] == [
        "06-18", "06-23", "06-25", "06-26", "06-29", "07-01", "07-03", "07-10", "07-17",
    ]  # fmt: skip


@given(st.dates(dt.date(2024, 1, 1), dt.date(2026, 10, 1)), st.integers(-20, 60))
def test_nothing_leaves_on_a_day_off(anchor: dt.date, offset: int) -> None:
    day = anchor + A_DAY * offset
    speaks = [about for about, s in rules().schedules.items() if s.speaks(anchor, day - A_DAY, day)]
    assert not speaks or is_working(day)


@given(st.dates(dt.date(2024, 1, 1), dt.date(2026, 10, 1)), st.integers(1, 9))
def test_what_was_missed_is_made_good_on_the_next_day_that_looks(anchor: dt.date, standing: int) -> None:
    schedule = rules().schedules[About.DEADLINE]
    since, today = anchor - A_DAY * 5, anchor - A_DAY * 5 + A_DAY * standing
    alone = any(schedule.speaks(anchor, since + A_DAY * n, since + A_DAY * (n + 1)) for n in range(standing))
    assert schedule.speaks(anchor, since, today) == alone


def test_a_mistake_in_the_file_is_named() -> None:
    with pytest.raises(ValueError, match=r"reminders.toml \[deadline\]"):
        parse({"deadline": {"ahead": [{"days": 0, "counting": "working"}]}})


# who is told of what


def test_the_unit_is_told_ahead_and_the_office_only_when_it_is_late(office, officer, county) -> None:
    task_due(office, county, TODAY + A_DAY * 7, number="7")
    assert send_reminders(today=TODAY) == 1
    (line,) = told(officer)
    assert line.startswith("第 7 项")
    assert "还有 7 天" in line
    assert not told(office)


def test_a_late_task_is_told_to_the_unit_and_the_office(office, officer, county) -> None:
    task = task_due(office, county, FRIDAY, number="8")
    assert send_reminders(today=TODAY) == 2
    for person in (officer, office):
        (line,) = told(person)
        assert "已过 3 天（1 个工作日）" in line
    assert {e.after["unit"] for e in history_of(task).filter(verb="task.reminded")} == {
        "确山县攻坚办",
        str(office.posts.get().organisation),
    }


def test_one_message_a_person_lists_all_his_tasks_the_late_ones_first(office, officer, county) -> None:
    for number, deadline in (("1", TODAY + A_DAY * 7), ("2", TODAY), ("3", FRIDAY)):
        task_due(office, county, deadline, number=number)
    send_reminders(today=TODAY)
    message = Message.objects.get(recipient=officer, kind=KIND)
    assert message.title == "整改提醒：超期 1 项，今日到期 1 项，临期 1 项"
    assert [line.split()[1] for line in message.body.splitlines()] == ["3", "2", "1"]


def test_a_person_of_two_bodies_gets_one_message(office, officer, county) -> None:
    other = OrganisationFactory.create(name="确山县生态环境分局", area_code=QUESHAN)
    PostFactory.create(person=officer, organisation=other, role=Role.TOWNSHIP_OFFICER, area_code=QUESHAN)
    task_due(office, county, TODAY)
    task_due(office, other, TODAY)
    send_reminders(today=TODAY)
    assert Message.objects.filter(recipient=officer, kind=KIND).count() == 1
    assert len(told(officer)) == 2


def test_the_second_run_of_a_day_sends_nothing_and_records_nothing(office, officer, county) -> None:
    task_due(office, county, FRIDAY)
    assert send_reminders(today=TODAY) == 2
    events = Event.objects.count()
    assert send_reminders(today=TODAY) == 0
    assert (Message.objects.filter(kind=KIND).count(), Event.objects.count()) == (2, events)


def test_a_run_that_was_cut_off_is_finished_by_the_next(office, officer, county) -> None:
    """As if the worker died after the first group: that group keeps its messages, the other gets its own."""
    task = task_due(office, county, FRIDAY)
    send_reminders(today=TODAY)
    Message.objects.filter(recipient=office, kind=KIND).delete()
    assert send_reminders(today=TODAY) == 1
    assert told(office)
    units = [e.after["unit"] for e in history_of(task).filter(verb="task.reminded")]
    assert units.count("确山县攻坚办") == 1


def test_a_worker_that_stood_still_makes_good_what_it_missed(office, officer, county) -> None:
    first = task_due(office, county, TODAY + A_DAY * 7, number="1")
    send_reminders(today=TODAY)
    assert history_of(first).filter(verb="task.reminded").exists()
    second = task_due(office, county, dt.date(2026, 6, 24), number="2")  # 7 days before: Wednesday 17 June
    with time_machine.travel(dt.datetime(2026, 6, 18, 2, tzinfo=dt.UTC), tick=False):
        send_reminders(today=dt.date(2026, 6, 18))
    assert history_of(second).filter(verb="task.reminded").exists()


def test_a_day_off_is_left_in_peace(office, officer, county) -> None:
    task_due(office, county, dt.date(2026, 6, 14))
    assert send_reminders(today=dt.date(2026, 6, 13)) == 0


def test_a_suspended_task_rests_and_an_extension_moves_the_day(office, officer, county) -> None:
    resting, moved = (task_due(office, county, TODAY, number=n) for n in "12")
    decisions.suspend(by=office, task_id=resting.pk, reason="等待批复")
    asked = requests.ask_extension(
        by=officer, task_id=moved.pk, organisation_id=county.pk, deadline=TODAY + A_DAY * 7, reason="雨季"
    )
    requests.answer(by=office, request_id=asked.pk, granted=True, text="同意")
    send_reminders(today=TODAY)
    (line,) = told(officer)
    assert line.startswith("第 2 项")
    assert "还有 7 天" in line


def test_a_task_nobody_was_given_is_the_offices_and_one_handed_in_the_acceptors(
    office, officer, county, acceptor
) -> None:
    TaskFactory.create(deadline_date=TODAY, number="1", units=[county])
    handed = task_due(office, county, TODAY, number="2")
    Task.objects.filter(pk=handed.pk).update(state="submitted")
    send_reminders(today=TODAY)
    assert not told(officer)
    assert "尚未交办" in told(office)[0]
    assert "等待验收" in told(acceptor)[0]


def test_a_standing_duty_not_reported_is_spoken_of_before_the_month_ends(office, officer, county) -> None:
    now = dt.datetime(2026, 5, 1, tzinfo=dt.UTC)
    task = task_due(office, county, None, standing=True)
    Task.objects.filter(pk=task.pk).update(state="closed", accepted_at=now, closed_at=now)
    for day, says in ((23, True), (24, False), (26, True), (30, True)):
        (due, found) = (due_on(d := dt.date(2026, 6, day), since=d - A_DAY), says)
        assert bool(due.dues) == found, day
    steps.report_progress(
        by=officer, task_id=task.pk, organisation_id=county.pk, text="按月巡查", as_of=dt.date(2026, 6, 2)
    )
    assert not due_on(dt.date(2026, 6, 30), since=dt.date(2026, 6, 29)).dues


def test_notices_look_backs_and_requests_are_told_to_whoever_acts(office, officer, county, acceptor) -> None:
    task = task_due(office, county, None, number="1")
    Notice.objects.create(
        task=task, place="市政府网站", starts_on=TODAY - A_DAY * 6, ends_on=TODAY + A_DAY, days=7,
        counting="calendar", by=office,
    )  # fmt: skip
    now = dt.datetime(2026, 6, 1, tzinfo=dt.UTC)
    Task.objects.filter(pk=task.pk).update(state="noticed", accepted_at=now)
    closed = task_due(office, county, None, number="2")
    Task.objects.filter(pk=closed.pk).update(state="closed", accepted_at=now, closed_at=now)
    LookBack.objects.create(task=closed, due_on=TODAY)
    waiting = task_due(office, county, dt.date(2026, 12, 31), number="3")
    with time_machine.travel(dt.datetime(2026, 6, 11, 2, tzinfo=dt.UTC), tick=False):
        requests.ask_extension(
            by=officer,
            task_id=waiting.pk,
            organisation_id=county.pk,
            deadline=dt.date(2027, 1, 31),
            reason="雨",
        )
    send_reminders(today=TODAY)
    assert "应回头看 6月15日，就是今天" in told(acceptor)[0]
    assert {line.split("：")[0].split()[1] for line in told(office)} == {"1", "3"}
    assert not told(officer)


def test_a_paper_not_received_and_a_late_reply_are_told_with_what_the_ladder_proposes(
    office, officer, county
) -> None:
    task = task_due(office, county, dt.date(2026, 6, 5), number="4")
    paper = drafted(task, office, county, "urge_red")
    Instrument.objects.filter(pk=paper.pk).update(
        issued_at=dt.datetime(2026, 6, 11, 2, tzinfo=dt.UTC), reply_by=FRIDAY
    )
    send_reminders(today=TODAY)
    (says,) = [line for line in told(office) if "答复期限" in line]
    assert "可升级为通报" in says
    assert any("尚未签收" in line for line in told(officer))
    assert Instrument.objects.count() == 1, "a proposal is no paper"


def test_a_unit_nobody_speaks_for_is_shown_to_the_office(office, county) -> None:
    task = task_due(office, county, TODAY)
    named = TaskFactory.create(deadline_date=TODAY)
    named.assignments.create(name="某某公司")
    Task.objects.filter(pk=named.pk).update(state="rectifying")
    missed = {(row.unit, row.task.pk) for row in plan(due_on(TODAY, since=TODAY - A_DAY)).unreached}
    assert missed == {("确山县攻坚办", task.pk), ("某某公司", named.pk)}


@pytest.mark.usefixtures("_today")
@pytest.mark.django_db
def test_who_is_told_is_who_may_see() -> None:
    """The one rule in Python and in SQL: the same persons, the same tasks, for every role and verb."""
    scene = two_counties()
    offices = OrganisationFactory.create()
    Task.objects.filter(pk=scene.a.task.pk).update(office=offices)
    Task.objects.update(deadline_date=TODAY, state="rectifying")
    for role in Role:
        for area, body in ((scene.a.code, scene.a.office), ("4117", offices), ("4117", scene.b.office)):
            if role.duty.value == "business":
                person_with(role, area_code=area, organisation=body)
    facts = due_on(TODAY, since=TODAY - A_DAY).tasks
    assert len(facts) == 3
    pairs = 0
    for person in Person.objects.all():
        for verb in VERBS:
            seen = set(Task.objects.visible_to(person, verb).values_list("pk", flat=True))
            posts = posts_in_force(person)
            assert {pk for pk, f in facts.items() if any(covers(p, verb, f) for p in posts)} == seen
            pairs += len(seen)
    assert pairs > 30


# once, by the clock


def test_the_clock_asks_once_a_day_from_the_hour_on(office, settings) -> None:
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    runs = DBTaskResult.objects.filter(task_path=jobs.remind.module_path)

    def at(hour: int, day: int = 15):
        return time_machine.travel(dt.datetime(2026, 6, day, hour - 8, 30, tzinfo=dt.UTC), tick=False)

    with at(8, day=14):
        jobs.tick()
    assert runs.count() == 0, "a Sunday"
    with at(9):
        jobs.tick()
        jobs.tick()
        assert runs.count() == 1
        runs.update(status="RUNNING")
        jobs.tick()
        assert runs.count() == 1, "it may still be at work"
    with at(10):
        jobs.tick()
        assert runs.count() == 2, "it was killed with its worker"


def test_the_channels_a_person_chose_carry_it(office, officer, county, settings, monkeypatch) -> None:
    from sansan.config import config

    monkeypatch.setenv("SANSAN_NOTIFY_SMTP_HOST", "127.0.0.1")
    monkeypatch.setenv("SANSAN_NOTIFY_SMTP_FROM", "sansan@example.gov.cn")
    config.cache_clear()
    try:
        Person.objects.filter(pk=officer.pk).update(email="officer@example.gov.cn")
        task_due(office, county, TODAY)
        send_reminders(today=TODAY)
        plan_all()
        sent = Delivery.objects.get(recipient=officer, channel=Channel.EMAIL)
        assert sent.messages.get().kind == KIND
    finally:
        monkeypatch.undo()
        config.cache_clear()


# what is seen


def test_the_task_says_who_was_reminded_of_what_but_not_to_a_neighbour(
    office, officer, county, client: PageClient
) -> None:
    task = task_due(office, county, FRIDAY, counties=["411726"])
    send_reminders(today=TODAY)
    client.force_login(officer)
    page = client.get(reverse("rectification:task", args=[task.pk])).content.decode()
    assert "提醒记录" in page
    assert "确山县攻坚办 确山经办人：期限 6月12日" in page
    neighbour = person_with(
        Role.COUNTY_OFFICE, area_code="411726", organisation=OrganisationFactory.create(area_code="411726")
    )
    client.force_login(neighbour)
    page = client.get(reverse("rectification:task", args=[task.pk])).content.decode()
    assert "确山经办人" not in page


def test_the_offices_page_adds_up_and_every_number_opens_its_rows(
    office, officer, county, client: PageClient
) -> None:
    coming = next_working_day(TODAY)
    task_due(office, county, coming, number="1")
    task_due(office, county, dt.date(2026, 6, 15), number="2")  # 1 working day late tomorrow
    client.force_login(office)
    response = client.get(reverse("rectification:reminders"), {"day": "next"})
    rows = list(response.context["page"].receivers.rows)
    assert {(r.person, r.numbers["all"][0]) for r in rows} == {(officer, 2), (office, 1)}
    for row in rows:
        for number, address in row.numbers.values():
            opened = client.get(reverse("rectification:reminders") + address.split("#")[0])
            assert len(list(opened.context["page"].lines.rows)) == number or number == 0


def test_others_see_their_own_reminders_only(office, officer, county, client: PageClient) -> None:
    other = OrganisationFactory.create(name="泌阳县攻坚办", area_code="411726")
    person_with(Role.COUNTY_OFFICE, area_code="411726", organisation=other, name="泌阳经办人")
    task_due(office, county, TODAY, problem="确山的工地。")
    task_due(office, other, TODAY, problem="泌阳的工地。")
    client.force_login(officer)
    page = client.get(reverse("rectification:reminders")).content.decode()
    assert "确山的工地" in page
    assert "泌阳的工地" not in page
    assert "泌阳经办人" not in page


def test_the_page_costs_the_same_for_one_task_and_for_many(
    office, officer, county, client: PageClient, django_assert_num_queries
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client.force_login(office)
    round_ = RoundFactory.create()
    costs = []
    for number in (2, 30):
        for _ in range(number):
            task = TaskFactory.create(round=round_, deadline_date=FRIDAY, units=[county], state="rectifying")
            task.assignments.create(name=f"某公司{task.pk}")
        client.get(reverse("rectification:reminders"))
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("rectification:reminders"))
        costs.append(len(queries))
    assert costs[0] == costs[1]
