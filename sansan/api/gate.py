"""What every operation passes: who asks, how often, and for a write one transaction and its key."""

import functools
from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.csrf import csrf_exempt

from sansan.api.authentication import caller_of
from sansan.api.idempotency import once
from sansan.api.problems import of_domain
from sansan.api.query_names import ensure_known
from sansan.errors import DomainError
from sansan.trail.request import via

View = Callable[..., HttpResponseBase]
_READS = {"GET", "HEAD", "OPTIONS"}


def guarded(view: View) -> View:
    """The view behind the gate. There is no session here, hence nothing to forge a request with."""

    @functools.wraps(view)
    def inner(request: HttpRequest, **parts: Any) -> HttpResponseBase:
        try:
            caller = caller_of(request)
            ensure_known(request)
        except DomainError as error:
            return of_domain(request, error)
        request.caller = caller  # type: ignore[attr-defined]  # ours, for the operation
        request.user = caller.person
        token = via.set(f"token:{caller.token.prefix}")
        try:
            if request.method in _READS:
                return view(request, **parts)
            return once(request, caller.token, lambda: view(request, **parts))
        except DomainError as error:
            return of_domain(request, error)
        finally:
            via.reset(token)

    return csrf_exempt(login_not_required(inner))


def open_to_all(view: View) -> View:
    """For the description of the interface, which holds nobody's data."""
    return login_not_required(view)
