"""What is kept of lists for a person: saved views, chosen columns, the view a list opens with."""

from django.conf import settings
from django.db import models
from django.utils import timezone


class SavedView(models.Model):
    """A list's filter, order and columns under a name. `query` is that part of its address.

    Without an organisation it is its owner's alone; with one, everybody who holds a post there sees it.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="saved_views")
    list_key = models.CharField("列表", max_length=60)
    name = models.CharField("名称", max_length=30)
    query = models.CharField("条件", max_length=2000)
    organisation = models.ForeignKey(
        "people.Organisation",
        verbose_name="共享给",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    at = models.DateTimeField("保存时间", default=timezone.now)

    class Meta:
        verbose_name = "视图"
        ordering = ["name", "id"]
        constraints = [models.UniqueConstraint(fields=["person", "list_key", "name"], name="view_name_once")]
        indexes = [models.Index(fields=["list_key", "organisation"])]

    def __str__(self) -> str:
        return self.name


class ListChoice(models.Model):
    """How a person wants one list: the columns in their order ([] = the usual ones), the view it opens with."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    list_key = models.CharField("列表", max_length=60)
    columns = models.JSONField("列", default=list)
    view = models.ForeignKey(
        SavedView,
        verbose_name="默认视图",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )

    class Meta:
        verbose_name = "列表设置"
        constraints = [models.UniqueConstraint(fields=["person", "list_key"], name="list_choice_once")]

    def __str__(self) -> str:
        return self.list_key


class BulkRun(models.Model):
    """One thing done to many rows at once. `token` is of the page that asked: sent twice, it is one run.

    `results` grows as rows are done: (pk, label, done, words) each, in the order of `keys`.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    token = models.CharField(max_length=40, unique=True)
    verb = models.CharField("操作", max_length=40)
    label = models.CharField("操作名称", max_length=40)
    keys = models.JSONField("对象", default=list)
    values = models.TextField("填写内容", blank=True)
    together = models.BooleanField("全部成功才办理", default=False)
    results = models.JSONField("结果", default=list)
    at = models.DateTimeField("提交时间", default=timezone.now)
    finished_at = models.DateTimeField("完成时间", null=True, blank=True)

    class Meta:
        verbose_name = "批量办理"
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.label} {len(self.keys)} 项"

    @property
    def number_done(self) -> int:
        return sum(1 for result in self.results if result["done"])
