"""What a password must be: at least 10 characters, three of four classes, none of the last five, renewed in time.

Source: product defaults for the identity controls of GB/T 22239-2019 (facts G6); the age limit is a setting.
"""

import datetime as dt
import secrets
import string
from typing import Any

from django.contrib.auth.hashers import check_password
from django.contrib.auth.password_validation import UserAttributeSimilarityValidator
from django.core.exceptions import ValidationError
from django.utils import timezone

from sansan.config import config
from sansan.people.models import PasswordRecord, Person

MIN_LENGTH = 10
MIN_CLASSES = 3
REMEMBERED = 5
_SYMBOLS = "-_=+@#%"


def classes(password: str) -> int:
    """How many of the four classes occur: lower case, upper case, digits, anything else."""
    kinds = {
        "lower" if c.islower() else "upper" if c.isupper() else "digit" if c.isdecimal() else "other"
        for c in password
    }
    return len(kinds)


def temporary(username: str) -> str:
    """A random password that meets the rules, without characters that are mistaken for one another.

    Chance may draw one that looks like the user name, which the rules refuse: then another is drawn.
    """
    person = Person(username=username)
    while True:
        drawn = _drawn()
        try:
            UserAttributeSimilarityValidator().validate(drawn, person)
        except ValidationError:
            continue
        return drawn


def _drawn() -> str:
    letters = "".join(c for c in string.ascii_letters if c not in "lIoO")
    digits = "23456789"
    drawn = [secrets.choice(letters + digits) for _ in range(11)]
    drawn += [secrets.choice(string.ascii_lowercase[:11]), secrets.choice("ABCDEFGH"), secrets.choice(digits)]
    drawn.insert(4, secrets.choice(_SYMBOLS))
    return "".join(drawn)


def expired(person: Person, now: dt.datetime | None = None) -> bool:
    """Whether the password is older than the deployment allows."""
    days = config().password_max_age_days
    if not days or person.password_changed_at is None:
        return False
    return (now or timezone.now()) - person.password_changed_at > dt.timedelta(days=days)


def must_change(person: Person) -> bool:
    """Whether the person may do nothing before a new password: first login, a reset, or too old a password.

    Who logs in through the identity provider only has no password here.
    """
    return person.has_usable_password() and (person.must_change_password or expired(person))


def remember(person: Person) -> None:
    """Keep the hash the person has now among the last ones, and forget what is older."""
    PasswordRecord.objects.create(person=person, password=person.password)
    kept = (
        PasswordRecord.objects.filter(person=person).order_by("-pk").values_list("pk", flat=True)[:REMEMBERED]
    )
    PasswordRecord.objects.filter(person=person).exclude(pk__in=list(kept)).delete()


class LengthAndClassesValidator:
    """At least ten characters of at least three classes."""

    def validate(self, password: str, user: Any = None) -> None:
        if len(password) < MIN_LENGTH:
            raise ValidationError(
                f"口令至少 {MIN_LENGTH} 位，现为 {len(password)} 位。", code="password_too_short"
            )
        if classes(password) < MIN_CLASSES:
            raise ValidationError(
                "口令须包含大写字母、小写字母、数字、符号中的至少三类。", code="password_too_few_classes"
            )

    def get_help_text(self) -> str:
        return f"至少 {MIN_LENGTH} 位，含大写字母、小写字母、数字、符号中的至少三类。"


class NotRecentlyUsedValidator:
    """None of the person's last five passwords, the present one included."""

    def validate(self, password: str, user: Any = None) -> None:
        if not isinstance(user, Person) or user.pk is None:
            return
        records = PasswordRecord.objects.filter(person=user).order_by("-pk")[:REMEMBERED]
        hashes = dict.fromkeys([user.password, *(record.password for record in records)])
        if any(check_password(password, encoded) for encoded in hashes):
            raise ValidationError(f"不得使用最近 {REMEMBERED} 次用过的口令。", code="password_recently_used")

    def get_help_text(self) -> str:
        return f"不得与最近 {REMEMBERED} 次用过的口令相同。"
