"""Sending what is due. A worker takes a delivery with a lease, sends it outside any transaction, and notes the result.

Two workers never hold the same delivery; one that dies leaves a lease that runs out, and the next one sends. What was
handed over just before the worker died goes out twice: the other side is told the number of the delivery.
"""

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Iterable

import structlog
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from sansan.config import config
from sansan.notify import addresses, channels, timing
from sansan.notify.models import Channel, Delivery, Message
from sansan.notify.parcel import Content, Parcel, Reached, Undelivered
from sansan.notify.planning import plan_all, preferences_of, refusal, set_aside

log = structlog.get_logger()

LEASE = dt.timedelta(minutes=5)
"""Longer than any channel takes for one delivery: their own time-outs end well before."""

QUEUED, SENT, FAILED, SKIPPED = Delivery.State
_INTERRUPTED = "发送过程多次中断，没有结果。"


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
    while (most is None or ended.total() < most) and (delivery := _claim()) is not None:
        ended[_send(delivery)] += 1
    return ended


def _unplanned() -> QuerySet[Message]:
    return Message.objects.filter(planned_at__isnull=True)


def _due(now: dt.datetime) -> QuerySet[Delivery]:
    free = Q(claimed_until__isnull=True) | Q(claimed_until__lte=now)
    return Delivery.objects.filter(free, state=QUEUED, due_at__lte=now).order_by("due_at", "pk")


@transaction.atomic
def _claim() -> Delivery | None:
    """The next delivery, ours for the length of the lease. The attempt is counted now, or a crash would never count."""
    now = timezone.now()
    delivery = _due(now).select_for_update(skip_locked=True).first()
    if delivery is not None:
        delivery.claim, delivery.claimed_until = uuid.uuid4().hex, now + LEASE
        delivery.attempts += 1
        delivery.save(update_fields=["claim", "claimed_until", "attempts"])
    return delivery


def _send(delivery: Delivery) -> str:
    """Send it; returns the state it is in afterwards."""
    if delivery.attempts > timing.MOST_ATTEMPTS:
        return _end(delivery, FAILED, error=_INTERRUPTED)
    messages = list(delivery.messages.select_related("recipient").order_by("pk"))
    preferences = preferences_of(messages)
    channel = Channel(delivery.channel)
    refusals = {
        message.pk: refusal(channel, message, preferences[message.recipient_id]) for message in messages
    }
    wanted = [message for message in messages if not refusals[message.pk]]
    if not wanted:
        return _end(delivery, SKIPPED, error=next(iter(refusals.values()), "消息已不存在"))
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
        return _fail(delivery, problem)
    except Exception:
        log.exception("delivery_broke", delivery=delivery.pk, channel=delivery.channel)
        return _fail(delivery, Undelivered("发送时程序出错，详见服务日志。"))
    return _end(delivery, SENT, sent_at=timezone.now())


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


def _fail(delivery: Delivery, problem: Undelivered) -> str:
    """Try again later, unless that is hopeless or was the last time."""
    pause = None if problem.lasting else timing.pause_after(delivery.attempts)
    log.warning(
        "delivery_failed",
        delivery=delivery.pk,
        channel=delivery.channel,
        attempt=delivery.attempts,
        again=pause is not None,
    )
    if pause is None:
        return _end(delivery, FAILED, error=problem.words)
    return _end(delivery, QUEUED, error=problem.words, due_at=timezone.now() + pause)


def _wait(delivery: Delivery, until: dt.datetime) -> str:
    """Not now: nothing was tried."""
    return _end(delivery, QUEUED, due_at=until, attempts=delivery.attempts - 1)


def _end(delivery: Delivery, state: str, **changes: object) -> str:
    """Note the result and give the lease back, if it is still ours."""
    ours = Delivery.objects.filter(pk=delivery.pk, claim=delivery.claim)
    if state == SENT:
        changes["error"] = ""
    if not ours.update(state=state, claim="", claimed_until=None, **changes):
        log.warning("delivery_lease_lost", delivery=delivery.pk, state=state)
    return str(state)
