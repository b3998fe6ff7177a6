"""The second factor: a code from the phone, kept encrypted, each change of it in the trail."""

import base64
import hashlib
from typing import Any

from allauth.mfa import signals
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet
from django.conf import settings
from django.db import transaction
from django.dispatch import receiver

from sansan.people.models import Person
from sansan.trail.record import record


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Named in settings.MFA_ADAPTER. A copy of the database alone gives nobody the codes."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": "验证码不正确或已过期，请核对手机时间后输入当前显示的 6 位数字。",
        "cannot_generate_recovery_codes": "启用双因素认证后才能生成恢复码。",
    }

    def get_totp_label(self, user: Person) -> str:
        return user.username

    def encrypt(self, text: str) -> str:
        return _box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _box().decrypt(encrypted_text.encode()).decode()


def _box() -> Fernet:
    """Changing SECRET_KEY makes the stored factors unreadable: a security administrator then removes them."""
    key = hashlib.sha256(b"sansan.people.second_factor:" + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))


@receiver(signals.authenticator_added)
def keep_added(user: Person, authenticator: Authenticator, **_: Any) -> None:
    """Recovery codes come with the factor; they are no event of their own the first time."""
    if authenticator.type == Authenticator.Type.TOTP:
        _keep("mfa.enabled", user)


@receiver(signals.authenticator_removed)
def keep_removed(user: Person, authenticator: Authenticator, **_: Any) -> None:
    if authenticator.type == Authenticator.Type.TOTP:
        _keep("mfa.disabled", user)


@receiver(signals.authenticator_reset)
def keep_reset(user: Person, **_: Any) -> None:
    _keep("mfa.recovery_renewed", user)


@receiver(signals.authentication_failed)
def keep_wrong_code(user: Person, **_: Any) -> None:
    """Somebody who knows the password failed at the second factor: rare enough, and worth knowing, every time."""
    _keep("mfa.failed", user)


def _keep(verb: str, person: Person) -> None:
    with transaction.atomic():
        record(verb, target=person, by=person)
