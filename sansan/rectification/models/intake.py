"""A received report and the tasks proposed from it, before anybody has confirmed them."""

from django.conf import settings
from django.db import models

from sansan.rectification.models.round import Round
from sansan.rectification.querysets import RoundScopedQuerySet


class SourceDocument(models.Model):
    """A report as received: the file, the text that offsets point into, the reading of it (jsonform)."""

    class State(models.TextChoices):
        QUEUED = "queued", "等待读取"
        READING = "reading", "正在读取"
        READ = "read", "待确认"
        FAILED = "failed", "未能读取"
        CANCELLED = "cancelled", "已取消"
        CONFIRMED = "confirmed", "已入账"

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="sources")
    file = models.ForeignKey("evidence.StoredFile", on_delete=models.PROTECT, related_name="+")
    name = models.CharField("文件名", max_length=200)
    state = models.CharField("状态", max_length=10, choices=State, default=State.QUEUED)
    error = models.TextField("未能读取的原因", blank=True)
    text = models.TextField("正文", blank=True)
    reading = models.JSONField("读取结果", default=dict)
    as_of = models.DateField("情况截至", null=True, blank=True)
    received_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    received_at = models.DateTimeField(auto_now_add=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)

    objects = RoundScopedQuerySet.as_manager()

    class Meta:
        verbose_name = "来源报告"
        ordering = ["-received_at", "-id"]
        indexes = [models.Index(fields=["round", "state"])]

    def __str__(self) -> str:
        return self.name


class Proposal(models.Model):
    """A task as proposed by the reader and corrected by a person. `data` is a `proposals.ProposedTask`."""

    class Decision(models.TextChoices):
        OPEN = "open", "待确认"
        DROPPED = "dropped", "不立项"
        CONFIRMED = "confirmed", "已入账"

    source = models.ForeignKey(SourceDocument, on_delete=models.CASCADE, related_name="proposals")
    order = models.PositiveIntegerField()
    data = models.JSONField()
    task = models.ForeignKey(
        "rectification.Task", on_delete=models.PROTECT, null=True, blank=True, related_name="proposals"
    )  # the task of the round this one is an update of; None proposes a new task
    refused = models.JSONField("不采纳的字段", default=list)
    decision = models.CharField(max_length=10, choices=Decision, default=Decision.OPEN)

    class Meta:
        verbose_name = "拟立任务"
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(fields=["source", "order"], name="proposal_order_once_per_source")
        ]

    def __str__(self) -> str:
        return str(self.data.get("problem", ""))[:40]
