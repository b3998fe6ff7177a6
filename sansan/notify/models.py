"""Messages to persons, what left the house with them, and how each person wants to be told."""

import datetime as dt
from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q

from sansan.notify import kinds
from sansan.people.models import Person


class Channel(models.TextChoices):
    """The ways out of the house. The page itself is no channel: it always shows the message."""

    EMAIL = "email", "电子邮件"
    DINGTALK = "dingtalk", "钉钉群"
    WECOM = "wecom", "企业微信群"
    WEBHOOK = "webhook", "其他系统接口"


class Message(models.Model):
    """Something one person is told. `url` is the address here of what it is about.

    `key` names the cause: the same cause tells the same person once a day. `batch` holds together what one call of
    `notify` wrote. `planned_at` is empty until the worker has decided which channels carry it.
    """

    recipient = models.ForeignKey(Person, models.PROTECT, related_name="messages", verbose_name="接收人")
    kind = models.CharField("类别", max_length=64)
    title = models.CharField("标题", max_length=120)
    body = models.TextField("正文", blank=True)
    url = models.CharField("相关页面", max_length=300, blank=True)
    area_code = models.CharField("区划代码", max_length=12, blank=True)
    urgent = models.BooleanField("紧急", default=False)
    key = models.CharField("事由标识", max_length=120, blank=True)
    day = models.DateField("日期")
    batch = models.UUIDField("批次")
    created_at = models.DateTimeField("时间")
    read_at = models.DateTimeField("阅读时间", null=True, blank=True)
    planned_at = models.DateTimeField("安排发送时间", null=True, blank=True)

    class Meta:
        verbose_name = "消息"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("recipient", "kind", "key", "day"),
                condition=~Q(key=""),
                name="notify_message_once_a_day",
            ),
            models.CheckConstraint(name="notify_message_has_a_title", condition=~Q(title="")),
        ]
        indexes: ClassVar = [
            models.Index(fields=("recipient", "-id"), name="notify_message_inbox"),
            models.Index(
                fields=("recipient", "-id"), condition=Q(read_at__isnull=True), name="notify_message_unread"
            ),
            models.Index(
                fields=("id",), condition=Q(planned_at__isnull=True), name="notify_message_unplanned"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def kind_label(self) -> str:
        return kinds.label(self.kind)


class Delivery(models.Model):
    """One thing sent, or not sent, through one channel: kept for the record.

    `recipient` is empty where a group's robot speaks to several at once. `address` is masked; the real one is looked up
    when the delivery leaves. `slot` marks a digest by the hour it was collected for. `claim` and `claimed_until` are
    the lease of the worker that is sending it.
    """

    class State(models.TextChoices):
        QUEUED = "queued", "待发送"
        SENT = "sent", "已发送"
        FAILED = "failed", "未发出"
        SKIPPED = "skipped", "不发送"

    channel = models.CharField("渠道", max_length=10, choices=Channel)
    recipient = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="接收人"
    )
    messages = models.ManyToManyField(Message, related_name="deliveries", verbose_name="消息")
    address = models.CharField("接收地址", max_length=120, blank=True)
    urgent = models.BooleanField("紧急", default=False)
    slot = models.DateTimeField("汇总时间", null=True, blank=True)
    state = models.CharField("状态", max_length=8, choices=State, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField("尝试次数", default=0)
    due_at = models.DateTimeField("下次发送时间")
    claim = models.CharField(max_length=32, blank=True)
    claimed_until = models.DateTimeField(null=True, blank=True)
    error = models.CharField("原因", max_length=200, blank=True)
    created_at = models.DateTimeField("登记时间")
    sent_at = models.DateTimeField("发送时间", null=True, blank=True)

    class Meta:
        verbose_name = "消息发送"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("recipient", "channel", "slot"), name="notify_one_digest_a_slot"),
            models.CheckConstraint(
                name="notify_sent_has_its_time",
                condition=Q(state="sent", sent_at__isnull=False) | ~Q(state="sent") & Q(sent_at__isnull=True),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=("due_at", "id"), condition=Q(state="queued"), name="notify_delivery_due"),
            models.Index(fields=("state", "-id"), name="notify_delivery_state"),
        ]

    def __str__(self) -> str:
        return f"{self.get_channel_display()} → {self.recipient or self.address}"


class Preference(models.Model):
    """How one person wants to be told. A person without a row is told of everything at once.

    `off` lists what is switched off as `kind:channel`. `email` and `mobile` are the person's own entries and count
    where the account has none. Quiet hours may run over midnight.
    """

    person = models.OneToOneField(
        Person, models.CASCADE, related_name="notify_preference", verbose_name="人员"
    )
    email = models.EmailField("电子邮箱", blank=True)
    mobile = models.CharField("手机", max_length=11, blank=True)
    off = models.JSONField("不接收", default=list, blank=True)
    quiet_from = models.TimeField("免打扰起", null=True, blank=True)
    quiet_to = models.TimeField("免打扰止", null=True, blank=True)
    digest_hour = models.PositiveSmallIntegerField("每日汇总钟点", null=True, blank=True)

    class Meta:
        verbose_name = "消息设置"
        constraints: ClassVar = [
            models.CheckConstraint(
                name="notify_quiet_hours_are_a_pair",
                condition=Q(quiet_from__isnull=True, quiet_to__isnull=True)
                | (Q(quiet_from__isnull=False, quiet_to__isnull=False) & ~Q(quiet_from=F("quiet_to"))),
            ),
            models.CheckConstraint(
                name="notify_digest_hour_of_a_day",
                condition=Q(digest_hour__isnull=True) | Q(digest_hour__lte=23),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}的消息设置"

    def wants(self, kind: str, channel: str) -> bool:
        return f"{kind}:{channel}" not in self.off

    @property
    def quiet(self) -> tuple[dt.time, dt.time] | None:
        """The hours in which only what is urgent may disturb."""
        return (self.quiet_from, self.quiet_to) if self.quiet_from and self.quiet_to else None

    def shown(self) -> dict[str, Any]:
        """What the trail keeps of a change: how, not where to; addresses only as there or not."""
        return {
            "off": sorted(self.off),
            "quiet_from": self.quiet_from,
            "quiet_to": self.quiet_to,
            "digest_hour": self.digest_hour,
        }
