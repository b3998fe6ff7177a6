"""Every list of the product, wherever it is: seen and taken away by who may, and by nobody else."""

import io
from typing import Any

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from sansan.people.models import Person
from sansan.people.roles import Role
from sansan.rectification.models import Acceptance, ClaimChoice, PolicyDocument, Round
from sansan.rectification.workflow import KIND_LABELS, Kind
from sansan.ui import listing
from tests.client import PageClient
from tests.notify.factories import MessageFactory
from tests.people.factories import person_with
from tests.rectification.factories import RoundFactory, TaskFactory
from tests.rectification.two_counties import TwoCounties, two_counties

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene() -> TwoCounties:
    return two_counties()


def client_of(person: Person) -> PageClient:
    client = PageClient()
    client.force_login(person)
    return client


def sheet(response: Any) -> list[list[Any]]:
    assert response.status_code == 200
    page = load_workbook(io.BytesIO(b"".join(response.streaming_content))).active
    return [[cell.value for cell in row] for row in page.iter_rows()]


PLACES = {
    "leadership.bodies": (Role.CITY_OFFICE, "/leadership/"),
    "leadership.meetings": (Role.CITY_OFFICE, "/leadership/meetings/"),
    "leadership.decisions": (Role.CITY_OFFICE, "/leadership/decisions/"),
    "accountability.leads": (Role.DISCIPLINE_OFFICER, "/accountability/leads/"),
    "accountability.records": (Role.DISCIPLINE_OFFICER, "/accountability/records/"),
    "rectification.acceptances": (Role.CITY_OFFICE, reverse("rectification:acceptances")),
    "rectification.policies": (Role.CITY_OFFICE, reverse("rectification:policies")),
    "rectification.rounds": (Role.CITY_OFFICE, reverse("rectification:rounds")),
    "notify.inbox": (Role.TOWNSHIP_OFFICER, reverse("notify:inbox")),
    "places.areas": (Role.SYSTEM_ADMIN, reverse("places:areas")),
    "places.zones": (Role.SYSTEM_ADMIN, reverse("places:zones")),
}


@pytest.mark.parametrize("key", PLACES)
def test_every_list_is_taken_away_with_all_its_columns(scene: TwoCounties, key: str) -> None:
    role, address = PLACES[key]
    client = client_of(person_with(role, name="持有权限的人"))
    state = client.get(f"{address}?view=none").context["list"]
    assert (state.key, state.title) == (key, listing.LISTS[key])
    names = [column.name for column in state.listing.columns]
    assert len(names) == len(set(names))
    every = f"{address}?cols={','.join(names)}"
    assert client.get(every).status_code == 200
    rows = sheet(client.post(every, {"export": "xlsx"}))
    assert rows[0][0] == state.title
    for sort in state.listing.orders:
        assert client.get(f"{address}?sort={sort}").status_code == 200


def test_the_exceptions_of_a_round_are_a_list_of_each_kind(scene: TwoCounties) -> None:
    for county in (scene.a, scene.b):
        ClaimChoice.objects.create(
            task=county.task, claim="photos", applies=False, reason=county.mark, by=scene.city_officer
        )
    address = reverse("rectification:round_exceptions", args=[scene.round.pk])
    for person, marks in (
        (scene.city_officer, {scene.a.mark, scene.b.mark}),
        (scene.a.officer, {scene.a.mark}),
    ):
        client = client_of(person)
        assert client.get(f"{address}?kind=off").context["title"] == "不适用的核对项"
        rows = sheet(client.post(f"{address}?kind=off&cols=reason", {"export": "xlsx"}))
        assert {row[0] for row in rows[6:]} == marks
        assert rows[3][0] == "条件：类别：不适用的核对项（新的在前）"
    assert client_of(scene.acceptor).post(address, {"export": "xlsx"}).status_code in {403, 404}


def test_acceptances_are_taken_by_who_may_take_their_tasks(scene: TwoCounties) -> None:
    for county in (scene.a, scene.b):
        Acceptance.objects.create(task=county.task, by=scene.city_officer, level="city", opinion=county.mark)
    address = f"{reverse('rectification:acceptances')}?cols=opinion"
    rows = sheet(client_of(scene.city_officer).post(address, {"export": "xlsx"}))
    assert {row[0] for row in rows[6:]} >= {scene.a.mark, scene.b.mark}
    assert client_of(scene.acceptor).post(address, {"export": "xlsx"}).status_code == 403


def test_ones_messages_are_taken_by_oneself_alone(scene: TwoCounties) -> None:
    for person, title in ((scene.a.officer, "甲的消息"), (scene.b.officer, "乙的消息")):
        MessageFactory.create(recipient=person, title=title)
    rows = sheet(client_of(scene.a.officer).post("/messages/?cols=title", {"export": "xlsx"}))
    assert [row[0] for row in rows[6:]] == ["甲的消息"]


def test_the_rounds_file_has_the_numbers_of_the_page(scene: TwoCounties) -> None:
    RoundFactory.create(name="另一轮")
    client = client_of(scene.city_officer)
    cards = {
        c.round.name: c.numbers["total"] for c in client.get(reverse("rectification:rounds")).context["cards"]
    }
    rows = sheet(client.post(reverse("rectification:rounds"), {"export": "xlsx"}))
    at = rows[5].index("任务（项）")
    assert {row[0]: row[at] for row in rows[6:]} == cards
    assert len(cards) == Round.objects.count()


@pytest.mark.parametrize("name", ["rounds", "policies"])
def test_a_list_costs_the_same_however_many_rows(
    scene: TwoCounties, django_assert_max_num_queries: Any, name: str
) -> None:
    client, address = client_of(scene.city_officer), f"{reverse(f'rectification:{name}')}?view=none"
    PolicyDocument.objects.create(title="文件")
    client.get(address)
    with django_assert_max_num_queries(60) as few:
        client.get(address)
    for n in range(12):
        TaskFactory.create(round=RoundFactory.create())
        PolicyDocument.objects.create(title=f"文件{n}")
    with django_assert_max_num_queries(len(few.captured_queries)):
        client.get(address)


def test_the_ledger_says_what_kind_of_row_it_is(scene: TwoCounties) -> None:
    TaskFactory.create(round=scene.round, parent=scene.a.task, problem="分解任务")
    client = client_of(scene.city_officer)
    rows = sheet(client.post("/rectification/ledger/?kind=sub&cols=problem,kind", {"export": "xlsx"}))
    assert [row for row in rows[6:] if row[0] == "分解任务"] == [["分解任务", KIND_LABELS[Kind.SUB]]]
