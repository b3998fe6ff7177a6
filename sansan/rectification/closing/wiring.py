"""What closing tells the registries at start-up: its claims, and how the rows they name are linked."""

from collections.abc import Callable, Collection, Mapping
from typing import Any

from sansan.rectification.closing import registry

ROWS = {
    "evidence": "shown_evidence",
    "report": "shown_reports",
    "finding": "shown_findings",
    "task": "shown_tasks",
    "measure": "shown_with_task",
    "figure": "shown_figures",
    "policy": "shown_with_task",
    "opinion": "shown_with_task",
}
"""Kind of row → the function of `presentation` that says who sees it and where."""


def declare() -> None:
    from sansan.rectification.closing import rules

    rules.declare()
    for kind, name in ROWS.items():
        registry.declare_rows(kind, _late(name))


def _late(name: str) -> "registry.Shown":
    """The function by its name, looked up when it is first asked: addresses are not known at start-up."""

    def shown(person: Any, keys: Collection[int]) -> Mapping[int, str]:
        from sansan.rectification.closing import presentation

        found: Callable[[Any, Collection[int]], Mapping[int, str]] = getattr(presentation, name)
        return found(person, keys)

    return shown
