"""Persons: their accounts and how to reach them."""

import re
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone

from sansan.errors import Conflict, Invalid, NotAllowed
from sansan.people import administrators, masking, passwords
from sansan.people.access import require
from sansan.people.models import Person, Post
from sansan.people.queries import in_force, persons_reached
from sansan.trail.record import Actor, record

_USERNAME = re.compile(r"[a-z][a-z0-9._-]{2,39}")
_PHONE = re.compile(r"1\d{10}|0\d{2,3}-?\d{7,8}")


def check_details(*, name: str, phone: str = "", email: str = "") -> None:
    """Raises Invalid, with the field, for a name, phone or address that cannot be right."""
    if not name.strip() or len(name) > 40:
        raise Invalid("请填写姓名，不超过 40 个字。", field="name")
    if phone and not _PHONE.fullmatch(phone):
        raise Invalid(f"“{phone}”不是手机号（11 位，以 1 开头）或带区号的座机号。", field="phone")
    if email:
        try:
            validate_email(email)
        except ValidationError:
            raise Invalid(f"“{email}”不是有效的电子邮箱地址。", field="email") from None


def check_username(username: str) -> str:
    """The user name as stored (lower case); raises Invalid."""
    folded = username.strip().lower()
    if not _USERNAME.fullmatch(folded) or folded == "new":  # the address of the page that makes one
        message = (
            f"用户名“{username}”不可用：须以英文字母开头，由 3 至 40 位字母、数字、点、横线、下划线组成。"
        )
        raise Invalid(message, field="username")
    return folded


@transaction.atomic
def create_person(
    *,
    by: Actor,
    username: str,
    name: str,
    password: str | None,
    phone: str = "",
    email: str = "",
    must_change_password: bool = True,
) -> Person:
    """A new account with a first password, by default to be changed at the first login. It has no post yet.

    Without a password (None) nobody logs in with one until one is set.
    """
    require(by, "people.manage")
    username, name = check_username(username), name.strip()
    check_details(name=name, phone=phone, email=email)
    if Person.objects.filter(username=username).exists():
        raise Invalid(f"用户名“{username}”已有人使用，请换一个。", field="username")
    person = Person(
        username=username, name=name, phone=phone, email=email, must_change_password=must_change_password
    )
    if password is not None:
        try:
            validate_password(password, person)
        except ValidationError as problem:
            raise Invalid("".join(problem.messages), field="password") from None
    person.set_password(password)
    person.save()
    if password is not None:
        passwords.remember(person)
    record("person.created", target=person, by=by, after=_shown(person))
    return person


@transaction.atomic
def change_person(*, by: Actor, person: Person, name: str, phone: str = "", email: str = "") -> Person:
    """New name and contact details. The user name stays: the trail and the identity provider know it."""
    require(by, "people.manage")
    check_details(name=name, phone=phone, email=email)
    person = Person.objects.select_for_update().get(pk=person.pk)
    before = _shown(person)
    person.name, person.phone, person.email = name.strip(), phone, email
    person.save(update_fields=["name", "phone", "email"])
    record("person.changed", target=person, by=by, before=before, after=_shown(person))
    return person


@transaction.atomic
def deactivate_person(*, by: Actor, person: Person, reason: str) -> Person:
    """Close the account: no login, no grants, and every open session ends at once. Posts stay on record."""
    require(by, "people.manage")
    _give_reason(reason)
    if by.pk == person.pk:
        raise NotAllowed("不能停用自己的账号，请由另一名系统管理员办理。")
    person = Person.objects.select_for_update().get(pk=person.pk)
    if not person.is_active:
        raise Conflict(f"{person.name}的账号已经停用。")
    person.is_active = False
    person.session_epoch += 1
    person.save(update_fields=["is_active", "session_epoch"])
    today = timezone.localdate()
    for duty in set(in_force(Post.objects.filter(person=person), today).values_list("duty", flat=True)):
        administrators.keep_one(duty, on=today)
    record("person.deactivated", target=person, by=by, reason=reason)
    return person


@transaction.atomic
def reactivate_person(*, by: Actor, person: Person, reason: str) -> Person:
    """Open a closed account again; its posts count again for their days."""
    require(by, "people.manage")
    _give_reason(reason)
    person = Person.objects.select_for_update().get(pk=person.pk)
    if person.is_active:
        raise Conflict(f"{person.name}的账号没有停用。")
    person.is_active = True
    person.must_change_password = True
    person.save(update_fields=["is_active", "must_change_password"])
    record("person.reactivated", target=person, by=by, reason=reason)
    return person


@transaction.atomic
def unmask_contact(*, by: Actor, person: Person, reason: str) -> Person:
    """Let someone who may see the person see the full phone and address too; the reason goes into the trail."""
    _give_reason(reason)
    if not persons_reached(require(by, "people.view")).filter(pk=person.pk).exists():
        raise NotAllowed("该人员不在您可以查看的范围内。")
    record("person.unmasked", target=person, by=by, reason=reason)
    return person


def _give_reason(reason: str) -> None:
    if len(reason.strip()) < 2:
        raise Invalid("请写明理由，理由会记入操作轨迹。", field="reason")


def _shown(person: Person) -> dict[str, Any]:
    """What the trail keeps: enough to see that a value changed, without making the trail a phone book."""
    return {
        "username": person.username,
        "name": person.name,
        "phone": masking.mask_phone(person.phone),
        "email": masking.mask_email(person.email),
    }
