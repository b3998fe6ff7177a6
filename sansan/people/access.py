"""Who may do what on which rows: area prefix × office × role. The default is no."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Q
from django.utils import timezone

from sansan.errors import NotAllowed
from sansan.people.models import Person, Post
from sansan.people.roles import PERMISSIONS, ROLES, Reach, Role
from sansan.places.queries import area_name
from sansan.places.scope import contains, within
from sansan.trail.record import SYSTEM, Actor


@dataclass(frozen=True)
class Grant:
    """Rows a permission covers: `reach` within `area_code` (a prefix, "" = everywhere) for that organisation."""

    reach: Reach
    area_code: str
    organisation_id: int


_EVERYTHING = (Grant(Reach.ALL, "", 0),)


def posts_in_force(person: Any, *, on: dt.date | None = None) -> list[Post]:
    """The posts that count that day, organisations included; none for an inactive or anonymous person.

    All posts of the person are read in one query and kept on the instance: a person object lives for one request.
    """
    if not isinstance(person, Person) or not person.is_active:
        return []
    if person.posts_read is None:
        posts = Post.objects.filter(person=person).select_related("organisation")
        person.posts_read = list(posts.order_by("starts_on", "pk"))
    day = on or timezone.localdate()
    return [post for post in person.posts_read if post.in_force(day)]


def forget_posts(person: Person) -> None:
    """Drop what is kept on the instance, after its posts changed."""
    person.posts_read = None


def grants(person: Any, verb: str, *, on: dt.date | None = None) -> tuple[Grant, ...]:
    """What the person's posts of that day let him do; several posts add up. Empty means: not allowed.

    The system itself (commands run on the machine) may do everything. An unknown verb is a programming error.
    """
    if verb not in PERMISSIONS:
        raise LookupError(f"the permission {verb!r} is not in sansan.people.roles.PERMISSIONS")
    if person is SYSTEM:
        return _EVERYTHING
    if isinstance(person, Person) and person.permitted is not None and verb not in person.permitted:
        return ()
    found = [
        Grant(reach, "" if reach is Reach.ALL else post.area_code, post.organisation_id)
        for post in posts_in_force(person, on=on)
        for reach in ROLES[Role(post.role)].grants.get(verb, ())
    ]
    return tuple(dict.fromkeys(_narrowed(found, narrowed_to(person))))


def _narrowed(found: Iterable[Grant], scope: str) -> Iterable[Grant]:
    """The grants cut down to the scope the person chose to look at; never more than they were."""
    for grant in found:
        if grant.reach is Reach.ALL or contains(scope, grant.area_code):
            yield grant
        elif contains(grant.area_code, scope):
            yield replace(grant, area_code=scope)


def may(person: Any, verb: str) -> bool:
    """Whether the person may do this on any row at all."""
    return bool(grants(person, verb))


def require(person: Actor, verb: str) -> tuple[Grant, ...]:
    """The grants, or NotAllowed with a message that names the permission and whom to ask."""
    found = grants(person, verb)
    if not found:
        message = f"您没有“{PERMISSIONS[verb]}”的权限。如工作需要，请联系安全管理员办理任职。"
        raise NotAllowed(message, verb=verb)
    return found


def acts_for(person: Any, organisation_id: int) -> bool:
    """Whether the person holds a post in this organisation today."""
    return any(post.organisation_id == organisation_id for post in posts_in_force(person))


def own_body(person: Any) -> int | None:
    """The organisation the person acts for where he does not choose one: that of his longest post."""
    return next((post.organisation_id for post in posts_in_force(person)), None)


def reached(found: Iterable[Grant], *, area: str, office: str = "", own: str = "") -> Q:
    """The rows the grants reach, as a condition on the named fields; an unnamed field reaches nothing.

    Joins through many-valued fields may repeat rows: the caller decides about distinct().
    """
    condition = Q(pk__in=[])
    for grant in found:
        if grant.reach is Reach.ALL:
            return Q()
        inside = within(area, grant.area_code)
        if grant.reach is Reach.AREA:
            condition |= inside
        elif field := {Reach.OFFICE: office, Reach.OWN: own}[grant.reach]:
            condition |= inside & Q(**{field: grant.organisation_id})
    return condition


def narrow(person: Person, scope: str) -> None:
    """Look at this area only for the rest of the request. A scope outside the posts' areas leaves nothing to see."""
    person.scope_code = scope


def permit_only(person: Person, verbs: Iterable[str]) -> None:
    """For the rest of the request the person may do these things at most; never more than his posts allow."""
    person.permitted = frozenset(verbs)


def narrowed_to(person: Any) -> str:
    """The area the person chose to look at, "" when he looks at all of his."""
    return person.scope_code if isinstance(person, Person) else ""


def scope_label(person: Any) -> str:
    """What the person is looking at and for whom he acts, as the frame shows it: 驻马店市 · 市攻坚办."""
    posts = posts_in_force(person)
    if not posts:
        return "未任职"
    scope = narrowed_to(person)
    areas = [scope] if scope else list(dict.fromkeys(post.area_code for post in posts))
    names = "、".join(area_name(code) if code else "全部区域" for code in areas)
    bodies = "、".join(dict.fromkeys(str(post.organisation) for post in posts))
    return names if names == bodies else f"{names} · {bodies}"
