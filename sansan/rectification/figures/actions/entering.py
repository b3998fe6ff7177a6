"""Entering values of figures, and putting them right by new versions."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from sansan.documents.model import Bound
from sansan.errors import Conflict, Invalid, Missing
from sansan.people.models import Person
from sansan.rectification.actions.access import locked_task
from sansan.rectification.figures.actions.access import FIGURES, said_of
from sansan.rectification.figures.arithmetic import Amount
from sansan.rectification.figures.plausible import Entered, Known, questions
from sansan.rectification.figures.printed import Entry, read_entry
from sansan.rectification.figures.queries import amount_of
from sansan.rectification.models import FigureValue, ProgressReport, Task, TaskFigure
from sansan.trail.record import Entry as Event
from sansan.trail.record import record, record_all


@dataclass(frozen=True)
class Figures:
    """What a progress report says in numbers: by indicator, as people write them (6300余), and the answer to doubts.

    `as_of` where the numbers are of another day than the report.
    """

    values: Mapping[int, str] = field(default_factory=dict)
    answer: str = ""
    as_of: dt.date | None = None


NO_FIGURES = Figures()


@transaction.atomic
def add_figure(  # noqa: PLR0913 - all that makes a number a figure
    *,
    by: Person,
    task_id: int,
    name: str,
    value: Decimal,
    unit: str,
    as_of: dt.date,
    scope: str = "",
    bound: Bound = Bound.EXACT,
    kind: str = "",
    answer: str = "",
) -> TaskFigure:
    """A value with what it counts, its scope and its day; it joins the series of that indicator.

    A second value of the same day is refused: what is wrong is corrected. Raises Invalid on `answer` with the
    questions a doubtful value raises, until they are answered.
    """
    task = locked_task(task_id, by, FIGURES)
    if not name.strip():
        raise Invalid("请填写指标名称，例如“已完成整治取缔”。", field="name")
    figure = task.figures.filter(name=name.strip(), unit=unit.strip(), scope=scope.strip()).first()
    if figure is None:
        figure = TaskFigure(
            task=task, name=name.strip(), unit=unit.strip(), scope=scope.strip(), order=task.figures.count()
        )
    if kind and not figure.kind:
        figure.kind = kind
    entry = Entry(Amount(value, bound), f"{value.normalize():f}")
    (asked,) = _ask(task, [(figure, entry)], as_of, report_as_of=None, answer=answer)
    figure.save()
    made = _enter(figure, entry, by, as_of, asked=asked, answer=answer)
    record(
        "figure.added",
        target=task,
        by=by,
        area_code=task.round.area_code,
        reason=made.answer,
        after=said_of(figure, entry, as_of),
    )
    return TaskFigure.objects.get(pk=figure.pk)  # with the new value in its series


@transaction.atomic
def record_values(*, by: Person, task_id: int, as_of: dt.date, figures: Figures) -> list[FigureValue]:
    """This month's values of several indicators at once; all of them or none."""
    if not figures.values:
        raise Invalid("请至少填写一个指标的数值。")
    return _enter_all(by=by, task=locked_task(task_id, by, FIGURES), as_of=as_of, figures=figures)


def enter_reported(*, by: Person, report: ProgressReport, figures: Figures) -> list[FigureValue]:
    """The values a progress report brings, within its transaction."""
    if not figures.values:
        return []
    task = locked_task(report.task_id, by, FIGURES)
    as_of = figures.as_of or report.as_of
    return _enter_all(by=by, task=task, as_of=as_of, figures=figures, report=report)


