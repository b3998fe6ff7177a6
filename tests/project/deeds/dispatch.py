"""The sample's months: one asked about another task and given other days, one's draft bulletin thrown away."""

import datetime as dt
from typing import TYPE_CHECKING

from django.utils import timezone

from sansan.dispatch.actions import bulletins, periods
from sansan.dispatch.models import Bulletin, Period
from sansan.dispatch.rules import first_day
from tests.project.deeds.scene import COUNTY, WHY, City
from tests.rectification.factories import RoundFactory, TaskFactory

if TYPE_CHECKING:
    from tests.project.test_events import Watch


def walk(watch: "Watch", city: City) -> None:
    office = city.office
    with watch.aside():
        period = Period.objects.get(month=first_day(timezone.localdate()))
        draft = Bulletin.objects.get(state=Bulletin.State.DRAFT)
        TaskFactory.create(
            round=RoundFactory.create(), state="rectifying", units=[city.body], counties=[COUNTY]
        )
    assert periods.renew_period(by=office, period_id=period.pk)
    later = dt.timedelta(1)
    periods.move_days(
        by=office,
        period_id=period.pk,
        due_on=period.due_on + later,
        freeze_on=period.freeze_on + later,
        reason=WHY,
    )
    bulletins.drop_bulletin(by=office, bulletin_id=draft.pk, reason=WHY)
