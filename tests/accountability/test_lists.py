"""Leads and records as lists: views, columns and a file that is for few and counts as reading."""

import io
from typing import Any

import pytest
from openpyxl import load_workbook

from sansan.accountability.actions.reading import take_records
from sansan.errors import Missing, NotAllowed
from sansan.people.models import Person
from sansan.trail.models import Event
from sansan.trail.queries import history_of
from tests.accountability.scene import NAME, OTHER_COUNTY, Scene, scene
from tests.client import PageClient

pytestmark = pytest.mark.django_db
RECORDS = "/accountability/records/"


@pytest.fixture
def city() -> Scene:
    return scene()


def client_of(person: Person) -> PageClient:
    client = PageClient()
    client.force_login(person)
    return client


def sheet(response: Any) -> list[list[Any]]:
    assert response.status_code == 200
    page = load_workbook(io.BytesIO(b"".join(response.streaming_content))).active
    return [[cell.value for cell in row] for row in page.iter_rows()]


def test_taking_the_list_of_records_counts_as_reading_each_of_them(city: Scene) -> None:
    taken, left = city.closed("admonish"), city.record()
    client = client_of(city.officer)
    state = client.get(f"{RECORDS}?state=closed").context["list"]
    every = ",".join(column.name for column in state.listing.columns)
    rows = sheet(client.post(f"{RECORDS}?state=closed&cols={every}", {"export": "xlsx"}))
    assert rows[6][0] == str(taken)
    assert len(rows) == 7
    assert NAME not in str(rows)
    assert [e.verb for e in history_of(taken) if e.verb == "accountability.taken"] == ["accountability.taken"]
    assert not history_of(left).filter(verb="accountability.taken").exists()
    assert Event.objects.get(verb="list.exported").after["rows"] == 1
    page = client.get(f"{RECORDS}{taken.pk}/")
    assert "导出问责记录列表" in [moment.title for moment in page.context["reads"]]


def test_looking_at_the_list_is_not_reading(city: Scene) -> None:
    row = city.record()
    client_of(city.officer).get(RECORDS)
    assert {event.verb for event in history_of(row)} == {"accountability.opened"}


def test_nobody_else_takes_records_and_a_county_takes_its_own(city: Scene) -> None:
    here, there = city.record(), city.record(area=OTHER_COUNTY)
    for stranger in (city.office, city.leader):
        assert client_of(stranger).post(RECORDS, {"export": "xlsx"}).status_code == 403
        with pytest.raises(NotAllowed):
            take_records(by=stranger, record_ids=[here.pk])
    rows = sheet(client_of(city.county_officer).post(RECORDS, {"export": "xlsx"}))
    assert [row[0] for row in rows[6:]] == [str(there)]
    with pytest.raises(Missing):
        take_records(by=city.county_officer, record_ids=[there.pk, here.pk])
    assert not history_of(here).filter(verb="accountability.taken").exists()


def test_leads_are_taken_by_who_handles_them(city: Scene) -> None:
    rows = sheet(client_of(city.officer).post("/accountability/leads/", {"export": "xlsx"}))
    assert rows[0][0] == "问责线索"
    assert client_of(city.office).post("/accountability/leads/", {"export": "xlsx"}).status_code == 403


def test_a_list_of_records_costs_the_same_however_many(
    city: Scene, django_assert_max_num_queries: Any
) -> None:
    client = client_of(city.officer)
    city.decided("admonish")
    client.get(f"{RECORDS}?view=none")
    with django_assert_max_num_queries(60) as few:
        client.get(f"{RECORDS}?view=none")
    for _ in range(5):
        city.record()
    with django_assert_max_num_queries(len(few.captured_queries)):
        client.get(f"{RECORDS}?view=none")
