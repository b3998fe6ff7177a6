"""A caller: a person with a token of his own, and the client that sends it."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from sansan.api.actions import issue_token
from sansan.api.models import Token
from sansan.api.scopes import grantable
from sansan.people.models import Person

ROOT = "/api/v1/"


class Machine:
    """Another system: sends JSON with its token, reads JSON."""

    def __init__(self, token: str = "", **headers: str) -> None:
        self.client = Client()
        self.headers = {"Authorization": f"Bearer {token}"} if token else {}
        self.headers |= headers

    def get(self, path: str, query: dict[str, Any] | None = None, **headers: str) -> Any:
        return self.client.get(ROOT + path, query or {}, headers=self.headers | headers)

    def post(self, path: str, body: Any = None, **headers: str) -> Any:
        text = "" if body is None else json.dumps(body, ensure_ascii=False)
        return self.client.post(
            ROOT + path, text, content_type="application/json", headers=self.headers | _names(headers)
        )

    def form(self, path: str, fields: dict[str, Any], **headers: str) -> Any:
        return self.client.post(ROOT + path, fields, headers=self.headers | _names(headers))


def _names(headers: dict[str, str]) -> dict[str, str]:
    """`Idempotency_Key="1"` → Idempotency-Key."""
    return {name.replace("_", "-"): value for name, value in headers.items()}


Machines = Callable[..., Machine]


def machine_of(person: Person, *scopes: str, **bounds: Any) -> Machine:
    """A machine that acts as this person; without scopes, with everything he may hand out."""
    wanted = scopes or tuple(verb for verb, _ in grantable(person))
    person.posts_read = None
    bounds = {"days": 30, "name": "对接测试"} | bounds
    _, text = issue_token(by=person, holder=person, scopes=wanted, **bounds)
    return Machine(text)


def token_of(machine: Machine) -> Token:
    return Token.objects.get(prefix=machine.headers["Authorization"].split("_")[1])


@pytest.fixture
def stranger() -> Machine:
    return Machine()
