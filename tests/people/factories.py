"""Persons, bodies and posts for tests of every room."""

import datetime as dt
from typing import Any

from factory.declarations import LazyAttribute, Sequence, SubFactory
from factory.django import DjangoModelFactory
from factory.helpers import post_generation

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

    code = Sequence(lambda n: f"body-{n}")  # type: ignore[no-untyped-call]
    name = LazyAttribute(lambda o: f"机构{o.code}")  # type: ignore[no-untyped-call]
    kind = Organisation.Kind.BUREAU
    area_code = "4117"


class PersonFactory(DjangoModelFactory[Person]):
    class Meta:
        model = Person
        skip_postgeneration_save = True

    username = Sequence(lambda n: f"person{n}")  # type: ignore[no-untyped-call]
    name = Sequence(lambda n: f"张{n}")  # type: ignore[no-untyped-call]
    phone = "13812341234"

    @post_generation  # type: ignore[untyped-decorator]
    def password(self: Person, create: bool, extracted: str | None, **_: Any) -> None:
        self.set_password(extracted or PASSWORD)
        if create:
            self.save(update_fields=["password", "password_changed_at"])


class PostFactory(DjangoModelFactory[Post]):
    class Meta:
        model = Post

    person = SubFactory(PersonFactory)  # type: ignore[no-untyped-call]
    organisation = SubFactory(OrganisationFactory)  # type: ignore[no-untyped-call]
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
