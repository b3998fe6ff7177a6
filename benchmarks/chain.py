"""A long chain of events, written past record() because recording millions is not what is measured."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.db import connection, transaction

from benchmarks import ground  # noqa: F401 - sets Django up for what follows
from sansan.trail.canonical import GENESIS, canonical, digest, moment
from sansan.trail.models import Event, Head
from tests.trail.guards import lifted

COLUMNS = [str(field.column) for field in Event._meta.concrete_fields]
TASKS = 100_000
BATCH = 10_000


def fill(count: int, *, indexed: bool = False) -> None:
    """`count` events on the first hundred thousand tasks.

    The indexes are taken away while it writes, which is most of the writing; `indexed` puts them back, for pages.
    """
    head, _ = Head.objects.get_or_create(pk=1, defaults={"seq": 0, "hash": GENESIS})
    with connection.schema_editor() as editor:
        for index in Event._meta.indexes:
            editor.remove_index(Event, index)
    columns, marks = ", ".join(COLUMNS), ", ".join(["%s"] * len(COLUMNS))
    with lifted(), connection.cursor() as cursor:
        for chunk in _chunks(count, head):
            with transaction.atomic():
                cursor.executemany(f"INSERT INTO trail_event ({columns}) VALUES ({marks})", chunk)
        Head.objects.update(seq=head.seq, hash=head.hash)
    if indexed:
        with connection.schema_editor() as editor:
            for index in Event._meta.indexes:
                editor.add_index(Event, index)


def _chunks(count: int, head: Head) -> Iterator[list[list[Any]]]:
    start = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    chunk: list[list[Any]] = []
    for number in range(count):
        at = start + dt.timedelta(seconds=number)
        fields: dict[str, Any] = {
            "seq": head.seq + 1,
            "at": moment(at),
            "verb": "task.reported",
            "actor_id": number % 500,
            "actor_name": f"第{number % 500}人",
            "target_type": "rectification.task",
            "target_id": str(number % TASKS + 1),
            "target_label": "第十七项 建筑工地扬尘在线监测",
            "area_code": "411702",
            "reason": "按月填报",
            "before": canonical({"state": "assigned", "progress": number % 100}),
            "after": canonical({"state": "submitted", "progress": number % 100, "note": "已完成围挡和覆盖"}),
            "request_id": f"{number:032x}",
            "previous_hash": head.hash,
        }
        head.seq, head.hash = fields["seq"], digest(fields)
        stored = {**fields, "at": connection.ops.adapt_datetimefield_value(at), "hash": head.hash}
        chunk.append([stored[column] for column in COLUMNS])
        if len(chunk) == BATCH:
            yield chunk
            chunk = []
    if chunk:
        yield chunk
