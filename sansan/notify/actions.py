"""The writes of the room that persons ask for: how they want to be told, and sending again what did not go out."""

import datetime as dt
from collections.abc import Collection

from django.db import transaction
from django.utils import timezone

from sansan.errors import Conflict, Invalid, Missing
from sansan.notify import kinds
from sansan.notify.addresses import checked_email, checked_mobile
from sansan.notify.jobs import wake
from sansan.notify.models import Channel, Delivery, Preference
from sansan.people.access import require
from sansan.people.models import Person
from sansan.trail.record import Actor, record


@transaction.atomic
def change_preferences(
    *,
    by: Person,
    off: Collection[str],
    quiet: tuple[dt.time, dt.time] | None = None,
    digest_hour: int | None = None,
    email: str = "",
    mobile: str = "",
) -> Preference:
    """How the person wants to be told from now on. `off` holds `kind:channel`. Raises Invalid with the field.

    The event says what was switched, not the addresses: they are personal data.
    """
    known = {f"{kind}:{channel}" for kind in kinds.declared() for channel in Channel}
    if unknown := set(off) - known:
        raise Invalid(f"没有这样的消息类别或渠道：{'、'.join(sorted(unknown))}。")
    if quiet and quiet[0] == quiet[1]:
        raise Invalid("免打扰的起止时间不能相同；不需要免打扰请把两项都清空。", field="quiet_to")
    if digest_hour is not None and not 0 <= digest_hour <= 23:
        raise Invalid("汇总的钟点应在 0 至 23 之间。", field="digest_hour")
    email, mobile = checked_email(email), checked_mobile(mobile)
    preference = Preference.objects.select_for_update().filter(person=by).first() or Preference(person=by)
    before = preference.shown()
    changed = [
        word
        for word, old, new in (
            ("电子邮箱", preference.email, email),
            ("手机", preference.mobile, mobile),
        )
        if old != new
    ]
    preference.off = sorted(off)
    preference.quiet_from, preference.quiet_to = quiet or (None, None)
    preference.digest_hour, preference.email, preference.mobile = digest_hour, email, mobile
    preference.save()
    after = preference.shown() | ({"address": f"{'、'.join(changed)}已改"} if changed else {})
    record("notify.preferences_changed", target=preference, by=by, before=before, after=after)
    return preference


@transaction.atomic
def retry_delivery(*, by: Actor, delivery_id: int) -> Delivery:
    """Send again what did not go out, with all its attempts anew."""
    require(by, "notify.records")
    delivery = Delivery.objects.select_for_update().filter(pk=delivery_id).first()
    if delivery is None:
        raise Missing("没有找到这条发送记录。")
    if delivery.state != Delivery.State.FAILED:
        raise Conflict(f"这条消息现为“{delivery.get_state_display()}”，只有未发出的可以重新发送。")
    error = delivery.error
    delivery.state, delivery.attempts, delivery.due_at = Delivery.State.QUEUED, 0, timezone.now()
    delivery.save(update_fields=["state", "attempts", "due_at"])
    record(
        "delivery.retried",
        target=delivery,
        by=by,
        after={"channel": delivery.get_channel_display(), "address": delivery.address, "error": error},
    )
    transaction.on_commit(wake, robust=True)
    return delivery
