"""A rectification task, whom it is assigned to, where it lies and what is to be done."""

from django.db import models

from sansan.documents.model import StatusCode, UnitRole
from sansan.rectification.models.round import Round, TaskClass
from sansan.rectification.procedures import procedures
from sansan.rectification.querysets import TaskQuerySet
from sansan.rectification.workflow import KIND_LABELS, PASSED, STATE_LABELS, Kind, Place, State

STATUS_LABELS = {
    StatusCode.COMPLETED: "已完成",
    StatusCode.COMPLETED_ONGOING: "已完成，持续推进",
    StatusCode.BASICALLY_COMPLETED: "基本完成",
    StatusCode.AHEAD: "超过序时进度",
    StatusCode.ON_SCHEDULE: "达到序时进度",
    StatusCode.IN_PROGRESS: "正在整改",
    StatusCode.PARTIAL: "部分整改",
    StatusCode.BEHIND: "未达到序时进度",
    StatusCode.NOT_COMPLETED: "未完成",
    StatusCode.NOT_STARTED: "尚未启动",
    StatusCode.CLOSED: "已销号",
    StatusCode.LONG_TERM: "长期坚持",
    StatusCode.UNKNOWN: "无法识别",
}
ROLE_LABELS = {
    UnitRole.RESPONSIBLE: "责任单位",
    UnitRole.LEAD: "牵头单位",
    UnitRole.SUPPORT: "配合单位",
    UnitRole.SUPERVISE: "督导单位",
    UnitRole.IMPLEMENT: "整改实施主体",
    UnitRole.ACCEPT: "验收单位",
    UnitRole.LEADER: "责任人",
}
DOING_ROLES = (UnitRole.RESPONSIBLE, UnitRole.LEAD, UnitRole.SUPPORT, UnitRole.IMPLEMENT)


