"""Calling decisions to mind: which are due for it today, and telling their units."""

import datetime as dt

from django.db import transaction

from sansan.leadership.actions.decisions import address
from sansan.leadership.board import conditions
from sansan.leadership.meeting_rules import reminded_on, rules
from sansan.leadership.models import Decision
from sansan.leadership.querysets import REPORT
from sansan.notify.notice import notify
from sansan.people.queries import holders_at


def due(today: dt.date) -> list[Decision]:
    """Decisions whose unit is reminded today."""
    ahead = today - dt.timedelta(days=min(rules().remind))
    rows = (
        Decision.objects.filter(meeting__issued_at__isnull=False, deadline__lte=ahead, task=None)
        .exclude(conditions(today)["closed"])
        .exclude(state=Decision.State.REPORTED)
        .select_related("organisation", "meeting__body")
        .order_by("pk")
    )
    return [d for d in rows if d.deadline and reminded_on(d.deadline, today, rules())]


@transaction.atomic
def remind_units(today: dt.date) -> int:
    """Tell the units; the message is kept once a day whoever asks how often."""
    found = due(today)
    for decision in found:
        assert decision.deadline is not None  # only what has a deadline is due
        days = (decision.deadline - today).days
        when = f"还有 {days} 天到期" if days > 0 else "今日到期" if days == 0 else f"已超期 {-days} 天"
        notify(
            kind="leadership.due",
            to=holders_at(decision.organisation, REPORT, today),
            title=f"议定事项{when}：{decision}",
            body=f"{decision.meeting.number}议定，时限 {decision.deadline}。请报告办理情况。",
            url=address(decision),
            area_code=decision.meeting.area_code,
            urgent=days < 0,
            key=f"decision-{decision.pk}",
        )
    return len(found)
