"""Who acts: an office, a leader, and an officer of a county's body."""

import datetime as dt
from dataclasses import dataclass

from sansan.people.models import Organisation, Person
from sansan.people.roles import Role
from tests.people.factories import OrganisationFactory, person_with

COUNTY = "411725"
WHY = "情况已核实，按规定办理。"
TODAY = dt.date(2026, 6, 15)


@dataclass(frozen=True)
class City:
    """Beside the sample's people, so that none of its rows is needed for a deed."""

    office: Person
    leader: Person
    officer: Person
    body: Organisation


def scene() -> City:
    body = OrganisationFactory.create(name="某县攻坚办", area_code=COUNTY)
    return City(
        office=person_with(Role.CITY_OFFICE),
        leader=person_with(Role.CITY_LEADER),
        officer=person_with(Role.COUNTY_OFFICE, area_code=COUNTY, organisation=body),
        body=body,
    )
