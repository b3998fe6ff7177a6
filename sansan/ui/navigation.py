"""The rooms a person may enter. Rooms register themselves; the people room supplies the gate.

The look is the lowest layer, so it learns about rooms and rights through what they register at start-up.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, order=True)
class Entry:
    """One room in the rail. `verb` is the right that opens it ("" = everybody who is logged in)."""

    order: int
    label: str
    icon: str
    url_name: str
    verb: str = ""
    phone: bool = False


Gate = Callable[[Any, str], bool]

_entries: dict[str, Entry] = {}
_gate: list[Gate] = []


def register(*entries: Entry) -> None:
    """Called from a room's `AppConfig.ready`; registering the same address again replaces it."""
    for entry in entries:
        _entries[entry.url_name] = entry


def set_gate(gate: Gate) -> None:
    """`gate(person, verb)` says whether the person may; without one, only entries without a verb are shown."""
    _gate[:] = [gate]


def entries_for(person: Any) -> list[Entry]:
    """The entries this person may enter, in order."""
    return sorted(e for e in _entries.values() if not e.verb or (_gate and _gate[0](person, e.verb)))
