"""What the worker does by itself where the rule in force says so: open the month, remind, freeze."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Q

from sansan.config import config
from sansan.dispatch.actions.freezing import freeze
from sansan.dispatch.actions.periods import open_period, reminds_on, urge, wanted
from sansan.dispatch.models import Entry, Period
from sansan.dispatch.queries import rows
from sansan.dispatch.querysets import EntryQuerySet
from sansan.dispatch.rules import Rule, first_day, month_before, rule_of
from sansan.places.scope import within
from sansan.rectification.models import ProgressReport, Task
from sansan.trail.queries import history_of
from sansan.trail.record import SYSTEM

RuleOf = Callable[[dt.date], Rule]


@dataclass(frozen=True)
class Due:
    """One thing whose time has come."""

    what: str
    act: Callable[[], object]


def due(now: dt.datetime, rule_for: RuleOf = rule_of) -> list[Due]:
    """What is to be done now, local time; nothing where no month concerned is automatic."""
    today = now.date()
    month = first_day(today)
    if not any(rule_for(m).automatic for m in (month, month_before(month))):
        return []
    found = _opening(today, rule_for(month))
    for period in Period.objects.filter(month__gte=month_before(month)).select_related("round"):
        rule = rule_for(period.month)
        if rule.automatic:
            found += _reminding(period, rule, today) + _freezing(period, rule, now)
    return found


def _opening(today: dt.date, rule: Rule) -> list[Due]:
    month, area = first_day(today), config().city_code
    if not rule.automatic or today < rule.opens_on(month):
        return []
    if Period.objects.filter(month=month, area_code=area, round=None).exists():
        return []
    asked = Entry.objects.filter(month=month).values("task")
    tasks = Task.objects.filter(within("round__area_code", area)).exclude(pk__in=asked)
    if not wanted(tasks, rule, today).exists():
        return []
    return [Due("open", lambda: open_period(by=SYSTEM, month=month, area_code=area))]


def _reminding(period: Period, rule: Rule, today: dt.date) -> list[Due]:
    """Once, a few working days ahead; later urging is the office's own word."""
    if not reminds_on(period, rule) <= today <= period.due_on:
        return []
    if history_of(period).filter(verb="dispatch.urged").exists():
        return []
    if not any(row.open for row in rows(perhaps_open(period))):
        return []
    return [Due("remind", lambda: urge(by=SYSTEM, period_id=period.pk, first_only=True))]


def perhaps_open(period: Period) -> EntryQuerySet:
    """The entries without a report that stands: asked every minute, a month all have reported on costs no rows."""
    returned = ProgressReport.objects.filter(review=ProgressReport.Review.RETURNED).values("pk")
    asked = Entry.objects.filter(period=period).with_report()
    waiting = asked.filter(Q(report_id=None) | Q(report_id__in=returned))
    return Entry.objects.filter(pk__in=waiting.values("pk"))


def _freezing(period: Period, rule: Rule, now: dt.datetime) -> list[Due]:
    late_enough = now.date() > period.freeze_on or (
        now.date() == period.freeze_on and now.hour >= rule.freeze_hour
    )
    if not late_enough or period.snapshots.exists():
        return []
    return [Due("freeze", lambda: freeze(by=SYSTEM, period_id=period.pk, first_only=True))]
