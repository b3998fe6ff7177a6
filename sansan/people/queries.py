"""Reads of the room, scoped to what the viewer's grants reach."""

import datetime as dt
from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q, QuerySet

from sansan.people.access import Grant, grants, reached
from sansan.people.models import Organisation, Person, Post
from sansan.people.roles import ROLES, Reach


def in_force(posts: QuerySet[Post], on: dt.date) -> QuerySet[Post]:
    """The posts that count that day."""
    return posts.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=on), starts_on__lte=on, revoked_at__isnull=True
    )


def persons_reached(found: Iterable[Grant]) -> QuerySet[Person]:
    """Persons whose posts, past ones included, lie within the grants; with reach ALL also those without a post."""
    found = tuple(found)
    if any(grant.reach is Reach.ALL for grant in found):
        return Person.objects.all()
    posts = Post.objects.filter(
        reached(found, area="area_code", own="organisation_id"), person=OuterRef("pk")
    )
    return Person.objects.filter(Exists(posts))


def persons_visible_to(viewer: Person) -> QuerySet[Person]:
    """The persons this viewer may look up, by user name."""
    return persons_reached(grants(viewer, "people.view")).order_by("username")


def organisations_visible_to(viewer: Person) -> QuerySet[Organisation]:
    """The bodies this viewer may look up, by area and code."""
    condition = reached(grants(viewer, "people.view"), area="area_code", own="pk")
    return Organisation.objects.filter(condition).order_by("area_code", "code")


def existing(organisations: QuerySet[Organisation], on: dt.date) -> QuerySet[Organisation]:
    """The bodies that exist that day; an unknown founding day counts as long ago."""
    return organisations.filter(
        Q(valid_from__isnull=True) | Q(valid_from__lte=on), Q(valid_to__isnull=True) | Q(valid_to__gte=on)
    )


def holders_at(organisation: Organisation, verb: str, on: dt.date) -> list[Person]:
    """The persons whose post in this body gives them the permission that day."""
    return _holders(Post.objects.filter(organisation=organisation), verb, on)


def holders_over(area_code: str, verb: str, on: dt.date) -> list[Person]:
    """The persons whose post over this area, or one that contains it, gives them the permission that day."""
    above = [area_code[:digits] for digits in range(2, len(area_code) + 1)]
    return _holders(Post.objects.filter(area_code__in=above), verb, on)


def _holders(posts: QuerySet[Post], verb: str, on: dt.date) -> list[Person]:
    roles = [role.value for role, spec in ROLES.items() if verb in spec.grants]
    counted = in_force(posts.filter(role__in=roles), on)
    return list(Person.objects.filter(is_active=True, posts__in=counted).distinct().order_by("pk"))
