"""Figures of a task: what is counted (an indicator), its values in the course of time, sums that have to come out."""

from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils import timezone

from sansan.documents.model import Bound
from sansan.rectification.models.task import Task

if TYPE_CHECKING:
    import datetime as dt

BOUND_LABELS = {
    Bound.EXACT: "",
    Bound.AT_LEAST: "不少于",
    Bound.AT_MOST: "不超过",
    Bound.ABOUT: "约",
}
BOUNDS = [(b.value, label or "确数") for b, label in BOUND_LABELS.items()]


class FigureManager(models.Manager["TaskFigure"]):
    """An indicator without its series says nothing: the values come with it, in one query for however many."""

    def get_queryset(self) -> models.QuerySet["TaskFigure"]:
        return super().get_queryset().prefetch_related("values")


class TaskFigure(models.Model):
    """What a task counts: name, unit and scope make one indicator, whose values are its series.

    `value`, `printed`, `bound`, `as_of`, `source` and `span` read the value in force on the latest day. A bound
    indicator is computed by a query (`figures.bindings`) and takes no typing. Numbers of different scope are
    different indicators and are never added unless their areas lie apart.
    """

    class Kind(models.TextChoices):
        UNSAID = "", "未说明"
        CUMULATIVE = "cumulative", "累计"
        PERIOD = "period", "当期"
        POINT = "point", "时点"

    class Direction(models.TextChoices):
        UNSAID = "", "未说明"
        UP = "up", "越高越好"
        DOWN = "down", "越低越好"

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="figures")
    name = models.CharField("指标", max_length=80)
    unit = models.CharField("单位", max_length=20, blank=True)
    scope = models.CharField("范围", max_length=80, blank=True)
    kind = models.CharField("口径", max_length=10, choices=Kind, blank=True, default=Kind.UNSAID)
    direction = models.CharField(
        "方向", max_length=4, choices=Direction, blank=True, default=Direction.UNSAID
    )
    target = models.DecimalField("目标值", max_digits=20, decimal_places=6, null=True, blank=True)
    target_on = models.DateField("目标日期", null=True, blank=True)
    binding = models.CharField("取数方式", max_length=60, blank=True)  # a key of figures.bindings
    parameters = models.JSONField("取数参数", default=dict, blank=True)
    bound_on = models.DateField("开始取数", null=True, blank=True)
    order = models.PositiveIntegerField(default=0)

    objects = FigureManager()

    class Meta:
        verbose_name = "数据"
        ordering = ["order", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["task", "name", "unit", "scope"], name="figure_one_series_per_task"
            )
        ]
        indexes = [
            models.Index(fields=["name", "unit"]),
            # The worker asks every minute which bound ones are due.
            models.Index(fields=["binding"], condition=~models.Q(binding=""), name="figure_bound"),
        ]

    def __str__(self) -> str:
        about = "，".join(filter(None, (self.unit, self.scope)))
        return f"{self.name}（{about}）" if about else self.name

    @property
    def series(self) -> "Sequence[FigureValue]":
        """The values in force, the oldest day first; a value without a day stands before all others."""
        values = list(self.values.all())
        corrected = {value.corrects_id for value in values}
        return sorted((v for v in values if v.pk not in corrected), key=FigureValue.place)

    @property
    def latest(self) -> "FigureValue | None":
        series = self.series
        return series[-1] if series else None

    @property
    def latest_day(self) -> "Sequence[FigureValue]":
        """All values in force of the latest day: a report may print two."""
        series = self.series
        return [v for v in series if v.as_of == series[-1].as_of]

    @property
    def value(self) -> Decimal | None:
        return self.latest.value if self.latest else None

    @property
    def printed(self) -> str:
        return self.latest.printed if self.latest else ""

    @property
    def bound(self) -> str:
        return self.latest.bound if self.latest else Bound.EXACT.value

    @property
    def as_of(self) -> "dt.date | None":
        return self.latest.as_of if self.latest else None

    @property
    def source_id(self) -> int | None:
        return self.latest.source_id if self.latest else None

    @property
    def source(self) -> object:
        return self.latest.source if self.latest else None

    @property
    def span(self) -> object:
        return self.latest.span if self.latest else None


class FigureValueQuerySet(models.QuerySet["FigureValue"]):
    def in_force(self) -> "FigureValueQuerySet":
        """Those nobody has put right since."""
        return self.filter(correction=None)


class FigureValue(models.Model):
    """One value of an indicator on one day. Written once: a correction is a value of its own that names the old one."""

    class Origin(models.TextChoices):
        REPORT = "report", "报告"
        TYPED = "typed", "填报"
        BINDING = "binding", "系统取数"

    figure = models.ForeignKey(TaskFigure, on_delete=models.CASCADE, related_name="values")
    value = models.DecimalField("数值", max_digits=20, decimal_places=6)
    printed = models.CharField("原文写法", max_length=40)
    bound = models.CharField(
        "确切程度", max_length=10, choices=[(b.value, b.value) for b in Bound], default=Bound.EXACT.value
    )
    as_of = models.DateField("截至", null=True, blank=True)
    origin = models.CharField("来源", max_length=8, choices=Origin, default=Origin.TYPED)
    source = models.ForeignKey(
        "rectification.SourceDocument", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    span = models.JSONField("原文位置", null=True)
    report = models.ForeignKey(
        "rectification.ProgressReport",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="figure_values",
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )  # None: taken by the worker, or entered before who did was kept
    at = models.DateTimeField("登记时间", default=timezone.now)
    corrects = models.OneToOneField(
        "self", on_delete=models.CASCADE, null=True, blank=True, related_name="correction"
    )
    reason = models.TextField("更正理由", blank=True)
    asked = models.JSONField("系统提问", default=list)  # sentences put to whoever entered it
    answer = models.TextField("说明", blank=True)
    order = models.PositiveIntegerField(default=0)

    objects = FigureValueQuerySet.as_manager()

    class Meta:
        verbose_name = "数据值"
        ordering = ["order", "id"]
        indexes = [models.Index(fields=["figure", "as_of"])]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(corrects=None) | ~models.Q(reason=""), name="figure_corrected_with_reason"
            ),
            models.UniqueConstraint(
                fields=["figure", "as_of"],
                condition=models.Q(origin="binding", corrects=None),
                name="figure_taken_once_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.figure.name} {self.said}"

    @property
    def said(self) -> str:
        """As the source wrote it, 余 and 近 included; one entered by hand carries its bound as a word."""
        bound = "" if self.source_id else BOUND_LABELS[Bound(self.bound)]
        return f"{bound}{self.printed} {self.figure.unit}".strip()

    def place(self) -> "tuple[bool, dt.date | None, int, int]":
        """Sorts a series: by day, and within a day as entered."""
        return (self.as_of is not None, self.as_of, self.order, self.pk)


class FigureIdentity(models.Model):
    """合计关系: the office says that a figure is the sum of others; checked whenever values come in."""

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="identities")
    total = models.ForeignKey(TaskFigure, on_delete=models.CASCADE, related_name="totals_of")
    parts = models.ManyToManyField(TaskFigure, related_name="part_of")
    note = models.CharField("说明", max_length=200, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    withdrawn_at = models.DateTimeField("撤销时间", null=True, blank=True)

    class Meta:
        verbose_name = "合计关系"
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.total.name}等于各分项之和"
