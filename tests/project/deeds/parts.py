"""A task of two counties split between them."""

from typing import TYPE_CHECKING

from sansan.rectification.actions import parts
from sansan.rectification.workflow import State
from tests.project.deeds.scene import COUNTY, City
from tests.rectification.factories import RoundFactory, TaskFactory

if TYPE_CHECKING:
    from tests.project.test_events import Watch


def walk(watch: "Watch", city: City) -> None:
    with watch.aside():
        round_ = RoundFactory.create()
        task = TaskFactory.create(
            round=round_, state=State.RECTIFYING, units=[city.body], counties=[COUNTY, "411702"]
        )
    assert len(parts.split_by_areas(by=city.office, round_id=round_.pk, task_ids=[task.pk])) == 2
