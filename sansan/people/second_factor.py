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
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver

from sansan.people.models import Person
from sansan.trail.record import record

REMOVED_BY_ACTION = "removed_by_action"


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


@receiver(post_save, sender=Authenticator)
def keep_added(instance: Authenticator, created: bool, **_: Any) -> None:
    """Written with the row itself: the library's own signal comes only after the commit."""
    if created:
        _keep(
            "mfa.enabled" if instance.type == Authenticator.Type.TOTP else "mfa.recovery_made", instance.user
        )


@receiver(post_delete, sender=Authenticator)
def keep_removed(instance: Authenticator, **_: Any) -> None:
    """By its owner; `actions.remove_second_factor` marks what it removes, and keeps it with its reason."""
    if instance.type == Authenticator.Type.TOTP and not hasattr(instance, REMOVED_BY_ACTION):
        _keep("mfa.disabled", instance.user)


@receiver(signals.authentication_failed)
def keep_wrong_code(user: Person, **_: Any) -> None:
    """Somebody who knows the password failed at the second factor: rare enough, and worth knowing, every time."""
    _keep("mfa.failed", user)


def _keep(verb: str, person: Person) -> None:
    with transaction.atomic():
        record(verb, target=person, by=person)
