"""Queries an indicator may be bound to instead of being typed. Rooms add theirs at start-up.

A binding computes a value of a task for a day, and can show the rows it counted: those of them the reader may see.
"""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sansan.errors import Invalid
from sansan.rectification.figures.arithmetic import KINDS, Amount

Parameters = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Parameter:
    """One choice a binding leaves open; `choices` are pairs of value and label."""

    name: str
    label: str
    choices: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Behind:
    """The rows behind a value: a queryset cut down to the reader, how it is ordered, how a row is shown."""

    rows: Any
    order: tuple[str, ...]
    columns: Sequence[Any]  # ui.table.Column
    url: Callable[[Any], str]


@dataclass(frozen=True)
class Binding:
    """`compute` (task, parameters, day) and `rows` (person, task, parameters, day) must speak of the same rows.

    `looks_back`: whether the value of a past day can still be computed; if not, only today's is ever taken.
    """

    key: str
    label: str
    says: str  # what is counted, as a sentence for whoever reads the figure
    unit: str
    kind: str
    compute: Callable[[Any, Parameters, dt.date], Amount]
    rows: Callable[[Any, Any, Parameters, dt.date], Behind]
    parameters: tuple[Parameter, ...] = ()
    looks_back: bool = True

    def checked(self, given: Parameters) -> dict[str, str]:
        """Exactly the parameters there are, each one of its choices."""
        checked = {}
        for parameter in self.parameters:
            value = given.get(parameter.name, "")
            if value not in dict(parameter.choices):
                raise Invalid(f"请选择{parameter.label}。", field=parameter.name)
            checked[parameter.name] = value
        return checked

    def said(self, parameters: Parameters) -> str:
        """本轮督察的任务数（状态：整改中）."""
        chosen = [
            f"{p.label}：{dict(p.choices).get(parameters.get(p.name, ''), '未选')}" for p in self.parameters
        ]
        return f"{self.label}（{'，'.join(chosen)}）" if chosen else self.label


_BINDINGS: dict[str, Binding] = {}


def register(binding: Binding) -> None:
    """Add a binding. A key met twice or a kind there is not is a mistake of the room that registers it."""
    if binding.key in _BINDINGS:
        raise ValueError(f"the binding {binding.key} is registered twice")
    if not binding.kind or binding.kind not in KINDS:
        raise ValueError(f"{binding.key}: {binding.kind!r} is no kind of figure")
    _BINDINGS[binding.key] = binding


def bindings() -> Mapping[str, Binding]:
    """Every binding by key, in the order of registration."""
    return dict(_BINDINGS)
