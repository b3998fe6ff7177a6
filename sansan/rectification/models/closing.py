"""Closing as it was asked for and decided: which claims a task makes, what examining them found, who overrode what."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from sansan.rectification.models.task import Task


class ClaimChoice(models.Model):
    """The office's word on one claim for one task; without a row the default of the data file holds."""

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="claim_choices")
    claim = models.CharField("核对项", max_length=40)
    applies = models.BooleanField("适用")
    parameters = models.JSONField("参数", default=dict)
    reason = models.TextField("理由")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = "核对项选择"
        ordering = ["claim"]
        constraints = [
            models.UniqueConstraint(fields=["task", "claim"], name="claim_chosen_once_per_task"),
            models.CheckConstraint(condition=~models.Q(reason=""), name="claim_chosen_with_reason"),
        ]

    def __str__(self) -> str:
        return self.claim


class ClosingRequest(models.Model):
    """One request to close a task. `results` is frozen (`closing.examine.Result` as JSON): later data never change it.

    A task closed before there were requests has none. `accepted_by` is whoever accepted the work this request rests
    on: a closing later found false counts against that person.
    """

    class Outcome(models.TextChoices):
        OPEN = "open", "待说明理由"
        CLOSED = "closed", "核对相符，已销号"
        OVERRIDDEN = "overridden", "带理由销号"
        SUPERSEDED = "superseded", "已重新申请"

    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="closing_requests")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField("申请时间", default=timezone.now)
    text = models.TextField("销号意见")
    results = models.JSONField("核对结果", default=list)
    outcome = models.CharField("结果", max_length=12, choices=Outcome, default=Outcome.OPEN)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField("销号时间", null=True, blank=True)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="closings_accepted",
    )
    accepted_at = models.DateTimeField("验收时间", null=True, blank=True)

    class Meta:
        verbose_name = "销号申请"
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["task", "outcome"])]
        constraints = [
            models.UniqueConstraint(
                fields=["task"], condition=models.Q(outcome="open"), name="closing_one_open_request_per_task"
            ),
            models.CheckConstraint(
                condition=models.Q(outcome__in=["closed", "overridden"], decided_at__isnull=False)
                | (~models.Q(outcome__in=["closed", "overridden"]) & models.Q(decided_at__isnull=True)),
                name="closing_decided_and_time_together",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.task}（{self.get_outcome_display()}）"


class ClosingOverride(models.Model):
    """Why a task was closed although one claim did not hold, in the words of the person who answers for it."""

    request = models.ForeignKey(ClosingRequest, on_delete=models.PROTECT, related_name="overrides")
    claim = models.CharField("核对项", max_length=40)
    label = models.CharField("核对内容", max_length=60)
    judgement = models.CharField("结论", max_length=12)
    reason = models.TextField("理由")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = "带理由销号"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["request", "claim"], name="claim_overridden_once_per_request"),
            models.CheckConstraint(condition=~models.Q(reason=""), name="claim_overridden_with_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.label}：{self.reason}"
