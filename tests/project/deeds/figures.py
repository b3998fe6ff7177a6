"""An indicator the system counts for a month, and one whose sum need not come out any more."""

import datetime as dt
from typing import TYPE_CHECKING

from django.utils import timezone

from sansan.rectification.figures.actions import meaning, taking
from tests.project.deeds.scene import COUNTY, WHY, City
from tests.rectification.factories import RoundFactory, TaskFactory, TaskFigureFactory

if TYPE_CHECKING:
    from tests.project.test_events import Watch


def walk(watch: "Watch", city: City) -> None:
    office = city.office
    with watch.aside():
        task = TaskFactory.create(
            round=RoundFactory.create(), state="rectifying", units=[city.body], counties=[COUNTY]
        )
        whole, *some = (
            TaskFigureFactory.create(task=task, name=name, value=value)
            for name, value in (("合计", 3), ("东部", 1), ("西部", 2))
        )
    bound = taking.bind_figure(
        by=office, task_id=task.pk, name="已办结措施", binding="measures_done", parameters={}
    )
    month_end = timezone.localdate().replace(day=1) - dt.timedelta(1)
    assert taking.take_month_end(figure_id=bound.pk, day=month_end) is not None
    taking.unbind_figure(by=office, figure_id=bound.pk, reason=WHY)
    identity = meaning.declare_identity(
        by=office, task_id=task.pk, total_id=whole.pk, part_ids=[figure.pk for figure in some]
    )
    meaning.withdraw_identity(by=office, identity_id=identity.pk, reason=WHY)
