"""Bodies, persons, accounts and posts; and a zone that ends."""

from typing import TYPE_CHECKING

from allauth.mfa.models import Authenticator
from axes.models import AccessAttempt
from django.utils import timezone

from sansan.people.actions import accounts, organisations, persons, posts
from sansan.people.models import Organisation
from sansan.people.organisations import OrganisationRow
from sansan.people.roles import Role
from sansan.places import actions as places
from sansan.places.models import Zone
from tests.people.factories import PostFactory, person_with
from tests.project.deeds.scene import WHY

if TYPE_CHECKING:
    from tests.project.test_events import Watch


def walk(watch: "Watch") -> None:
    with watch.aside():
        system, security = person_with(Role.SYSTEM_ADMIN), person_with(Role.SECURITY_ADMIN)
        person = person_with(Role.BUREAU_OFFICER, username="walker", phone="13800000000")
        second, third = (PostFactory.create(area_code="4117") for _ in range(2))
        Authenticator.objects.create(user=person, type=Authenticator.Type.TOTP, data={})
        zone = Zone.objects.filter(valid_to=None).first()
    row = OrganisationRow(code="walk-1", name="某某中心", kind=Organisation.Kind.BUREAU, area_code="4117")
    made = organisations.create_organisation(by=system, row=row)
    renamed = OrganisationRow(code="walk-1", name="某某服务中心", kind=row.kind, area_code="4117")
    organisations.change_organisation(by=system, organisation=made, row=renamed)
    persons.change_person(by=system, person=person, name="新名", phone="13900000000")
    persons.unmask_contact(by=system, person=person, reason=WHY)
    persons.deactivate_person(by=system, person=person, reason=WHY)
    persons.reactivate_person(by=system, person=person, reason=WHY)
    accounts.reset_password(by=system, person=person, reason=WHY)
    accounts.change_password(by=person, password="Wanquan-Buyiyang-2026!")
    accounts.remove_second_factor(by=security, person=person, reason=WHY)
    with watch.aside():
        AccessAttempt.objects.create(username="walker", failures_since_start=9, attempt_time=timezone.now())
    accounts.unlock(by=security, username="walker")
    posts.end_post(by=security, post=second, last_day=timezone.localdate(), reason=WHY)
    posts.revoke_post(by=security, post=third, reason=WHY)
    assert zone is not None
    places.close_zone(by=system, zone_id=zone.pk, valid_to=timezone.localdate(), reason=WHY)
