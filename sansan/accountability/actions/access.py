"""Finding the record to write: within reach of the verb, locked, or `Missing`."""

from collections.abc import Mapping

from sansan.accountability.models import Record
from sansan.accountability.querysets import HANDLE
from sansan.accountability.workflow import OPEN, State
from sansan.errors import Conflict, Missing
from sansan.people.access import require
from sansan.people.models import Person
from sansan.trail.record import Actor
from sansan.trail.record import record as trail


def locked_record(record_id: int, by: Person) -> Record:
    require(by, HANDLE)
    rows = Record.objects.visible_to(by, HANDLE).select_for_update(of=("self",))
    found = rows.filter(pk=record_id).first()
    if found is None:
        raise Missing("未找到该问责记录，或不在您的权限范围内。", pk=record_id)
    return found


def open_record(record_id: int, by: Person) -> Record:
    """A record not decided yet: whom it concerns may still change."""
    found = locked_record(record_id, by)
    if State(found.state) not in OPEN:
        raise Conflict(f"该记录已到“{found.get_state_display()}”环节，对象和事实不能再改。请刷新页面。")
    return found


def recorded(verb: str, row: Record, said: Mapping[str, object] | None = None, *, by: Actor) -> None:
    """Into the trail: the record by its number, and nothing anybody typed."""
    trail(verb, target=row, by=by, area_code=row.area_code, after=dict(said or {}))
