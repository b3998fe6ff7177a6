"""What the room stores: months, what is asked of whom, drafts, what was said with a report, frozen months, papers."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from sansan.dispatch.lights import CLAIM_LABELS
from sansan.dispatch.querysets import BulletinQuerySet, EntryQuerySet, PeriodQuerySet, SnapshotQuerySet
from sansan.dispatch.rules import month_word
from sansan.evidence.models import Purpose

CLAIMS = [(claim.value, label) for claim, label in CLAIM_LABELS.items()]


class Period(models.Model):
    """A month the office dispatches: of one round, or of all rounds of an area. `month` is its first day."""

    month = models.DateField("月份")
    month_end = models.DateField("月末")
    area_code = models.CharField("地区", max_length=12)
    round = models.ForeignKey(
        "rectification.Round",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="dispatches",
        verbose_name="督察",
    )
    due_on = models.DateField("填报截止")
    freeze_on = models.DateField("冻结日期")
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="开启人"
    )
    opened_at = models.DateTimeField("开启时间", default=timezone.now)

    objects = PeriodQuerySet.as_manager()

    class Meta:
        verbose_name = "月调度"
        ordering = ["-month", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["month", "area_code"], condition=Q(round=None), name="dispatch_area_once_a_month"
            ),
            models.UniqueConstraint(
                fields=["month", "round"],
                condition=Q(round__isnull=False),
                name="dispatch_round_once_a_month",
            ),
            models.CheckConstraint(
                condition=Q(due_on__gte=models.F("month"), freeze_on__gte=models.F("due_on")),
                name="dispatch_days_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{month_word(self.month)}调度（{self.what}）"

    @property
    def what(self) -> str:
        """Which rounds it asks about."""
        return self.round.short_name if self.round else "全部督察"


class Entry(models.Model):
    """One task one unit must report on in one month. Whether it did is told by its reports, never kept here."""

    period = models.ForeignKey(Period, models.PROTECT, related_name="entries")
    month = models.DateField("月份")  # repeated, so that no two months of an area ask for the same twice
    task = models.ForeignKey("rectification.Task", models.PROTECT, related_name="dispatch_entries")
    organisation = models.ForeignKey(
        "people.Organisation", models.PROTECT, related_name="+", verbose_name="填报单位"
    )
    area_code = models.CharField(max_length=12)
    asked_at = models.DateTimeField("列入时间", default=timezone.now)
    seen_at = models.DateTimeField("打开时间", null=True, blank=True)

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = "应报事项"
        ordering = ["period", "task__round", "task__order", "id"]
        constraints = [
            models.UniqueConstraint(fields=["month", "task", "organisation"], name="dispatch_asked_once")
        ]
        indexes = [
            models.Index(fields=["organisation", "month"], name="dispatch_entry_unit"),
            models.Index(fields=["area_code"], name="dispatch_entry_area"),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} {self.task}"


class Draft(models.Model):
    """What a unit has filled in and not handed in. `version` counts the savings: who saves on an old one is told."""

    entry = models.OneToOneField(Entry, models.CASCADE, primary_key=True, related_name="draft")
    text = models.TextField("本月情况", blank=True)
    claim = models.CharField("进度", max_length=10, choices=CLAIMS, blank=True)
    percent = models.PositiveSmallIntegerField("完成进度", null=True, blank=True)
    cause = models.TextField("滞后原因", blank=True)
    next_step = models.TextField("下一步措施", blank=True)
    unchanged = models.BooleanField("无变化", default=False)
    figures = models.JSONField("数据", default=dict)
    answer = models.TextField("数据说明", blank=True)  # to what the series asks about the values
    version = models.PositiveIntegerField(default=0)
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    saved_at = models.DateTimeField("保存时间", default=timezone.now)

    class Meta:
        verbose_name = "月报草稿"

    def __str__(self) -> str:
        return f"{self.entry_id} v{self.version}"


class DraftFile(models.Model):
    """A file handed in with a draft; it becomes evidence of the report when the draft is handed in."""

    entry = models.ForeignKey(Entry, models.CASCADE, related_name="files")
    file = models.ForeignKey("evidence.StoredFile", models.PROTECT, related_name="+")
    name = models.CharField("文件名", max_length=200)
    purpose = models.CharField("用途", max_length=16, choices=Purpose)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = "待报材料"
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name


class Statement(models.Model):
    """What a unit said of its progress with one report of the month: its claim, how far, why behind, what next."""

    report = models.OneToOneField(
        "rectification.ProgressReport", models.PROTECT, primary_key=True, related_name="statement"
    )
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="statements")
    claim = models.CharField("进度", max_length=10, choices=CLAIMS)
    percent = models.PositiveSmallIntegerField("完成进度", null=True)
    cause = models.TextField("滞后原因", blank=True)
    next_step = models.TextField("下一步措施", blank=True)
    unchanged = models.BooleanField("无变化", default=False)

    class Meta:
        verbose_name = "月报要素"
        constraints = [
            models.CheckConstraint(
                condition=~Q(claim="behind") | (~Q(cause="") & ~Q(next_step="")),
                name="dispatch_behind_says_why",
            ),
            models.CheckConstraint(
                condition=Q(percent=None) | Q(percent__lte=100), name="dispatch_percent_of_a_whole"
            ),
        ]

    def __str__(self) -> str:
        return self.get_claim_display()


class Snapshot(models.Model):
    """A month as it stood, for good: the database refuses to change or delete it. A correction is a new version.

    `content` is canonical JSON (see `content.py`), `digest` the SHA-256 of its bytes.
    """

    period = models.ForeignKey(Period, models.PROTECT, related_name="snapshots")
    version = models.PositiveSmallIntegerField("版次")
    as_of = models.DateField("情况截至")
    frozen_at = models.DateTimeField("冻结时间", default=timezone.now)
    frozen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="冻结人"
    )
    reason = models.TextField("更正理由", blank=True)
    content = models.TextField()
    digest = models.CharField("摘要", max_length=64)

    objects = SnapshotQuerySet.as_manager()

    class Meta:
        verbose_name = "月度快照"
        ordering = ["period", "version"]
        constraints = [
            models.UniqueConstraint(fields=["period", "version"], name="dispatch_version_once"),
            models.CheckConstraint(
                condition=Q(version=1) | ~Q(reason=""), name="dispatch_correction_with_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.period} 第{self.version}版"


class Bulletin(models.Model):
    """月调度通报. A draft is edited; once issued it has its number, its text is frozen and never changes."""

    class State(models.TextChoices):
        DRAFT = "draft", "草稿"
        ISSUED = "issued", "已印发"

    period = models.ForeignKey(Period, models.PROTECT, related_name="bulletins")
    snapshot = models.ForeignKey(Snapshot, models.PROTECT, related_name="bulletins", verbose_name="所据快照")
    version = models.PositiveSmallIntegerField("版次")
    state = models.CharField("状态", max_length=8, choices=State, default=State.DRAFT)
    title = models.CharField("标题", max_length=120)
    sections = models.JSONField("各节文字", default=dict)  # section key → text with {number} marks
    reason = models.TextField("重新印发的理由", blank=True)
    revision = models.PositiveIntegerField(default=0)
    drafted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="拟稿人"
    )
    drafted_at = models.DateTimeField("拟稿时间", default=timezone.now)
    edited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    edited_at = models.DateTimeField("修改时间", null=True)
    words = models.CharField("代字", max_length=20)
    year = models.PositiveSmallIntegerField("年份", null=True)
    serial = models.PositiveIntegerField("序号", null=True)
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="签发人"
    )
    issued_at = models.DateTimeField("印发时间", null=True)
    content = models.TextField(blank=True)
    digest = models.CharField("摘要", max_length=64, blank=True)

    objects = BulletinQuerySet.as_manager()

    class Meta:
        verbose_name = "月调度通报"
        ordering = ["-drafted_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["period", "version"], name="dispatch_bulletin_version_once"),
            models.UniqueConstraint(
                fields=["period"], condition=Q(state="draft"), name="dispatch_one_draft_at_a_time"
            ),
            models.UniqueConstraint(
                fields=["words", "year", "serial"],
                condition=Q(serial__isnull=False),
                name="dispatch_bulletin_number_once",
            ),
            models.CheckConstraint(
                condition=Q(state="draft", serial=None, issued_at=None)
                | Q(state="issued", serial__isnull=False, issued_at__isnull=False, issued_by__isnull=False),
                name="dispatch_issued_with_number",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}（{self.number or '草稿'}）"

    @property
    def number(self) -> str:
        """攻坚调〔2026〕11号; nothing before it is issued."""
        return f"{self.words}〔{self.year}〕{self.serial}号" if self.serial else ""
