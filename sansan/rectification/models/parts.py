"""分解到县区: what a task is split by, and what a sub-task has beside a task."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from sansan.rectification.models.task import Task


class Split(models.Model):
    """That a task is split, and the number its parts' numbers are compared with; without one there is no comparison."""

    task = models.OneToOneField(Task, on_delete=models.PROTECT, related_name="split")
    name = models.CharField("目标", max_length=80, blank=True)
    unit = models.CharField("单位", max_length=20, blank=True)
    target = models.DecimalField("目标数量", max_digits=20, decimal_places=6, null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = "任务分解"

    def __str__(self) -> str:
        return f"{self.task}"


class Part(models.Model):
    """One sub-task of a split. One added later, or taken back, says why and by whom."""

    task = models.OneToOneField(Task, on_delete=models.PROTECT, related_name="share")
    target = models.DecimalField("目标数量", max_digits=20, decimal_places=6, null=True)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(default=timezone.now)
    added_reason = models.TextField("增列理由", blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    withdrawn_at = models.DateTimeField("撤回时间", null=True)
    withdrawn_reason = models.TextField("撤回理由", blank=True)

    class Meta:
        verbose_name = "分解任务"
        constraints = [
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_by=None, withdrawn_reason="")
                | (Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False) & ~Q(withdrawn_reason="")),
                name="part_withdrawn_for_a_reason",
            )
        ]

    def __str__(self) -> str:
        return f"{self.task}"
