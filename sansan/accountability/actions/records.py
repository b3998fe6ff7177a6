"""A record on its way: opened, whom it concerns, accepted, investigated, decided, executed, closed."""

import datetime as dt
from collections.abc import Collection, Mapping

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from sansan.accountability.actions.access import locked_record, open_record, recorded
from sansan.accountability.models import Record, Subject
from sansan.accountability.querysets import HANDLE
from sansan.accountability.rules import NONE, effect_until, removable_on, rules
from sansan.accountability.sealing import mark, seal
from sansan.accountability.workflow import LABELS, State, may_follow
from sansan.config import config
from sansan.errors import Conflict, Invalid, Missing, NotAllowed
from sansan.people.access import require
from sansan.people.models import Person
from sansan.people.roles import Reach
from sansan.places.models import Area
from sansan.places.scope import contains
from sansan.rectification.models import Task

_VERB_OF = {
    State.ACCEPTED: "accountability.accepted",
    State.INVESTIGATING: "accountability.investigated",
    State.EXECUTING: "accountability.executed",
}


@transaction.atomic
def start_record(
    *,
    by: Person,
    area_code: str,
    cause: str,
    facts: str,
    found_on: dt.date,
    tasks: Collection[Task] = (),
) -> Record:
    """A clue becomes a record under the next number of the year."""
    grants = require(by, HANDLE)
    if not any(grant.reach is Reach.ALL or contains(grant.area_code, area_code) for grant in grants):
        raise NotAllowed("您不能在该区域登记问责线索。", verb=HANDLE)
    if cause not in rules().causes:
        raise Invalid("请选择问责情形。", field="cause")
    if not facts.strip():
        raise Invalid("请填写事实。", field="facts")
    if found_on > timezone.localdate():
        raise Invalid("线索日期不能晚于今天。", field="found_on")
    year = timezone.localdate().year
    # Two records at the same moment wait for each other on the city, and get two numbers.
    list(Area.objects.select_for_update().filter(code=config().city_code).values_list("pk"))
    same = Record.objects.filter(year=year)
    row = Record.objects.create(
        area_code=area_code,
        year=year,
        serial=(same.aggregate(last=Max("serial"))["last"] or 0) + 1,
        cause=cause,
        facts_sealed=seal(facts.strip()),
        found_on=found_on,
        by=by,
    )
    row.tasks.set(tasks)
    recorded("accountability.opened", row, {"cause": cause, "tasks": [task.pk for task in tasks]}, by=by)
    return row


@transaction.atomic
def edit_record(*, by: Person, record_id: int, cause: str, facts: str, found_on: dt.date) -> Record:
    """Correct cause, facts and day before the decision. That it was done is recorded, not what was typed."""
    row = open_record(record_id, by)
    if cause not in rules().causes:
        raise Invalid("请选择问责情形。", field="cause")
    if not facts.strip():
        raise Invalid("请填写事实。", field="facts")
    before = {"cause": row.cause, "found_on": row.found_on}
    row.cause, row.facts_sealed, row.found_on = cause, seal(facts.strip()), found_on
    row.save(update_fields=["cause", "facts_sealed", "found_on"])
    recorded("accountability.edited", row, {"cause": cause, "found_on": found_on, "previous": before}, by=by)
    return row


@transaction.atomic
def add_subject(
    *, by: Person, record_id: int, is_body: bool, name: str, post: str = "", unit: str = "", level: str = ""
) -> Subject:
    """A person with his post, unit and level at the time, or a body."""
    row = open_record(record_id, by)
    if not name.strip():
        raise Invalid("请填写单位名称。" if is_body else "请填写姓名。", field="name")
    if not is_body and level not in rules().levels:
        raise Invalid("请选择级别。", field="level")
    last = row.subjects.aggregate(last=Max("order"))["last"] or 0
    subject = Subject.objects.create(
        record=row,
        is_body=is_body,
        name_sealed=seal(name.strip()),
        name_mark=mark(name),
        post_sealed=seal("" if is_body else post.strip()),
        unit_sealed=seal("" if is_body else unit.strip()),
        level="" if is_body else level,
        order=last + 1,
    )
    recorded("accountability.subject_added", row, {"subject": subject.pk}, by=by)
    return subject


