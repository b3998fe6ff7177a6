"""The three separate administrators: at any time the system needs one of each, in different hands."""

import datetime as dt

from django.utils import timezone

from sansan.errors import Invalid
from sansan.people.models import Person, Post
from sansan.people.queries import in_force
from sansan.people.roles import Duty, Role

ROLES_BY_DUTY: dict[Duty, Role] = {role.duty: role for role in Role if role.duty is not Duty.BUSINESS}


def is_administrator(person: Person) -> bool:
    """Whether the person holds one of the three administrators' posts today."""
    today = timezone.localdate()
    return in_force(Post.objects.filter(person=person), today).exclude(duty=Duty.BUSINESS).exists()


def keep_one(duty: str, *, on: dt.date) -> None:
    """Raises Invalid when the write just made leaves no one of this duty on that day. Called inside its transaction.

    The auditor may be missing for a while (nobody is locked out by that); the other two may not.
    """
    if duty not in (Duty.SYSTEM, Duty.SECURITY):
        return
    if not in_force(Post.objects.filter(person__is_active=True, duty=duty), on).exists():
        raise Invalid(f"这是最后一名{ROLES_BY_DUTY[Duty(duty)].label}，请先安排接任的人再办理。")
