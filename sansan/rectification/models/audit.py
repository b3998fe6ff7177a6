"""A finding of the figure audit and what a person made of it."""

from django.conf import settings
from django.db import models

from sansan.rectification.models.intake import SourceDocument
from sansan.rectification.models.round import Round
from sansan.rectification.models.task import Task
from sansan.rectification.querysets import FindingQuerySet


class Disposition(models.TextChoices):
    OPEN = "open", "待处置"
    AGREED = "agreed", "确有错误"
    EXPLAINED = "explained", "已说明"
    DISMISSED = "dismissed", "不成立"


class AuditFinding(models.Model):
    """`fingerprint` is the same for the same question asked by a newer report, so its disposition is kept."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="findings")
    source = models.ForeignKey(SourceDocument, on_delete=models.PROTECT, related_name="findings")
    task = models.ForeignKey(Task, on_delete=models.PROTECT, null=True, blank=True, related_name="findings")
    others = models.ManyToManyField(
        Task, related_name="+", blank=True
    )  # further tasks whose passages it compares
    rule = models.CharField("规则", max_length=40)
    message = models.TextField("问题")
    innocent = models.TextField("可能的合理原因", blank=True)
    quote = models.TextField("原文", blank=True)
    values = models.JSONField("比对的数字", default=dict)
    spans = models.JSONField("原文位置", default=list)
    fingerprint = models.CharField(max_length=64)
    disposition = models.CharField("处置", max_length=10, choices=Disposition, default=Disposition.OPEN)
    reason = models.TextField("处置理由", blank=True)
    disposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    disposed_at = models.DateTimeField(null=True, blank=True)

    objects = FindingQuerySet.as_manager()

    class Meta:
        verbose_name = "核查疑点"
        constraints = [
            models.UniqueConstraint(fields=["round", "fingerprint"], name="finding_once_per_round"),
            models.CheckConstraint(
                condition=models.Q(disposition=Disposition.OPEN, disposed_at__isnull=True)
                | (
                    ~models.Q(disposition=Disposition.OPEN)
                    & models.Q(disposed_at__isnull=False)
                    & ~models.Q(reason="")
                ),
                name="finding_disposed_with_reason",
            ),
        ]
        indexes = [models.Index(fields=["round", "disposition"])]

    def __str__(self) -> str:
        return self.message[:60]
