"""What happens to a task on its way: acceptances, the public notice, look-backs, and what units ask for."""

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from sansan.rectification.ladder import working_day_after
from sansan.rectification.models.task import Task
from sansan.rectification.procedures import COUNTING_LABELS, LEVEL_LABELS, transfer_days

LEVELS = [(level.value, label) for level, label in LEVEL_LABELS.items()]


class Acceptance(models.Model):
    """One level's word on the work. Whoever accepts answers for it: a false closing counts against him."""

    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="acceptances")
    level = models.CharField("验收级别", max_length=10, choices=LEVELS)
    opinion = models.TextField("验收意见")
    visited_on = models.DateField("现场核查日期", null=True, blank=True)
    document_number = models.CharField("验收文号", max_length=60, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(
        "people.Organisation", on_delete=models.PROTECT, null=True, related_name="+", verbose_name="验收单位"
    )
    at = models.DateTimeField("验收时间", auto_now_add=True)
    withdrawn_at = models.DateTimeField("退回时间", null=True, blank=True)

    class Meta:
        verbose_name = "验收"
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.get_level_display()}验收"


class Notice(models.Model):
    """公示: where, from when to when, and whether anybody objected."""

    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="notices")
    place = models.CharField("公示载体", max_length=200)
    starts_on = models.DateField("公示开始")
    ends_on = models.DateField("公示结束")
    days = models.PositiveSmallIntegerField("公示天数")
    counting = models.CharField(
        "计算方式", max_length=10, choices=[(c.value, label) for c, label in COUNTING_LABELS.items()]
    )
    contact = models.CharField("监督电话或邮箱", max_length=100, blank=True)
    objection = models.TextField("异议", blank=True)
    answer = models.TextField("异议处理结果", blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    withdrawn_at = models.DateTimeField("撤回时间", null=True, blank=True)

    class Meta:
        verbose_name = "公示"
        ordering = ["starts_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=models.F("starts_on")), name="notice_ends_after_start"
            )
        ]

    def __str__(self) -> str:
        return f"{self.starts_on} 至 {self.ends_on} 公示"


class LookBack(models.Model):
    """回头看: due some months after closing; what somebody outside the work found."""

    class Result(models.TextChoices):
        HOLDS = "holds", "未反弹"
        RELAPSED = "relapsed", "问题反弹"
        FALSE = "false", "虚假整改"

    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="look_backs")
    due_on = models.DateField("应回看日期")
    result = models.CharField("结果", max_length=10, choices=Result, blank=True)
    text = models.TextField("回头看情况", blank=True)
    done_on = models.DateField("回看日期", null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = "回头看"
        ordering = ["due_on", "id"]
        indexes = [models.Index(fields=["due_on"], condition=Q(done_on=None), name="look_back_due")]
        constraints = [
            models.UniqueConstraint(fields=["task", "due_on"], name="look_back_once_a_day"),
            models.CheckConstraint(
                condition=Q(done_on=None, result="", by=None)
                | (Q(done_on__isnull=False, by__isnull=False) & ~Q(result="")),
                name="look_back_done_with_result",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.due_on} 回头看"


class Request(models.Model):
    """What a unit asks for and the office (or, for a transfer, the other unit) answers."""

    class Kind(models.TextChoices):
        EXTENSION = "extension", "申请延期"
        TRANSFER = "transfer", "申请转办"

    class State(models.TextChoices):
        WAITING = "waiting", "待答复"
        GRANTED = "granted", "同意"
        REFUSED = "refused", "不同意"

    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="requests")
    kind = models.CharField("类型", max_length=10, choices=Kind)
    organisation = models.ForeignKey(
        "people.Organisation", on_delete=models.PROTECT, related_name="+", verbose_name="申请单位"
    )
    to = models.ForeignKey(
        "people.Organisation", on_delete=models.PROTECT, null=True, related_name="+", verbose_name="转给"
    )
    deadline = models.DateField("申请延至", null=True)
    reason = models.TextField("理由")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField("申请时间", auto_now_add=True)
    state = models.CharField("答复", max_length=10, choices=State, default=State.WAITING)
    answer = models.TextField("答复意见", blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    answered_at = models.DateTimeField("答复时间", null=True)

    class Meta:
        verbose_name = "申请"
        ordering = ["-at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["task", "kind", "organisation"],
                condition=Q(state="waiting"),
                name="request_waits_once",
            ),
            models.CheckConstraint(
                condition=Q(kind="extension", deadline__isnull=False, to=None)
                | Q(kind="transfer", deadline=None, to__isnull=False),
                name="request_says_what_for",
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", answered_at=None, answered_by=None)
                | (~Q(state="waiting") & Q(answered_at__isnull=False, answered_by__isnull=False)),
                name="request_answered_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        what = f"延至 {self.deadline}" if self.deadline else f"转 {self.to}"
        return f"{self.organisation}{self.get_kind_display()}：{what}"

    @property
    def answer_by(self) -> dt.date | None:
        """The day by which a transfer is to be accepted, declined or ruled on; no such term is set for extensions."""
        if self.kind != Request.Kind.TRANSFER:
            return None
        return working_day_after(timezone.localdate(self.at), transfer_days())
