"""Persons, bodies and posts for tests of every room."""

import datetime as dt
from typing import Any

import factory
from factory.django import DjangoModelFactory

from sansan.people.models import Organisation, Person, Post
from sansan.people.roles import Role

PASSWORD = "Sansan-2026-demo"
"""The password of every person made here."""

_DEFAULT_AREA = {
    Role.COUNTY_OFFICE: "411702",
    Role.COUNTY_LEADER: "411702",
    Role.TOWNSHIP_OFFICER: "411702104",
}


class OrganisationFactory(DjangoModelFactory[Organisation]):
    class Meta:
        model = Organisation
        django_get_or_create = ("code",)

    code = factory.Sequence(lambda n: f"body-{n}")
    name = factory.LazyAttribute(lambda o: f"机构{o.code}")
    kind = Organisation.Kind.BUREAU
    area_code = "4117"


class PersonFactory(DjangoModelFactory[Person]):
    class Meta:
        model = Person
        skip_postgeneration_save = True

    username = factory.Sequence(lambda n: f"person{n}")
    name = factory.Sequence(lambda n: f"张{n}")
    phone = "13812341234"

    @factory.post_generation
    def password(self: Person, create: bool, extracted: str | None, **_: Any) -> None:
        self.set_password(extracted or PASSWORD)
        if create:
            self.save(update_fields=["password", "password_changed_at"])


class PostFactory(DjangoModelFactory[Post]):
    class Meta:
        model = Post

    person = factory.SubFactory(PersonFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    role = Role.BUREAU_OFFICER
    area_code = "4117"
    starts_on = dt.date(2020, 1, 1)


def person_with(
    role: Role, *, area_code: str | None = None, organisation: Organisation | None = None, **person: Any
) -> Person:
    """A person who holds this one post since 2020. Without an organisation, one of its own is made."""
    area = _DEFAULT_AREA.get(role, "4117") if area_code is None else area_code
    body = organisation or OrganisationFactory.create(area_code=area)
    holder = PersonFactory.create(**person)
    PostFactory.create(person=holder, organisation=body, role=role, area_code=area)
    return holder
