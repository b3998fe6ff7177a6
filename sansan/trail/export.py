"""The trail as a file, and the event that says who took it."""

import csv
import io
from collections.abc import Iterator, Mapping
from typing import Any

from django.db import transaction
from django.db.models import Q

from sansan.permission import require
from sansan.trail.canonical import canonical
from sansan.trail.models import Event, Head
from sansan.trail.record import Actor, record

CHUNK = 1000
HEADINGS = (
    "序号",
    "时间",
    "人员",
    "动作",
    "对象类型",
    "对象编号",
    "对象",
    "区划代码",
    "事由",
    "变更前",
    "变更后",
    "请求编号",
    "前一条摘要",
    "摘要",
)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def export(*, by: Actor, condition: Q, filters: Mapping[str, Any]) -> Iterator[str]:
    """Record the export, then give the chosen events as CSV, piece by piece, oldest first.

    What is given ends where the chain stood when it was asked for; the event of the export itself comes after.
    """
    require(by, "trail.view")
    with transaction.atomic():
        head = Head.objects.select_for_update().filter(pk=1).first() or Head(pk=1, seq=0)
        last = head.seq
        record("trail.exported", target=head, by=by, after={"筛选": dict(filters), "截至序号": last})
    return _lines(condition, last)


def _lines(condition: Q, last: int) -> Iterator[str]:
    yield "\ufeff" + _line(HEADINGS)  # the mark tells Excel that this is UTF-8
    seq = 0
    while chunk := list(Event.objects.filter(condition, seq__gt=seq, seq__lte=last).order_by("seq")[:CHUNK]):
        yield "".join(_line(_cells(event)) for event in chunk)
        seq = chunk[-1].seq


def _cells(event: Event) -> tuple[str, ...]:
    return (
        str(event.seq),
        event.at.isoformat(timespec="seconds"),
        event.actor_name,
        event.verb_label,
        event.target_type,
        event.target_id,
        event.target_label,
        event.area_code,
        event.reason,
        canonical(event.before),
        canonical(event.after),
        event.request_id,
        event.previous_hash,
        event.hash,
    )


def _line(cells: tuple[str, ...]) -> str:
    """A line of CSV; text a workbook would run as a formula is kept from running."""
    buffer = io.StringIO()
    csv.writer(buffer).writerow(f"'{cell}" if cell.startswith(_FORMULA) else cell for cell in cells)
    return buffer.getvalue()
