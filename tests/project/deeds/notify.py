"""What somebody wants to be told, and what did not arrive."""

from typing import TYPE_CHECKING

from sansan.notify import actions
from sansan.notify.models import Delivery
from sansan.people.roles import Role
from tests.notify.factories import DeliveryFactory
from tests.people.factories import person_with
from tests.project.deeds.scene import City

if TYPE_CHECKING:
    from tests.project.test_events import Watch


def walk(watch: "Watch", city: City) -> None:
    with watch.aside():
        system = person_with(Role.SYSTEM_ADMIN)
        failed = DeliveryFactory.create(state=Delivery.State.FAILED)
    actions.change_preferences(by=city.officer, off=[], digest_hour=8)
    actions.retry_delivery(by=system, delivery_id=failed.pk)
