"""The first page: what waits for whom, and nothing that does not."""

import datetime as dt

import pytest
from django.utils import timezone

from sansan.people.roles import Role
from sansan.rectification.models import AuditFinding, Disposition, SourceDocument
from tests.client import PageClient
from tests.people.factories import person_with
from tests.rectification.factories import SourceDocumentFactory, TaskFactory
from tests.rectification.two_counties import TwoCounties, two_counties

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene() -> TwoCounties:
    return two_counties()


def heaps(client: PageClient) -> dict[str, int]:
    return {heap.key: heap.number for heap in client.get("/").context["heaps"]}


def test_each_heap_waits_for_whoever_can_act_on_it(scene: TwoCounties, client: PageClient) -> None:
    TaskFactory.create(round=scene.round, counties=[scene.a.code])
    client.force_login(scene.city_officer)
    assert heaps(client) == {"overdue": 2, "assign": 1}
    client.force_login(scene.a.officer)
    assert heaps(client) == {"overdue": 1, "assign": 1, "report": 2}
    client.force_login(scene.a.leader)
    assert heaps(client) == {"overdue": 1}


def test_what_is_due_this_week_is_said_before_it_is_late(scene: TwoCounties, client: PageClient) -> None:
    today = timezone.localdate()
    for days in (0, 7, 8):
        TaskFactory.create(round=scene.round, deadline_date=today + dt.timedelta(days=days))
    client.force_login(scene.city_officer)
    assert heaps(client)["soon"] == 2
    assert "2 项即将到期" in client.get("/").content.decode()


def test_reports_wait_for_those_who_read_them_in(scene: TwoCounties, client: PageClient) -> None:
    failed = SourceDocumentFactory.create(
        round=scene.round, state=SourceDocument.State.FAILED, name="扫描件.pdf"
    )
    client.force_login(scene.city_officer)
    assert failed.name in client.get("/").content.decode()
    client.force_login(scene.a.officer)
    assert failed.name not in client.get("/").content.decode()


def test_questions_wait_for_those_who_answer_them(scene: TwoCounties, client: PageClient) -> None:
    client.force_login(scene.city_officer)
    assert scene.a.finding.message in client.get("/").content.decode()
    AuditFinding.objects.update(
        disposition=Disposition.EXPLAINED, reason="范围不同", disposed_at=timezone.now()
    )
    assert scene.a.finding.message not in client.get("/").content.decode()


def test_a_day_without_work_says_so_and_shows_the_way(client: PageClient) -> None:
    client.force_login(person_with(Role.CITY_LEADER))
    page = client.get("/").content.decode()
    assert "今天没有等您办理的事" in page
    assert "/rectification/ledger/" in page


def test_the_greeting_says_whose_rows_are_seen(scene: TwoCounties, client: PageClient) -> None:
    client.force_login(scene.a.officer)
    page = client.get("/").content.decode()
    assert "驿城区" in page
    assert scene.a.officer.name in page
