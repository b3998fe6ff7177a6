"""Every action of the product is done once under watch: what is written is written by an action that leaves its event.

The sources are proved in `test_writes.py`; this is the same said of a run: the sample city's year, then `deeds`.
"""

import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import wraps
from importlib import import_module
from types import ModuleType
from typing import Any

import pytest
from django.db import connection

from tests.project.deeds import do_the_rest
from tests.project.test_writes import _actions

WRITES = ("INSERT", "UPDATE", "DELETE")
NO_DEEDS = (
    "trail_",
    "django_tasks",
    "notify_",
    "search_",
    "api_push",
    "dispatch_draft",
    "dispatch_entry",
    "rectification_roundarchive",
)
"""Tables whose rows are no deeds: the trail itself, jobs and how far they are, messages and pushes, what can be found,
what is typed before it is handed in and that its page was opened."""
OF_THE_SAMPLE = {"rectification_progressreport", "people_person"}
"""The sample plays months in one second, so what was reported in them gets its day; and its accounts share one hash."""
BY_ITSELF = {"sansan.rectification.actions.intake.read_source"}
"""Notes that it has begun, before there is anything to say."""


@dataclass
class Watch:
    """What was written while which actions were at work."""

    within: list[str] = field(default_factory=list)
    calls: Counter[str] = field(default_factory=Counter)
    events: Counter[str] = field(default_factory=Counter)
    written: Counter[str] = field(default_factory=Counter)
    outside: list[str] = field(default_factory=list)
    silent: list[str] = field(default_factory=list)
    _now: list[list[int]] = field(default_factory=list)

    def statement(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        head = sql.lstrip()[:400]
        if head.startswith(WRITES):
            table = head.split('"')[1]
            if table == "trail_event":
                self._count(1)
            elif not table.startswith(NO_DEEDS):
                self._count(0)
                if not self.within:
                    self.outside.append(table)
        return execute(sql, params, many, context)

    def _count(self, which: int) -> None:
        for numbers in self._now:
            numbers[which] += 1

    @contextmanager
    def aside(self) -> Iterator[None]:
        """What a test sets up is nobody's deed."""
        self.within.append("the test")
        try:
            yield
        finally:
            self.within.pop()

    def around(self, name: str, action: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(action)
        def watched(*given: Any, **named: Any) -> Any:
            self.within.append(name)
            self._now.append([0, 0])
            try:
                result = action(*given, **named)
            finally:
                self.within.pop()
                rows, events = self._now.pop()
            self.calls[name] += 1
            self.events[name] += events
            if rows and not events and name not in BY_ITSELF:
                self.silent.append(name)
            return result

        return watched


@contextmanager
def watching() -> Iterator[Watch]:
    """Every action wrapped wherever it is known by name."""
    watch = Watch()
    with pytest.MonkeyPatch.context() as patch, connection.execute_wrapper(watch.statement):
        for name, action in originals().items():
            watched = watch.around(name, action)
            for module in list(sys.modules.values()):
                if isinstance(module, ModuleType) and module.__name__.startswith("sansan"):
                    for known_as, value in list(vars(module).items()):
                        if value is action:
                            patch.setattr(module, known_as, watched)
        yield watch


def originals() -> dict[str, Callable[..., Any]]:
    found = {}
    for file, node, _ in _actions():
        module = file.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
        found[f"{module}.{node.name}"] = getattr(import_module(module), node.name)
    return found


@pytest.mark.django_db
def test_every_action_is_walked_and_each_that_writes_leaves_its_event(settings: Any, tmp_path: Any) -> None:
    import sansan.rectification.sample.loading
    import sansan.sample.loading

    settings.DATA_DIR = tmp_path
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
    import_module("sansan.rectification.sample.work")
    with watching() as watch:
        sansan.sample.loading.load(lambda _: None)
        do_the_rest(watch)
    assert watch.calls.keys() == originals().keys(), "do what is missing in tests/project/deeds"
    assert not watch.silent, "they wrote and left no event"
    idle = {name for name in watch.calls if not watch.events[name]} - BY_ITSELF
    assert not idle, "called, but nothing was done"
    assert set(watch.outside) <= OF_THE_SAMPLE, "written by no action at all"


@pytest.mark.django_db
def test_the_watch_sees_an_action_that_keeps_silent_and_a_write_by_nobody() -> None:
    from sansan.places.models import Area

    watch = Watch()
    row = Area(code="41", name="河南省", short_name="河南", kind="area", level=1)
    with connection.execute_wrapper(watch.statement):
        watch.around("silent", row.save)()
        row.save()
    assert watch.silent == ["silent"]
    assert watch.outside == ["places_area"]
