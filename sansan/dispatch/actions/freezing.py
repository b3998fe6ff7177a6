"""Freezing a month, and freezing it again with a reason."""

import datetime as dt

from django.db import transaction
from django.utils import timezone

from sansan.dispatch import content
from sansan.dispatch.actions.access import locked_period
from sansan.dispatch.gathering import gather
from sansan.dispatch.models import Entry, Snapshot
from sansan.errors import Conflict, Invalid
from sansan.trail.record import Actor, record


@transaction.atomic
def freeze(
    *, by: Actor, period_id: int, as_of: dt.date | None = None, reason: str = "", first_only: bool = False
) -> Snapshot:
    """冻结: keep the month as it stands. After the first version each is a correction and says why.

    `as_of` is the day states and lights are judged on; by default the month's last day, or today within it.
    `first_only`: refuse where somebody froze it already, as the clock wants it.
    """
    period = locked_period(period_id, by)
    today = timezone.localdate()
    day = as_of or min(today, period.month_end)
    if day > today:
        raise Invalid(f"情况截至 {day} 晚于今天，请核对。", field="as_of")
    if day < period.month:
        raise Invalid(f"情况截至 {day} 早于本月，请核对。", field="as_of")
    last = period.snapshots.order_by("-version").first()
    if last is not None and first_only:
        raise Conflict("本月已经冻结。")
    if last is not None and not reason.strip():
        raise Invalid("本月已冻结过，再次冻结是更正，请写明理由。", field="reason")
    # Whoever hands in the month at this moment is waited for: a report is in it with all its numbers, or not at all.
    list(
        Entry.objects.filter(period=period)
        .select_for_update(no_key=True)
        .order_by("pk")
        .values_list("pk", flat=True)
    )
    version = last.version + 1 if last else 1
    text = content.spelt(gather(period, as_of=day, version=version))
    snapshot = Snapshot.objects.create(
        period=period,
        version=version,
        as_of=day,
        frozen_by_id=by.pk,  # nobody where the worker freezes it
        reason=reason.strip() if last else "",
        content=text,
        digest=content.digest_of(text),
    )
    record(
        "dispatch.frozen",
        target=snapshot,
        by=by,
        area_code=period.area_code,
        reason=reason,
        after={"month": f"{period.month:%Y-%m}", "version": version, "as_of": day, "sha256": snapshot.digest},
    )
    return snapshot
