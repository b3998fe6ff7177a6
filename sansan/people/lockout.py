"""Lock-out after failed logins: who is counted, the page that says for how long, what the trail keeps of it."""

import datetime as dt
import math
from dataclasses import dataclass
from typing import Any

import structlog
from axes.helpers import get_cool_off
from axes.models import AccessAttempt
from axes.signals import user_locked_out
from django.conf import settings
from django.db import transaction
from django.db.models import Max, Sum
from django.db.models.signals import post_save
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from sansan.people.models import Person
from sansan.trail.record import SYSTEM, record

log = structlog.get_logger()


@dataclass(frozen=True)
class Lock:
    """Failed logins of one user name from one address within the window."""

    username: str
    address: str
    failures: int
    last_at: dt.datetime

    @property
    def locked(self) -> bool:
        return self.failures >= int(settings.AXES_FAILURE_LIMIT)

    @property
    def until(self) -> dt.datetime:
        return self.last_at + window()


def window() -> dt.timedelta:
    """How long failures count and a lock lasts."""
    return get_cool_off() or dt.timedelta()


def username(request: HttpRequest, credentials: dict[str, Any] | None) -> str:
    """The user name an attempt is counted for: any spelling of it is the same name."""
    given = (credentials or {}).get("username") or request.POST.get("login", "")
    return str(given).strip().lower()[:40]


def current() -> list[Lock]:
    """Failures that still count, locked names first."""
    rows = (
        AccessAttempt.objects.filter(attempt_time__gte=timezone.now() - window())
        .values("username", "ip_address")
        .annotate(failures=Sum("failures_since_start"), last_at=Max("attempt_time"))
        .order_by("-failures", "username")
    )
    return [
        Lock(row["username"] or "", row["ip_address"] or "", row["failures"], row["last_at"]) for row in rows
    ]


def locked_out(request: HttpRequest, response: Any = None, credentials: Any = None, *_: Any) -> HttpResponse:
    """The page shown instead of the login form, for as long as the lock lasts. The same for names that do not exist."""
    name = username(request, credentials if isinstance(credentials, dict) else None)
    address = getattr(request, "axes_ip_address", None)
    found = next((lock for lock in current() if lock.username == name and lock.address == address), None)
    until = found.until if found else timezone.now() + window()
    minutes = max(1, math.ceil((until - timezone.now()).total_seconds() / 60))
    page = render(request, "account/locked.html", {"minutes": minutes, "until": until}, status=429)
    page["Retry-After"] = str(minutes * 60)
    return page


@receiver(post_save, sender=AccessAttempt)
def keep_first_failure(instance: AccessAttempt, created: bool, **_: Any) -> None:
    """The trail keeps the first failure of a window; the counting of the others stays with django-axes."""
    if created:
        _keep("login.failed", instance.username, instance.ip_address, instance.failures_since_start)


@receiver(user_locked_out)
def keep_lock(request: HttpRequest, username: str | None, ip_address: str | None, **_: Any) -> None:
    """The trail keeps the moment a lock begins; the signal comes for every further try as well."""
    failures = getattr(request, "axes_failures_since_start", None)
    if failures == int(settings.AXES_FAILURE_LIMIT):
        _keep("login.locked", username, ip_address, failures)


def _keep(verb: str, name: str | None, address: str | None, failures: int) -> None:
    """Names nobody has are logged only: otherwise anybody could fill the trail without logging in."""
    log.warning(verb.replace(".", "_"), username=name, address=address, failures=failures)
    person = Person.objects.filter(username=name or "").first()
    if person is not None:
        with transaction.atomic():
            record(verb, target=person, by=SYSTEM, after={"address": address or "", "failures": failures})
