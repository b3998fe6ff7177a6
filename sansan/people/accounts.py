"""Login as this product does it: no self sign-up, one message for every wrong login, the provider's word for a name."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from django.contrib.auth.models import AbstractBaseUser
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.db import transaction
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from sansan.config import config
from sansan.people import administrators
from sansan.people.middleware import IDLE_SECONDS
from sansan.people.models import Person
from sansan.trail.record import record


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Named in settings.ACCOUNT_ADAPTER."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": "用户名或口令不正确。连续输错会暂时锁定。",
        "incorrect_password": "口令不正确。",
        "enter_current_password": "现用口令不正确。",
        "too_many_login_attempts": "验证失败次数过多，请稍后再试。",
        "rate_limited": "操作过于频繁，请稍后再试。",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Wrong passwords are counted by django-axes, whose lock is listed, lifted and kept in the trail."""

    def authenticate(self, request: HttpRequest, **credentials: Any) -> AbstractBaseUser | None:
        """A closed account is refused like a wrong password: who is employed here is nobody's business."""
        person: AbstractBaseUser | None = super().authenticate(request, **credentials)
        return person if person is not None and person.is_active else None

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("people:me")

    def add_message(
        self, request: HttpRequest, level: int, message_template: Any = None, *args: Any, **kwargs: Any
    ) -> None:
        """Only what asks for attention: that one has logged in or out is plain to see."""
        if message_template not in _SILENT:
            super().add_message(request, level, message_template, *args, **kwargs)


_SILENT = (
    "account/messages/logged_in.txt",
    "account/messages/logged_out.txt",
    "mfa/messages/recovery_codes_generated.txt",
)


class SocialAccountAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """Named in settings.SOCIALACCOUNT_ADAPTER. The provider vouches for a user name; the account must exist here."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Let in whom we know. Connecting a second identity by hand is not offered: it could be someone else's."""
        if sociallogin.state.get("process") != "login":
            raise ImmediateHttpResponse(_refused(request))
        if sociallogin.is_existing:
            if not sociallogin.user.is_active:
                raise ImmediateHttpResponse(_refused(request))
            return
        person = _person_of(sociallogin)
        if person is None:
            raise ImmediateHttpResponse(_refused(request))
        with transaction.atomic():
            sociallogin.connect(request, person)
            record(
                "identity.linked", target=person, by=person, after={"provider": sociallogin.account.provider}
            )

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """The trail tells; the product sends no mail."""


def _person_of(sociallogin: SocialLogin) -> Person | None:
    """The active person whose user name the provider states; an account already linked is not linked again."""
    claims = sociallogin.account.extra_data
    claims = claims.get("userinfo") or claims.get("id_token") or claims
    name = claims.get(sociallogin.provider.app.settings.get("username_claim", "preferred_username"))
    if not isinstance(name, str) or not name.strip():
        return None
    free = Person.objects.filter(socialaccount__isnull=True, is_active=True)
    return free.filter(username=name.strip().lower()).first()


def _refused(request: HttpRequest) -> HttpResponse:
    return render(request, "account/not_linked.html", status=403)


@receiver(user_logged_in)
def keep_login(request: HttpRequest, user: Person, **_: Any) -> None:
    """The trail's login, and how long this session may rest: administrators' sessions end sooner."""
    minutes = config().admin_idle_minutes if administrators.is_administrator(user) else config().idle_minutes
    request.session[IDLE_SECONDS] = minutes * 60
    with transaction.atomic():
        record(
            "login.succeeded", target=user, by=user, after={"address": request.META.get("REMOTE_ADDR", "")}
        )


@receiver(user_logged_out)
def keep_logout(request: HttpRequest, user: Person | None, **_: Any) -> None:
    """Nobody is recorded when a session without a person ends."""
    if user is not None:
        with transaction.atomic():
            record("login.ended", target=user, by=user)
