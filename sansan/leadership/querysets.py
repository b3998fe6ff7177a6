"""Which rows of the room a person may see. Every page and export starts from one of these."""

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q

from sansan.people.access import grants, reached
from sansan.people.roles import Reach
from sansan.places.scope import within

if TYPE_CHECKING:  # named in strings below, where the linter does not see them
    from sansan.leadership.models import Body, Decision, Meeting  # noqa: F401

VIEW, MANAGE, MEETINGS, REPORT = (
    "leadership.view",
    "leadership.manage",
    "leadership.meetings",
    "leadership.report",
)


class BodyQuerySet(models.QuerySet["Body"]):
    """Leading bodies: those of one's area and, to look at, those above it. Who leads is published by document."""

    def visible_to(self, person: Any, verb: str = VIEW) -> "BodyQuerySet":
        rows = Q(pk__in=[])
        for grant in grants(person, verb):
            if grant.reach is Reach.ALL:
                return self.all()
            if grant.reach is Reach.AREA:
                rows |= within("area_code", grant.area_code)
            if verb == VIEW:
                above = [grant.area_code[:digits] for digits in range(2, len(grant.area_code) + 1)]
                rows |= Q(area_code__in=above)
        return self.filter(rows)


class MeetingQuerySet(models.QuerySet["Meeting"]):
    """Meetings of one's area; before the minutes are issued only for those who keep them."""

    def visible_to(self, person: Any, verb: str = VIEW) -> "MeetingQuerySet":
        seen = reached(grants(person, verb), area="area_code")
        if verb != VIEW:
            return self.filter(seen)
        own_hand = reached(grants(person, MEETINGS), area="area_code")
        return self.filter((seen & Q(issued_at__isnull=False)) | own_hand)


class DecisionQuerySet(models.QuerySet["Decision"]):
    """Decisions of meetings one sees, and those one's own body has to carry out; a unit sees them when issued."""

    def visible_to(self, person: Any, verb: str = VIEW) -> "DecisionQuerySet":
        seen = _of_meetings_or_own(person, verb)
        if verb != VIEW:
            return self.filter(seen, meeting__issued_at__isnull=False)
        own_hand = reached(grants(person, MEETINGS), area="meeting__area_code")
        return self.filter((seen & Q(meeting__issued_at__isnull=False)) | own_hand)


def _of_meetings_or_own(person: Any, verb: str) -> Q:
    """By the area of the meeting, or by the body that carries it out: a city's meeting gives counties work."""
    rows = reached(grants(person, verb), area="meeting__area_code")
    for grant in grants(person, verb):
        if grant.reach is Reach.OWN:
            rows |= Q(organisation=grant.organisation_id)
    return rows
