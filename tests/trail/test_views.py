"""The audit administrator reads the trail; nobody else does, and taking it away is remembered."""

import csv
import datetime as dt
import io
from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from sansan.people.models import Person
from sansan.people.roles import Role
from sansan.trail.models import Event
from sansan.trail.record import record
from sansan.trail.verify import verify
from tests.people.factories import person_with
from tests.trail.conftest import Actor, write_chain

pytestmark = pytest.mark.django_db


@pytest.fixture
def auditor() -> Person:
    return person_with(Role.AUDIT_ADMIN)


def client_of(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def shown(person: Person, query: str = "") -> list[int]:
    response = client_of(person).get(f"/trail/{query}")
    assert response.status_code == 200
    return [event.seq for event in response.context["table"].rows]


def export(person: Person, query: str = "") -> Any:
    return client_of(person).post(f"/trail/export{query}")


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.AUDIT_ADMIN])
def test_only_the_audit_administrator_reads_the_trail(role: Role) -> None:
    client = client_of(person_with(role))
    seq = write_chain(1)[0].seq
    assert client.get("/trail/").status_code == 403
    assert client.get(f"/trail/{seq}/").status_code == 403
    assert client.post("/trail/export").status_code == 403


def test_the_newest_event_comes_first(auditor: Person) -> None:
    last = write_chain(3)[-1].seq
    assert shown(auditor, "?verb=test.done") == [last, last - 1, last - 2]


def test_filters_narrow_by_person_verb_target_area_and_day(auditor: Person, actor: Actor) -> None:
    write_chain(3)
    other = ContentType(pk=9, app_label="sites", model="mine")
    wanted = record("test.done", target=other, by=actor, area_code="411724001", reason="复查").seq
    record("trail.exported", target=other, by=actor, area_code="4117")
    at = Event.objects.get(pk=wanted).at.date()
    assert shown(auditor, "?actor=王丽&verb=test.done") == [wanted]
    assert wanted in shown(auditor, f"?target={other}")
    assert shown(auditor, "?target=contenttypes.contenttype:9&verb=test.done") == [wanted]
    assert shown(auditor, "?since=2020-01-01&until=2020-12-31") == []
    assert wanted in shown(auditor, f"?since={at}&until={at.year + 1}-01-01")


def test_a_county_filter_includes_its_townships(auditor: Person, actor: Actor, row: ContentType) -> None:
    from tests.places.factories import AreaFactory

    AreaFactory.create(code="411724", name="正阳县")
    inside = record("test.done", target=row, by=actor, area_code="411724001").seq
    record("test.done", target=row, by=actor, area_code="411725")
    assert shown(auditor, "?area=411724") == [inside]


def test_a_filter_that_makes_no_sense_shows_nothing_rather_than_everything(auditor: Person) -> None:
    write_chain(2)
    assert shown(auditor, "?since=2026-02-02&until=2026-01-01") == []
    assert export(auditor, "?since=whenever").status_code == 400


def test_words_are_looked_for_among_the_last_events_and_earlier_ones_by_closing_date(
    auditor: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sansan.trail.forms.WINDOW", 3)
    chain = write_chain(4)
    label, day = chain[0].target_label, chain[0].at.date()
    query = f"?verb=test.done&target={label[:2]}"
    found = shown(auditor, query)
    assert chain[3].seq in found
    assert chain[0].seq not in found
    assert shown(auditor, f"{query}&until={day - dt.timedelta(days=2)}") == []
    by_key = f"?verb=test.done&target={chain[0].target_type}:{chain[0].target_id}"
    assert chain[0].seq in shown(auditor, by_key)
    page = client_of(auditor).get(f"/trail/{query}").content.decode()
    assert "要查更早的，请填截止日期" in page


def test_an_event_shows_what_changed_and_cuts_long_text(
    auditor: Person, actor: Actor, row: ContentType
) -> None:
    long = "整改情况" * 50
    seq = record(
        "test.done",
        target=row,
        by=actor,
        reason="核对",
        before={"state": "甲", "kept": 1},
        after={"state": "乙", "kept": 1, "text": long},
    ).seq
    page = client_of(auditor).get(f"/trail/{seq}/").content.decode()
    assert "甲" in page
    assert "乙" in page
    assert "kept" not in page, "what did not change is not shown"
    assert long not in page
    assert "…（共 200 字）" in page


def test_a_page_takes_the_same_queries_however_many_events(auditor: Person) -> None:
    client = client_of(auditor)

    def queries() -> int:
        with CaptureQueriesContext(connection) as caught:
            client.get("/trail/")
        return len(caught)

    queries()
    write_chain(2)
    few = queries()
    write_chain(60)
    assert queries() == few


def test_the_export_holds_the_chain_and_is_itself_remembered(auditor: Person) -> None:
    events = write_chain(3)
    response = export(auditor, "?verb=test.done")
    rows = list(csv.reader(io.StringIO(response.getvalue().decode("utf-8-sig"))))
    assert rows[0][:4] == ["序号", "时间", "人员", "动作"]
    assert [row[-1] for row in rows[1:]] == [event.hash for event in events]
    taken = Event.objects.order_by("-seq")[0]
    assert (taken.verb, taken.actor_id) == ("trail.exported", auditor.pk)
    assert taken.after["筛选"] == {"verb": "test.done"}
    assert verify().intact


def test_a_reason_that_looks_like_a_formula_stays_text(
    auditor: Person, actor: Actor, row: ContentType
) -> None:
    record("test.done", target=row, by=actor, reason="=HYPERLINK(1)")
    assert "'=HYPERLINK(1)" in export(auditor).getvalue().decode()


def test_an_event_nobody_wrote_is_not_found(auditor: Person) -> None:
    assert client_of(auditor).get("/trail/999/").status_code == 404


def test_every_answer_and_its_events_carry_the_same_request_id(auditor: Person) -> None:
    response = export(auditor)
    response.getvalue()
    assert Event.objects.order_by("-seq")[0].request_id == response["X-Request-Id"]
    assert len(response["X-Request-Id"]) == 32
