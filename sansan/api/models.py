"""Tokens other systems act with, answers kept for a repeated request, subscriptions and what was pushed to them."""

import datetime as dt
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

from sansan.people.models import Person


class Token(models.Model):
    """A machine's key to act as its holder, within `scopes` and `area_code` ("" = everything that is the holder's).

    The token itself is shown once; kept is its SHA-256 (the secret has 256 random bits, so nothing slower is needed)
    and `prefix`, by which people recognise it. `window` and `used` count the requests of the current minute.
    """

    class Kind(models.TextChoices):
        PERSONAL = "personal", "个人令牌"
        SERVICE = "service", "系统令牌"

    holder = models.ForeignKey(Person, models.PROTECT, related_name="tokens", verbose_name="所属人员")
    kind = models.CharField("类别", max_length=10, choices=Kind, default=Kind.PERSONAL)
    name = models.CharField("用途", max_length=60)
    prefix = models.CharField("识别码", max_length=8, unique=True)
    digest = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField("许可范围", default=list)
    area_code = models.CharField("限定区域", max_length=12, blank=True)
    addresses = models.JSONField("限定来源地址", default=list, blank=True)
    created_at = models.DateTimeField("建立时间", default=timezone.now)
    expires_at = models.DateTimeField("到期时间")
    revoked_at = models.DateTimeField("吊销时间", null=True, blank=True)
    revoked_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    last_used_at = models.DateTimeField("最近使用", null=True, blank=True)
    last_used_from = models.CharField("最近来源", max_length=45, blank=True)
    window = models.BigIntegerField(default=0)  # minutes since 1970
    used = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = "接口令牌"
        ordering = ("-pk",)
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(name=""), name="token_says_what_for"),
            models.CheckConstraint(
                condition=Q(expires_at__gt=models.F("created_at")), name="token_expires_after_it_is_made"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}（{self.prefix}）"

    def state(self, now: dt.datetime) -> str:
        """In the user's words."""
        if self.revoked_at:
            return "已吊销"
        return "已到期" if self.expires_at <= now else "有效"


class Kept(models.Model):
    """The answer to a request that carried an Idempotency-Key, written in the transaction of what it did."""

    token = models.ForeignKey(Token, models.CASCADE, related_name="+")
    key = models.CharField(max_length=128)
    asked = models.CharField(max_length=64)  # SHA-256 over method, address and what was sent
    status = models.PositiveSmallIntegerField(default=0)
    media_type = models.CharField(max_length=120, blank=True)
    headers = models.JSONField(default=dict)
    body = models.BinaryField(default=b"")
    created_at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        verbose_name = "幂等键"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("token", "key"), name="api_key_once_per_token")
        ]

    def __str__(self) -> str:
        return self.key


class Subscription(models.Model):
    """Another system that is told of events as `holder` may see them, in the order of the trail.

    `verbs` names what is told, a verb or a whole kind ("task."); empty is everything. `position` is the last event
    looked at. The signing secret is not stored: it is derived from the deployment's key and `salt`, so a copy of the
    database signs nothing. While a secret is being replaced the former one signs as well, until `former_until`.
    """

    holder = models.ForeignKey(Person, models.PROTECT, related_name="subscriptions", verbose_name="所属人员")
    name = models.CharField("对接系统", max_length=60)
    url = models.CharField("接收地址", max_length=300)
    verbs = models.JSONField("推送的动作", default=list, blank=True)
    area_code = models.CharField("区域", max_length=12, blank=True)
    salt = models.CharField(max_length=32)
    former_salt = models.CharField(max_length=32, blank=True)
    former_until = models.DateTimeField(null=True, blank=True)
    active = models.BooleanField("启用", default=True)
    position = models.BigIntegerField("已看到的事件序号", default=0)
    created_at = models.DateTimeField("建立时间", default=timezone.now)

    class Meta:
        verbose_name = "事件推送"
        ordering = ("-pk",)

    def __str__(self) -> str:
        return self.name


class Push(models.Model):
    """One event told to one subscriber, or not: the queue and the record. See `notify.lease`."""

    class State(models.TextChoices):
        QUEUED = "queued", "待推送"
        SENT = "sent", "已推送"
        FAILED = "failed", "未送达"
        SKIPPED = "skipped", "不推送"

    subscription = models.ForeignKey(Subscription, models.CASCADE, related_name="pushes")
    event = models.BigIntegerField("事件序号")
    verb = models.CharField("动作", max_length=64)
    state = models.CharField("状态", max_length=8, choices=State, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField("尝试次数", default=0)
    due_at = models.DateTimeField("下次推送时间")
    claim = models.CharField(max_length=32, blank=True)
    claimed_until = models.DateTimeField(null=True, blank=True)
    error = models.CharField("原因", max_length=200, blank=True)
    created_at = models.DateTimeField("登记时间", default=timezone.now)
    sent_at = models.DateTimeField("推送时间", null=True, blank=True)

    class Meta:
        verbose_name = "事件推送记录"
        ordering = ("-pk",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("subscription", "event"), name="push_event_once_per_subscriber")
        ]
        indexes: ClassVar = [
            models.Index(fields=("due_at", "id"), condition=Q(state="queued"), name="push_due"),
            models.Index(fields=("subscription", "event"), condition=Q(state="queued"), name="push_in_order"),
            models.Index(fields=("subscription", "state", "-id"), name="push_by_state"),
        ]

    def __str__(self) -> str:
        return f"{self.subscription} ← {self.event}"
