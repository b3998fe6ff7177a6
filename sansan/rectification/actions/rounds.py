"""Opening an inspection round and keeping its particulars."""

import datetime as dt

from django.db import IntegrityError, transaction

from sansan.errors import Invalid, NotAllowed
from sansan.people.access import require
from sansan.people.models import Person
from sansan.people.roles import Reach
from sansan.places.scope import contains
from sansan.rectification.actions.access import locked_round
from sansan.rectification.actions.planned import settle_states
from sansan.rectification.models import Round
from sansan.rectification.procedures import procedures, usual_for
from sansan.rectification.workflow import PASSED, State
from sansan.trail.record import record

INTAKE = "rectification.intake"
EDITABLE = ("name", "level", "procedure", "inspector", "feedback_on", "as_of", "report_title", "preamble")


@transaction.atomic
def open_round(
    *,
    by: Person,
    name: str,
    area_code: str,
    level: str = Round.Level.PROVINCE,
    inspector: str = "",
    feedback_on: dt.date | None = None,
    is_sample: bool = False,
    procedure: str = "",
) -> Round:
    """A new round for `area_code`; without a procedure it follows the usual one of its level.

    `Invalid` where the area has one of that name, `NotAllowed` outside one's area.
    """
    if not any(g.reach == Reach.AREA and contains(g.area_code, area_code) for g in require(by, INTAKE)):
        raise NotAllowed("该地区不在您的权限范围内，不能为其新建督察。")
    if not name.strip():
        raise Invalid("请填写督察名称。", field="name")
    try:
        with transaction.atomic():
            opened = Round.objects.create(
                name=name.strip(),
                area_code=area_code,
                level=level,
                procedure=_procedure(procedure or usual_for(level)),
                inspector=inspector.strip(),
                feedback_on=feedback_on,
                is_sample=is_sample,
            )
    except IntegrityError:
        raise Invalid(f"已有名为“{name.strip()}”的督察，请换一个名称。", field="name") from None
    record(
        "round.opened",
        target=opened,
        by=by,
        area_code=area_code,
        after={"name": opened.name, "level": opened.level, "procedure": opened.procedure},
    )
    return opened


@transaction.atomic
def edit_round(*, by: Person, round_id: int, **changes: object) -> Round:
    """Change the particulars named in `EDITABLE`."""
    edited = locked_round(round_id, by, INTAKE)
    unknown = set(changes) - set(EDITABLE)
    if unknown:
        raise Invalid(f"不能修改：{'、'.join(sorted(unknown))}。")
    if "procedure" in changes:
        _ensure_procedure_may_change(edited, _procedure(str(changes["procedure"])))
    before = {name: getattr(edited, name) for name in changes}
    needed_plan = edited.plan_rule is not None
    for name, value in changes.items():
        setattr(edited, name, value)
    try:
        with transaction.atomic():
            edited.save(update_fields=list(changes))
    except IntegrityError:
        raise Invalid(f"已有名为“{edited.name}”的督察，请换一个名称。", field="name") from None
    if needed_plan != (edited.plan_rule is not None):
        settle_states(edited)
    record("round.edited", target=edited, by=by, area_code=edited.area_code, before=before, after=changes)
    return edited


def _procedure(key: str) -> str:
    if key not in procedures():
        raise Invalid("请选择整改程序。", field="procedure")
    return key


def _ensure_procedure_may_change(round_: Round, key: str) -> None:
    """Nobody moves the stations while a task stands between two of them."""
    under_way = (State.CHECKED, State.SUBMITTED, *PASSED)
    if key != round_.procedure and (waiting := round_.tasks.filter(state__in=under_way).count()):
        raise Invalid(
            f"有 {waiting} 项任务正在自查、验收或公示，不能更换整改程序；请先办结或退回。", field="procedure"
        )
