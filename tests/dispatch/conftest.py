"""The room's tests live on one day of June 2026."""

import pytest
import time_machine

from tests.dispatch.scene import NOON, Scene, scene


@pytest.fixture(autouse=True)
def _today(settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def city(db: None) -> Scene:
    return scene()