@transaction.atomic
def correct_value(
    *, by: Person, value_id: int, text: str, reason: str, as_of: dt.date | None = None
) -> FigureValue:
    """Put a wrong value right: a new version of it, the old one stays with who said it. `as_of` corrects the day.

    Conflict where somebody else has corrected it meanwhile, saying who and to what.
    """
    old = FigureValue.objects.select_related("figure").filter(pk=value_id).first()
    task = locked_task(old.figure.task_id if old else 0, by, FIGURES)
    assert old is not None  # locked_task(0) is Missing
    newer = FigureValue.objects.select_related("by", "figure").filter(corrects=old).first()
    if newer:
        who = newer.by.name if newer.by else "系统"
        raise Conflict(
            f"该数已由{who}于 {timezone.localtime(newer.at):%m-%d %H:%M} 更正为 {newer.said}"
            f"（{newer.reason}）。您的更正没有保存，请核对后在新的数上更正。"
        )
    if old.origin == FigureValue.Origin.BINDING:
        raise Invalid("这个数由系统取得，不能手工更正；请更正它背后的记录，再重新取数。", field="value")
    if not reason.strip():
        raise Invalid("请填写更正理由。", field="reason")
    entry = read_entry(text)
    day = as_of or old.as_of
    if (entry.amount, day) == (amount_of(old), old.as_of):
        raise Invalid("更正后的数值与原来相同。", field="value")
    before = said_of(old.figure, Entry(amount_of(old), old.printed), old.as_of)
    new = FigureValue.objects.create(
        figure=old.figure,
        value=entry.amount.value,
        printed=entry.printed,
        bound=entry.amount.bound,
        as_of=day,
        by=by,
        corrects=old,
        reason=reason.strip(),
        order=old.order,
    )
    record(
        "figure.corrected",
        target=task,
        by=by,
        area_code=task.round.area_code,
        reason=reason,
        before=before,
        after=said_of(old.figure, entry, day),
    )
    return new


def _enter_all(
    *, by: Person, task: Task, as_of: dt.date, figures: Figures, report: ProgressReport | None = None
) -> list[FigureValue]:
    known = {figure.pk: figure for figure in task.figures.all()}
    if not figures.values.keys() <= known.keys():
        raise Missing("有的指标已不在本任务中，请刷新页面。")
    entries = [(known[pk], read_entry(text, field=f"figure_{pk}")) for pk, text in figures.values.items()]
    report_as_of = report.as_of if report else None
    asked = _ask(task, entries, as_of, report_as_of=report_as_of, answer=figures.answer)
    made, events = [], []
    for (figure, entry), own in zip(entries, asked, strict=True):
        value = _enter(figure, entry, by, as_of, asked=own, answer=figures.answer, report=report)
        made.append(value)
        events.append(
            Event(
                "figure.added",
                target=task,
                area_code=task.round.area_code,
                reason=value.answer,
                after=said_of(figure, entry, as_of),
            )
        )
    record_all(events, by=by)
    return made


def _ask(
    task: Task,
    entries: Sequence[tuple[TaskFigure, Entry]],
    as_of: dt.date,
    *,
    report_as_of: dt.date | None,
    answer: str,
) -> list[list[str]]:
    """What each entry raises; refuses until there is an answer."""
    there = {(f.name, f.unit) for f in task.figures.all()}
    asked = []
    for figure, entry in entries:
        if figure.binding:
            raise Invalid(f"“{figure.name}”由系统取数，不用填报。", field=_field(figure))
        series = figure.series if figure.pk else []
        if same := [v for v in series if v.as_of == as_of]:
            raise Invalid(
                f"{as_of} 的“{figure.name}”已登记为 {same[-1].said}；如有误请更正该条。", field=_field(figure)
            )
        others = [] if figure.pk else [unit for name, unit in there if name == figure.name]
        entered = Entered(figure.name, figure.unit, figure.kind, entry.amount, as_of, others)
        known = [Known(amount_of(v), v.as_of) for v in series if v.as_of]
        asked.append(questions(entered, known, today=timezone.localdate(), report_as_of=report_as_of))
    said = [question for own in asked for question in own]
    if said and not answer.strip():
        raise Invalid("请核对；数没有错的，请说明：" + "".join(said), field="answer", questions=said)
    return asked


def _field(figure: TaskFigure) -> str:
    """The form field of an indicator that is there, else of the name of a new one."""
    return f"figure_{figure.pk}" if figure.pk else "name"


def _enter(
    figure: TaskFigure,
    entry: Entry,
    by: Person,
    as_of: dt.date,
    *,
    asked: Sequence[str],
    answer: str,
    report: ProgressReport | None = None,
) -> FigureValue:
    return FigureValue.objects.create(
        figure=figure,
        value=entry.amount.value,
        printed=entry.printed,
        bound=entry.amount.bound,
        as_of=as_of,
        by=by,
        report=report,
        asked=list(asked),
        answer=answer.strip() if asked else "",
        order=figure.values.count(),
    )
