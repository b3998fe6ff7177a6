"""Finding the row to write: within reach of the verb, locked, or `Missing`."""

from sansan.dispatch.models import Bulletin, Period
from sansan.dispatch.querysets import MANAGE
from sansan.errors import Missing
from sansan.people.access import require
from sansan.trail.record import Actor


def locked_period(period_id: int, by: Actor, verb: str = MANAGE) -> Period:
    """A month of an area `by` holds the verb for, locked until the transaction ends."""
    require(by, verb)
    rows = Period.objects.whole_to(by, verb).select_for_update(of=("self",)).select_related("round")
    period = rows.filter(pk=period_id).first()
    if period is None:
        raise Missing("未找到该月调度，或不在您的权限范围内。", pk=period_id)
    return period


def locked_bulletin(bulletin_id: int, by: Actor, verb: str) -> Bulletin:
    require(by, verb)
    rows = Bulletin.objects.visible_to(by, verb).select_for_update(of=("self",))
    bulletin = rows.select_related("period__round", "snapshot").filter(pk=bulletin_id).first()
    if bulletin is None:
        raise Missing("未找到该通报，或不在您的权限范围内。", pk=bulletin_id)
    return bulletin
