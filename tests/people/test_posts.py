"""Appointing and ending: three administrators apart, nobody appoints himself."""

import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from sansan.errors import Conflict, Invalid, NotAllowed
from sansan.people import actions
from sansan.people.access import may
from sansan.people.models import Person, Post
from sansan.people.roles import Duty, Role
from sansan.trail.models import Event
from sansan.trail.record import SYSTEM, Actor
from tests.people.factories import OrganisationFactory, PersonFactory, PostFactory, person_with

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
DAY = dt.timedelta(days=1)
ADMINISTRATORS = [Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN]


@pytest.fixture
def security() -> Person:
    return person_with(Role.SECURITY_ADMIN)


def appoint(by: Actor, person: Person, role: Role, **changes: Any) -> Any:
    given: dict[str, Any] = {"organisation": OrganisationFactory.create(), "starts_on": TODAY} | changes
    return actions.appoint(by=by, person=person, role=role, **given)


def test_an_appointment_gives_the_role_and_leaves_an_event(security: Person) -> None:
    person = PersonFactory.create()
    post = appoint(security, person, Role.CITY_OFFICE)
    assert may(Person.objects.get(pk=person.pk), "rectification.close")
    event = Event.objects.get(verb="post.appointed")
    assert (event.actor_id, event.target_id, event.after["role"]) == (security.pk, str(post.pk), "市攻坚办")


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.SECURITY_ADMIN])
def test_nobody_but_the_security_administrator_appoints(role: Role) -> None:
    with pytest.raises(NotAllowed, match="管理任职"):
        appoint(person_with(role), PersonFactory.create(), Role.CITY_OFFICE)


def test_nobody_appoints_himself(security: Person) -> None:
    with pytest.raises(NotAllowed, match="自己"):
        appoint(security, security, Role.SECURITY_ADMIN)


def test_the_database_refuses_a_post_given_by_its_holder() -> None:
    person = PersonFactory.create()
    with pytest.raises(IntegrityError), transaction.atomic():
        PostFactory.create(person=person, appointed_by=person)


@pytest.mark.parametrize("second", ADMINISTRATORS)
@pytest.mark.parametrize("first", [*ADMINISTRATORS, Role.CITY_OFFICE])
def test_the_three_administrators_and_the_business_are_four_hands(
    security: Person, first: Role, second: Role
) -> None:
    person = person_with(first)
    if first is second:
        appoint(security, person, second)
        return
    with pytest.raises(Invalid, match="互相分立"):
        appoint(security, person, second)


def test_an_administrator_gets_no_business_post(security: Person) -> None:
    with pytest.raises(Invalid, match="互相分立"):
        appoint(security, person_with(Role.AUDIT_ADMIN), Role.COUNTY_OFFICE)


def test_who_was_an_administrator_until_yesterday_may_become_another_today(security: Person) -> None:
    post = PostFactory.create(role=Role.SYSTEM_ADMIN, ends_on=TODAY - DAY)
    assert appoint(security, post.person, Role.AUDIT_ADMIN).duty == Duty.AUDIT


class TestTheDatabaseItself:
    """What the actions refuse is refused again below them, for whoever writes past them."""

    def test_refuses_a_second_duty_on_the_same_days(self) -> None:
        person = person_with(Role.SYSTEM_ADMIN)
        with pytest.raises(IntegrityError, match="people_post_one_duty"), transaction.atomic():
            PostFactory.create(person=person, role=Role.AUDIT_ADMIN)

    def test_refuses_to_turn_a_post_into_a_second_duty(self) -> None:
        person = person_with(Role.SYSTEM_ADMIN)
        later = PostFactory.create(person=person, role=Role.SYSTEM_ADMIN)
        with pytest.raises(IntegrityError, match="people_post_one_duty"), transaction.atomic():
            Post.objects.filter(pk=later.pk).update(role=Role.CITY_OFFICE, duty=Duty.BUSINESS)

    def test_refuses_a_duty_that_is_not_the_roles(self) -> None:
        post = PostFactory.create(role=Role.SYSTEM_ADMIN)
        with pytest.raises(IntegrityError), transaction.atomic():
            Post.objects.filter(pk=post.pk).update(duty=Duty.BUSINESS)

    def test_allows_one_duty_after_the_other(self) -> None:
        post = PostFactory.create(role=Role.SYSTEM_ADMIN, ends_on=TODAY - DAY)
        PostFactory.create(person=post.person, role=Role.AUDIT_ADMIN, starts_on=TODAY)

    def test_does_not_count_a_revoked_post(self) -> None:
        post = PostFactory.create(role=Role.SYSTEM_ADMIN, revoked_at=timezone.now())
        PostFactory.create(person=post.person, role=Role.AUDIT_ADMIN)

    def test_refuses_a_last_day_before_the_first(self) -> None:
        with pytest.raises(IntegrityError), transaction.atomic():
            PostFactory.create(starts_on=TODAY, ends_on=TODAY - DAY)


