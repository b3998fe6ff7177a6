"""Entering figures, putting them right, saying what they mean, binding them to queries, declaring sums."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from sansan.documents.model import Bound
from sansan.errors import Conflict, Invalid, Missing
from sansan.people.models import Person
from sansan.rectification.actions.access import locked_task
from sansan.rectification.figures.arithmetic import Amount
from sansan.rectification.figures.bindings import bindings
from sansan.rectification.figures.plausible import Entered, Known, questions
from sansan.rectification.figures.printed import Entry, read_entry
from sansan.rectification.figures.queries import amount_of
from sansan.rectification.models import FigureIdentity, FigureValue, ProgressReport, Task, TaskFigure
from sansan.trail.record import SYSTEM, Actor, record, record_all
from sansan.trail.record import Entry as Event

FIGURES = "rectification.figures"
BIND = "rectification.intake"  # what an indicator is computed from, and what must add up, the office says
TAKEN_AGAIN = "同日重新取数"


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
        after=_said(figure, entry, as_of),
    )
    return TaskFigure.objects.get(pk=figure.pk)  # with the new value in its series


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
                after=_said(figure, entry, as_of),
            )
        )
    record_all(events, by=by)
    return made


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
    before = _said(old.figure, Entry(amount_of(old), old.printed), old.as_of)
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
        after=_said(old.figure, entry, day),
    )
    return new


@transaction.atomic
def describe_figure(
    *,
    by: Person,
    figure_id: int,
    kind: str,
    direction: str,
    target: Decimal | None,
    target_on: dt.date | None,
) -> TaskFigure:
    """Say what an indicator means: 累计 or 当期, which way is better, what is aimed at and by when."""
    figure, task = _locked(figure_id, by, FIGURES)
    if kind not in TaskFigure.Kind.values:
        raise Invalid("请选择口径。", field="kind")
    if direction not in TaskFigure.Direction.values:
        raise Invalid("请选择方向。", field="direction")
    if target_on and target is None:
        raise Invalid("写了目标日期，请同时填写目标值。", field="target")
    given = {"kind": kind, "direction": direction, "target": target, "target_on": target_on}
    before = {name: getattr(figure, name) for name in given}
    changed = [name for name in given if given[name] != before[name]]
    if not changed:
        raise Invalid("没有改动。")
    for name in changed:
        setattr(figure, name, given[name])
    figure.save(update_fields=changed)
    record(
        "figure.described",
        target=task,
        by=by,
        area_code=task.round.area_code,
        before={"name": figure.name} | {name: before[name] for name in changed},
        after={"name": figure.name} | {name: given[name] for name in changed},
    )
    return figure


@transaction.atomic
def bind_figure(
    *, by: Person, task_id: int, name: str, binding: str, parameters: Mapping[str, str], scope: str = ""
) -> TaskFigure:
    """Let the system compute an indicator instead of having it typed. One that is typed already keeps its values."""
    task = locked_task(task_id, by, BIND)
    query = bindings().get(binding)
    if query is None:
        raise Invalid("请选择取数方式。", field="binding")
    if not name.strip():
        raise Invalid("请填写指标名称。", field="name")
    checked = query.checked(parameters)
    figure, _ = TaskFigure.objects.get_or_create(
        task=task,
        name=name.strip(),
        unit=query.unit,
        scope=scope.strip(),
        defaults={"order": task.figures.count()},
    )
    if (figure.binding, figure.parameters) == (binding, checked):
        raise Invalid("该指标已按此方式取数。", field="binding")
    before = {"name": figure.name, "binding": figure.binding}
    figure.binding, figure.parameters, figure.kind = binding, checked, query.kind
    figure.bound_on = timezone.localdate()
    figure.save(update_fields=["binding", "parameters", "kind", "bound_on"])
    record(
        "figure.bound",
        target=task,
        by=by,
        area_code=task.round.area_code,
        before=before,
        after={"name": figure.name, "binding": binding, "parameters": checked},
    )
    return figure


@transaction.atomic
def unbind_figure(*, by: Person, figure_id: int, reason: str) -> TaskFigure:
    """Have an indicator typed again; what the system took stays in the series."""
    figure, task = _locked(figure_id, by, BIND)
    if not figure.binding:
        raise Conflict("该指标已改为人工填报，请刷新页面。")
    if not reason.strip():
        raise Invalid("请填写理由。", field="reason")
    before = {"name": figure.name, "binding": figure.binding, "parameters": figure.parameters}
    figure.binding, figure.parameters, figure.bound_on = "", {}, None
    figure.save(update_fields=["binding", "parameters", "bound_on"])
    record(
        "figure.unbound",
        target=task,
        by=by,
        area_code=task.round.area_code,
        reason=reason,
        before=before,
        after={"name": figure.name},
    )
    return figure


@transaction.atomic
def take_value(*, by: Person, figure_id: int) -> FigureValue:
    """Take today's value of a bound indicator into its series; the same value of the same day is there once."""
    figure, task = _locked(figure_id, by, FIGURES)
    return _take(by=by, figure=figure, task=task, day=timezone.localdate())


