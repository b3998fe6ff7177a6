"""Where a person can be reached: what the account says first, then what the person entered."""

import re

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from sansan.errors import Invalid
from sansan.notify.models import Channel, Preference
from sansan.people.masking import mask_email, mask_phone
from sansan.people.models import Person

_MOBILE = re.compile(r"1[3-9]\d{9}")


def preference_of(person: Person) -> Preference:
    """The person's settings, or those of someone who never set any; the latter are not saved."""
    return Preference.objects.filter(person=person).first() or Preference(person=person)


def email_of(person: Person, preference: Preference) -> str:
    return person.email or preference.email


def mobile_of(person: Person, preference: Preference) -> str:
    """The number a robot mentions; a landline on the account is none."""
    return person.phone if _MOBILE.fullmatch(person.phone) else preference.mobile


def masked(channel: str, person: Person, preference: Preference) -> str:
    """What the record shows of the address, "" where the person cannot be reached this way.

    A robot speaks to its group whether or not it can mention the person.
    """
    match channel:
        case Channel.EMAIL:
            return mask_email(email_of(person, preference))
        case Channel.DINGTALK | Channel.WECOM:
            mobile = mobile_of(person, preference)
            return f"群内提醒 {mask_phone(mobile)}" if mobile else "群内发送，未提醒到人"
    return "对接系统"


def checked_email(email: str) -> str:
    """The address as stored; raises Invalid."""
    email = email.strip()
    if email:
        try:
            validate_email(email)
        except ValidationError:
            raise Invalid(f"“{email}”不是有效的电子邮箱地址。", field="email") from None
    return email


def checked_mobile(mobile: str) -> str:
    """The number as stored; raises Invalid."""
    mobile = re.sub(r"[\s-]", "", mobile)
    if mobile and not _MOBILE.fullmatch(mobile):
        raise Invalid(f"“{mobile}”不是手机号：应为 11 位数字，以 1 开头。", field="mobile")
    return mobile
