"""Tokens, subscriptions and pushes for tests of every room."""

import datetime as dt
from typing import Any

from django.utils import timezone
from factory.declarations import LazyFunction, Sequence, SubFactory
from factory.django import DjangoModelFactory

from sansan.api.models import Push, Subscription, Token
from sansan.api.secrets import new_salt
from tests.people.factories import PersonFactory


class TokenFactory(DjangoModelFactory[Token]):
    """Nobody knows its text; `tests.api.conftest.machine_of` makes one that can be used."""

    class Meta:
        model = Token

    holder = SubFactory(PersonFactory)  # type: ignore[no-untyped-call]  # the library has no types here
    name = "对接"
    prefix = Sequence(lambda n: f"t{n:07}")  # type: ignore[no-untyped-call]  # as above
    digest = Sequence(lambda n: f"{n:064x}")  # type: ignore[no-untyped-call]  # as above
    scopes: Any = ["rectification.view"]
    expires_at = LazyFunction(lambda: timezone.now() + dt.timedelta(days=30))  # type: ignore[no-untyped-call]  # as above


class SubscriptionFactory(DjangoModelFactory[Subscription]):
    class Meta:
        model = Subscription

    holder = SubFactory(PersonFactory)  # type: ignore[no-untyped-call]  # the library has no types here
    name = "平台"
    url = "https://platform.example/hook"
    salt = LazyFunction(new_salt)  # type: ignore[no-untyped-call]  # as above


class PushFactory(DjangoModelFactory[Push]):
    class Meta:
        model = Push

    subscription = SubFactory(SubscriptionFactory)  # type: ignore[no-untyped-call]  # the library has no types here
    event = Sequence(lambda n: n + 1)  # type: ignore[no-untyped-call]  # as above
    verb = "task.closed"
    state = "failed"
    due_at = LazyFunction(timezone.now)  # type: ignore[no-untyped-call]  # as above
