"""The two addresses of the identity provider, so that its silence is a page and not a server error."""

from functools import wraps
from typing import Any

import requests
import structlog
from allauth.socialaccount.providers.openid_connect import views
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

log = structlog.get_logger()


def _patient(view: Any) -> Any:
    """The view, or the page that says the provider did not answer; the password still works."""

    @login_not_required
    @wraps(view)
    def wrapped(request: HttpRequest, provider_id: str) -> HttpResponse:
        try:
            answer: HttpResponse = view(request, provider_id)
        except requests.RequestException as problem:
            log.warning("identity_provider_silent", provider=provider_id, problem=type(problem).__name__)
            return render(request, "socialaccount/authentication_error.html", status=502)
        return answer

    return wrapped


login = _patient(views.login)
callback = _patient(views.callback)
