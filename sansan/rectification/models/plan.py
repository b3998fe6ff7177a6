"""整改方案 of a round, version by version, and what each version says of each task."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from sansan.documents.model import UnitRole
from sansan.rectification.models.round import Round
from sansan.rectification.models.task import Task
from sansan.rectification.planning import IN_FORCE, PLAN_LABELS, UNDER_WAY, Planned, PlanState
from sansan.rectification.querysets import PlanQuerySet


class Plan(models.Model):
    """One version. Version 1 is the plan, later ones adjust it; `consent_*` is the word of a higher authority.

    `due_on` is the term of the rule in force when the plan was begun: a later change of the rule does not move it.
    """

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="plans")
    version = models.PositiveSmallIntegerField("版次", default=1)
    state = models.CharField(
        "状态",
        max_length=12,
        choices=[(s.value, label) for s, label in PLAN_LABELS.items()],
        default=PlanState.DRAFTING.value,
    )
    reason = models.TextField("调整理由", blank=True)
    preamble = models.TextField("方案引言", blank=True)
    due_on = models.DateField("应报出日期", null=True)
    drafted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField("起草时间", auto_now_add=True)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    submitted_at = models.DateTimeField("报批时间", null=True)
    returned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    returned_at = models.DateTimeField("退回时间", null=True)
    returned_reason = models.TextField("退回理由", blank=True)
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="批准人"
    )
    signed_at = models.DateTimeField("批准时间", null=True)
    opinion = models.TextField("批准意见", blank=True)
    consent_number = models.CharField("上级同意文号", max_length=60, blank=True)
    consent_on = models.DateField("上级同意日期", null=True)
    consent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="登记人"
    )
    in_force_at = models.DateTimeField("生效时间", null=True)
    published_place = models.CharField("公布载体", max_length=200, blank=True)
    published_on = models.DateField("公布日期", null=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = PlanQuerySet.as_manager()

    class Meta:
        verbose_name = "整改方案"
        ordering = ["-version"]
        constraints = [
            models.UniqueConstraint(fields=["round", "version"], name="plan_version_once_per_round"),
            models.UniqueConstraint(
                fields=["round"],
                condition=Q(state__in=[s.value for s in UNDER_WAY]),
                name="plan_one_under_way_per_round",
            ),
            models.UniqueConstraint(
                fields=["round"],
                condition=Q(state__in=[s.value for s in IN_FORCE]),
                name="plan_one_in_force_per_round",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[*(s.value for s in IN_FORCE), PlanState.SUPERSEDED.value])
                | Q(in_force_at__isnull=False, signed_at__isnull=False, signed_by__isnull=False),
                name="plan_in_force_signed_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state=PlanState.PUBLISHED.value)
                | (Q(published_on__isnull=False) & ~Q(published_place="")),
                name="plan_published_somewhere",
            ),
            models.CheckConstraint(condition=Q(version=1) | ~Q(reason=""), name="plan_adjusted_for_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.round.short_name}{self.title}"

    @property
    def title(self) -> str:
        """整改方案; 整改方案（第1次调整）."""
        return "整改方案" if self.version == 1 else f"整改方案（第{self.version - 1}次调整）"


class PlanItem(models.Model):
    """What one version says of one task; frozen once the version is decided.

    `changed` is kept when the version comes into force: field, before and after, against the former version (for the
    first one against what the task said).
    """

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="items")
    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="plan_items")
    units = models.JSONField("责任单位", default=list)  # [name, role]
    goal = models.TextField("整改目标", blank=True)
    deadline = models.CharField("整改时限", max_length=60, blank=True)
    deadline_date = models.DateField("到期日", null=True, blank=True)
    standing = models.BooleanField("长期坚持", default=False)
    measures = models.JSONField("重点措施", default=list)
    changed = models.JSONField("变化", default=list)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = "方案中的任务"
        constraints = [models.UniqueConstraint(fields=["plan", "task"], name="task_once_per_plan")]

    def __str__(self) -> str:
        return str(self.task)

    @property
    def planned(self) -> Planned:
        return Planned(
            units=tuple((name, UnitRole(role)) for name, role in self.units),
            goal=self.goal,
            deadline=self.deadline,
            deadline_date=self.deadline_date,
            standing=self.standing,
            measures=tuple(self.measures),
        )

    def take(self, planned: Planned) -> None:
        """Say this from now on; not saved."""
        self.units = [[name, role.value] for name, role in planned.units]
        self.goal, self.deadline = planned.goal, planned.deadline
        self.deadline_date, self.standing = planned.deadline_date, planned.standing
        self.measures = list(planned.measures)
