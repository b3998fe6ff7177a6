"""What is read of figures: values as of a day, sums over tasks, identities, parents and their parts.

Every function costs a fixed number of queries, however many tasks and figures there are.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from sansan.documents.figures import city_wide
from sansan.documents.model import Bound
from sansan.people.models import Person
from sansan.places.models import Area
from sansan.rectification.figures.arithmetic import Addend, Amount, Refused, Sum, add
from sansan.rectification.figures.identities import Check, Series, check
from sansan.rectification.models import FigureIdentity, FigureValue, Task, TaskFigure
from sansan.rectification.querysets import TaskQuerySet


@dataclass(frozen=True, slots=True)
class AsOf:
    """An indicator on a day: its value in force and the one of the day before that; None where there is none."""

    figure: TaskFigure
    latest: FigureValue | None
    previous: FigureValue | None


def figures_as_of(
    tasks: TaskQuerySet | Collection[Task] | Collection[int], on: dt.date
) -> Mapping[int, Sequence[AsOf]]:
    """Task id → its indicators in their order, with what stood on that day. Two queries.

    Values without a day are of no day. The tasks are the caller's: already cut down to what the viewer may see.
    """
    found: defaultdict[int, list[AsOf]] = defaultdict(list)
    for figure in TaskFigure.objects.filter(task__in=tasks).order_by("task_id", "order", "pk"):
        found[figure.task_id].append(as_of(figure, on))
    return dict(found)


def as_of(figure: TaskFigure, on: dt.date) -> AsOf:
    """One indicator on a day, from values read already."""
    series = [v for v in figure.series if v.as_of and v.as_of <= on]
    latest = series[-1] if series else None
    earlier = [v for v in series if latest and v.as_of != latest.as_of]
    return AsOf(figure, latest, earlier[-1] if earlier else None)


def typed_figures(task: Task) -> list[TaskFigure]:
    """Indicators that wait for somebody to type them."""
    return [figure for figure in task.figures.all() if not figure.binding]


def amount_of(value: FigureValue) -> Amount:
    return Amount(value.value, Bound(value.bound))


class Placing:
    """Which areas a figure speaks of: those its scope names, else those its task lies in. One query."""

    def __init__(self, figures: Iterable[TaskFigure]) -> None:
        names = {name for figure in figures for name in _names(figure.scope)}
        rows = Area.objects.filter(name__in=names) | Area.objects.filter(short_name__in=names)
        self._codes: defaultdict[str, set[str]] = defaultdict(set)
        for code, name, short in rows.values_list("code", "name", "short_name"):
            for said in {name, short} & names:
                self._codes[said].add(code)

    def of(self, figure: TaskFigure) -> tuple[tuple[str, ...], str]:
        """Codes (none where they cannot be known) and what else the scope says."""
        round_area = figure.task.round.area_code
        if figure.scope in city_wide():
            return (round_area,), ""
        named = [self._inside(name, round_area) for name in _names(figure.scope)]
        if named and all(named):
            return tuple(sorted(filter(None, named))), ""
        areas = {area.area_code for area in figure.task.areas.all()}
        lies_in = tuple(areas) if len(areas) == 1 else () if areas else (round_area,)
        return lies_in, figure.scope

    def _inside(self, name: str, round_area: str) -> str | None:
        """The one area of this name within the round's; None where there is none, or several."""
        codes = [code for code in self._codes.get(name, ()) if code.startswith(round_area)]
        return codes[0] if len(codes) == 1 else None

    def addend(self, figure: TaskFigure, value: FigureValue) -> Addend:
        areas, words = self.of(figure)
        return Addend(
            key=value.pk,
            label=label_of(figure),
            name=figure.name,
            unit=figure.unit,
            amount=amount_of(value),
            as_of=value.as_of,
            kind=figure.kind,
            areas=areas,
            words=words,
            task=figure.task_id,
        )

    def series(self, figure: TaskFigure) -> Series:
        """The last value of each day."""
        return {v.as_of: self.addend(figure, v) for v in figure.series if v.as_of}


def _names(scope: str) -> list[str]:
    """汝南县、确山县 are two areas."""
    return [name for name in scope.split("、") if name]


def label_of(figure: TaskFigure) -> str:
    """How a sentence calls a figure: 第 12 项“已拆除”（驿城区）."""
    task = f"第 {figure.task.number} 项" if figure.task.number else ""
    scope = f"（{figure.scope}）" if figure.scope else ""
    return f"{task}“{figure.name}”{scope}"


def placed(figures: "QuerySet[TaskFigure]") -> "QuerySet[TaskFigure]":
    """With what `Placing` needs of each."""
    return figures.select_related("task__round").prefetch_related("task__areas")


