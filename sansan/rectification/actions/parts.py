"""分解到县区: a task split into sub-tasks that go their own way; one added or taken back later, for a reason."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.db import transaction
from django.db.models import Count, Max
from django.utils import timezone

from sansan.documents.model import UnitRole
from sansan.errors import Conflict, Invalid, NotAllowed
from sansan.people.access import grants, require
from sansan.people.models import Organisation, Person
from sansan.people.roles import Reach
from sansan.places.queries import area_name, counties
from sansan.places.scope import contains
from sansan.rectification.actions.access import locked_round, locked_task
from sansan.rectification.actions.steps import move
from sansan.rectification.dividing import Division, divide
from sansan.rectification.models import Assignment, Measure, Part, Round, Split, Task, TaskArea
from sansan.rectification.queries import assignable_organisations
from sansan.rectification.workflow import STEPS, Kind, State, Step, check_needs, next_state
from sansan.trail.record import Entry, hold_chain, record, record_all

SPLIT = STEPS[Step.ASSIGN].permission
SPLITTABLE = (State.OPEN, State.RECTIFYING)
MOST_AT_ONCE = 300  # tasks split in one action


@dataclass(frozen=True)
class Share:
    """What one part takes on: a county, units, or both; its number; its own deadline where it is earlier."""

    area_code: str = ""
    organisation_ids: tuple[int, ...] = ()
    target: Decimal | None = None
    deadline: dt.date | None = None


@dataclass(frozen=True)
class Goal:
    """The number the parts' numbers are compared with."""

    name: str = ""
    unit: str = ""
    target: Decimal | None = None


@dataclass
class _Cut:
    """A task about to be split, and the shares with their units read."""

    task: Task
    shares: list[tuple[Share, list[Organisation]]] = field(default_factory=list)
    reason: str = ""


@transaction.atomic
def split_task(
    *, by: Person, task_id: int, shares: Sequence[Share], goal: Goal | None = None, reason: str = ""
) -> list[Task]:
    """Split the task, or add parts to a split one (then with a reason). Parts with a unit are handed over at once."""
    task = locked_task(task_id, by, SPLIT)
    ensure_may_split(by, task)
    _ensure_splittable(task)
    if not shares:
        raise Invalid("请至少选择一个县区或单位。", field="areas")
    split = Split.objects.filter(task=task).first()
    if split is not None and not reason.strip():
        raise Invalid("任务已分解，增列分解任务须写明理由。", field="reason")
    known = {o.pk: o for o in assignable_organisations(by)}
    cut = _Cut(task, [(share, _units(share, known)) for share in shares], reason.strip())
    _check(cut, {area.code for area in counties(task.round.area_code).only("code")})
    given = goal or Goal()
    if split is None:
        Split.objects.create(
            task=task, name=given.name.strip(), unit=given.unit.strip(), target=given.target, by=by
        )
    elif goal and (given.target, given.name, given.unit) != (split.target, split.name, split.unit):
        split.name, split.unit, split.target = given.name.strip(), given.unit.strip(), given.target
        split.save(update_fields=["name", "unit", "target"])
    return _carry_out([cut], by=by)


@transaction.atomic
def split_by_areas(*, by: Person, round_id: int, task_ids: Sequence[int]) -> list[Task]:
    """Split many tasks at once, each by the counties it concerns, as the preview says. All or nothing."""
    round_ = locked_round(round_id, by, SPLIT)
    if len(task_ids) > MOST_AT_ONCE:
        raise Invalid(f"一次最多分解 {MOST_AT_ONCE} 项任务，请分批办理。")
    locked = Task.objects.visible_to(by, SPLIT).filter(round=round_, pk__in=task_ids)
    # Locked by number, as everybody does who locks several; split in the order of the ledger.
    tasks = sorted(
        locked.select_for_update(of=("self",), no_key=True).order_by("pk"), key=lambda task: task.order
    )
    if not tasks:
        raise Invalid("请至少选择一项任务。")
    plans = divisions(by, round_, tasks)
    stuck = [d for d in plans if d.why_not]
    if stuck:
        raise Conflict(
            f"打开本页之后情况有变：第 {stuck[0].task.number} 项{stuck[0].why_not}。没有分解任何任务，请刷新后再试。"
        )
    Split.objects.bulk_create(Split(task=d.task, by=by) for d in plans)
    for division in plans:
        division.task.round = round_
    cuts = [
        _Cut(d.task, [(Share(area_code=cut.area_code), list(cut.units)) for cut in d.cuts]) for d in plans
    ]
    return _carry_out(cuts, by=by)


