"""What a unit reports of a task, and the figures a task carries."""

from django.conf import settings
from django.db import models

from sansan.documents.model import Bound
from sansan.rectification.models.task import Task
from sansan.rectification.querysets import ReportQuerySet

BOUND_LABELS = {
    Bound.EXACT: "",
    Bound.AT_LEAST: "不少于",
    Bound.AT_MOST: "不超过",
    Bound.ABOUT: "约",
}


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


class TaskFigure(models.Model):
    """A number of a task with what it counts, its scope and its date. Numbers of different scope are never added."""

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="figures")
    name = models.CharField("指标", max_length=80)
    value = models.DecimalField("数值", max_digits=20, decimal_places=6)
    printed = models.CharField("原文写法", max_length=40)
    unit = models.CharField("单位", max_length=20, blank=True)
    bound = models.CharField(
        "确切程度", max_length=10, choices=[(b.value, b.value) for b in Bound], default=Bound.EXACT.value
    )
    as_of = models.DateField("截至", null=True, blank=True)
    scope = models.CharField("范围", max_length=80, blank=True)
    source = models.ForeignKey(
        "rectification.SourceDocument", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    span = models.JSONField("原文位置", null=True)
    order = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = "数据"
        ordering = ["order", "id"]

    def __str__(self) -> str:
        return f"{self.name} {self.printed}{self.unit}"
