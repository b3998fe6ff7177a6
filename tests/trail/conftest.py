"""What the trail's tests act with: no other room is needed."""

from dataclasses import dataclass

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import transaction

from sansan.trail import registry
from sansan.trail.models import Event
from sansan.trail.record import record


@dataclass(frozen=True)
class Actor:
    pk: int = 7
    name: str = "王丽"


@pytest.fixture(autouse=True)
def test_verbs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "_LABELS", {**registry.declared(), "test.done": "试验"})


@pytest.fixture
def actor() -> Actor:
    return Actor()


@pytest.fixture
def row() -> ContentType:
    """Any saved row will do as a target: the trail has no foreign keys."""
    return ContentType(pk=1, app_label="sites", model="site")


def write_chain(count: int) -> list[Event]:
    """`count` events by three people about two rows."""
    with transaction.atomic():
        return [
            record(
                "test.done",
                target=ContentType(pk=number % 2 + 1, app_label="sites", model="site"),
                by=Actor(number % 3, f"第{number % 3}人"),
                area_code="411702",
                reason=f"事由 {number}",
                before={"status": "assigned", "amount": None},
                after={"status": "submitted", "amount": number},
            )
            for number in range(1, count + 1)
        ]