@transaction.atomic
def withdraw_part(*, by: Person, task_id: int, reason: str) -> Task:
    """Take a part back: it is no longer asked for. What was reported on it stays."""
    task = locked_task(task_id, by, STEPS[Step.WITHDRAW].permission)
    state = next_state(task.place, Step.WITHDRAW)
    check_needs(Step.WITHDRAW, reason=reason)
    ensure_may_split(by, task)
    before = task.state
    Part.objects.filter(task=task).update(
        withdrawn_by=by, withdrawn_at=timezone.now(), withdrawn_reason=reason.strip()
    )
    move(task, state, suspended_on=None)
    record(
        "part.withdrawn",
        target=task,
        by=by,
        area_code=task.round.area_code,
        reason=reason,
        before={"state": before},
        after={"state": state},
    )
    assert task.parent is not None  # a constraint of the table
    record(
        "task.part_withdrawn",
        target=task.parent,
        by=by,
        area_code=task.round.area_code,
        reason=reason,
        after={"number": task.number},
    )
    task.parent.save(update_fields=["updated_at"])
    return task


def may_split(person: Person, task: Task) -> bool:
    """Who assigns over the whole round, or looks after the task as its office: no county splits the city's task."""
    return any(
        (grant.reach is Reach.ALL)
        or (grant.reach is Reach.AREA and contains(grant.area_code, task.round.area_code))
        or (grant.reach is Reach.OFFICE and grant.organisation_id == task.office_id)
        for grant in grants(person, SPLIT)
    )


def ensure_may_split(by: Person, task: Task) -> None:
    require(by, SPLIT)
    if not may_split(by, task):
        raise NotAllowed("任务由市攻坚办或主管专项办分解，县区不能分解或撤回。")


def divisions(by: Person, round_: Round, tasks: Sequence[Task]) -> list[Division]:
    """How these tasks would be split by their areas; a fixed number of queries."""
    ids = [task.pk for task in tasks]
    areas: dict[int, list[str]] = {pk: [] for pk in ids}
    assigned: dict[int, list[Organisation]] = {pk: [] for pk in ids}
    for task_id, code in TaskArea.objects.filter(task__in=ids).values_list("task", "area_code"):
        areas[task_id].append(code)
    units = Assignment.objects.filter(task__in=ids, organisation__isnull=False)
    for unit in units.exclude(role__in=_NOT_DOING).select_related("organisation").order_by("order"):
        if unit.organisation:
            assigned[unit.task_id].append(unit.organisation)
    parents = set(Task.objects.filter(parent__in=ids).values_list("parent", flat=True))
    offices: dict[str, Organisation] = {}
    for office in assignable_organisations(by).filter(kind=Organisation.Kind.COUNTY_OFFICE):
        offices.setdefault(office.area_code, office)
    names = {area.code: area.short_name or area.name for area in counties(round_.area_code).defer("boundary")}
    return [
        divide(
            task,
            areas=areas[task.pk],
            units=assigned[task.pk],
            counties=names,
            offices=offices,
            has_parts=task.pk in parents,
            ready=task.kind in _SPLIT_KINDS and task.state in SPLITTABLE,
        )
        for task in tasks
    ]


_NOT_DOING = (UnitRole.ACCEPT, UnitRole.SUPERVISE, UnitRole.LEADER)
_SPLIT_KINDS = (Kind.TASK, Kind.RECURRENCE)


def _ensure_splittable(task: Task) -> None:
    if task.kind not in _SPLIT_KINDS:
        raise Conflict("下级任务不能再分解，请在上级任务中增列。")
    if task.state not in SPLITTABLE:
        hint = "，方案批准后才能分解" if task.state == State.PLANNING else ""
        raise Conflict(f"任务当前为“{task.place.label}”，不能分解{hint}。")
    if task.parts.filter(kind=Kind.SUB).exists():
        raise Conflict("来源报告已把本任务分为下级任务，不再另行分解。")


def _units(share: Share, known: Mapping[int, Organisation]) -> list[Organisation]:
    if strange := [pk for pk in share.organisation_ids if pk not in known]:
        raise Invalid(f"有 {len(strange)} 个单位不在您的管辖区域内，请重新选择。", field="areas")
    return [known[pk] for pk in dict.fromkeys(share.organisation_ids)]


def _check(cut: _Cut, county_codes: set[str]) -> None:
    """Each share names a county or a unit, once; no part runs longer than its whole."""
    live = cut.task.parts.exclude(state=State.WITHDRAWN)
    taken_areas = set(TaskArea.objects.filter(task__in=live).values_list("area_code", flat=True))
    taken_units = set(Assignment.objects.filter(task__in=live).values_list("organisation", flat=True))
    for share, units in cut.shares:
        if not share.area_code and not units:
            raise Invalid("每项分解任务须选定县区或单位。", field="areas")
        if share.area_code and share.area_code not in county_codes:
            raise Invalid("请选择本次督察范围内的县区。", field="areas")
        if share.area_code and share.area_code in taken_areas:
            raise Invalid(f"{area_name(share.area_code)}已有分解任务。", field="areas")
        if not share.area_code and (again := next((u for u in units if u.pk in taken_units), None)):
            raise Invalid(f"{again.name}已有分解任务。", field="units")
        taken_areas.add(share.area_code)
        taken_units |= {unit.pk for unit in units}
        if share.target is not None and share.target < 0:
            raise Invalid("目标数量不能小于 0。", field="areas")
        whole = cut.task.deadline_date
        if share.deadline and whole and share.deadline > whole:
            raise Invalid(
                f"分解任务的期限 {share.deadline} 晚于上级任务的期限 {whole}，请改早或先延长上级任务。",
                field="areas",
            )


