"""督察卷: one making of a round's archive, from asking to the file that may be fetched."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from sansan.rectification.models.round import Round


class RoundArchive(models.Model):
    """`claim` is the name of the file and of the worker's right to write it: who has lost it stops.

    Not in a backup: it is made again from the ledger at any time; what was made and fetched is in the trail.
    """

    class State(models.TextChoices):
        QUEUED = "queued", "排队中"
        RUNNING = "running", "正在制作"
        DONE = "done", "已制成"
        FAILED = "failed", "未能制成"
        CANCELLED = "cancelled", "已取消"
        REPLACED = "replaced", "已由新卷代替"

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="archives")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField("申请时间", default=timezone.now)
    state = models.CharField("状态", max_length=10, choices=State, default=State.QUEUED)
    claim = models.CharField(max_length=32, blank=True)
    done = models.PositiveIntegerField("已完成任务", default=0)
    total = models.PositiveIntegerField("任务数", default=0)
    beat_at = models.DateTimeField("最近进展", default=timezone.now)
    finished_at = models.DateTimeField("制成时间", null=True, blank=True)
    size = models.PositiveBigIntegerField("字节数", default=0)
    sha256 = models.CharField("摘要（SHA-256）", max_length=64, blank=True)
    error = models.TextField("未能制成的原因", blank=True)

    class Meta:
        verbose_name = "督察卷"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["round"],
                condition=Q(state__in=["queued", "running"]),
                name="archive_made_once_at_a_time",
            ),
            models.CheckConstraint(
                condition=~Q(state="done") | (Q(finished_at__isnull=False) & ~Q(sha256="")),
                name="archive_done_with_its_sum",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.round}督察卷（{self.get_state_display()}）"
