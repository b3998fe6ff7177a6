"""A subscription that moves, gets a new secret, and sends once more what did not arrive."""

from typing import TYPE_CHECKING

from sansan.api import actions
from tests.api.factories import PushFactory
from tests.project.deeds.scene import City

if TYPE_CHECKING:
    from tests.project.test_events import Watch


def walk(watch: "Watch", city: City) -> None:
    by = city.office
    made, _ = actions.subscribe(by=by, name="平台", url="https://platform.example/hook")
    actions.change_subscription(
        by=by, subscription_id=made.pk, name="新平台", url="https://new.example/hook", verbs=["task."]
    )
    actions.rotate_secret(by=by, subscription_id=made.pk)
    with watch.aside():
        failed = PushFactory.create(subscription=made)
    actions.push_again(by=by, push_id=failed.pk)
