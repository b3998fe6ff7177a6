"""Who may do what on which rows."""

import datetime as dt
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from sansan.errors import NotAllowed
from sansan.people.access import (
    Grant,
    acts_for,
    grants,
    may,
    narrow,
    posts_in_force,
    reached,
    require,
    scope_label,
)
from sansan.people.models import Person, Post
from sansan.people.roles import PERMISSIONS, ROLES, Duty, Reach, Role
from sansan.trail.record import SYSTEM
from tests.people.factories import OrganisationFactory, PersonFactory, PostFactory, person_with

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
DAY = dt.timedelta(days=1)


def test_a_person_without_a_post_may_do_nothing() -> None:
    person = PersonFactory.create()
    assert not any(may(person, verb) for verb in PERMISSIONS)


def test_somebody_who_is_not_logged_in_may_do_nothing() -> None:
    assert not any(may(AnonymousUser(), verb) for verb in PERMISSIONS)


def test_a_deactivated_person_keeps_his_posts_and_may_do_nothing() -> None:
    person = person_with(Role.CITY_OFFICE, is_active=False)
    assert person.posts.exists()
    assert not any(may(person, verb) for verb in PERMISSIONS)


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "counts"),
    [
        (TODAY - DAY, TODAY - DAY, False),
        (TODAY - DAY, TODAY, True),
        (TODAY, None, True),
        (TODAY + DAY, None, False),
    ],
    ids=["ended yesterday", "last day today", "first day today", "begins tomorrow"],
)
def test_a_post_counts_from_its_first_to_its_last_day(
    starts_on: dt.date, ends_on: dt.date | None, counts: bool
) -> None:
    post = PostFactory.create(role=Role.CITY_OFFICE, starts_on=starts_on, ends_on=ends_on)
    assert may(post.person, "rectification.close") is counts


def test_a_revoked_post_counts_no_more_on_the_same_day() -> None:
    post = PostFactory.create(role=Role.CITY_OFFICE, starts_on=TODAY, revoked_at=timezone.now())
    assert not may(post.person, "rectification.view")


def test_what_someone_could_do_on_an_earlier_day_can_be_asked() -> None:
    post = PostFactory.create(role=Role.CITY_OFFICE, starts_on=TODAY - 9 * DAY, ends_on=TODAY - DAY)
    assert grants(post.person, "rectification.view", on=TODAY - DAY)
    assert not grants(post.person, "rectification.view")


def test_several_posts_add_up_each_with_its_own_area() -> None:
    body = OrganisationFactory.create(area_code="4117")
    person = person_with(Role.COUNTY_OFFICE, area_code="411721", organisation=body)
    PostFactory.create(person=person, organisation=body, role=Role.COUNTY_LEADER, area_code="411722")
    areas = {grant.area_code for grant in grants(person, "rectification.view")}
    assert areas == {"411721", "411722"}
    assert {grant.area_code for grant in grants(person, "rectification.report")} == {"411721"}


def test_the_posts_are_read_once_however_often_one_asks(django_assert_num_queries: Any) -> None:
    person = Person.objects.get(pk=person_with(Role.CITY_OFFICE).pk)
    with django_assert_num_queries(1):
        for verb in PERMISSIONS:
            may(person, verb)
        acts_for(person, 1)
        assert posts_in_force(person)[0].organisation.code


def test_asking_for_an_unknown_permission_is_a_programming_error_not_a_no() -> None:
    with pytest.raises(LookupError, match=r"rectification\.viwe"):
        grants(person_with(Role.CITY_OFFICE), "rectification.viwe")


def test_a_refusal_names_the_permission_in_chinese() -> None:
    with pytest.raises(NotAllowed, match="验收或退回"):
        require(person_with(Role.TOWNSHIP_OFFICER), "rectification.accept")


def test_commands_run_on_the_machine_may_do_everything() -> None:
    assert require(SYSTEM, "people.manage") == (Grant(Reach.ALL, "", 0),)


def test_one_acts_only_for_a_body_one_has_a_post_in_today() -> None:
    post = PostFactory.create(ends_on=TODAY - DAY)
    other = person_with(Role.BUREAU_OFFICER, organisation=post.organisation)
    assert acts_for(other, post.organisation_id)
    assert not acts_for(post.person, post.organisation_id)


class TestLookingAtAnAreaOnly:
    def test_narrows_what_a_city_person_sees_to_one_county(self) -> None:
        person = person_with(Role.CITY_OFFICE, area_code="4117")
        narrow(person, "411721")
        assert {grant.area_code for grant in grants(person, "rectification.view")} == {"411721"}

    def test_never_widens_what_a_county_person_sees(self) -> None:
        person = person_with(Role.COUNTY_OFFICE, area_code="411721")
        narrow(person, "4117")
        assert {grant.area_code for grant in grants(person, "rectification.view")} == {"411721"}

    def test_of_somebody_else_shows_nothing(self) -> None:
        person = person_with(Role.COUNTY_OFFICE, area_code="411721")
        narrow(person, "411722")
        assert grants(person, "rectification.view") == ()


