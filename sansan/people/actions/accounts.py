"""The keys of an account: password, second factor, lock-out."""

from allauth.mfa.models import Authenticator
from axes.models import AccessAttempt
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from sansan.errors import Conflict, Invalid, NotAllowed
from sansan.people import administrators, passwords
from sansan.people.access import require
from sansan.people.models import Person
from sansan.people.second_factor import REMOVED_BY_ACTION
from sansan.trail.record import SYSTEM, Actor, record


@transaction.atomic
def change_password(*, by: Person, password: str) -> Person:
    """A person's own new password; other open sessions end. The caller has checked the present one."""
    person = Person.objects.select_for_update().get(pk=by.pk)
    try:
        validate_password(password, person)
    except ValidationError as problem:
        raise Invalid("".join(problem.messages), field="password1") from None
    _set(person, password, must_change=False)
    record("password.changed", target=person, by=by)
    # The caller's object stands for the session that goes on: it must carry the new hash.
    by.password, by.password_changed_at = person.password, person.password_changed_at
    by.must_change_password = False
    return person


@transaction.atomic
def reset_password(*, by: Actor, person: Person, reason: str) -> str:
    """A temporary password, returned once and to be changed at the next login; every open session ends.

    An administrator's password is reset on the machine only: otherwise one administrator could become another.
    """
    require(by, "people.manage")
    if len(reason.strip()) < 2:
        raise Invalid("请写明理由，理由会记入操作轨迹。", field="reason")
    if by.pk == person.pk:
        raise NotAllowed("自己的口令请在“我的账号”里修改。")
    person = Person.objects.select_for_update().get(pk=person.pk)
    if by is not SYSTEM and administrators.is_administrator(person):
        raise NotAllowed("管理员的口令只能在服务器上重置：sansan people reset-password 用户名。")
    password = passwords.temporary(person.username)
    _set(person, password, must_change=True)
    record("password.reset", target=person, by=by, reason=reason)
    return password


def _set(person: Person, password: str, *, must_change: bool) -> None:
    person.set_password(password)
    person.must_change_password = must_change
    person.save(update_fields=["password", "password_changed_at", "must_change_password"])
    passwords.remember(person)


@transaction.atomic
def remove_second_factor(*, by: Actor, person: Person, reason: str) -> None:
    """Take away a second factor whose owner lost both the device and the recovery codes."""
    require(by, "people.security")
    if len(reason.strip()) < 2:
        raise Invalid("请写明理由，理由会记入操作轨迹。", field="reason")
    if by.pk == person.pk:
        raise NotAllowed("自己的双因素认证请在“我的账号”里停用。")
    person = Person.objects.select_for_update().get(pk=person.pk)
    factors = list(Authenticator.objects.filter(user=person))
    if not factors:
        raise Conflict(f"{person.name}没有启用双因素认证。")
    for factor in factors:
        setattr(factor, REMOVED_BY_ACTION, True)
        factor.delete()
    record("mfa.disabled", target=person, by=by, reason=reason)


@transaction.atomic
def unlock(*, by: Actor, username: str) -> int:
    """Lift the lock-out of a user name, from every address; returns how many counters were cleared."""
    require(by, "people.security")
    deleted: int = AccessAttempt.objects.filter(username=username).delete()[0]
    if not deleted:
        raise Conflict(f"“{username}”没有被锁定，也没有失败记录。")
    person = Person.objects.filter(username=username).first()
    if person is not None:
        record("login.unlocked", target=person, by=by)
    return deleted
