"""Telling subscribers: events are planned in the order of the trail, pushed one by one, kept with their result.

A subscriber gets an event only when every earlier one has arrived or been given up, so it never learns of an
acceptance before the hand-in. One subscriber that does not answer holds up nobody else.
"""

import datetime as dt
import json
from collections import Counter
from typing import Any

import structlog
from django.db import transaction
from django.db.models import Exists, Max, OuterRef, QuerySet
from django.utils import timezone

from sansan.api import secrets, telling
from sansan.api.models import Push, Subscription
from sansan.errors import Invalid
from sansan.notify import lease
from sansan.notify.channels.webhook import checked_target, post_signed
from sansan.notify.parcel import Undelivered
from sansan.trail.models import Event

log = structlog.get_logger()

CHUNK = 500
_NO_RIGHT = "所属人员已不能订阅（离任、停用或权限变化）"
_NOT_SEEN = "所属人员已看不到该对象"


def push_due(*, most: int | None = None) -> Counter[str]:
    """Plan what is new and push what is due; how many ended in which state."""
    plan_all()
    ended: Counter[str] = Counter()
    while (most is None or ended.total() < most) and (push := lease.take(_next_ones())) is not None:
        ended[_send(push)] += 1
    return ended


def anything_due() -> bool:
    """Whether an active subscriber has not looked at the newest event, or a push has its time."""
    newest = Event.objects.aggregate(last=Max("seq"))["last"] or 0
    behind = Subscription.objects.filter(active=True, position__lt=newest)
    return behind.exists() or lease.due(_next_ones(), timezone.now()).exists()


def plan_all() -> int:
    """Look at every event not looked at yet, for each active subscriber; how many pushes were planned."""
    planned = 0
    for pk in Subscription.objects.filter(active=True).values_list("pk", flat=True):
        while (made := _plan_chunk(pk)) is not None:
            planned += made
    return planned


@transaction.atomic
def _plan_chunk(subscription_id: int) -> int | None:
    """None when there was nothing to look at, or another worker is looking."""
    rows = Subscription.objects.select_for_update(skip_locked=True, of=("self",))
    subscription = rows.filter(pk=subscription_id, active=True).first()
    if subscription is None:
        return None
    events = list(Event.objects.filter(seq__gt=subscription.position).order_by("seq")[:CHUNK])
    if not events:
        return None
    person = telling.viewer_of(subscription)
    told = telling.visible(person, telling.wanted(subscription, events)) if person else []
    now = timezone.now()
    Push.objects.bulk_create(
        Push(subscription=subscription, event=event.seq, verb=event.verb, due_at=now, created_at=now)
        for event in told
    )
    subscription.position = events[-1].seq
    subscription.save(update_fields=["position"])
    return len(told)


def _next_ones() -> QuerySet[Push]:
    """The first waiting push of each active subscriber."""
    earlier = Push.objects.filter(
        subscription=OuterRef("subscription"), state=Push.State.QUEUED, event__lt=OuterRef("event")
    )
    return Push.objects.filter(~Exists(earlier), subscription__active=True, state=Push.State.QUEUED)


def _send(push: Push) -> str:
    """Push it; the state it is in afterwards."""
    if lease.exhausted(push):
        return lease.give_back(push, lease.FAILED, error=lease.INTERRUPTED)
    subscription = Subscription.objects.get(pk=push.subscription_id)
    person = telling.viewer_of(subscription)
    said = telling.payload(person, Event.objects.get(pk=push.event)) if person else None
    if said is None:
        return lease.give_back(push, Push.State.SKIPPED, error=_NOT_SEEN if person else _NO_RIGHT)
    try:
        _hand_over(push, subscription, said)
    except Undelivered as problem:
        return lease.failed(push, problem)
    except Exception:
        log.exception("push_broke", push=push.pk)
        return lease.failed(push, Undelivered("推送时程序出错，详见服务日志。"))
    return lease.give_back(push, lease.SENT, sent_at=timezone.now())


def _hand_over(push: Push, subscription: Subscription, said: dict[str, Any]) -> None:
    """Return when the other system has taken it; raises Undelivered."""
    try:
        target = checked_target(subscription.url)
    except Invalid as problem:
        raise Undelivered(f"接收地址{problem.message}", lasting=True) from None
    body = json.dumps({"id": push.pk, **said}, ensure_ascii=False).encode()
    post_signed(target, body, number=str(push.pk), secrets=_secrets(subscription, timezone.now()))


def _secrets(subscription: Subscription, now: dt.datetime) -> list[str]:
    salts = [subscription.salt]
    if subscription.former_salt and subscription.former_until and now < subscription.former_until:
        salts.append(subscription.former_salt)
    return [secrets.signing_secret(salt) for salt in salts]
