"""From drafts to tasks: flows become values with spans, codes, dates and units."""

from __future__ import annotations

from collections.abc import Sequence

from sansan.documents.deadlines import read_deadline
from sansan.documents.fields import Draft, yes_or_no
from sansan.documents.flow import Flow, Places, join
from sansan.documents.keys import keys_of
from sansan.documents.labels import PROBLEM
from sansan.documents.levels import number_in_cell, number_of, place_of
from sansan.documents.model import Deadline, Field, Span, StatusCode, Task, Unit, UnitRole
from sansan.documents.responsible import read_units, units_in_prose
from sansan.documents.status import code_of
from sansan.documents.tree import RawTask, Tree

_STOPS = "。；;，, "


class Builder:
    """Makes tasks of one document."""

    def __init__(self, tree: Tree, places: Places) -> None:
        self._tree, self._places = tree, places
        self._keys: dict[int, str] = {}

    def tasks(self, drafts: Sequence[Draft]) -> list[Task]:
        keys = keys_of(drafts, [self._class_of(draft) for draft in drafts])
        self._keys = {id(draft.raw): key for draft, key in zip(drafts, keys, strict=True)}
        return [self._task(draft) for draft in drafts]

    def _class_of(self, draft: Draft) -> str | None:
        outer, _ = place_of(draft.raw, self._tree)
        if outer:
            return number_of(outer)
        return number_in_cell(draft.class_label, self._places) if draft.class_label else None

    def _task(self, draft: Draft) -> Task:
        places = self._places
        _, section = place_of(draft.raw, self._tree)
        status = places.field(draft.status) if draft.status else None
        span = self._span(draft.raw)
        return Task(
            key=self._keys[id(draft.raw)],
            number=draft.number,
            class_number=self._class_of(draft),
            section_number=number_of(section)
            if section
            else (number_in_cell(draft.section_label, places) if draft.section_label else None),
            parent=self._keys.get(id(draft.raw.parent)) if draft.raw.parent else None,
            problem=places.field(draft.problem)
            if draft.problem
            else Field("", Span(span.line, span.start, span.start)),
            span=span,
            status=status,
            status_code=self._code(status, draft) if status else None,
            goal=places.field(join(draft.goal, "\n")) if draft.goal else None,
            deadline=self._deadline(draft),
            units=tuple(self._units(draft)),
            measures=tuple(places.field(measure) for measure in draft.measures if measure),
            notices=tuple(places.field(notice) for notice in draft.notices),
            extra=self._extra(draft),
        )

    def _span(self, raw: RawTask) -> Span:
        passages = [item.whole for item in raw.items if item.whole] or [raw.opening.whole]
        if raw.row:
            passages = self._own_rows(raw) or passages
        return self._places.span(
            min(flow.start for flow in passages),
            max(flow.strip().end if flow else flow.end for flow in passages),
        )

    def _own_rows(self, raw: RawTask) -> list[Flow]:
        """The cells from the row of the problem on: one merged with the rows of the task above belongs to that one."""
        problem = next((item for item in raw.items if item.role == PROBLEM and item.whole), None)
        if problem is None:
            return []
        begin = self._places.text.rfind("\n", 0, problem.whole.start) + 1
        return [item.whole for item in raw.items if item.whole and item.whole.start >= begin]

    def _code(self, status: Field, draft: Draft) -> StatusCode:
        wording = yes_or_no(status.value) if draft.status_from.startswith("是否") else status.value
        return code_of(wording)

    def _deadline(self, draft: Draft) -> Deadline | None:
        flow = join([each for each in draft.deadline if each], "\n").strip(_STOPS)
        if not flow:
            return None
        field = self._places.field(flow)
        date, standing = read_deadline(field.value)
        return Deadline(field.value, date, standing, field.span)

    def _units(self, draft: Draft) -> list[Unit]:
        units = [
            unit for role, flow in draft.units for unit in read_units(flow, UnitRole(role), self._places)
        ]
        if not units:
            units = [unit for flow in draft.measures for unit in units_in_prose(flow, self._places)]
        return list(dict.fromkeys(units))

    def _extra(self, draft: Draft) -> dict[str, Field]:
        extra: dict[str, list[Flow]] = {}
        for label, flow in draft.extra:
            if flow:
                extra.setdefault(label, []).append(flow)
        return {label: self._places.field(join(flows, "\n")) for label, flows in extra.items()}
