"""The verbs the sample city does not use, each done once, so that every action of the product has been at work.

A module for each room. Actions are called by their modules' names: whoever watches them has put his own in their place.
"""

from typing import TYPE_CHECKING

from tests.project.deeds import (
    accountability,
    api,
    archives,
    dispatch,
    figures,
    intake,
    leadership,
    lists,
    notify,
    papers,
    parts,
    people,
    plan,
    work,
)
from tests.project.deeds.scene import scene

if TYPE_CHECKING:
    from tests.project.test_events import Watch


def do_the_rest(watch: "Watch") -> None:
    """Each action once. What only sets the stage is done aside."""
    with watch.aside():
        city = scene()
    people.walk(watch)
    notify.walk(watch, city)
    intake.walk(watch, city)
    work.walk(watch, city)
    papers.walk(watch, city)
    plan.walk(watch, city)
    parts.walk(watch, city)
    figures.walk(watch, city)
    archives.walk(watch, city)
    leadership.walk(watch, city)
    accountability.walk(watch, city)
    dispatch.walk(watch, city)
    lists.walk(city)
    api.walk(watch, city)