def test_a_post_lies_within_the_area_of_its_body(security: Person) -> None:
    body = OrganisationFactory.create(area_code="411721")
    with pytest.raises(Invalid, match="所辖区域"):
        appoint(security, PersonFactory.create(), Role.ACCEPTOR, organisation=body, area_code="4117")
    inside = appoint(
        security, PersonFactory.create(), Role.ACCEPTOR, organisation=body, area_code="411721102"
    )
    assert inside.area_code == "411721102"


def test_a_body_that_was_dissolved_takes_nobody_in(security: Person) -> None:
    body = OrganisationFactory.create(valid_to=TODAY - DAY)
    with pytest.raises(Invalid, match="不存在"):
        appoint(security, PersonFactory.create(), Role.BUREAU_OFFICER, organisation=body)


def test_the_same_post_is_not_given_twice(security: Person) -> None:
    person, body = PersonFactory.create(), OrganisationFactory.create()
    appoint(security, person, Role.BUREAU_OFFICER, organisation=body)
    with pytest.raises(Invalid, match="同一任职"):
        appoint(security, person, Role.BUREAU_OFFICER, organisation=body)


def test_a_post_ended_with_today_still_counts_today(security: Person) -> None:
    post = PostFactory.create(role=Role.CITY_OFFICE)
    actions.end_post(by=security, post=post, last_day=TODAY, reason="调离")
    assert may(Person.objects.get(pk=post.person_id), "rectification.view")
    assert Event.objects.get(verb="post.ended").reason == "调离"


def test_a_revoked_post_is_gone_at_once(security: Person) -> None:
    post = PostFactory.create(role=Role.CITY_OFFICE)
    actions.revoke_post(by=security, post=post, reason="误办")
    assert not may(Person.objects.get(pk=post.person_id), "rectification.view")


def test_what_has_ended_is_not_ended_again(security: Person) -> None:
    post = PostFactory.create(ends_on=TODAY - DAY)
    with pytest.raises(Conflict):
        actions.end_post(by=security, post=post, last_day=TODAY, reason="调离")


def test_an_end_is_not_moved_later(security: Person) -> None:
    post = PostFactory.create(ends_on=TODAY + DAY)
    with pytest.raises(Invalid, match="重新任职"):
        actions.end_post(by=security, post=post, last_day=TODAY + 9 * DAY, reason="延长")


def test_ending_needs_a_reason(security: Person) -> None:
    with pytest.raises(Invalid, match="理由"):
        actions.revoke_post(by=security, post=PostFactory.create(), reason=" ")


@pytest.mark.parametrize("role", [Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN])
def test_the_last_administrator_of_a_kind_stays(role: Role) -> None:
    post = PostFactory.create(role=role)
    with pytest.raises(Invalid, match="最后一名"):
        actions.revoke_post(by=SYSTEM, post=post, reason="测试")
    with pytest.raises(Invalid, match="最后一名"):
        actions.end_post(by=SYSTEM, post=post, last_day=TODAY + 3 * DAY, reason="测试")
    with pytest.raises(Invalid, match="最后一名"):
        actions.deactivate_person(by=SYSTEM, person=post.person, reason="测试")
    PostFactory.create(role=role)
    actions.end_post(by=SYSTEM, post=post, last_day=TODAY, reason="有人接任")


def test_when_the_event_cannot_be_written_nothing_is_appointed(
    security: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_args: Any, **_kwargs: Any) -> None:
        raise RuntimeError("no trail")

    monkeypatch.setattr("sansan.people.actions.posts.record", fail)
    with pytest.raises(RuntimeError):
        appoint(security, PersonFactory.create(), Role.CITY_OFFICE)
    assert not Post.objects.filter(role=Role.CITY_OFFICE).exists()
