"""Policy documents and where tasks cite them. Public papers: everybody who sees the ledger sees them."""

from django.db import models

from sansan.rectification.models.task import Task


class PolicyDocument(models.Model):
    number = models.CharField("文号", max_length=60, blank=True)
    title = models.CharField("标题", max_length=300, blank=True)
    issuer = models.CharField("发文机关", max_length=120, blank=True)
    issued_on = models.DateField("发文日期", null=True, blank=True)
    valid_from = models.DateField("施行日期", null=True, blank=True)
    valid_to = models.DateField("失效日期", null=True, blank=True)

    class Meta:
        verbose_name = "政策文件"
        constraints = [
            models.UniqueConstraint(
                fields=["number"], condition=~models.Q(number=""), name="policy_number_once"
            ),
            models.UniqueConstraint(
                fields=["title"], condition=models.Q(number=""), name="policy_title_once_without_number"
            ),
            models.CheckConstraint(
                condition=~models.Q(number="") | ~models.Q(title=""), name="policy_has_number_or_title"
            ),
        ]

    def __str__(self) -> str:
        title = f"《{self.title}》" if self.title else ""
        return f"{title}（{self.number}）" if title and self.number else title or self.number


class Citation(models.Model):
    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="citations")
    policy = models.ForeignKey(PolicyDocument, on_delete=models.PROTECT, related_name="citations")
    spans = models.JSONField("原文位置", default=list)

    class Meta:
        verbose_name = "引用"
        constraints = [models.UniqueConstraint(fields=["task", "policy"], name="policy_once_per_task")]

    def __str__(self) -> str:
        return str(self.policy)