class Task(models.Model):
    """One task of a round. `claimed_*` is what the last report says; `state` is what the office has decided.

    `stage` counts the levels that have accepted it. A recurrence found after closing is a task of its own that names
    the closed one in `recurs`: no closure is ever rewritten.
    """

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="tasks")
    klass = models.ForeignKey(TaskClass, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    section = models.ForeignKey(TaskClass, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    kind = models.CharField(
        "任务种类",
        max_length=10,
        choices=[(kind.value, label) for kind, label in KIND_LABELS.items()],
        default=Kind.TASK.value,
    )
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="parts")
    number = models.CharField("编号", max_length=20, blank=True)
    order = models.PositiveIntegerField("顺序")
    problem = models.TextField("反馈问题")
    goal = models.TextField("整改目标", blank=True)
    claimed_status = models.CharField("报告状态", max_length=60, blank=True)
    claimed_code = models.CharField(
        "报告状态类别",
        max_length=20,
        blank=True,
        choices=[(code.value, label) for code, label in STATUS_LABELS.items()],
    )
    deadline_wording = models.CharField("整改时限", max_length=60, blank=True)
    deadline_date = models.DateField("到期日", null=True, blank=True)
    standing = models.BooleanField("长期坚持", default=False)
    state = models.CharField(
        "状态",
        max_length=12,
        choices=[(s.value, label) for s, label in STATE_LABELS.items()],
        default=State.OPEN.value,
    )
    stage = models.PositiveSmallIntegerField("已验收级数", default=0)
    suspended_on = models.DateField("中止日期", null=True, blank=True)
    recurs = models.ForeignKey(
        "self",
        verbose_name="原任务",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="recurrences",
    )
    office = models.ForeignKey(
        "people.Organisation",
        verbose_name="主管专项办",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    source = models.ForeignKey(
        "rectification.SourceDocument", on_delete=models.PROTECT, null=True, blank=True, related_name="tasks"
    )
    spans = models.JSONField("原文位置", default=dict)  # field name → [line, start, end] in source.text
    accepted_at = models.DateTimeField("验收时间", null=True, blank=True)
    closed_at = models.DateTimeField("销号时间", null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = TaskQuerySet.as_manager()

    class Meta:
        verbose_name = "整改任务"
        constraints = [
            models.UniqueConstraint(fields=["round", "order"], name="task_order_once_per_round"),
            models.CheckConstraint(
                condition=models.Q(state=State.CLOSED.value, closed_at__isnull=False)
                | (~models.Q(state=State.CLOSED.value) & models.Q(closed_at__isnull=True)),
                name="task_closed_state_and_time_together",
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=[*(s.value for s in PASSED), State.CLOSED.value])
                | models.Q(accepted_at__isnull=False),
                name="task_accepted_before_closed",
            ),
            models.CheckConstraint(
                condition=models.Q(state=State.SUSPENDED.value, suspended_on__isnull=False)
                | (~models.Q(state=State.SUSPENDED.value) & models.Q(suspended_on=None)),
                name="task_suspended_since_a_day",
            ),
            models.CheckConstraint(
                condition=models.Q(kind=Kind.RECURRENCE.value, recurs__isnull=False)
                | models.Q(kind=Kind.TASK.value, recurs=None, parent=None)
                | models.Q(kind__in=[Kind.SUB.value, Kind.PART.value], recurs=None, parent__isnull=False),
                name="task_kind_and_relations_together",
            ),
            models.CheckConstraint(
                condition=~models.Q(state=State.WITHDRAWN.value) | models.Q(kind=Kind.PART.value),
                name="task_withdrawn_only_as_a_part",
            ),
        ]
        indexes = [
            # All that the numbers by state are made of: they are counted from the index alone.
            models.Index(fields=["round", "kind", "state", "deadline_date", "standing", "claimed_code"]),
            models.Index(fields=["state", "deadline_date"]),
            models.Index(fields=["deadline_date", "id"]),
            models.Index(fields=["-updated_at", "id"]),
        ]

    def __str__(self) -> str:
        head = self.problem if len(self.problem) <= 40 else self.problem[:40] + "…"
        return f"{self.number}. {head}" if self.number else head

    @property
    def place(self) -> Place:
        """Where it stands on its way; reads the round."""
        return Place(
            State(self.state),
            self.stage,
            procedures()[self.round.procedure],
            Kind(self.kind),
            self.standing or self.claimed_code == StatusCode.COMPLETED_ONGOING,
        )


class TaskArea(models.Model):
    """An area a task concerns. This is what decides which county sees the task."""

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="areas")
    area_code = models.CharField(max_length=12)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["task", "area_code"], name="area_once_per_task")]
        indexes = [models.Index(fields=["area_code", "task"])]

    def __str__(self) -> str:
        return self.area_code


class Assignment(models.Model):
    """A unit bound to a task. A name that is no known organisation stays as text, and is shown so."""

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="assignments")
    organisation = models.ForeignKey(
        "people.Organisation", on_delete=models.PROTECT, null=True, blank=True, related_name="assignments"
    )
    name = models.CharField("单位名称", max_length=200)
    role = models.CharField(
        "身份",
        max_length=12,
        choices=[(r.value, label) for r, label in ROLE_LABELS.items()],
        default=UnitRole.RESPONSIBLE.value,
    )
    order = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = "责任分工"
        ordering = ["order", "id"]
        constraints = [models.UniqueConstraint(fields=["task", "name", "role"], name="unit_once_per_role")]
        indexes = [models.Index(fields=["organisation", "task"])]

    def __str__(self) -> str:
        return f"{self.name}（{self.get_role_display()}）"


class Measure(models.Model):
    """One measure of a task, as printed, and whether it has been ticked off."""

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="measures")
    order = models.PositiveIntegerField()
    text = models.TextField("措施")
    done_at = models.DateTimeField("办结时间", null=True, blank=True)

    class Meta:
        verbose_name = "整改措施"
        ordering = ["order"]
        constraints = [models.UniqueConstraint(fields=["task", "order"], name="measure_order_once_per_task")]

    def __str__(self) -> str:
        return self.text[:40]
