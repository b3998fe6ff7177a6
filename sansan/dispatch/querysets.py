"""Which rows a person may see. Every page, file and action of the room starts from one of these."""

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery

from sansan.people.access import grants, reached
from sansan.rectification.models import ProgressReport

if TYPE_CHECKING:  # named in strings below, where the linter does not see them
    from sansan.dispatch.models import Bulletin, Entry, Period, Snapshot  # noqa: F401

VIEW = "dispatch.view"
MANAGE = "dispatch.manage"
REPORT = "rectification.report"


class PeriodQuerySet(models.QuerySet["Period"]):
    """Months: those of one's own area, and those in which a row of one's own is asked for."""

    def visible_to(self, person: Any, verb: str = VIEW) -> "PeriodQuerySet":
        from sansan.dispatch.models import Entry

        entries = Entry.objects.visible_to(person, verb).filter(period=OuterRef("pk"))
        return self.filter(reached(grants(person, verb), area="area_code") | Q(Exists(entries)))

    def whole_to(self, person: Any, verb: str) -> "PeriodQuerySet":
        """Months that lie wholly within an area the person holds `verb` for."""
        return self.filter(reached(grants(person, verb), area="area_code"))


class EntryQuerySet(models.QuerySet["Entry"]):
    """What is asked of whom. An area's people see their area's units, a body its own, an office those of its tasks."""

    def visible_to(self, person: Any, verb: str = VIEW) -> "EntryQuerySet":
        return self.filter(
            reached(grants(person, verb), area="area_code", office="task__office", own="organisation")
        )

    def with_report(self) -> "EntryQuerySet":
        """`report_id`: the unit's newest word on the task that speaks of the month, however it was handed in."""
        of_month = ProgressReport.objects.filter(
            task=OuterRef("task"),
            organisation=OuterRef("organisation"),
            as_of__gte=OuterRef("month"),
            as_of__lte=OuterRef("month_end"),
        ).order_by("-at", "-pk")
        return self.annotate(month_end=F("period__month_end")).annotate(
            report_id=Subquery(of_month.values("pk")[:1])
        )


class SnapshotQuerySet(models.QuerySet["Snapshot"]):
    """Frozen months: whoever sees the month; which of its rows is decided on the rows themselves."""

    def visible_to(self, person: Any, verb: str = VIEW) -> "SnapshotQuerySet":
        from sansan.dispatch.models import Period

        return self.filter(period__in=Period.objects.visible_to(person, verb))


class BulletinQuerySet(models.QuerySet["Bulletin"]):
    """Papers: whoever sees the whole area; drafts only those who make them out or sign them."""

    def visible_to(self, person: Any, verb: str = VIEW) -> "BulletinQuerySet":
        whole = reached(grants(person, verb), area="period__area_code")
        if verb != VIEW:
            return self.filter(whole)
        own_hand = reached(grants(person, MANAGE), area="period__area_code") | reached(
            grants(person, "rectification.sign"), area="period__area_code"
        )
        return self.filter(whole & (Q(state="issued") | own_hand))
