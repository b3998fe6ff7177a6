"""The interface does what its description says, to every operation, for what it allows and for what it forbids.

Run against the whole WSGI application with a token of county A in a world of two counties: no answer to anything it
may ask, sensible or not, carries a word of county B.
"""

import logging
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from hypothesis import HealthCheck, Phase, Verbosity, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode

from sansan.config import config
from sansan.people.roles import Role
from sansan.wsgi import application
from tests.api.conftest import machine_of
from tests.project.world import MARK_B, World, build

pytestmark = pytest.mark.django_db
ADDRESS = "/api/v1/openapi.json"
FAST = settings(
    derandomize=True,
    database=None,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
    verbosity=Verbosity.quiet,
)
# Values that make no sense together, or name rows there are not, are refused by the domain: 412 and 422 are answers.
CHECKS = {
    "positive_data_acceptance": {"expected-statuses": ["2xx", "403", "404", "409", "412", "413", "422"]},
    "negative_data_rejection": {
        "expected-statuses": ["400", "401", "403", "404", "405", "409", "412", "422"]
    },
}
THINGS = {
    "task_id": "task",
    "round_id": "round",
    "paper_id": "paper",
    "request_id": "request",
    "report_id": "report",
    "finding_id": "finding",
    "figure_id": "figure",
    "measure_id": "measure",
    "unit_id": "assignment",
    "source_id": "source",
    "proposal_id": "proposal",
    "evidence_id": "evidence",
    "plan_id": "plan",
    "period_id": "period",
    "snapshot_id": "snapshot",
    "bulletin_id": "bulletin",
    "month": "month",
    "body_id": "body",
    "decision_id": "decision",
    "value_id": "value",
    "identity_id": "identity",
    "item_id": "item",
}


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setattr(config(), "api_requests_per_minute", 10**6)
    return build()


@pytest.fixture
def one_connection() -> Iterator[None]:
    """The test's transaction spans all requests: the connection stays, as with Django's own test client."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def described(caplog: pytest.LogCaptureFixture, one_connection: None) -> Any:
    caplog.set_level(logging.CRITICAL, "django.request")  # a thousand refusals are what is asked for
    return schemathesis.openapi.from_wsgi(
        ADDRESS, _served, config=schemathesis.Config.from_dict({"checks": CHECKS})
    )


def _served(environ: Any, start_response: Any) -> list[bytes]:
    """The application as a server runs it: read to the end, then closed."""
    answer = application(environ, start_response)
    try:
        return [b"".join(answer)]
    finally:
        answer.close()


def _operations(described: Any) -> Iterator[Any]:
    for found in described.get_all_operations():
        yield found.ok()


@pytest.mark.parametrize(("role", "examples"), [(Role.COUNTY_OFFICE, 4), (Role.CITY_OFFICE, 2)])
def test_every_operation_keeps_to_its_description(
    world: World, described: Any, role: Role, examples: int
) -> None:
    mine = machine_of(world.people[role])
    limited = role is Role.COUNTY_OFFICE
    wrong: dict[str, str] = {}
    answered: set[int] = set()

    def ask(case: Any) -> None:
        with transaction.atomic():
            response = case.call(headers=mine.headers)
            answered.add(response.status_code)
            transaction.set_rollback(True)
        assert not (limited and MARK_B in response.content.decode("utf-8", "ignore")), "county B"
        with transaction.atomic():
            case.validate_response(response, headers=mine.headers, transport_kwargs={"headers": mine.headers})
            transaction.set_rollback(True)

    for operation in _operations(described):
        names = [parameter.name for parameter in operation.path_parameters]
        known = {name: THINGS[name] for name in names if name in THINGS}
        sides = [world.a, world.b] if known else [world.a]
        strategies = [
            operation.as_strategy(
                GenerationMode.POSITIVE,
                path_parameters={n: side[thing] for n, thing in known.items()} or None,
            )
            for side in sides
        ]
        for strategy in [st.one_of(*strategies), operation.as_strategy(GenerationMode.NEGATIVE)]:
            try:
                settings(FAST, max_examples=examples)(given(case=strategy)(ask))()
            except Exception as problem:
                wrong.setdefault(operation.label, f"{type(problem).__name__}: {problem}"[:1500])
    assert not wrong, "\n\n".join(f"{name}\n{why}" for name, why in wrong.items())
    assert {200, 404, 422} <= answered
