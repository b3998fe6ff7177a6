"""Cards that rooms above add to a task's page: this room offers the place, they fill it at start-up."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sansan.people.models import Person
from sansan.rectification.models import Task


@dataclass(frozen=True)
class Panel:
    """`content(person, task)` is what `template` shows as `panel`, None for no card; a fixed number of queries."""

    key: str
    order: int
    template: str
    content: Callable[[Person, Task], Any]


@dataclass(frozen=True)
class Shown:
    """A card with something on it."""

    template: str
    content: Any


_PANELS: dict[str, Panel] = {}


def declare(panel: Panel) -> None:
    """Declaring the same key again replaces it."""
    _PANELS[panel.key] = panel


def shown(person: Person, task: Task) -> list[Shown]:
    """The cards this person sees on this task, which the caller knows he may see."""
    asked = [
        Shown(panel.template, panel.content(person, task))
        for panel in sorted(_PANELS.values(), key=lambda panel: panel.order)
    ]
    return [panel for panel in asked if panel.content is not None]
