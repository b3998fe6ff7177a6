"""Whoever may see county A only never meets what county B has not published, on whatever page he opens."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from docx import Document
from openpyxl import load_workbook

from sansan.people.models import Person
from sansan.people.roles import Role
from tests.client import PageClient
from tests.people.factories import PersonFactory, person_with
from tests.rectification.two_counties import TwoCounties, two_counties

pytestmark = pytest.mark.django_db

PAGES: dict[str, Callable[[TwoCounties], str]] = {
    "today": lambda s: "/",
    "rounds": lambda s: "/rectification/",
    "round": lambda s: f"/rectification/rounds/{s.round.pk}/",
    "ledger": lambda s: "/rectification/ledger/",
    "ledger of county B": lambda s: f"/rectification/ledger/?county={s.b.code}",
    "ledger searched for the mark": lambda s: f"/rectification/ledger/?q={s.b.mark[:2]}",
    "own task": lambda s: f"/rectification/tasks/{s.a.task.pk}/?field=problem",
    "shared task": lambda s: f"/rectification/tasks/{s.shared.pk}/?field=problem&history=all",
    "findings": lambda s: "/rectification/findings/",
    "policies": lambda s: "/rectification/policies/",
}
CLOSED = {
    "task": lambda s: f"/rectification/tasks/{s.b.task.pk}/",
    "assigning": lambda s: f"/rectification/tasks/{s.b.task.pk}/assign",
    "reporting": lambda s: f"/rectification/tasks/{s.b.task.pk}/report",
    "submitting": lambda s: f"/rectification/tasks/{s.b.task.pk}/submit",
    "a figure": lambda s: f"/rectification/tasks/{s.b.task.pk}/figure",
    "evidence": lambda s: f"/evidence/{s.b.evidence[0].pk}/file",
    "evidence on the shared task": lambda s: f"/evidence/{s.b.evidence[1].pk}/file",
    "thumbnail on the shared task": lambda s: f"/evidence/{s.b.evidence[1].pk}/thumbnail",
}


@pytest.fixture
def scene() -> TwoCounties:
    return two_counties()


@pytest.fixture
def as_person(client: PageClient) -> Callable[[Person], PageClient]:
    def logged_in(person: Person) -> PageClient:
        client.force_login(person)
        return client

    return logged_in


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("who", ["officer", "leader"])
def test_a_county_never_meets_the_other_countys_words(
    scene: TwoCounties, as_person: Any, name: str, who: str
) -> None:
    response = as_person(getattr(scene.a, who)).get(PAGES[name](scene))
    assert response.status_code == 200
    assert scene.b.mark not in response.content.decode()


@pytest.mark.parametrize("name", PAGES)
def test_the_city_sees_both_counties(scene: TwoCounties, as_person: Any, name: str) -> None:
    text = as_person(scene.city_officer).get(PAGES[name](scene)).content.decode()
    assert scene.b.mark in text or name in {"rounds", "policies"}


@pytest.mark.parametrize("name", CLOSED)
def test_the_other_countys_rows_do_not_exist_for_a_county(
    scene: TwoCounties, as_person: Any, name: str
) -> None:
    client = as_person(scene.a.officer)
    assert client.get(CLOSED[name](scene)).status_code == 404
    assert client.post(CLOSED[name](scene), {}).status_code in {404, 405}


def test_a_county_reads_why_a_shared_task_was_returned_but_not_what_the_other_handed_in(
    scene: TwoCounties, as_person: Any
) -> None:
    page = as_person(scene.a.officer).get(f"/rectification/tasks/{scene.shared.pk}/")
    text = page.content.decode()
    assert "其他单位填报进展" in text
    assert scene.a.mark in text


def test_a_county_gets_the_lines_of_its_own_task_and_none_around_them(
    scene: TwoCounties, as_person: Any
) -> None:
    url = f"/rectification/tasks/{scene.a.task.pk}/?field=problem"
    county = as_person(scene.a.officer).get(url).context["passage"]
    assert county.text == f"1.{scene.a.task.problem}"
    city = as_person(scene.city_officer).get(url).context["passage"]
    assert scene.b.task.problem in city.text
    assert city.first_line == 1
    assert county.first_line == 2


def test_an_exported_ledger_holds_the_countys_own_rows(scene: TwoCounties, as_person: Any) -> None:
    response = as_person(scene.a.officer).post(f"/rectification/ledger/export?round={scene.round.pk}")
    sheet = load_workbook(io.BytesIO(response.getvalue())).active
    assert sheet is not None
    words = "".join(str(value) for row in sheet.iter_rows(values_only=True) for value in row)
    assert scene.a.mark in words
    assert scene.b.mark not in words


def test_an_exported_report_holds_the_countys_own_tasks(scene: TwoCounties, as_person: Any) -> None:
    response = as_person(scene.a.officer).post(f"/rectification/rounds/{scene.round.pk}/export")
    words = "".join(p.text for p in Document(io.BytesIO(response.content)).paragraphs)
    assert scene.a.mark in words
    assert scene.b.mark not in words


def test_a_unit_reads_its_own_report_on_a_shared_task_only(scene: TwoCounties, as_person: Any) -> None:
    bureau = person_with(Role.BUREAU_OFFICER, organisation=scene.a.office, area_code="4117")
    text = as_person(bureau).get(f"/rectification/tasks/{scene.shared.pk}/").content.decode()
    assert scene.a.mark in text
    assert scene.b.mark not in text


@pytest.mark.parametrize("role", [Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN])
def test_administrators_have_a_first_page_and_no_business_data(
    scene: TwoCounties, as_person: Any, role: Role
) -> None:
    client = as_person(person_with(role, area_code=""))
    first = client.get("/")
    assert first.status_code == 200
    assert "系统" in first.content.decode()
    for name in set(PAGES) - {"today"}:
        assert client.get(PAGES[name](scene)).status_code == 403, name


def test_without_a_post_one_is_told_whom_to_ask(as_person: Any) -> None:
    response = as_person(PersonFactory.create()).get("/")
    assert response.status_code == 200
    assert "请联系安全管理员" in response.content.decode()


@pytest.mark.parametrize("name", PAGES)
def test_nobody_reads_without_logging_in(scene: TwoCounties, client: PageClient, name: str) -> None:
    assert client.get(PAGES[name](scene)).status_code == 302
