"""Which rows a person may see. Every page, export and file of the room starts from one of these."""

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Exists, OuterRef, Q

from sansan.people.access import Grant, grants, reached
from sansan.people.roles import Reach
from sansan.places.scope import within
from sansan.rectification.workflow import Kind

if TYPE_CHECKING:  # named in strings below, where the linter does not see them
    from sansan.rectification.models import (  # noqa: F401
        AuditFinding,
        Instrument,
        Plan,
        ProgressReport,
        Round,
        SourceDocument,
        Task,
    )

VIEW = "rectification.view"


class TaskQuerySet(models.QuerySet["Task"]):
    """Tasks. An area's people see what concerns their area; an office its own tasks; a bureau what it is assigned."""

    def visible_to(self, person: Any, verb: str = VIEW) -> "TaskQuerySet":
        rows = Q(pk__in=[])
        for grant in grants(person, verb):
            if grant.reach is Reach.ALL:
                return self.all()
            rows |= self.concerning(grant.area_code) & self._bound_to(grant)
        return self.filter(rows)

    def reported(self) -> "TaskQuerySet":
        """Those a report or the office entered: what a report names and an export prints, its own sub-tasks too.

        Parts of a split and recurrences are our own.
        """
        return self.filter(kind__in=[Kind.TASK, Kind.SUB])

    def counted(self) -> "TaskQuerySet":
        """What a round's totals count: each task once, without sub-tasks, parts and recurrences."""
        return self.filter(kind=Kind.TASK)

    def concerning(self, prefix: str) -> Q:
        """Tasks of rounds in the area, and tasks of other rounds that lie in it."""
        from sansan.rectification.models import TaskArea

        inside = TaskArea.objects.filter(within("area_code", prefix), task=OuterRef("pk"))
        return within("round__area_code", prefix) | Q(Exists(inside))

    def _bound_to(self, grant: Grant) -> Q:
        from sansan.rectification.models import Assignment

        match grant.reach:
            case Reach.OFFICE:
                return Q(office=grant.organisation_id)
            case Reach.OWN:
                own = Assignment.objects.filter(organisation=grant.organisation_id, task=OuterRef("pk"))
                return Q(Exists(own))
        return Q()


class ReportQuerySet(models.QuerySet["ProgressReport"]):
    """Progress reports: an area's people see their area's reports, not a neighbour's on a shared task."""

    def visible_to(self, person: Any, verb: str = VIEW) -> "ReportQuerySet":
        return self.filter(
            reached(grants(person, verb), area="area_code", office="task__office", own="organisation")
        )


class RoundQuerySet(models.QuerySet["Round"]):
    """Rounds: those of one's own area and those with a task one may see."""

    def visible_to(self, person: Any, verb: str = VIEW) -> "RoundQuerySet":
        from sansan.rectification.models import Task

        tasks = Task.objects.visible_to(person, verb)
        return self.filter(
            reached(grants(person, verb), area="area_code") | Q(Exists(tasks.filter(round=OuterRef("pk"))))
        )

    def whole_to(self, person: Any, verb: str) -> "RoundQuerySet":
        """Rounds that lie wholly within an area the person holds `verb` for."""
        return self.filter(reached(grants(person, verb), area="area_code"))


class PlanQuerySet(models.QuerySet["Plan"]):
    """Plans: a draft for who sees the whole round; one that was in force also for who sees a task of it."""

    def visible_to(self, person: Any, verb: str = VIEW) -> "PlanQuerySet":
        from sansan.rectification.models import PlanItem, Task

        whole = reached(grants(person, verb), area="round__area_code")
        seen = Task.objects.visible_to(person, verb)
        items = PlanItem.objects.filter(plan=OuterRef("pk"), task__in=seen)
        return self.filter(whole | (Q(in_force_at__isnull=False) & Q(Exists(items))))


class RoundScopedQuerySet(models.QuerySet["SourceDocument"]):
    """Rows of a round that only those see who see the whole round: received reports."""

    def visible_to(self, person: Any, verb: str) -> "RoundScopedQuerySet":
        return self.filter(reached(grants(person, verb), area="round__area_code"))


class FindingQuerySet(models.QuerySet["AuditFinding"]):
    """Audit findings: with every task they compare; those of the whole document with the round.

    A finding quotes what it compares, so who may not see one of its tasks does not see it either.
    """

    def visible_to(self, person: Any, verb: str = VIEW) -> "FindingQuerySet":
        from sansan.rectification.models import Task

        tasks = Task.objects.visible_to(person, verb)
        compared = self.model.others.through.objects.filter(auditfinding=OuterRef("pk"))
        own = Q(task__in=tasks) & ~Q(Exists(compared.exclude(task__in=tasks)))
        return self.filter(reached(grants(person, verb), area="round__area_code") | own)


class InstrumentQuerySet(models.QuerySet["Instrument"]):
    """Papers of supervision: those to one's own bodies and area; drafts only for who makes them out or signs them."""

    def visible_to(self, person: Any, verb: str = VIEW) -> "InstrumentQuerySet":
        reach = {"area": "area_code", "office": "task__office", "own": "organisation"}
        seen = reached(grants(person, verb), **reach)
        if verb != VIEW:
            return self.filter(seen)
        own_hand = reached(grants(person, "rectification.supervise"), **reach) | reached(
            grants(person, "rectification.sign"), **reach
        )
        return self.filter(seen & (~Q(state__in=["drafted", "withdrawn"]) | own_hand))
