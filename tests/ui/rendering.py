"""Parts are tested as pages use them: through a template."""

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.sessions.backends.signed_cookies import SessionStore
from django.http import HttpRequest
from django.template import engines
from django.test import RequestFactory
from lxml import html


def a_request(path: str = "/", user: Any = None, **data: Any) -> HttpRequest:
    request = RequestFactory().get(path, data)
    request.user = user or AnonymousUser()
    request.session = SessionStore()
    request._messages = FallbackStorage(request)  # type: ignore[attr-defined]
    return request


def render(source: str, request: HttpRequest | None = None, **context: Any) -> str:
    return str(engines["django"].from_string(source).render(context, request or a_request()))


def parsed(source: str, request: HttpRequest | None = None, **context: Any) -> html.HtmlElement:
    return html.fragment_fromstring(render(source, request, **context), create_parent="div")


def words(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split())
