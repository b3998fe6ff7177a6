"""The one door between 月调度 and the figures of tasks: which indicators a task has, their last values, a new value."""

import datetime as dt
import hashlib
import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sansan.documents.model import Bound
from sansan.people.models import Person
from sansan.rectification.actions.upkeep import add_figure, correct_figure
from sansan.rectification.models import TaskFigure
from sansan.rectification.models.progress import BOUND_LABELS

CORRECTED = "月调度填报更正当日数值"
_NUMBER = re.compile(r"(约|近|不足|超过|不少于|不超过)?(-?\d+(?:\.\d{1,6})?)(余|多|以上|以下|以内|左右)?")
_BOUNDS = {
    "约": Bound.ABOUT,
    "左右": Bound.ABOUT,
    "近": Bound.AT_MOST,
    "不足": Bound.AT_MOST,
    "不超过": Bound.AT_MOST,
    "以下": Bound.AT_MOST,
    "以内": Bound.AT_MOST,
    "超过": Bound.AT_LEAST,
    "不少于": Bound.AT_LEAST,
    "余": Bound.AT_LEAST,
    "多": Bound.AT_LEAST,
    "以上": Bound.AT_LEAST,
}


@dataclass(frozen=True, slots=True)
class Indicator:
    """One number of a task with its last value. Same name, unit and scope: the same number, under the same `key`."""

    key: str
    task_id: int
    name: str
    unit: str
    scope: str
    value: Decimal
    bound: Bound
    as_of: dt.date | None
    figure_id: int

    @property
    def label(self) -> str:
        return f"{self.name}（{self.scope}）" if self.scope else self.name

    @property
    def printed(self) -> str:
        """约200, as a person would type it back."""
        return f"{BOUND_LABELS[self.bound]}{self.value.normalize():f}"


@dataclass(frozen=True, slots=True)
class Value:
    value: Decimal
    bound: Bound


def indicators(task_ids: Collection[int], *, on: dt.date | None = None) -> dict[int, list[Indicator]]:
    """Each task's numbers with their last value, or the last one up to the day `on`; one query."""
    last: dict[int, dict[str, Indicator]] = {}
    rows = TaskFigure.objects.filter(task__in=task_ids).order_by("task", "order", "pk")
    for row in rows:
        if on and row.as_of and row.as_of > on:
            continue
        key = key_of(row.name, row.unit, row.scope)
        known = last.setdefault(row.task_id, {})
        before = known.get(key)
        if before is None or (row.as_of or dt.date.min) >= (before.as_of or dt.date.min):
            known[key] = Indicator(
                key,
                row.task_id,
                row.name,
                row.unit,
                row.scope,
                row.value,
                Bound(row.bound),
                row.as_of,
                row.pk,
            )
    return {task: list(found.values()) for task, found in last.items()}


def key_of(name: str, unit: str, scope: str) -> str:
    return hashlib.sha256("\x1f".join((name, unit, scope)).encode()).hexdigest()[:12]


def parse(text: str) -> Value:
    """A number as officials type it: 1,200 or 1200余 or 约30. Raises ValueError with a sentence for what is none."""
    plain = re.sub(r"[\s,，]", "", unicodedata.normalize("NFKC", text))
    found = _NUMBER.fullmatch(plain)
    if not found:
        raise ValueError(f"“{text.strip()}”不是数字，请只填数，如 120、3.5、300余")
    before, digits, after = found.groups()
    if before and after:
        raise ValueError(f"“{text.strip()}”前后都有概数词，请只留一个")
    if len(digits.partition(".")[0].lstrip("-")) > 13:
        raise ValueError(f"“{text.strip()}”位数过多，请核对")
    word = before or after
    return Value(Decimal(digits), _BOUNDS[word] if word else Bound.EXACT)


def enter(*, by: Person, indicator: Indicator, given: Value, as_of: dt.date) -> None:
    """A further value of the indicator; one of the same day already there is put right instead."""
    same: Any = TaskFigure.objects.filter(
        task=indicator.task_id,
        name=indicator.name,
        unit=indicator.unit,
        scope=indicator.scope,
        as_of=as_of,
    ).first()
    if same is None:
        add_figure(
            by=by,
            task_id=indicator.task_id,
            name=indicator.name,
            value=given.value,
            unit=indicator.unit,
            as_of=as_of,
            scope=indicator.scope,
            bound=given.bound,
        )
    elif same.value != given.value:
        correct_figure(by=by, figure_id=same.pk, value=given.value, reason=CORRECTED)
