"""An inspection round (督察) and the classes its findings are sorted into."""

import re

from django.db import models
from django.utils import timezone

from sansan.rectification.procedures import PlanRule, procedures
from sansan.rectification.querysets import RoundQuerySet

_TAIL = re.compile(r"（[^（）]*）$")


class Round(models.Model):
    """One inspection and the rectification it started."""

    class Level(models.TextChoices):
        CENTRAL = "central", "中央督察"
        PROVINCE = "province", "省级督察"
        CITY = "city", "市级督察"
        OTHER = "other", "其他检查"

    name = models.CharField("名称", max_length=120)
    level = models.CharField("级别", max_length=10, choices=Level, default=Level.PROVINCE)
    procedure = models.CharField("整改程序", max_length=20, default="brief")  # a key of data/procedures.toml
    inspector = models.CharField("督察单位", max_length=120, blank=True)
    area_code = models.CharField("被督察地区", max_length=12, db_index=True)
    feedback_on = models.DateField("反馈日期", null=True, blank=True)
    as_of = models.DateField("情况截至", null=True, blank=True)
    report_title = models.CharField("整改完成情况报告标题", max_length=200, blank=True)
    preamble = models.TextField("报告引言", blank=True)
    is_sample = models.BooleanField("样例数据", default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = RoundQuerySet.as_manager()

    class Meta:
        verbose_name = "督察"
        constraints = [models.UniqueConstraint(fields=["area_code", "name"], name="round_name_once_per_area")]

    def __str__(self) -> str:
        return self.name

    @property
    def short_name(self) -> str:
        """The name without what stands in brackets at its end, for a narrow column."""
        return _TAIL.sub("", self.name) or self.name

    @property
    def plan_rule(self) -> PlanRule | None:
        """The plan its tasks need before they are handed out; None where its procedure asks for none."""
        fed_back = self.feedback_on or timezone.localdate(self.created_at)
        return procedures()[self.procedure].plan_for(fed_back)


class TaskClass(models.Model):
    """A class (一、) of a round's findings, or a section （一） under one."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="classes")
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="sections"
    )
    number = models.CharField("序号", max_length=20, blank=True)
    title = models.CharField("标题", max_length=200)
    order = models.PositiveIntegerField("顺序")

    class Meta:
        verbose_name = "类别"
        ordering = ["order"]
        constraints = [models.UniqueConstraint(fields=["round", "order"], name="class_order_once_per_round")]

    def __str__(self) -> str:
        return self.title