def _carry_out(cuts: Sequence[_Cut], *, by: Person) -> list[Task]:
    """Make the parts with all that hangs on them: a fixed number of statements however many there are, and events."""
    round_ = cuts[0].task.round
    hold_chain()  # other tasks of the round may be split at this moment
    last = round_.tasks.aggregate(last=Max("order"))["last"] or 0
    made = list(_made(cuts, last))
    parts = Task.objects.bulk_create(part for part, _, _ in made)
    Part.objects.bulk_create(
        Part(task=part, target=share.target, added_by=by, added_reason=cut.reason)
        for (part, cut, (share, _)) in made
    )
    TaskArea.objects.bulk_create(
        (
            TaskArea(task=task, area_code=code)
            for part, cut, (share, units) in made
            for task, code in _areas(part, cut.task, share, units)
        ),
        ignore_conflicts=True,
    )
    Assignment.objects.bulk_create(
        Assignment(task=part, organisation=unit, name=unit.name, order=order)
        for part, _, (_, units) in made
        for order, unit in enumerate(units)
    )
    measures = _measures([cut.task for cut in cuts])
    Measure.objects.bulk_create(
        Measure(task=part, order=order, text=text)
        for part, cut, _ in made
        for order, text in measures.get(cut.task.pk, ())
    )
    _hand_over(cuts)
    record_all(list(_events(cuts, made)), by=by)
    return parts


_Made = tuple[Task, _Cut, tuple[Share, list[Organisation]]]


def _made(cuts: Sequence[_Cut], last: int) -> Iterable[_Made]:
    """The parts, unsaved, numbered after their whole and behind the round's last task."""
    there = Task.objects.filter(parent__in=[cut.task for cut in cuts]).order_by().values_list("parent")
    before = dict(there.annotate(Count("pk")))
    for cut in cuts:
        for n, (share, units) in enumerate(cut.shares, before.get(cut.task.pk, 0) + 1):
            last += 1
            task = cut.task
            yield (
                Task(
                    round=task.round,
                    kind=Kind.PART,
                    parent=task,
                    klass_id=task.klass_id,
                    section_id=task.section_id,
                    office_id=task.office_id,
                    number=f"{task.number[:16]}-{n}" if task.number else "",
                    order=last,
                    problem=task.problem,
                    goal=task.goal,
                    deadline_wording=task.deadline_wording if not share.deadline else f"{share.deadline}前",
                    deadline_date=share.deadline or task.deadline_date,
                    standing=task.standing,
                    state=State.RECTIFYING if units else State.OPEN,
                ),
                cut,
                (share, units),
            )


def _areas(
    part: Task, whole: Task, share: Share, units: Sequence[Organisation]
) -> Iterable[tuple[Task, str]]:
    """The part lies in its county and where its units are; the county sees the heading of the whole too."""
    smaller = [u.area_code for u in units if len(u.area_code) > len(whole.round.area_code)]
    for code in dict.fromkeys(filter(None, [share.area_code, *smaller])):
        yield part, code
        yield whole, code


def _measures(tasks: Sequence[Task]) -> dict[int, list[tuple[int, str]]]:
    found: dict[int, list[tuple[int, str]]] = {}
    for task_id, order, text in Measure.objects.filter(task__in=tasks).values_list("task", "order", "text"):
        found.setdefault(task_id, []).append((order, text))
    return found


def _hand_over(cuts: Sequence[_Cut]) -> None:
    """A whole whose parts are handed over is under way itself."""
    now = timezone.now()
    for cut in cuts:
        cut.task.updated_at = now
        if cut.task.state == State.OPEN and any(units for _, units in cut.shares):
            cut.task.state = next_state(cut.task.place, Step.ASSIGN)
    Task.objects.bulk_update([cut.task for cut in cuts], ["state", "updated_at"], batch_size=200)


def _events(cuts: Sequence[_Cut], made: Sequence[_Made]) -> Iterable[Entry]:
    for cut in cuts:
        mine = [part for part, owner, _ in made if owner is cut]
        yield Entry(
            "task.split",
            target=cut.task,
            area_code=cut.task.round.area_code,
            reason=cut.reason,
            after={"parts": len(mine), "state": cut.task.state},
        )
    names = {code: area_name(code) for code in {share.area_code for _, _, (share, _) in made} if code}
    for part, cut, (share, units) in made:
        area = share.area_code or cut.task.round.area_code
        yield Entry(
            "part.added",
            target=part,
            area_code=area,
            reason=cut.reason,
            after={
                "task": cut.task.pk,
                "area": names.get(share.area_code, ""),
                "target": share.target,
                "deadline_date": part.deadline_date,
            },
        )
        for unit in units:
            yield Entry(
                "task.assigned",
                target=part,
                area_code=unit.area_code,
                after={"unit": unit.name, "role": UnitRole.RESPONSIBLE.value, "state": part.state},
            )
