"""Who is told of what is due: persons by their posts, and only of tasks those posts let them see.

`covers` says in Python of many tasks and posts at once what `TaskQuerySet.visible_to` says in SQL of one person; a test
holds the two together.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from sansan.people.access import Grant
from sansan.people.models import Organisation, Person, Post
from sansan.people.queries import in_force
from sansan.people.roles import ROLES, Reach, Role
from sansan.places.scope import contains
from sansan.rectification.reminders.due import ACCEPT, ASSIGN, CLOSE, REPORT, SUPERVISE, Day, Due, Facts

NOBODY = "（没有责任单位）"
VERBS = (REPORT, ASSIGN, ACCEPT, SUPERVISE, CLOSE)


@dataclass(frozen=True)
class Line:
    """One thing one person is told, and as a member of which body."""

    due: Due
    task: Facts
    organisation: Organisation


@dataclass(frozen=True)
class Letter:
    """All one person is told on a day."""

    person: Person
    lines: list[Line] = field(default_factory=list)


@dataclass(frozen=True)
class Unreached:
    """A unit with something due and nobody to tell: no body in the system, or nobody in it who may report."""

    unit: str
    due: Due
    task: Facts


@dataclass(frozen=True)
class Plan:
    """The letters of a day, by person, and what reaches nobody."""

    today: dt.date
    letters: list[Letter]
    unreached: list[Unreached]


def plan(day: Day) -> Plan:
    """Two queries, whatever is due."""
    posts = _Posts(day.today)
    found: dict[int, Letter] = {}
    missed: list[tuple[int | str, Due, Facts]] = []
    seen: set[tuple[int, Due]] = set()
    for due in day.dues:
        task = day.tasks.get(due.task_id)
        if task is None:  # gone since it was found due
            continue
        units = due.units | (task.doing if due.doing else frozenset())
        told = [post for unit in units for post in posts.at(unit) if covers(post, REPORT, task)]
        told += [post for verb in due.verbs for post in posts.holding(verb) if covers(post, verb, task)]
        for post in told:
            if (post.person_id, due) in seen:
                continue
            seen.add((post.person_id, due))
            letter = found.setdefault(post.person_id, Letter(post.person))
            letter.lines.append(Line(due, task, post.organisation))
        missed += [(unit, due, task) for unit in _missed(due, task, units, told)]
    return Plan(day.today, [found[pk] for pk in sorted(found)], _unreached(missed))


def _missed(due: Due, task: Facts, units: frozenset[int], told: Iterable[Post]) -> list[int | str]:
    """The units nobody of which is told; names where the system knows no body."""
    reached = {post.organisation_id for post in told}
    names: list[int | str] = list(task.unknown) if due.doing else []
    if due.doing and not units and not names:
        names = [NOBODY]
    return names + sorted(units - reached)


def _unreached(missed: Iterable[tuple[int | str, Due, Facts]]) -> list[Unreached]:
    rows = list(missed)
    bodies = Organisation.objects.in_bulk({unit for unit, _, _ in rows if isinstance(unit, int)})
    return [
        Unreached(bodies[unit].name if isinstance(unit, int) else unit, due, task) for unit, due, task in rows
    ]


def covers(post: Post, verb: str, task: Facts) -> bool:
    """Whether this post lets its holder do `verb` on the task."""
    reaches = ROLES[Role(post.role)].grants.get(verb, ())
    return any(_reaches(Grant(reach, post.area_code, post.organisation_id), task) for reach in reaches)


def _reaches(grant: Grant, task: Facts) -> bool:
    if grant.reach is Reach.ALL:
        return True
    if not any(contains(grant.area_code, code) for code in (task.round_area, *task.areas)):
        return False
    if grant.reach is Reach.AREA:
        return True
    return grant.organisation_id in (task.assigned if grant.reach is Reach.OWN else {task.office_id})


class _Posts:
    """The posts of the day that let anybody do anything reminders are about, by body and by verb."""

    def __init__(self, today: dt.date) -> None:
        roles = {verb: {r.value for r, spec in ROLES.items() if verb in spec.grants} for verb in VERBS}
        rows = in_force(Post.objects.filter(role__in=set().union(*roles.values())), today)
        self._all = list(
            rows.filter(person__is_active=True).select_related("person", "organisation").order_by("pk")
        )
        self._by_body: defaultdict[int, list[Post]] = defaultdict(list)
        for post in self._all:
            if post.role in roles[REPORT]:
                self._by_body[post.organisation_id].append(post)
        self._by_verb = {verb: [p for p in self._all if p.role in roles[verb]] for verb in VERBS}

    def at(self, organisation_id: int) -> list[Post]:
        return self._by_body.get(organisation_id, [])

    def holding(self, verb: str) -> list[Post]:
        return self._by_verb[verb]
