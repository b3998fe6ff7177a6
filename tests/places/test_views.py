"""Who manages places sees the tree and the zones; everyone who is logged in may draw the map."""

import datetime as dt

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from sansan.people.models import Person
from sansan.people.roles import Role
from sansan.places import sample
from sansan.places.actions import import_areas
from sansan.places.models import Zone
from sansan.places.zone_import import import_zones
from sansan.trail.record import SYSTEM
from tests.people.factories import person_with

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def city() -> None:
    import_areas(by=SYSTEM)
    import_zones(by=SYSTEM, content=sample.zones(), valid_from=dt.date(2020, 1, 1))


@pytest.fixture
def manager() -> Client:
    return client_of(person_with(Role.SYSTEM_ADMIN))


def client_of(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def test_the_first_page_is_the_deployments_city_with_its_map(manager: Client) -> None:
    response = manager.get("/places/")
    assert response.status_code == 200
    assert response.context["area"].code == "4117"
    assert len(response.context["table"].rows) == 13
    assert {area.code for area in response.context["map"].areas if area.geometry is None} == {
        "411771",
        "4117A1",
        "4117A2",
    }
    values = {area.name: area.value for area in response.context["map"].areas}
    assert (values["经开区"], sum(values.values())) == (5, 208)


def test_a_county_lists_its_townships(manager: Client) -> None:
    response = manager.get("/places/areas/411726/")
    assert "象河乡" in response.content.decode()
    assert response.context["map"] is None


def test_a_search_looks_through_everything_below(manager: Client) -> None:
    rows = manager.get("/places/?q=蚁蜂").context["table"].rows
    assert [area.code for area in rows] == ["411702104"]


def test_an_area_nobody_imported_is_not_found(manager: Client) -> None:
    assert manager.get("/places/areas/999999/").status_code == 404


def test_zones_are_listed_by_kind_and_the_ended_on_request(manager: Client) -> None:
    Zone.objects.filter(kind="coal_ban").update(valid_to=dt.date(2021, 1, 1))
    assert len(manager.get("/places/zones/").context["table"].rows) == 3
    assert len(manager.get("/places/zones/?kind=coal_ban").context["table"].rows) == 0
    assert len(manager.get("/places/zones/?kind=coal_ban&ended=on").context["table"].rows) == 1


def test_a_zone_shows_its_basis_and_its_size(manager: Client) -> None:
    ring = Zone.objects.filter(kind="station_ring")[0]
    page = manager.get(reverse("places:zone", args=[ring.pk])).content.decode()
    assert "国控站点" in page
    assert ring.area_km2 == pytest.approx(3.14, abs=0.01)
    assert "示意" in page


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.SYSTEM_ADMIN])
def test_only_who_manages_places_sees_these_pages(role: Role) -> None:
    client = client_of(person_with(role))
    zone = Zone.objects.all()[0]
    addresses = ["/places/", "/places/areas/411702/", "/places/zones/", f"/places/zones/{zone.pk}/"]
    assert [client.get(address).status_code for address in addresses] == [403] * 4


def test_everyone_who_is_logged_in_gets_the_boundaries_and_keeps_them() -> None:
    client = client_of(person_with(Role.TOWNSHIP_OFFICER))
    response = client.get("/places/counties.geojson")
    features = response.json()["features"]
    assert len(features) == 13
    assert sum(feature["geometry"] is not None for feature in features) == 10
    again = client.get("/places/counties.geojson", headers={"If-None-Match": response["ETag"]})
    assert again.status_code == 304
    assert Client().get("/places/counties.geojson").status_code == 302


def test_the_pages_take_the_same_queries_however_many_rows(manager: Client) -> None:
    def queries(address: str) -> int:
        with CaptureQueriesContext(connection) as caught:
            assert manager.get(address).status_code == 200
        return len(caught)

    queries("/places/")
    assert queries("/places/?q=411702001") == queries("/places/?q=街道")
    assert queries("/places/zones/?kind=coal_ban") == queries("/places/zones/?kind=")
