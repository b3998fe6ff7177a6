"""Leading bodies, their seats, and who held a seat from when to when."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from sansan.leadership.querysets import BodyQuerySet
from sansan.rectification.models import Task


class Body(models.Model):
    """A leading group, a task force, an office. It is no organisation of the register, but may be run by one."""

    class Kind(models.TextChoices):
        LEADING_GROUP = "leading_group", "领导小组"
        TASK_FORCE = "task_force", "工作组、专班"
        OFFICE = "office", "办公室"
        OTHER = "other", "其他议事协调机构"

    name = models.CharField("名称", max_length=120)
    kind = models.CharField("类别", max_length=20, choices=Kind)
    area_code = models.CharField("区域", max_length=12, db_index=True)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name="上级机构"
    )
    organisation = models.ForeignKey(
        "people.Organisation",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="日常工作承担单位",
    )
    duties = models.TextField("职责", blank=True)
    founded_by = models.CharField("成立文号", max_length=80, blank=True)
    dissolved_by = models.CharField("撤销文号", max_length=80, blank=True)
    valid_from = models.DateField("成立日期")
    valid_to = models.DateField("撤销日期", null=True, blank=True)
    order = models.PositiveIntegerField("顺序", default=0)

    objects = BodyQuerySet.as_manager()

    class Meta:
        verbose_name = "领导机构"
        ordering = ["area_code", "order", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["area_code", "name"],
                condition=Q(valid_to__isnull=True),
                name="leading_body_name_once_per_area",
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="leading_body_dates_in_order",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Seat(models.Model):
    """A place in a body: 政委、组长、成员（市住建局）. Records name the seat; who sat there follows by date."""

    body = models.ForeignKey(Body, models.PROTECT, related_name="seats")
    title = models.CharField("席位", max_length=60)
    order = models.PositiveIntegerField("顺序", default=0)

    class Meta:
        verbose_name = "席位"
        ordering = ["order", "id"]
        constraints = [models.UniqueConstraint(fields=["body", "title"], name="seat_title_once_per_body")]

    def __str__(self) -> str:
        return self.title


class Term(models.Model):
    """Who held a seat, both days included. The name and the post are kept as they were written then."""

    seat = models.ForeignKey(Seat, models.PROTECT, related_name="terms")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="系统人员",
    )
    name = models.CharField("姓名", max_length=40)
    post = models.CharField("职务", max_length=80, blank=True)
    starts_on = models.DateField("任职日期")
    ends_on = models.DateField("卸任日期", null=True, blank=True)
    appointed_by = models.CharField("任职文号", max_length=80, blank=True)
    ended_by = models.CharField("卸任文号", max_length=80, blank=True)

    class Meta:
        verbose_name = "任期"
        ordering = ["starts_on", "id"]
        indexes = [models.Index(fields=["seat", "starts_on"])]
        constraints = [
            models.UniqueConstraint(
                fields=["seat"], condition=Q(ends_on__isnull=True), name="seat_held_by_one_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="term_dates_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}（{self.post}）" if self.post else self.name


class Charge(models.Model):
    """A leader's responsibility for a task, tied to the seat: it passes on with the seat, what was before stays."""

    class Kind(models.TextChoices):
        CASE = "case", "包案领导"
        RESPONSIBLE = "responsible", "责任领导"

    task = models.ForeignKey(Task, models.PROTECT, related_name="charges")
    seat = models.ForeignKey(Seat, models.PROTECT, related_name="charges")
    kind = models.CharField("责任", max_length=12, choices=Kind, default=Kind.CASE)
    starts_on = models.DateField("起")
    ends_on = models.DateField("止", null=True, blank=True)
    document_number = models.CharField("依据文号", max_length=80, blank=True)

    class Meta:
        verbose_name = "责任领导"
        ordering = ["kind", "starts_on", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["task", "seat", "kind"],
                condition=Q(ends_on__isnull=True),
                name="charge_once_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="charge_dates_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}：{self.seat}"