class TestRowsReached:
    @pytest.fixture
    def posts(self) -> tuple[Post, Post, Post]:
        inside = PostFactory.create(area_code="411721")
        deeper = PostFactory.create(area_code="411721102")
        sibling = PostFactory.create(area_code="411722")
        return inside, deeper, sibling

    def found(self, *granted: Grant) -> set[int]:
        return set(
            Post.objects.filter(reached(granted, area="area_code", own="organisation_id")).values_list(
                "pk", flat=True
            )
        )

    def test_without_a_grant_there_is_nothing(self, posts: tuple[Post, Post, Post]) -> None:
        assert self.found() == set()

    def test_an_area_covers_itself_and_what_lies_below(self, posts: tuple[Post, Post, Post]) -> None:
        inside, deeper, _ = posts
        assert self.found(Grant(Reach.AREA, "411721", 0)) == {inside.pk, deeper.pk}

    def test_own_rows_are_bounded_by_the_area_as_well(self, posts: tuple[Post, Post, Post]) -> None:
        inside, _, sibling = posts
        assert self.found(Grant(Reach.OWN, "4117", inside.organisation_id)) == {inside.pk}
        assert self.found(Grant(Reach.OWN, "411721", sibling.organisation_id)) == set()

    def test_a_reach_whose_field_is_not_named_covers_nothing(self, posts: tuple[Post, Post, Post]) -> None:
        assert self.found(Grant(Reach.OFFICE, "4117", posts[0].organisation_id)) == set()

    def test_all_means_all(self, posts: tuple[Post, Post, Post]) -> None:
        assert self.found(Grant(Reach.ALL, "", 0)) == {post.pk for post in posts}


def test_the_frame_says_whose_eyes_one_looks_through() -> None:
    body = OrganisationFactory.create(name="驻马店市污染防治攻坚办", short_name="市攻坚办")
    person = person_with(Role.CITY_OFFICE, organisation=body, area_code="4117")
    assert scope_label(person).endswith("· 市攻坚办")
    assert scope_label(PersonFactory.create()) == "未任职"


BUSINESS = {verb for verb in PERMISSIONS if verb.startswith(("rectification.", "evidence."))}


class TestTheTableOfRoles:
    def test_grants_only_permissions_that_exist(self) -> None:
        for role, spec in ROLES.items():
            assert set(spec.grants) <= set(PERMISSIONS), role

    def test_gives_every_permission_to_somebody(self) -> None:
        assert set().union(*(spec.grants for spec in ROLES.values())) == set(PERMISSIONS)

    @pytest.mark.parametrize("role", [Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN])
    def test_shows_no_business_data_to_an_administrator(self, role: Role) -> None:
        assert not BUSINESS & set(ROLES[role].grants)

    def test_keeps_accounts_roles_and_the_trail_in_three_hands(self) -> None:
        holders = {
            verb: {role for role, spec in ROLES.items() if verb in spec.grants}
            for verb in ("people.manage", "people.security", "trail.view")
        }
        assert holders == {
            "people.manage": {Role.SYSTEM_ADMIN},
            "people.security": {Role.SECURITY_ADMIN},
            "trail.view": {Role.AUDIT_ADMIN},
        }

    def test_nobody_both_reports_and_accepts(self) -> None:
        assert not [
            role
            for role, spec in ROLES.items()
            if {"rectification.report", "rectification.accept"} <= set(spec.grants)
        ]

    def test_leaders_change_nothing_but_for_a_city_leaders_hand_under_graver_papers(self) -> None:
        city = {"rectification.sign", "accountability.statistics"}
        for role, more in ((Role.CITY_LEADER, city), (Role.COUNTY_LEADER, set())):
            assert set(ROLES[role].grants) - more == {
                "rectification.view",
                "rectification.export",
                "rectification.acceptors",
                "evidence.view",
                "leadership.view",
                "dispatch.view",
                "api.tokens",  # a machine that reads in his name
            }

    def test_records_of_accountability_are_the_discipline_officers_alone_who_changes_nothing_else(
        self,
    ) -> None:
        for verb in ("accountability.view", "accountability.handle"):
            assert [role for role, spec in ROLES.items() if verb in spec.grants] == [Role.DISCIPLINE_OFFICER]
        assert set(ROLES[Role.DISCIPLINE_OFFICER].grants) == {
            "accountability.view",
            "accountability.handle",
            "accountability.statistics",
            "rectification.view",
            "evidence.view",
            "evidence.upload",
            "leadership.view",
        }

    def test_describes_every_role_in_a_sentence(self) -> None:
        assert all(len(spec.description) >= 10 and spec.description.endswith("。") for spec in ROLES.values())
        assert {spec.duty for spec in ROLES.values()} == set(Duty)
