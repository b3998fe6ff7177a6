"""Sending what is due. A worker takes a delivery with a lease, sends it outside any transaction, and notes the result.

Two workers never hold the same delivery; one that dies leaves a lease that runs out, and the next one sends. What was
handed over just before the worker died goes out twice: the other side is told the number of the delivery.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterable

import structlog
from django.db.models import QuerySet
from django.utils import timezone

from sansan.config import config
from sansan.notify import addresses, channels, lease, timing
from sansan.notify.lease import LEASE
from sansan.notify.models import Channel, Delivery, Message
from sansan.notify.parcel import Content, Parcel, Reached, Undelivered
from sansan.notify.planning import plan_all, preferences_of, refusal, set_aside

log = structlog.get_logger()

__all__ = ["LEASE", "anything_due", "due_count", "send_due"]
QUEUED, SENT, FAILED, SKIPPED = Delivery.State


def anything_due() -> bool:
    """Whether there is something to plan or to send now."""
    return _unplanned().exists() or _due(timezone.now()).exists()


def due_count() -> tuple[int, int]:
    """Messages nobody has planned yet, and deliveries due now."""
    return _unplanned().count(), _due(timezone.now()).count()


def send_due(*, most: int | None = None) -> Counter[str]:
    """Plan what is new and send what is due, one after the other; how many ended in which state."""
    plan_all()
    ended: Counter[str] = Counter()
    while (most is None or ended.total() < most) and (
        delivery := lease.take(Delivery.objects.all())
    ) is not None:
        ended[_send(delivery)] += 1
    return ended


def _unplanned() -> QuerySet[Message]:
    return Message.objects.filter(planned_at__isnull=True)


def _due(now: dt.datetime) -> QuerySet[Delivery]:
    return lease.due(Delivery.objects.all(), now)


def _send(delivery: Delivery) -> str:
    """Send it; returns the state it is in afterwards."""
    if lease.exhausted(delivery):
        return lease.give_back(delivery, FAILED, error=lease.INTERRUPTED)
    messages = list(delivery.messages.select_related("recipient").order_by("pk"))
    preferences = preferences_of(messages)
    channel = Channel(delivery.channel)
    refusals = {
        message.pk: refusal(channel, message, preferences[message.recipient_id]) for message in messages
    }
    wanted = [message for message in messages if not refusals[message.pk]]
    if not wanted:
        return lease.give_back(delivery, SKIPPED, error=next(iter(refusals.values()), "消息已不存在"))
    for message in messages:
        if message not in wanted:
            set_aside(delivery, message, refusals[message.pk])
    quiet = [
        timing.quiet_until(timezone.now(), preferences[message.recipient_id].quiet) for message in wanted
    ]
    until = max(filter(None, quiet), default=None)
    if until is not None and not delivery.urgent and channel != Channel.WEBHOOK:
        return _wait(delivery, until)
    try:
        channels.carry(channel, _parcel(delivery, wanted))
    except Undelivered as problem:
        return lease.failed(delivery, problem)
    except Exception:
        log.exception("delivery_broke", delivery=delivery.pk, channel=delivery.channel)
        return lease.failed(delivery, Undelivered("发送时程序出错，详见服务日志。"))
    return lease.give_back(delivery, SENT, sent_at=timezone.now())


def _parcel(delivery: Delivery, messages: Iterable[Message]) -> Parcel:
    """What the channel carries; addresses as they are now."""
    messages = list(messages)
    preferences = preferences_of(messages)
    people = {message.recipient_id: message.recipient for message in messages}
    reached = [
        Reached(
            person.username,
            person.name,
            email=addresses.email_of(person, preferences[pk]),
            mobile=addresses.mobile_of(person, preferences[pk]),
        )
        for pk, person in people.items()
    ]
    # A post to several says once what each of them was told.
    contents = {(message.batch, message.title): message for message in reversed(messages)}
    return Parcel(delivery.pk, reached, [_content(message) for message in reversed(contents.values())])


def _content(message: Message) -> Content:
    site = config().site_url.rstrip("/")
    return Content(
        id=message.pk,
        kind=message.kind,
        kind_label=message.kind_label,
        title=message.title,
        body=message.body,
        url=f"{site}{message.url}" if site and message.url else "",
        area_code=message.area_code,
        urgent=message.urgent,
        created_at=timezone.localtime(message.created_at),
    )


def _wait(delivery: Delivery, until: dt.datetime) -> str:
    """Not now: nothing was tried."""
    return lease.give_back(delivery, QUEUED, due_at=until, attempts=delivery.attempts - 1)
