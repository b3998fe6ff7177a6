"""Records of accountability, whom they concern, and what led to them. Names are sealed; see sealing.py."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from sansan.accountability.querysets import LeadQuerySet, RecordQuerySet
from sansan.accountability.sealing import REMOVED, unseal
from sansan.accountability.workflow import DECIDED, LABELS, State
from sansan.rectification.models import Instrument, LookBack, Task

STATES = [(state.value, label) for state, label in LABELS.items()]
_PERSON = settings.AUTH_USER_MODEL


class Record(models.Model):
    """One matter. `held_*` is a legal hold: while it stands no name is removed."""

    area_code = models.CharField("区域", max_length=12, db_index=True)
    year = models.PositiveSmallIntegerField("年份")
    serial = models.PositiveIntegerField("序号")
    state = models.CharField("状态", max_length=14, choices=STATES, default=State.CLUE.value)
    cause = models.CharField("问责情形", max_length=20)  # a key of data/kinds.toml
    facts_sealed = models.TextField("事实", blank=True)
    found_on = models.DateField("线索日期")
    deciding_body = models.CharField("决定机关", max_length=120, blank=True)
    document_sealed = models.TextField("决定文号", blank=True)
    decided_on = models.DateField("决定日期", null=True, blank=True)
    closing_note_sealed = models.TextField("结案意见", blank=True)
    closed_on = models.DateField("结案日期", null=True, blank=True)
    removable_on = models.DateField("到期清除日期", null=True, blank=True, db_index=True)
    held_reason_sealed = models.TextField("暂缓清除理由", blank=True)
    held_by = models.ForeignKey(_PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    held_at = models.DateTimeField("暂缓清除时间", null=True, blank=True)
    names_removed_at = models.DateTimeField("清除时间", null=True, blank=True)
    by = models.ForeignKey(_PERSON, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    tasks = models.ManyToManyField(Task, related_name="accountability", blank=True)

    objects = RecordQuerySet.as_manager()

    class Meta:
        verbose_name = "问责记录"
        ordering = ["-year", "-serial", "-id"]
        indexes = [models.Index(fields=["state", "decided_on"])]
        constraints = [
            models.UniqueConstraint(fields=["year", "serial"], name="record_number_once"),
            models.CheckConstraint(
                condition=~Q(state__in=[state.value for state in DECIDED])
                | Q(decided_on__isnull=False, removable_on__isnull=False),
                name="record_decided_on_a_day",
            ),
            models.CheckConstraint(
                condition=Q(state="closed", closed_on__isnull=False)
                | (~Q(state="closed") & Q(closed_on__isnull=True)),
                name="record_closed_state_and_day_together",
            ),
        ]

    def __str__(self) -> str:
        """A number and nothing else: the trail keeps it for ever."""
        return f"问责〔{self.year}〕{self.serial}号"

    @property
    def facts(self) -> str:
        return self._opened(self.facts_sealed)

    @property
    def document_number(self) -> str:
        return self._opened(self.document_sealed)

    @property
    def closing_note(self) -> str:
        return self._opened(self.closing_note_sealed)

    @property
    def held_reason(self) -> str:
        return unseal(self.held_reason_sealed)

    def _opened(self, sealed: str) -> str:
        return REMOVED if self.names_removed_at and not sealed else unseal(sealed)


class Subject(models.Model):
    """A person or a body concerned. `level`, `kind` and the area of the record are what statistics count.

    `name_mark` finds the same name again without telling it: a keyed hash, see sealing.py.
    """

    record = models.ForeignKey(Record, models.CASCADE, related_name="subjects")
    is_body = models.BooleanField("单位", default=False)
    name_sealed = models.TextField("姓名或单位名称", blank=True)
    name_mark = models.CharField("姓名标记", max_length=64, blank=True, db_index=True)
    post_sealed = models.TextField("时任职务", blank=True)
    unit_sealed = models.TextField("所在单位", blank=True)
    level = models.CharField("级别", max_length=20, blank=True)
    kind = models.CharField("问责方式", max_length=30, blank=True)
    kind_label = models.CharField("问责方式名称", max_length=40, blank=True)
    effect_from = models.DateField("影响期起", null=True, blank=True)
    effect_until = models.DateField("影响期止", null=True, blank=True)
    order = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = "问责对象"
        ordering = ["order", "id"]

    def __str__(self) -> str:
        return f"问责对象 {self.order}"

    @property
    def name(self) -> str:
        return unseal(self.name_sealed) or REMOVED

    @property
    def post(self) -> str:
        return unseal(self.post_sealed)

    @property
    def unit(self) -> str:
        return unseal(self.unit_sealed)


class Lead(models.Model):
    """What asks for accountability: a proposal of the ladder, or a closing found false. One of the two."""

    class Decision(models.TextChoices):
        WAITING = "waiting", "待接收"
        RECEIVED = "received", "已接收"
        FILED = "filed", "立案"
        DECLINED = "declined", "不予立案"
        PASSED_ON = "passed_on", "转办"

    area_code = models.CharField("区域", max_length=12, db_index=True)
    instrument = models.OneToOneField(
        Instrument, models.PROTECT, null=True, blank=True, related_name="lead", verbose_name="问责建议"
    )
    look_back = models.OneToOneField(
        LookBack, models.PROTECT, null=True, blank=True, related_name="lead", verbose_name="回头看"
    )
    task = models.ForeignKey(Task, models.PROTECT, related_name="+", verbose_name="整改任务")
    arrived_at = models.DateTimeField("送达时间", auto_now_add=True)
    decision = models.CharField("处理", max_length=10, choices=Decision, default=Decision.WAITING)
    received_by = models.ForeignKey(_PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    received_at = models.DateTimeField("接收时间", null=True, blank=True)
    reason_sealed = models.TextField("处理理由", blank=True)
    passed_to = models.CharField("转往", max_length=120, blank=True)
    decided_by = models.ForeignKey(_PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField("处理时间", null=True, blank=True)
    record = models.ForeignKey(
        Record, models.PROTECT, null=True, blank=True, related_name="leads", verbose_name="问责记录"
    )

    objects = LeadQuerySet.as_manager()

    class Meta:
        verbose_name = "问责线索"
        ordering = ["-arrived_at", "-id"]
        indexes = [models.Index(fields=["decision"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(instrument__isnull=True, look_back__isnull=False)
                | Q(instrument__isnull=False, look_back__isnull=True),
                name="lead_of_one_source",
            ),
            models.CheckConstraint(
                condition=~Q(decision="filed") | Q(record__isnull=False), name="lead_filed_with_record"
            ),
        ]

    def __str__(self) -> str:
        return f"问责线索 {self.pk}"

    @property
    def source(self) -> str:
        if self.instrument is not None:
            return f"{self.instrument.name} {self.instrument.number}"
        return "回头看发现虚假整改"

    @property
    def reason(self) -> str:
        return unseal(self.reason_sealed)