@transaction.atomic
def remove_subject(*, by: Person, record_id: int, subject_id: int) -> None:
    """Take somebody off who turned out not to be concerned; only before the decision."""
    row = open_record(record_id, by)
    gone = row.subjects.filter(pk=subject_id).first()
    if gone is None:
        raise Missing("未找到该问责对象，可能已被删除。", pk=subject_id)
    recorded("accountability.subject_removed", row, {"subject": gone.pk}, by=by)
    gone.delete()


@transaction.atomic
def link_task(*, by: Person, record_id: int, task_id: int) -> Record:
    """The record is about this task too; the task's page then says that somebody was held to account."""
    row = open_record(record_id, by)
    task = Task.objects.visible_to(by).filter(pk=task_id).first()
    if task is None:
        raise Invalid("请从提示中选择一项整改任务。", field="task")
    row.tasks.add(task)
    recorded("accountability.task_linked", row, {"tasks": [task.pk]}, by=by)
    return row


@transaction.atomic
def advance(*, by: Person, record_id: int, to: str) -> Record:
    """受理, 调查, 执行: the next step that needs nothing but somebody's word."""
    row = locked_record(record_id, by)
    then = State(to)
    if then not in _VERB_OF or not may_follow(State(row.state), then):
        raise Conflict(f"该记录在“{row.get_state_display()}”环节，不能转到“{LABELS[then]}”。请刷新页面。")
    if then is State.INVESTIGATING and not row.subjects.exists():
        raise Invalid("请先登记问责对象，再转入调查。")
    row.state = then.value
    row.save(update_fields=["state"])
    recorded(_VERB_OF[then], row, by=by)
    return row


@transaction.atomic
def decide(
    *,
    by: Person,
    record_id: int,
    deciding_body: str,
    document_number: str,
    decided_on: dt.date,
    outcomes: Mapping[int, str],
) -> Record:
    """What is decided of each subject, by whom and when; the time of effect and of keeping follow from the rules."""
    row = locked_record(record_id, by)
    if not may_follow(State(row.state), State.DECIDED):
        raise Conflict(f"该记录在“{row.get_state_display()}”环节，不能作出决定。请刷新页面。")
    if not deciding_body.strip():
        raise Invalid("请填写决定机关。", field="deciding_body")
    if not row.found_on <= decided_on <= timezone.localdate():
        raise Invalid("决定日期不能早于线索日期，也不能晚于今天。", field="decided_on")
    said, subjects = rules(), list(row.subjects.all())
    for subject in subjects:
        kind = said.kind_on(outcomes.get(subject.pk, ""), decided_on)
        if kind is None or not kind.fits(body=subject.is_body):
            raise Invalid("请为每个对象选择决定日期时适用的问责方式。", field=f"kind_{subject.pk}")
        subject.kind, subject.kind_label = kind.key, kind.label
        if kind.key != NONE:
            subject.effect_from, subject.effect_until = decided_on, effect_until(decided_on, kind)
        subject.save()
    row.deciding_body = deciding_body.strip()
    row.document_sealed = seal(document_number.strip())
    row.decided_on, row.state = decided_on, State.DECIDED.value
    row.removable_on = removable_on(
        max((s.effect_until for s in subjects if s.effect_until), default=None),
        decided_on,
        sanctioned=any(s.kind != NONE for s in subjects),
        said=said,
    )
    row.save()
    recorded("accountability.decided", row, {"kinds": sorted(s.kind for s in subjects)}, by=by)
    return row


@transaction.atomic
def close_record(*, by: Person, record_id: int, note: str, closed_on: dt.date) -> Record:
    """The sanction is carried out and the file complete."""
    row = locked_record(record_id, by)
    if not may_follow(State(row.state), State.CLOSED):
        raise Conflict(f"该记录在“{row.get_state_display()}”环节，不能结案。请刷新页面。")
    if not note.strip():
        raise Invalid("请填写结案意见。", field="note")
    assert row.decided_on is not None  # the database holds it so
    if not row.decided_on <= closed_on <= timezone.localdate():
        raise Invalid("结案日期不能早于决定日期，也不能晚于今天。", field="closed_on")
    row.state, row.closing_note_sealed, row.closed_on = State.CLOSED.value, seal(note.strip()), closed_on
    row.save(update_fields=["state", "closing_note_sealed", "closed_on"])
    recorded("accountability.closed", row, by=by)
    return row
