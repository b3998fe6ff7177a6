"""The area switch: look at one of one's areas, or at one county of them, for as long as the session lasts."""

from collections.abc import Iterator

from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import urlencode

from sansan.people.access import narrow, narrowed_to, posts_in_force, scope_label
from sansan.people.models import Person
from sansan.places.queries import area_name, children
from sansan.places.scope import contains, level
from sansan.ui.navigation import Scope

SESSION_KEY = "scope"
_CITY = 2


def allowed(person: Person, code: str) -> bool:
    """Whether this area lies within one of the person's posts."""
    return any(contains(post.area_code, code) for post in posts_in_force(person))


def choose(request: HttpRequest, code: str) -> None:
    """Keep the choice ("" = everything that is mine); what is not within one's posts is no choice."""
    request.session[SESSION_KEY] = (
        code if isinstance(request.user, Person) and allowed(request.user, code) else ""
    )


def apply(request: HttpRequest) -> None:
    """Narrow the person of this request to what was chosen, as far as the posts still allow it."""
    code = request.session.get(SESSION_KEY, "")
    if code and isinstance(request.user, Person) and allowed(request.user, code):
        narrow(request.user, code)


def switch(request: HttpRequest) -> Scope | None:
    """What the frame's area switch shows."""
    person = request.user
    if not isinstance(person, Person) or not posts_in_force(person):
        return None
    now = narrowed_to(person)
    choices = list(_choices(person))
    links = (
        [(label, _address(request, code), code == now) for code, label in choices] if len(choices) > 1 else []
    )
    return Scope(scope_label(person), links)


def _choices(person: Person) -> Iterator[tuple[str, str]]:
    """Everything, each area of a post, and the counties of a city; none for administrators, who see no rows."""
    areas = list(dict.fromkeys(post.area_code for post in posts_in_force(person) if post.duty == "business"))
    if not areas:
        return
    yield "", "本人任职的全部区域"
    for area in areas:
        if len(areas) > 1:
            yield area, area_name(area)
        if level(area) == _CITY:
            yield from children(area).values_list("code", "name")


def _address(request: HttpRequest, code: str) -> str:
    return f"{reverse('people:scope')}?{urlencode({'area': code, 'next': request.get_full_path()})}"
