"""Which records a person may see: those of his area, and only with the right of this room. Everybody else sees none."""

from typing import TYPE_CHECKING, Any

from django.db import models

from sansan.people.access import grants, reached

if TYPE_CHECKING:  # named in strings below, where the linter does not see them
    from sansan.accountability.models import Lead, Record  # noqa: F401

VIEW, HANDLE, STATISTICS = "accountability.view", "accountability.handle", "accountability.statistics"


class RecordQuerySet(models.QuerySet["Record"]):
    """Records of accountability."""

    def visible_to(self, person: Any, verb: str = VIEW) -> "RecordQuerySet":
        return self.filter(reached(grants(person, verb), area="area_code"))


class LeadQuerySet(models.QuerySet["Lead"]):
    """What was handed to the room."""

    def visible_to(self, person: Any, verb: str = VIEW) -> "LeadQuerySet":
        return self.filter(reached(grants(person, verb), area="area_code"))
