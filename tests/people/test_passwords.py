"""What a password must be."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from sansan.people import passwords
from sansan.people.passwords import (
    LengthAndClassesValidator,
    classes,
    expired,
    must_change,
    temporary,
)
from tests.people.factories import PersonFactory


@pytest.mark.parametrize(
    "password", ["Aa1-Aa1-A", "abcdefghij1", "ABCDEFGHIJ1", "1234567890-", "abcdefghijk"]
)
def test_a_password_too_short_or_of_too_few_kinds_is_refused_in_chinese(password: str) -> None:
    with pytest.raises(ValidationError, match="口令"):
        LengthAndClassesValidator().validate(password)


@pytest.mark.parametrize("password", ["abcdefghI1", "abcdefghi-1", "ABCDEFGH-1", "Abcdefghi-"])
def test_ten_characters_of_three_kinds_are_enough(password: str) -> None:
    LengthAndClassesValidator().validate(password)


def test_characters_that_are_no_latin_letters_count_as_symbols() -> None:
    assert classes("口令a1") == 3


def test_every_temporary_password_meets_the_rules() -> None:
    for _ in range(500):
        LengthAndClassesValidator().validate(temporary("wang.li"))


def test_a_temporary_password_never_looks_like_the_user_name(monkeypatch: pytest.MonkeyPatch) -> None:
    """Drawn at random it may: then it is drawn again."""
    drawn = iter(["wangxiaoming@7K", "wangxiaoming@8K", "qT7-fgHa5Zm3kB4"])
    monkeypatch.setattr(passwords, "_drawn", lambda: next(drawn))
    assert temporary("wangxiaoming") == "qT7-fgHa5Zm3kB4"


def test_temporary_passwords_differ() -> None:
    assert len({temporary("wang.li") for _ in range(100)}) == 100


@pytest.mark.django_db
class TestThePasswordAge:
    def test_makes_a_password_due_after_ninety_days(self) -> None:
        person = PersonFactory.create()
        changed_at = person.password_changed_at or timezone.now()
        assert not expired(person, changed_at + dt.timedelta(days=90))
        assert expired(person, changed_at + dt.timedelta(days=90, seconds=1))

    def test_does_not_concern_who_has_no_password_here(self) -> None:
        person = PersonFactory.create(must_change_password=True)
        person.set_unusable_password()
        person.password_changed_at = timezone.now() - dt.timedelta(days=400)
        assert not must_change(person)
