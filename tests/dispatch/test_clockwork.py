"""What the worker does by itself, and that it does nothing unless the rule says so."""

import dataclasses
import datetime as dt

import pytest
from django.utils import timezone

from sansan.dispatch.clockwork import due, perhaps_open
from sansan.dispatch.models import Period, Snapshot
from sansan.dispatch.rules import Rule, rule_of
from sansan.errors import Conflict
from sansan.notify.models import Message
from sansan.rectification.models import ProgressReport
from tests.dispatch.scene import JUNE, Scene

pytestmark = pytest.mark.django_db
AUTOMATIC = dataclasses.replace(rule_of(JUNE), automatic=True)


def at(day: int, hour: int = 9) -> dt.datetime:
    return dt.datetime(2026, 6, day, hour, tzinfo=timezone.get_default_timezone())


def rule(_: dt.date) -> Rule:
    return AUTOMATIC


def names(day: int, hour: int = 9) -> list[str]:
    return [one.what for one in due(at(day, hour), rule)]


def test_nothing_happens_by_itself_unless_it_is_switched_on(city: Scene) -> None:
    city.open()
    assert due(at(30, 23)) == []


def test_the_month_is_opened_on_its_day_and_once(city: Scene) -> None:
    assert names(14) == []
    (opening,) = due(at(15), rule)
    opening.act()
    assert Period.objects.get().opened_by is None
    assert names(15) == []


def test_a_city_without_tasks_is_not_asked_again_every_minute(city: Scene) -> None:
    city.round.tasks.update(state="submitted", closed_at=None)
    assert names(15) == []


def test_the_silent_are_reminded_once_before_the_reporting_is_due(city: Scene) -> None:
    city.open()
    assert names(22) == []
    (reminding,) = due(at(23), rule)  # two working days before Thursday the 25th
    reminding.act()
    with pytest.raises(Conflict, match="已经催报"):  # another worker had looked at the same moment
        reminding.act()
    assert Message.objects.filter(kind="dispatch.urged").count() == 3
    assert names(24) == []


def test_the_month_is_frozen_in_the_evening_of_its_day_and_once(city: Scene) -> None:
    period = city.open()
    Period.objects.filter(pk=period.pk).update(due_on=dt.date(2026, 6, 12), freeze_on=dt.date(2026, 6, 15))
    assert names(15, 17) == []
    (freezing,) = due(at(15, 18), rule)
    freezing.act()
    assert Snapshot.objects.get().frozen_by is None
    assert names(16) == []


def test_a_month_all_have_reported_on_is_looked_at_without_reading_its_rows(city: Scene) -> None:
    period = city.open()
    for entry in period.entries.select_related("task", "organisation"):
        ProgressReport.objects.create(
            task=entry.task,
            organisation=entry.organisation,
            area_code=entry.area_code,
            text="已完成。",
            as_of=JUNE,
            by=city.officer,
        )
    assert (names(23), perhaps_open(period).count()) == ([], 0)
    ProgressReport.objects.filter(task=city.tasks[0]).update(
        review=ProgressReport.Review.RETURNED, reviewed_by=city.office, reviewed_at=timezone.now()
    )
    assert names(23) == ["remind"]
