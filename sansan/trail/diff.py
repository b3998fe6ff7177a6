"""An event's before and after as lines a person reads. Pure."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sansan.trail.canonical import canonical

SHOWN = 60
"""Characters of a value: enough to see what changed, not to read the business out of the trail."""


@dataclass(frozen=True)
class Change:
    """One field: what it was and what it became, as text; "" where there was nothing."""

    field: str
    before: str
    after: str


def changes(
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    label: Callable[[str], str] = str,
    word: Callable[[str, Any], Any] = lambda _, value: value,
) -> list[Change]:
    """The fields that differ, by name; what is missing, None or empty is alike.

    `label` names a field, `word` a value of it.
    """
    found = []
    for field in sorted({*before, *after}):
        old, new = before.get(field), after.get(field)
        if old != new and (_shown(old) or _shown(new)):
            found.append(Change(label(field), _shown(word(field, old)), _shown(word(field, new))))
    return found


def _shown(value: Any) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    text = value if isinstance(value, str) else canonical(value)
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…（共 {len(text)} 字）"
