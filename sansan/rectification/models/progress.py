"""What a unit reports of a task."""

from django.conf import settings
from django.db import models

from sansan.rectification.models.task import Task
from sansan.rectification.querysets import ReportQuerySet


class ProgressReport(models.Model):
    """One report of one unit on one task; evidence hangs on it. Seen by whoever sees its unit's area."""

    class Kind(models.TextChoices):
        PROGRESS = "progress", "进展"
        SELF_CHECK = "self_check", "自查"
        SUBMISSION = "submission", "提交验收"

    class Review(models.TextChoices):
        ACCEPTED = "accepted", "审核通过"
        RETURNED = "returned", "审核退回"

    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="reports")
    organisation = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="+")
    area_code = models.CharField(max_length=12)
    kind = models.CharField(max_length=12, choices=Kind, default=Kind.PROGRESS)
    text = models.TextField("情况说明")
    as_of = models.DateField("情况截至")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    review = models.CharField("审核", max_length=10, choices=Review, blank=True)
    review_note = models.TextField("审核意见", blank=True)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    reviewed_at = models.DateTimeField("审核时间", null=True)

    objects = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = "进展报告"
        indexes = [models.Index(fields=["task", "at"]), models.Index(fields=["area_code"])]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(review="", reviewed_at=None, reviewed_by=None)
                | (~models.Q(review="") & models.Q(reviewed_at__isnull=False, reviewed_by__isnull=False)),
                name="report_reviewed_by_somebody",
            )
        ]

    def __str__(self) -> str:
        return f"{self.organisation} {self.as_of}"
