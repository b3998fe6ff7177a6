"""Taking the list of decisions out: the trail says who took how many."""

import datetime as dt
import tempfile
from typing import IO

from django.db import transaction
from openpyxl import Workbook

from sansan.errors import Invalid
from sansan.leadership.board import badge
from sansan.leadership.models import Body, Decision
from sansan.leadership.querysets import VIEW, DecisionQuerySet
from sansan.people.access import require
from sansan.people.models import Person
from sansan.trail.record import record
from sansan.ui.sheet import cell, head_cell

_COLUMNS = (
    ("会议", 32),
    ("纪要文号", 22),
    ("日期", 12),
    ("议定事项", 60),
    ("责任单位", 24),
    ("完成时限", 12),
    ("状态", 10),
    ("整改任务", 30),
    ("最近报告", 40),
)
CHUNK = 200


@transaction.atomic
def export_decisions(*, by: Person, decisions: DecisionQuerySet, today: dt.date) -> IO[bytes]:
    """These decisions (as filtered on the page) as a workbook, row by row."""
    require(by, VIEW)
    allowed = decisions.filter(pk__in=Decision.objects.visible_to(by).values("pk"))
    first = allowed.select_related("meeting__body").order_by("pk").first()
    if first is None:
        raise Invalid("按当前筛选条件没有可导出的议定事项，请放宽条件后再导出。")
    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet("议定事项")
    for letter, (_, width) in zip("ABCDEFGHI", _COLUMNS, strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.freeze_panes = "A2"
    sheet.append([head_cell(sheet, title) for title, _ in _COLUMNS])
    rows = allowed.select_related("meeting__body", "organisation", "task").prefetch_related("reports")
    number = 0
    for decision in rows.order_by("deadline", "pk").iterator(chunk_size=CHUNK):
        number += 1
        sheet.append([cell(sheet, value) for value in _values(decision, today)])
    out: IO[bytes] = tempfile.SpooledTemporaryFile(max_size=4 * 1024 * 1024)  # noqa: SIM115 - the response closes it
    workbook.save(out)
    out.seek(0)
    body: Body = first.meeting.body
    record("decisions.exported", target=body, by=by, area_code=body.area_code, after={"rows": number})
    return out


def _values(decision: Decision, today: dt.date) -> list[object]:
    last = next(iter(decision.reports.all()), None)
    return [
        str(decision.meeting),
        decision.meeting.number,
        decision.meeting.held_on,
        decision.text,
        decision.organisation.name,
        decision.deadline,
        badge(decision, today)[1],
        str(decision.task) if decision.task else "",
        last.text if last else "",
    ]
