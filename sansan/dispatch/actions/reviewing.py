"""Looking over what was reported, one or many at once, by rectification's own verb."""

from collections.abc import Collection

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from sansan.dispatch.models import Statement
from sansan.dispatch.querysets import REPORT
from sansan.errors import Conflict, Invalid
from sansan.notify.notice import notify
from sansan.people.models import Person
from sansan.people.queries import holders_at
from sansan.rectification.actions.steps import review_progress
from sansan.rectification.models import ProgressReport

MOST_AT_ONCE = 200
RETURNED = "dispatch.returned"


@transaction.atomic
def review_many(
    *, by: Person, report_ids: Collection[int], good: bool, note: str = ""
) -> list[ProgressReport]:
    """Accept or return these reports; one that meanwhile was reviewed by somebody else stops all."""
    if not report_ids:
        raise Invalid("请先勾选要审核的填报。")
    if len(report_ids) > MOST_AT_ONCE:
        raise Invalid(f"一次最多审核 {MOST_AT_ONCE} 份，请分批办理。")
    if not good and not note.strip():
        raise Invalid("请写明退回的理由。", field="note")
    reports = []
    for pk in sorted(set(report_ids)):
        try:
            reports.append(review_progress(by=by, report_id=pk, good=good, note=note))
        except Conflict as error:
            raise Conflict(f"{_name(pk)}：{error.message}本次都没有审核。") from error
    if not good:
        _tell(reports, note)
    return reports


def _name(report_id: int) -> str:
    report = ProgressReport.objects.select_related("organisation", "task").get(pk=report_id)
    return f"{report.organisation.name}第 {report.task.number} 项"


def _tell(reports: Collection[ProgressReport], note: str) -> None:
    months = dict(
        Statement.objects.filter(report__in=[report.pk for report in reports]).values_list(
            "report", "entry__month"
        )
    )
    for report in reports:
        month = months.get(report.pk, report.as_of)
        notify(
            kind=RETURNED,
            to=holders_at(report.organisation, REPORT, timezone.localdate()),
            title=f"月报被退回：第 {report.task.number} 项",
            body=note,
            url=reverse("dispatch:report", args=[f"{month:%Y-%m}", report.organisation_id]),
            area_code=report.area_code,
            key=f"returned-{report.pk}",
        )
