"""Messages and deliveries for tests of every room."""

import uuid
from collections.abc import Sequence as Many
from typing import Any

from django.utils import timezone
from factory.declarations import LazyAttribute, LazyFunction, Sequence, SubFactory
from factory.django import DjangoModelFactory
from factory.helpers import post_generation

from sansan.notify.models import Channel, Delivery, Message
from tests.people.factories import PersonFactory


class MessageFactory(DjangoModelFactory[Message]):
    """Planned already: a test of planning says `planned_at=None`."""

    class Meta:
        model = Message

    recipient = SubFactory(PersonFactory)  # type: ignore[no-untyped-call]
    kind = "notify.notice"
    title = Sequence(lambda n: f"消息{n}")  # type: ignore[no-untyped-call]
    day = LazyFunction(timezone.localdate)  # type: ignore[no-untyped-call]
    batch = LazyFunction(uuid.uuid4)  # type: ignore[no-untyped-call]
    created_at = LazyFunction(timezone.now)  # type: ignore[no-untyped-call]
    planned_at = LazyAttribute(lambda o: o.created_at)  # type: ignore[no-untyped-call]


class DeliveryFactory(DjangoModelFactory[Delivery]):
    """Of one message to one person, due now."""

    class Meta:
        model = Delivery
        skip_postgeneration_save = True

    channel = Channel.EMAIL
    recipient = SubFactory(PersonFactory)  # type: ignore[no-untyped-call]
    address = "z***@example.gov.cn"
    due_at = LazyFunction(timezone.now)  # type: ignore[no-untyped-call]
    created_at = LazyFunction(timezone.now)  # type: ignore[no-untyped-call]

    @post_generation  # type: ignore[untyped-decorator]
    def messages(self: Delivery, create: bool, extracted: Many[Message] | None, **_: Any) -> None:
        if create:
            self.messages.set(extracted or [MessageFactory.create(recipient=self.recipient)])
