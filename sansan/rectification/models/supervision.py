"""Papers of supervision: 提醒函、督办单、通报、约谈通知、问责建议, with number, receipt and reply."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from sansan.rectification.models.task import Task
from sansan.rectification.querysets import InstrumentQuerySet


class Instrument(models.Model):
    """One paper to one unit about one task. `rung` is a key of data/escalation.toml; its name is kept as printed."""

    class State(models.TextChoices):
        DRAFTED = "drafted", "待签发"
        ISSUED = "issued", "已发出"
        RECEIVED = "received", "已签收"
        ANSWERED = "answered", "已答复"
        CLOSED = "closed", "已办结"
        WITHDRAWN = "withdrawn", "已撤回"

    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="instruments")
    organisation = models.ForeignKey(
        "people.Organisation", on_delete=models.PROTECT, related_name="+", verbose_name="主送单位"
    )
    area_code = models.CharField(max_length=12)
    rung = models.CharField("级别", max_length=20)
    name = models.CharField("文种", max_length=40)
    words = models.CharField("代字", max_length=20)
    year = models.PositiveSmallIntegerField("年份", null=True)
    serial = models.PositiveIntegerField("序号", null=True)
    deadline = models.DateField("所依据的期限")
    facts = models.TextField("事由")
    demand = models.TextField("要求")
    reply_by = models.DateField("答复期限")
    state = models.CharField("状态", max_length=10, choices=State, default=State.DRAFTED)
    drafted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField(auto_now_add=True)
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="签发人"
    )
    issued_at = models.DateTimeField("发出时间", null=True)
    received_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="签收人"
    )
    received_at = models.DateTimeField("签收时间", null=True)
    reply = models.TextField("答复", blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="答复人"
    )
    answered_at = models.DateTimeField("答复时间", null=True)
    closing_note = models.TextField("办结意见", blank=True)

    objects = InstrumentQuerySet.as_manager()

    class Meta:
        verbose_name = "督办文书"
        ordering = ["-drafted_at", "-id"]
        indexes = [models.Index(fields=["state", "reply_by"]), models.Index(fields=["area_code"])]
        constraints = [
            models.UniqueConstraint(
                fields=["words", "year", "serial"],
                condition=Q(serial__isnull=False),
                name="paper_number_once",
            ),
            models.UniqueConstraint(
                fields=["task", "organisation", "rung", "deadline"],
                condition=~Q(state="withdrawn"),
                name="paper_once_per_deadline",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["drafted", "withdrawn"])
                | Q(issued_at__isnull=False, serial__isnull=False, year__isnull=False),
                name="paper_issued_with_number",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["received", "answered", "closed"]) | Q(received_at__isnull=False),
                name="paper_received_before_answered",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.number}" if self.number else f"{self.name}（待签发）"

    @property
    def number(self) -> str:
        """攻坚督〔2026〕3号; nothing before it is issued."""
        return f"{self.words}〔{self.year}〕{self.serial}号" if self.serial else ""