@transaction.atomic
def take_month_end(*, figure_id: int, day: dt.date) -> FigureValue | None:
    """The worker's half: the value of a month's last day, once. None where the indicator is typed by now."""
    task = Task.objects.select_for_update(of=("self",)).filter(figures=figure_id).first()
    figure = TaskFigure.objects.filter(pk=figure_id).first()
    if task is None or figure is None or figure.binding not in bindings():
        return None
    return _take(by=SYSTEM, figure=figure, task=task, day=day)


def _take(*, by: Actor, figure: TaskFigure, task: Task, day: dt.date) -> FigureValue:
    query = bindings().get(figure.binding)
    if query is None:
        raise Conflict("该指标由人工填报，没有可取的数。")
    if day < timezone.localdate() and not query.looks_back:
        raise Invalid(f"“{figure.name}”只能取当天的数。")
    amount = query.compute(task, figure.parameters, day)
    taken = [v for v in figure.series if v.as_of == day and v.origin == FigureValue.Origin.BINDING]
    if taken and amount_of(taken[-1]) == amount:
        return taken[-1]
    value = FigureValue.objects.create(
        figure=figure,
        value=amount.value,
        printed=f"{amount.value:f}",
        bound=amount.bound,
        as_of=day,
        origin=FigureValue.Origin.BINDING,
        by_id=by.pk,
        corrects=taken[-1] if taken else None,
        reason=TAKEN_AGAIN if taken else "",
        order=figure.values.count(),
    )
    record(
        "figure.taken",
        target=task,
        by=by,
        area_code=task.round.area_code,
        after=_said(figure, Entry(amount, value.printed), day),
    )
    return value


@transaction.atomic
def declare_identity(
    *, by: Person, task_id: int, total_id: int, part_ids: Sequence[int], note: str = ""
) -> FigureIdentity:
    """合计关系: this figure of the task is the sum of those, of the task itself or of its parts."""
    task = locked_task(task_id, by, BIND)
    there = {f.pk: f for f in TaskFigure.objects.filter(Q(task=task) | Q(task__parent=task))}
    parts = list(dict.fromkeys(part_ids))
    if total_id not in there:
        raise Invalid("请选择本任务的一个指标作为总数。", field="total")
    if len(parts) < 2 or not set(parts) <= there.keys():
        raise Invalid("请至少选择本任务或其下级任务的两个指标作为分项。", field="parts")
    if total_id in parts:
        raise Invalid("总数不能同时是分项。", field="parts")
    odd = [there[pk] for pk in parts if there[pk].unit != there[total_id].unit]
    if odd:
        raise Invalid(
            f"“{odd[0].name}”以“{odd[0].unit or '无单位'}”为单位，与总数不同，不能合计。", field="parts"
        )
    for known in FigureIdentity.objects.filter(total=total_id, withdrawn_at=None):
        if {part.pk for part in known.parts.all()} == set(parts):
            raise Invalid("该合计关系已经登记。", field="parts")
    identity = FigureIdentity.objects.create(task=task, total_id=total_id, note=note.strip(), by=by)
    identity.parts.set(parts)
    record(
        "figure.identity_declared",
        target=task,
        by=by,
        area_code=task.round.area_code,
        reason=note,
        after=_identity_said(identity),
    )
    return identity


@transaction.atomic
def withdraw_identity(*, by: Person, identity_id: int, reason: str) -> FigureIdentity:
    """The sum was declared by mistake, or no longer has to come out."""
    identity = FigureIdentity.objects.filter(pk=identity_id).first()
    task = locked_task(identity.task_id if identity else 0, by, BIND)
    assert identity is not None  # locked_task(0) is Missing
    identity.refresh_from_db()
    if identity.withdrawn_at:
        raise Conflict("该合计关系已被撤销，请刷新页面。")
    if not reason.strip():
        raise Invalid("请填写撤销理由。", field="reason")
    identity.withdrawn_at = timezone.now()
    identity.save(update_fields=["withdrawn_at"])
    record(
        "figure.identity_withdrawn",
        target=task,
        by=by,
        area_code=task.round.area_code,
        reason=reason,
        before=_identity_said(identity),
    )
    return identity


def _locked(figure_id: int, by: Person, verb: str) -> tuple[TaskFigure, Task]:
    """The figure as it is once its task is locked."""
    task_id = TaskFigure.objects.filter(pk=figure_id).values_list("task", flat=True).first()
    task = locked_task(task_id or 0, by, verb)
    return TaskFigure.objects.get(pk=figure_id), task


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


def _said(figure: TaskFigure, entry: Entry, as_of: dt.date | None) -> dict[str, object]:
    value = Decimal(f"{entry.amount.value.normalize():f}")
    said = {"name": figure.name, "value": value, "unit": figure.unit, "as_of": as_of}
    if entry.amount.bound != Bound.EXACT:
        said["bound"] = entry.amount.bound.value
    return {**said, "scope": figure.scope}


def _identity_said(identity: FigureIdentity) -> dict[str, object]:
    return {"name": identity.total.name, "addends": "、".join(part.name for part in identity.parts.all())}
