"""Which rows a person may see. Every page, export and file of the room starts from one of these."""

from typing import Any, TypeVar

from django.db import models
from django.db.models import Exists, OuterRef, Q

from sansan.people.access import Grant, grants
from sansan.people.roles import Reach
from sansan.places.scope import within

VIEW = "rectification.view"
NOTHING = Q(pk__in=[])

_M = TypeVar("_M", bound=models.Model)


def covered(held: tuple[Grant, ...], *, area: str, office: str, own: str) -> Q:
    """The rows reached by `held`: `area`, `office` and `own` name the columns each reach is read from."""
    rows = NOTHING
    for grant in held:
        match grant.reach:
            case Reach.ALL:
                return Q()
            case Reach.AREA:
                rows |= within(area, grant.area_code)
            case Reach.OFFICE:
                rows |= Q(**{office: grant.organisation_id})
            case Reach.OWN:
                rows |= Q(**{own: grant.organisation_id})
    return rows


def _area_rows(person: Any, verb: str, column: str) -> Q:
    rows = NOTHING
    for grant in grants(person, verb):
        if grant.reach == Reach.AREA:
            rows |= within(column, grant.area_code)
    return rows


class TaskQuerySet(models.QuerySet[Any]):
    """Tasks. An area's people see what concerns their area; an office its own tasks; a bureau what it is assigned."""

    def visible_to(self, person: Any, verb: str = VIEW) -> "TaskQuerySet":
        rows = NOTHING
        for grant in grants(person, verb):
            rows |= self._reached(grant)
        return self.filter(rows)

    def _reached(self, grant: Grant) -> Q:
        task = models.Q()
        areas = self.model._meta.get_field("areas").related_model.objects  # type: ignore[union-attr]
        assignments = self.model._meta.get_field("assignments").related_model.objects  # type: ignore[union-attr]
        match grant.reach:
            case Reach.AREA:
                inside = areas.filter(within("area_code", grant.area_code), task=OuterRef("pk"))
                task = within("round__area_code", grant.area_code) | Q(Exists(inside))
            case Reach.OFFICE:
                task = Q(office=grant.organisation_id)
            case Reach.OWN:
                task = Q(Exists(assignments.filter(organisation=grant.organisation_id, task=OuterRef("pk"))))
        return task


class ReportQuerySet(models.QuerySet[Any]):
    """Progress reports: an area's people see their area's reports, not a neighbour's on a shared task."""

    def visible_to(self, person: Any, verb: str = VIEW) -> "ReportQuerySet":
        return self.filter(covered(grants(person, verb), area="area_code", office="task__office", own="organisation"))


class RoundQuerySet(models.QuerySet[Any]):
    """Rounds: those of one's own area and those with a task one may see."""

    def visible_to(self, person: Any, verb: str = VIEW) -> "RoundQuerySet":
        rows = _area_rows(person, verb, "area_code")
        tasks = self.model._meta.get_field("tasks").related_model.objects.visible_to(person, verb)  # type: ignore[union-attr]
        return self.filter(rows | Q(Exists(tasks.filter(round=OuterRef("pk")))))

    def whole_to(self, person: Any, verb: str) -> "RoundQuerySet":
        """Rounds that lie wholly within an area the person holds `verb` for."""
        return self.filter(_area_rows(person, verb, "area_code"))


class RoundScopedQuerySet(models.QuerySet[Any]):
    """Rows of a round that only those see who see the whole round: received reports, document-wide findings."""

    def visible_to(self, person: Any, verb: str) -> "RoundScopedQuerySet":
        return self.filter(_area_rows(person, verb, "round__area_code"))


class FindingQuerySet(models.QuerySet[Any]):
    """Audit findings: with their task; those of the whole document with the round."""

    def visible_to(self, person: Any, verb: str = VIEW) -> "FindingQuerySet":
        whole = _area_rows(person, verb, "round__area_code")
        tasks = self.model._meta.get_field("task").related_model.objects.visible_to(person, verb)  # type: ignore[union-attr]
        return self.filter(whole | Q(task__in=tasks))
