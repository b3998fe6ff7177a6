"""The append-only trail: events chained by hash, and the head that says where the chain ends."""

from typing import Any, NoReturn

from django.db import models

from sansan.trail.fields import CanonicalJSONField
from sansan.trail.registry import label

COUNTY = 6
"""Digits of a county's code."""


class AppendOnlyError(TypeError):
    """Code tried to change or delete what is written once."""


def _refuse(*_args: Any, **_kwargs: Any) -> NoReturn:
    raise AppendOnlyError("events are written once, by sansan.trail.record.record, and never changed")


class EventQuerySet(models.QuerySet["Event"]):
    """Reads only. The database refuses as well (triggers); this refuses earlier and says why."""

    update = _refuse
    delete = _refuse
    bulk_create = _refuse
    bulk_update = _refuse
    update_or_create = _refuse
    get_or_create = _refuse


class Prefix(models.Func):
    """The first digits of an area code, spelled so that an index on it is recognised: no parameters inside."""

    template = "SUBSTR(%(expressions)s, 1, %(digits)s)"
    output_field = models.CharField()

    def __init__(self, expression: Any, *, digits: int) -> None:
        super().__init__(expression, digits=digits)


class Event(models.Model):
    """One thing someone did. No foreign keys: an event outlives what it speaks of."""

    seq = models.BigIntegerField("序号", primary_key=True)
    at = models.DateTimeField("时间")
    verb = models.CharField("动作", max_length=64)
    actor_id = models.BigIntegerField("人员编号", null=True)
    actor_name = models.CharField("人员", max_length=64)
    target_type = models.CharField("对象类型", max_length=64)
    target_id = models.CharField("对象编号", max_length=64)
    target_label = models.CharField("对象", max_length=200)
    area_code = models.CharField("区划代码", max_length=12, blank=True)
    reason = models.TextField("事由", blank=True)
    before = CanonicalJSONField("变更前")
    after = CanonicalJSONField("变更后")
    request_id = models.CharField("请求编号", max_length=32, blank=True)
    previous_hash = models.CharField("前一条摘要", max_length=64)
    hash = models.CharField("摘要", max_length=64)

    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = "操作记录"
        ordering = ("seq",)
        indexes = (
            models.Index(fields=("target_type", "target_id", "seq"), name="trail_event_target"),
            models.Index(fields=("actor_name", "seq"), name="trail_event_actor_name"),
            models.Index(fields=("verb", "seq"), name="trail_event_verb"),
            models.Index(fields=("area_code", "seq"), name="trail_event_area"),
            models.Index(Prefix("area_code", digits=COUNTY), "seq", name="trail_event_county"),
            models.Index(fields=("at",), name="trail_event_at"),
        )

    def __str__(self) -> str:
        return f"{self.seq} {self.actor_name} {self.verb_label}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            _refuse()
        super().save(*args, **{**kwargs, "force_insert": True})

    delete = _refuse

    @property
    def verb_label(self) -> str:
        return label(self.verb)


class Head(models.Model):
    """The end of the chain, one row. Writers lock it, so they queue and no two events share a predecessor."""

    seq = models.BigIntegerField("最后序号")
    hash = models.CharField("最后摘要", max_length=64)

    class Meta:
        verbose_name = "链首"
        constraints = (models.CheckConstraint(condition=models.Q(pk=1), name="trail_head_is_one_row"),)

    def __str__(self) -> str:
        return f"{self.seq} {self.hash}"
