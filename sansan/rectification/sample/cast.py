"""Who acts in the sample: the demo accounts by their posts, and colleagues where no demo account works."""

import datetime as dt
from dataclasses import dataclass

from sansan.people.actions import appoint, create_person
from sansan.people.models import Organisation, Person, Post
from sansan.people.roles import Role
from sansan.rectification.sample.files import table
from sansan.trail.record import Actor

FIRST_DAY = dt.date(2020, 1, 1)
_REPORTING = (Role.COUNTY_OFFICE, Role.BUREAU_OFFICER, Role.TOWNSHIP_OFFICER, Role.OFFICE_STAFF)


@dataclass(frozen=True)
class Cast:
    """`city_office` leads the work, `leader` signs, `acceptor` accepts; `reporters` act for a body, by its code."""

    bodies: dict[str, Organisation]
    city_office: Person
    leader: Person
    acceptor: Person
    reporters: dict[str, Person]


def gather() -> Cast:
    posts = list(Post.objects.select_related("person", "organisation").order_by("pk"))
    first = {
        role: next(post.person for post in posts if post.role == role)
        for role in (Role.CITY_OFFICE, Role.CITY_LEADER, Role.ACCEPTOR)
    }
    reporters: dict[str, Person] = {}
    for post in posts:
        if post.role in _REPORTING:
            reporters.setdefault(post.organisation.code, post.person)
    bodies = {body.code: body for body in Organisation.objects.all()}
    return Cast(bodies, first[Role.CITY_OFFICE], first[Role.CITY_LEADER], first[Role.ACCEPTOR], reporters)


def hire(*, by: Actor) -> None:
    """Make the colleagues. They have no password: they report, but nobody logs in as them."""
    bodies = {body.code: body for body in Organisation.objects.all()}
    for row in table("staff.toml")["person"]:
        username = row["username"]
        person = create_person(by=by, username=username, name=row["name"], password=None)
        appoint(
            by=by,
            person=person,
            organisation=bodies[row["organisation"]],
            role=Role(row["role"]),
            starts_on=FIRST_DAY,
        )