def visible_figures(person: Person, verb: str = "rectification.view") -> "QuerySet[TaskFigure]":
    """A figure is seen by whoever sees its task."""
    return placed(TaskFigure.objects.filter(task__in=Task.objects.visible_to(person, verb)))


def sum_of(figures: Sequence[TaskFigure], on: dt.date | None) -> Sum | Refused:
    """The figures as they stood on a day, else as they stand, added up."""
    placing = Placing(figures)
    addends = []
    for figure in figures:
        value = as_of(figure, on).latest if on else figure.latest
        if value is None:
            day = f"{on} 及以前" if on else "目前"
            return Refused(f"第 {figure.task.number} 项的“{figure.name}”{day}没有数，不能相加。")
        addends.append(placing.addend(figure, value))
    return add(addends)


@dataclass(frozen=True, slots=True)
class Watched:
    """A declared identity and how it stands."""

    identity: FigureIdentity
    check: Check


def identities_of(tasks: Collection[Task]) -> list[Watched]:
    """The identities in force of these tasks, each checked; whoever may read them is the caller's to ask."""
    return watched(_with_figures(FigureIdentity.objects.filter(task__in=tasks, withdrawn_at=None)))


def identities_shown(person: Person, task: Task, figure: TaskFigure | None = None) -> list[Watched]:
    """Those of a task, or those a figure stands in. They name every figure of the sum: who does not see one of the
    tasks these stand in does not see the sum either."""
    about = Q(total=figure) | Q(parts=figure) if figure else Q(task=task)
    rows = _with_figures(FigureIdentity.objects.filter(about, withdrawn_at=None).distinct())
    tasks = {f.task_id for row in rows for f in (row.total, *row.parts.all())}
    others = tasks - {task.pk}
    seen = set(Task.objects.visible_to(person).filter(pk__in=others).values_list("pk", flat=True))
    seen.add(task.pk)
    return watched([r for r in rows if {f.task_id for f in (r.total, *r.parts.all())} <= seen])


def _with_figures(rows: "QuerySet[FigureIdentity]") -> list[FigureIdentity]:
    return list(
        rows.select_related("by").prefetch_related(
            Prefetch("total", placed(TaskFigure.objects.all())),
            Prefetch("parts", placed(TaskFigure.objects.all())),
        )
    )


def watched(rows: Sequence[FigureIdentity]) -> list[Watched]:
    """Check identities whose figures are read already."""
    placing = Placing(f for row in rows for f in (row.total, *row.parts.all()))
    return [
        Watched(row, check(placing.series(row.total), [placing.series(part) for part in row.parts.all()]))
        for row in rows
    ]


@dataclass(frozen=True, slots=True)
class RollUp:
    """One indicator of a parent computed from all its parts, and what the parent itself says of that day."""

    name: str
    unit: str
    figures: Sequence[TaskFigure]
    result: Sum | Refused
    own: FigureValue | None = None


def rollups(person: Person, task: Task) -> list[RollUp]:
    """Computed from the parts of a task, where every part has the indicator; never stored.

    For whoever sees every part: a sum of some would be another number, and one of all would give away the rest.
    """
    seen = Exists(Task.objects.visible_to(person).filter(pk=OuterRef("pk")))
    rows = list(task.parts.annotate(seen=seen).values_list("pk", "seen"))
    if len(rows) < 2 or not all(is_seen for _, is_seen in rows):
        return []
    parts = [pk for pk, _ in rows]
    by_name: defaultdict[tuple[str, str], dict[int, TaskFigure]] = defaultdict(dict)
    crowded = set()
    for figure in placed(TaskFigure.objects.filter(task__in=parts)).order_by("task__order", "order", "pk"):
        key = (figure.name, figure.unit)
        if figure.task_id in by_name[key]:
            crowded.add(key)  # two scopes within one part: which of them to take is not ours to say
        by_name[key][figure.task_id] = figure
    complete = {k: list(f.values()) for k, f in by_name.items() if len(f) == len(parts) and k not in crowded}
    placing = Placing(f for figures in complete.values() for f in figures)
    own = {(f.name, f.unit): f for f in task.figures.all()}
    return [_rolled(key, figures, placing, own.get(key)) for key, figures in complete.items()]


def _rolled(
    key: tuple[str, str], figures: Sequence[TaskFigure], placing: Placing, own: TaskFigure | None
) -> RollUp:
    series = [placing.series(figure) for figure in figures]
    common = set(series[0]).intersection(*series[1:])
    day = max(common, default=None)
    # Without a common day the newest values are put side by side, and the refusal says whose day is another.
    addends = [s[day] if day else s[max(s)] for s in series if s]
    result = add(addends) if len(addends) == len(series) else Refused("有的下级任务还没有带截至日期的数。")
    said = own.series if own else []
    same_day = [v for v in said if v.as_of == day]
    return RollUp(*key, figures, result, same_day[-1] if day and same_day else None)
