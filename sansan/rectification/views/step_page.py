"""What the page of a step is."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms

from sansan.people.models import Person
from sansan.rectification.models import Task
from sansan.rectification.workflow import Step

Given = dict[str, Any]


@dataclass(frozen=True)
class StepPage:
    """`says` tells what will happen; `run` carries it out and `done` is the message afterwards.

    `to` is where a page about a part of the task leads; the others lead to the task. `begins` says what stands in
    the form at first: from the task, the address and the part.
    """

    title: str
    permission: str
    says: str
    done: str
    form: Callable[[Person, Task, Given], forms.Form]
    run: Callable[[Person, Task, Any, Given], object]
    step: Step | None = None
    tone: str = "primary"
    to: Callable[[Given], str] | None = None
    begins: Callable[[Task, Mapping[str, str], Given], Given] | None = None
