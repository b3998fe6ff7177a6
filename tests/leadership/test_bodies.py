"""A change of head closes one term and opens the next; what is on record stays with whoever was in office."""

import datetime as dt

import pytest

from sansan.errors import Conflict, Invalid, Missing, NotAllowed
from sansan.leadership.actions.bodies import (
    Holder,
    NewBody,
    add_seat,
    change_holder,
    correct_term,
    dissolve_body,
    found_body,
    vacate,
)
from sansan.leadership.actions.charges import charge, end_charge
from sansan.leadership.models import Body, Charge, Term
from sansan.leadership.presentation import body_moments, seat_rows, task_panel
from sansan.people.roles import Role
from sansan.trail.queries import history_of
from tests.client import PageClient
from tests.leadership.scene import CITY, COUNTY, FIRST, Scene, scene
from tests.people.factories import person_with

pytestmark = pytest.mark.django_db
CHANGE = dt.date(2020, 9, 1)
NEW = Holder(name="新市长", post="市长")


@pytest.fixture
def city() -> Scene:
    return scene()


def _change(city: Scene, on: dt.date = CHANGE, holder: Holder = NEW) -> Term:
    return change_holder(
        by=city.office, seat_id=city.head.pk, holder=holder, on=on, document_number="驻文〔2020〕9号"
    )


def test_a_change_of_head_ends_the_old_term_the_day_before_and_begins_the_new_one(city: Scene) -> None:
    new = _change(city)
    old, now = city.head.terms.order_by("starts_on")
    assert (old.name, old.ends_on, old.ended_by) == (
        "前市长",
        CHANGE - dt.timedelta(days=1),
        "驻文〔2020〕9号",
    )
    assert (now, now.starts_on, now.ends_on, now.appointed_by) == (new, CHANGE, None, "驻文〔2020〕9号")
    event = history_of(city.body).last()
    assert event.verb == "seat.changed"
    assert (event.before["holder"], event.after["holder"]) == ("前市长（市长）", "新市长（市长）")


@pytest.mark.parametrize("on", [FIRST, FIRST - dt.timedelta(days=1)])
def test_a_new_term_begins_after_the_one_it_ends(city: Scene, on: dt.date) -> None:
    with pytest.raises(Invalid):
        _change(city, on=on)
    assert city.head.terms.get().ends_on is None


def test_a_change_needs_a_document_and_a_name(city: Scene) -> None:
    with pytest.raises(Invalid, match="文号"):
        change_holder(by=city.office, seat_id=city.head.pk, holder=NEW, on=CHANGE, document_number=" ")
    with pytest.raises(Invalid, match="姓名"):
        _change(city, holder=Holder())


def test_a_person_of_the_system_keeps_the_name_he_had_when_he_took_the_seat(city: Scene) -> None:
    leader = person_with(Role.CITY_LEADER, name="赵副")
    term = _change(city, holder=Holder(person=leader, post="副市长"))
    leader.name = "赵改名"
    leader.save()
    term.refresh_from_db()
    assert (term.person, term.name) == (leader, "赵副")


def test_a_seat_left_is_vacant_until_somebody_takes_it_and_two_who_leave_it_at_once_are_told(
    city: Scene,
) -> None:
    vacate(by=city.office, seat_id=city.head.pk, on=CHANGE, document_number="")
    with pytest.raises(Conflict, match="空缺"):
        vacate(by=city.second, seat_id=city.head.pk, on=CHANGE, document_number="")
    (row, _) = seat_rows(city.body, CHANGE + dt.timedelta(days=1))
    assert row.now is None
    with pytest.raises(Invalid, match="任职到"):
        _change(city, on=CHANGE)
    _change(city, on=CHANGE + dt.timedelta(days=30))
    assert [m.title for m in body_moments(city.body, seat_rows(city.body, CHANGE))][:2] == [
        "组长：新市长（市长）任职",
        "组长：前市长（市长）卸任",
    ]


def test_the_seats_of_a_day_are_those_who_held_them_that_day(city: Scene) -> None:
    _change(city)
    before, after = (seat_rows(city.body, day)[0].now for day in (CHANGE - dt.timedelta(days=1), CHANGE))
    assert (before.name, after.name) == ("前市长", "新市长")
    assert seat_rows(city.body, FIRST - dt.timedelta(days=1))[0].now is None


def test_a_slip_of_the_pen_is_corrected_with_a_reason_and_the_days_stay(city: Scene) -> None:
    term = city.head.terms.get()
    with pytest.raises(Invalid):
        correct_term(by=city.office, term_id=term.pk, name="前市长", post="市长", reason="")
    correct_term(by=city.office, term_id=term.pk, name="钱市长", post="市长", reason="姓名录错")
    term.refresh_from_db()
    assert (term.name, term.starts_on) == ("钱市长", FIRST)
    assert history_of(city.body).last().reason == "姓名录错"


