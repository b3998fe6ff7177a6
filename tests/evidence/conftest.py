"""A city with two counties, a person in each, and rows to prove something about."""

from collections.abc import Collection

import pytest

from sansan.evidence import access
from sansan.people.models import Organisation, Person
from sansan.people.roles import Role
from tests.people.factories import OrganisationFactory, person_with


@pytest.fixture(autouse=True)
def rows_are_organisations(monkeypatch: pytest.MonkeyPatch) -> None:
    """In these tests evidence proves something about organisations; a person sees those of his own posts."""

    def visible_ids(person: Person, ids: Collection[str]) -> set[str]:
        own = Organisation.objects.filter(posts__person=person, pk__in=ids)
        return {str(pk) for pk in own.values_list("pk", flat=True)}

    monkeypatch.setattr(access, "_VISIBLE", {"people.organisation": visible_ids})


@pytest.fixture
def office_a(db: None) -> Organisation:
    return OrganisationFactory.create(area_code="411702")


@pytest.fixture
def office_b(db: None) -> Organisation:
    return OrganisationFactory.create(area_code="411724")


@pytest.fixture
def officer_a(office_a: Organisation) -> Person:
    return person_with(Role.COUNTY_OFFICE, area_code="411702", organisation=office_a)


@pytest.fixture
def officer_b(office_b: Organisation) -> Person:
    return person_with(Role.COUNTY_OFFICE, area_code="411724", organisation=office_b)
