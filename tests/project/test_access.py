"""Every address as every role: who may enters, who may not does not, and county A never reads county B's rows."""

import html
import io
import json
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, cast

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import TestCase
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from sansan.people.access import may
from sansan.people.models import Person
from sansan.people.roles import Role
from tests.api.conftest import machine_of
from tests.client import PageClient
from tests.project.api_routes import API_ROUTES, UPLOAD
from tests.project.routes import OPEN, PAGE_ROUTES, Route
from tests.project.world import LIMITED_TO_A, MARK_B, SECRET, World, build

ROUTES = PAGE_ROUTES | API_ROUTES
_REFUSED = (403, 404)
_NO_TOKEN = 401
_LOGIN = "/accounts/login/"


def _names(resolver: Any, spaces: tuple[str, ...] = ()) -> Iterator[str]:
    """The full name of every address under a resolver."""
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from _names(entry, (*spaces, *([entry.namespace] if entry.namespace else [])))
        elif isinstance(entry, URLPattern):
            yield ":".join([*spaces, entry.name or str(entry.pattern)])


@dataclass(frozen=True)
class Answer:
    status_code: int
    location: str
    body: bytes


class EveryRouteAsEveryRole(TestCase):
    """One world for the whole walk; what a request writes is undone after it."""

    world: ClassVar[World]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.world = build()

    def setUp(self) -> None:
        self.sessions: dict[int, str] = {}
        self.tokens: dict[int, dict[str, str]] = {
            person.pk: machine_of(person).headers
            for person in self.world.people.values()
            if may(person, "api.tokens")
        }

    def test_every_address_is_listed_with_who_may_enter(self) -> None:
        assert set(_names(get_resolver())) == set(ROUTES)

    def test_a_stranger_is_sent_to_the_login_page(self) -> None:
        wrong = []
        for name, route in ROUTES.items():
            response = self._ask(route, name, None, self.world.a)
            sent = (
                response.status_code == _NO_TOKEN
                if route.api
                else response.status_code == 302 and response.location.startswith(_LOGIN)
            )
            if (route.who == OPEN and response.status_code not in (*route.status, 302)) or (
                route.who != OPEN and not sent
            ):
                wrong.append(f"{name}: {response.status_code}")
        assert not wrong

    def test_each_role_enters_exactly_where_it_may(self) -> None:
        wrong = []
        for role, person in self.world.people.items():
            for name, route in ROUTES.items():
                response = self._ask(route, name, person, self.world.a)
                expected = route.status if route.admits(role) else _REFUSED
                if route.api and person.pk not in self.tokens:
                    expected = (_NO_TOKEN, *(route.status if route.who == OPEN else ()))
                if response.status_code not in expected or response.location.startswith(_LOGIN):
                    wrong.append(f"{role} at {name}: {response.status_code} instead of {expected}")
        assert not wrong, "\n".join(wrong)

    def test_nobody_of_county_a_reads_a_row_of_county_b(self) -> None:
        leaks = []
        for role in LIMITED_TO_A:
            for name, route in ROUTES.items():
                for things in (self.world.a, self.world.b) if route.arguments else (self.world.a,):
                    body = _text(self._ask(route, name, self.world.people[role], things))
                    if MARK_B in body:
                        around = body.index(MARK_B)
                        leaks.append(f"{role} at {name}: …{body[max(0, around - 60) : around + 40]}…")
        assert not leaks, "\n".join(leaks)

    def test_a_thing_of_county_b_is_no_more_there_for_county_a_than_one_that_does_not_exist(self) -> None:
        wrong = []
        own = {"task", "paper", "request", "report", "evidence", "finding", "person", "message"}
        own |= {"body", "seat", "meeting", "draft", "decision", "charge", "record", "lead"}
        for name, route in ROUTES.items():
            if own & set(route.arguments.values()):
                for role in (Role.COUNTY_OFFICE, Role.COUNTY_LEADER, Role.TOWNSHIP_OFFICER):
                    status = self._ask(route, name, self.world.people[role], self.world.b).status_code
                    if status not in _REFUSED:
                        wrong.append(f"{role} at {name}: {status}")
        assert not wrong

    def test_nobody_but_the_discipline_officer_meets_the_name_of_one_held_to_account(self) -> None:
        """Every address, as every role, for both counties' things: pages, files, exports, the trail."""
        leaks = []
        for role, person in self.world.people.items():
            for name, route in ROUTES.items():
                for things in (self.world.a, self.world.b) if route.arguments else (self.world.a,):
                    body = _text(self._ask(route, name, person, things))
                    if SECRET in body and role != Role.DISCIPLINE_OFFICER:
                        leaks.append(f"{role} at {name}")
        assert not leaks, "\n".join(leaks)
        seen = self.world.people[Role.DISCIPLINE_OFFICER]
        for name in ("accountability:record", "accountability:document"):
            assert SECRET in _text(self._ask(ROUTES[name], name, seen, self.world.a)), name

    def test_the_marks_are_where_a_leak_would_show_them(self) -> None:
        """The city's office sees county B, so the search for leaks looks for words that do appear."""
        seen = self.world.people[Role.CITY_OFFICE]
        for name in ("rectification:task", "rectification:ledger", "rectification:findings", "evidence:file",
                     "rectification:export_ledger", "rectification:export_report"):  # fmt: skip
            things = self.world.b | {"round": self.world.a["round"]}
            assert MARK_B in _text(self._ask(ROUTES[name], name, seen, things)), name

    def _session_of(self, person: Person) -> str:
        """The key of a session in which the person is logged in; made once for the whole test."""
        if person.pk not in self.sessions:
            client = PageClient()
            client.force_login(person)
            self.sessions[person.pk] = client.cookies[settings.SESSION_COOKIE_NAME].value
        return self.sessions[person.pk]

    def _ask(self, route: Route, name: str, person: Person | None, things: dict[str, Any]) -> "Answer":
        client = PageClient()
        headers = self.tokens.get(person.pk, {}) if person and route.api else {}
        if person is not None:
            # Beside a token the session counts for nothing.
            client.cookies[settings.SESSION_COOKIE_NAME] = self._session_of(person)
        with transaction.atomic():
            address = reverse(name, kwargs={part: things[thing] for part, thing in route.arguments.items()})
            response = (
                _posted(client, address, route, headers)
                if route.post
                else client.get(f"{address}?{route.query}", headers=headers)
            )
            # What streams is read before what it reads from is undone.
            body = b"".join(response) if response.streaming else response.content
            transaction.set_rollback(True)
        return Answer(response.status_code, response.get("Location", ""), body)


def _posted(client: PageClient, address: str, route: Route, headers: dict[str, str]) -> Any:
    if not route.api:
        return client.post(address)
    body = route.body
    if body is not None and "form" in body:
        form: dict[str, Any] = dict(cast("Mapping[str, Any]", body["form"]))
        files = {name: SimpleUploadedFile("a.txt", b"1") for name, value in form.items() if value == UPLOAD}
        return client.post(address, {**form, **files}, headers=headers)
    kind = "application/json"
    return client.post(
        address, json.dumps(body) if body is not None else "", content_type=kind, headers=headers
    )


def _text(answer: "Answer") -> str:
    """Everything readable in an answer; office documents are opened."""
    content = answer.body
    if content[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            content = b"\n".join(archive.read(name) for name in archive.namelist())
    return html.unescape(content.decode("utf-8", "ignore"))