def test_a_body_dissolved_ends_its_terms_and_charges_and_takes_nobody_any_more(city: Scene) -> None:
    given = charge(by=city.office, task_id=city.task.pk, seat_id=city.head.pk, kind="case", starts_on=FIRST)
    dissolve_body(by=city.office, body_id=city.body.pk, on=CHANGE, document_number="驻文〔2020〕20号")
    assert not Term.objects.filter(ends_on=None).exists()
    given.refresh_from_db()
    assert given.ends_on == CHANGE
    with pytest.raises(Conflict):
        _change(city, on=CHANGE + dt.timedelta(days=1))
    with pytest.raises(Conflict):
        add_seat(by=city.office, body_id=city.body.pk, title="副政委")


def test_a_name_is_given_once_in_an_area(city: Scene) -> None:
    with pytest.raises(Invalid, match="已有"):
        found_body(by=city.office, given=NewBody("市领导小组", "office", CITY, FIRST))
    with pytest.raises(Invalid, match="已有"):
        add_seat(by=city.office, body_id=city.body.pk, title="组长")


def test_a_county_keeps_its_own_bodies_and_no_others(city: Scene) -> None:
    own = found_body(by=city.officer, given=NewBody("遂平县领导小组", "leading_group", COUNTY, FIRST))
    with pytest.raises(NotAllowed):
        found_body(by=city.officer, given=NewBody("冒名小组", "leading_group", CITY, FIRST))
    with pytest.raises(Missing):
        change_holder(by=city.officer, seat_id=city.head.pk, holder=NEW, on=CHANGE, document_number="x")
    assert set(Body.objects.visible_to(city.officer)) == {city.body, own}
    assert set(Body.objects.visible_to(city.stranger)) == {city.body}
    assert not Body.objects.visible_to(person_with(Role.ACCEPTOR)).exists()


def test_a_task_shows_who_answers_now_and_who_answered_before(city: Scene) -> None:
    start = dt.date(2020, 3, 1)
    charge(by=city.office, task_id=city.task.pk, seat_id=city.head.pk, kind="case", starts_on=start)
    _change(city)
    panel = task_panel(city.office, city.task)
    (row,) = panel.rows
    assert row.now == "新市长（市长）"
    assert list(row.before) == [("前市长（市长）", start, CHANGE - dt.timedelta(days=1))]
    with pytest.raises(Conflict):
        charge(by=city.second, task_id=city.task.pk, seat_id=city.head.pk, kind="case", starts_on=start)


def test_a_charge_that_ended_stays_with_those_who_bore_it(city: Scene) -> None:
    given = charge(by=city.office, task_id=city.task.pk, seat_id=city.head.pk, kind="case", starts_on=FIRST)
    end_charge(by=city.office, charge_id=given.pk, on=dt.date(2020, 5, 1), reason="分工调整")
    _change(city)
    (row,) = task_panel(city.office, city.task).rows
    assert row.now == "已于 2020-05-01 终止"
    assert list(row.before) == [("前市长（市长）", FIRST, dt.date(2020, 5, 1))]
    with pytest.raises(Conflict):
        end_charge(by=city.second, charge_id=given.pk, on=dt.date(2020, 6, 1), reason="再次")


def test_the_pages_of_a_body_ask_the_same_number_of_questions_however_many_seats(
    city: Scene, client: PageClient, django_assert_max_num_queries: object
) -> None:
    client.force_login(city.office)
    counts = []
    for number in range(3):
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(connection) as asked:
            page = client.get(f"/leadership/bodies/{city.body.pk}/")
        assert page.status_code == 200
        counts.append(len(asked))
        for more in range(5):
            seat = add_seat(by=city.office, body_id=city.body.pk, title=f"成员{number}-{more}")
            change_holder(by=city.office, seat_id=seat.pk, holder=NEW, on=FIRST, document_number="x")
            charge(by=city.office, task_id=city.task.pk, seat_id=seat.pk, kind="case", starts_on=FIRST)
    assert counts[1] == counts[2]
    assert Charge.objects.count() == 15


def test_the_page_of_a_body_as_of_a_day_names_the_one_in_office_then(city: Scene, client: PageClient) -> None:
    _change(city)
    client.force_login(city.office)
    then = client.get(f"/leadership/bodies/{city.body.pk}/?as_of=2020-08-01").content.decode()
    assert "正在查看 2020-08-01 的在任情况" in then
    listed = client.get("/leadership/?as_of=2020-08-01").content.decode()
    assert "前市长" in listed
    assert "新市长" not in listed
    assert "新市长" in client.get("/leadership/").content.decode()
