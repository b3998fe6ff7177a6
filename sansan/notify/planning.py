"""From messages to deliveries: which channels carry a message to its person, and when."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from sansan.notify import addresses, channels, timing
from sansan.notify.models import Channel, Delivery, Message, Preference

CHUNK = 200
GROUPED = (Channel.DINGTALK, Channel.WECOM)
"""Channels that speak to several at once: one post for one cause."""


@dataclass(frozen=True)
class _Plan:
    """What one channel does with one message. `refused` says why nothing is sent."""

    due_at: dt.datetime
    slot: dt.datetime | None = None
    refused: str = ""


def plan_all() -> int:
    """Plan every message not planned yet; returns how many there were. Two workers never plan the same one."""
    planned = 0
    while count := _plan_chunk():
        planned += count
    return planned


@transaction.atomic
def _plan_chunk() -> int:
    waiting = (
        Message.objects.select_for_update(skip_locked=True, of=("self",))
        .filter(planned_at__isnull=True)
        .select_related("recipient")
        .order_by("pk")[:CHUNK]
    )
    messages = list(waiting)
    now = timezone.now()
    preferences = preferences_of(messages)
    for channel in channels.ready():
        _plan_channel(channel, messages, preferences, now)
    Message.objects.filter(pk__in=[message.pk for message in messages]).update(planned_at=now)
    return len(messages)


def preferences_of(messages: Iterable[Message]) -> Mapping[int, Preference]:
    """The settings of everyone these messages are for, by person."""
    persons = {message.recipient_id: message.recipient for message in messages}
    found = {row.person_id: row for row in Preference.objects.filter(person__in=persons)}
    return {pk: found.get(pk) or Preference(person=person) for pk, person in persons.items()}


def refusal(channel: Channel, message: Message, preference: Preference) -> str:
    """Why this channel does not carry this message, "" when it does."""
    person = message.recipient
    if not person.is_active:
        return "账号已停用"
    if channel != Channel.WEBHOOK and not preference.wants(message.kind, channel):
        return "本人设置为不接收"
    if not addresses.masked(channel, person, preference):
        return "没有登记电子邮箱"
    return ""


def _plan_of(channel: Channel, message: Message, preference: Preference, now: dt.datetime) -> _Plan:
    if refused := refusal(channel, message, preference):
        return _Plan(now, refused=refused)
    # Another system takes each message as it comes; when to disturb whom is its own affair.
    if message.urgent or channel == Channel.WEBHOOK:
        return _Plan(now)
    slot = None if preference.digest_hour is None else timing.next_digest(now, preference.digest_hour)
    leaves = slot or now
    return _Plan(timing.quiet_until(leaves, preference.quiet) or leaves, slot)


def _plan_channel(
    channel: Channel, messages: Iterable[Message], preferences: Mapping[int, Preference], now: dt.datetime
) -> None:
    groups: dict[tuple[object, ...], Delivery] = {}
    for message in messages:
        preference = preferences[message.recipient_id]
        plan = _plan_of(channel, message, preference, now)
        if plan.slot is not None:
            _collect(channel, message, preference, plan, now)
            continue
        together = channel in GROUPED and not plan.refused
        key = (message.batch, plan.due_at) if together else (message.pk,)
        delivery = groups.get(key)
        if delivery is None:
            groups[key] = _new(channel, message, preference, plan, now)
        else:
            delivery.messages.add(message)
            if delivery.recipient_id not in (None, message.recipient_id):
                Delivery.objects.filter(pk=delivery.pk).update(recipient=None, address="群内发送")
                delivery.recipient_id = None


def _new(
    channel: Channel, message: Message, preference: Preference, plan: _Plan, now: dt.datetime
) -> Delivery:
    delivery = Delivery.objects.create(
        channel=channel,
        recipient=message.recipient,
        address="" if plan.refused else addresses.masked(channel, message.recipient, preference),
        urgent=message.urgent,
        slot=plan.slot,
        state=Delivery.State.SKIPPED if plan.refused else Delivery.State.QUEUED,
        error=plan.refused,
        due_at=plan.due_at,
        created_at=now,
    )
    delivery.messages.add(message)
    return delivery


def _collect(
    channel: Channel, message: Message, preference: Preference, plan: _Plan, now: dt.datetime
) -> None:
    """Into the person's digest of that hour: the one already begun while nobody has taken it to send it."""
    begun = (
        Delivery.objects.select_for_update()
        .filter(recipient=message.recipient, channel=channel, slot=plan.slot)
        .first()
    )
    if begun is None:
        _new(channel, message, preference, plan, now)
    elif begun.state == Delivery.State.QUEUED and not begun.claim:
        begun.messages.add(message)
    else:  # it left early: someone asked for it to be sent again, or a clock is wrong
        _new(channel, message, preference, _Plan(plan.due_at), now)


@transaction.atomic
def set_aside(delivery: Delivery, message: Message, refused: str) -> None:
    """Take out of a delivery what its person no longer wants: the record says that it did not go out, and why."""
    now = timezone.now()
    preference = preferences_of([message])[message.recipient_id]
    delivery.messages.remove(message)
    _new(Channel(delivery.channel), message, preference, _Plan(now, refused=refused), now)
