"""Who gets past the door, and how long he may rest inside."""

import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth import REDIRECT_FIELD_NAME, logout, middleware
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from sansan.people import passwords, scope

IDLE_SECONDS = "idle_seconds"
_SEEN_AT = "seen_at"
_NOTED_EVERY_SECONDS = 60
"""How often it is noted that the person is still there: a page of thirty photos must not write thirty times."""
_WHILE_PASSWORD_IS_DUE = {"account_change_password", "account_logout"}

View = Callable[..., HttpResponseBase]


class LoginRequiredMiddleware(middleware.LoginRequiredMiddleware):
    """Default deny: a view is public only if it says so with `login_not_required`.

    Inside: a session that rested too long ends, and a password that is due must be changed before anything else.
    """

    def process_view(
        self, request: HttpRequest, view_func: View, view_args: Any, view_kwargs: Any
    ) -> HttpResponseBase | None:
        if request.user.is_authenticated and _rested_too_long(request):
            logout(request)
            messages.warning(request, "因长时间没有操作，已退出登录，请重新登录。")
        refused = super().process_view(request, view_func, view_args, view_kwargs)
        if refused is not None or not request.user.is_authenticated:
            return refused
        if passwords.must_change(request.user) and _name(request) not in _WHILE_PASSWORD_IS_DUE:
            return _go(request, reverse("account_change_password"))
        scope.apply(request)
        return None

    def handle_no_permission(  # type: ignore[override]
        self, request: HttpRequest, view_func: View
    ) -> HttpResponseBase:
        """To the login page and back. A fragment asked for by a script sends the whole page there."""
        if getattr(request, "htmx", False):
            back = request.htmx.current_url_abs_path or "/"  # type: ignore[attr-defined]
            return _go(request, f"{reverse('account_login')}?{urlencode({REDIRECT_FIELD_NAME: back})}")
        return super().handle_no_permission(request, view_func)


def _rested_too_long(request: HttpRequest) -> bool:
    now, session = int(time.time()), request.session
    seen_at = session.get(_SEEN_AT, now)
    if _SEEN_AT not in session or now - seen_at >= _NOTED_EVERY_SECONDS:
        session[_SEEN_AT] = now
    return bool(now - seen_at > session.get(IDLE_SECONDS, float("inf")))


def _name(request: HttpRequest) -> str:
    return request.resolver_match.view_name if request.resolver_match else ""


def _go(request: HttpRequest, address: str) -> HttpResponseBase:
    if getattr(request, "htmx", False):
        return HttpResponse(headers={"HX-Redirect": address})
    return redirect(address)
