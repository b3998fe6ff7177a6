"""The trail: events recorded a second, events verified a second.

`python -m benchmarks.bench_trail [recorded] [verified]`; `DATABASE_URL` chooses the server; the database used is a
scratch one (a file, for SQLite) that is removed afterwards. What counts is five million: `bench_trail 1000 5000000`
takes some minutes, most of them to write it, and 4 GB of disk.
"""

import datetime as dt
import sys
import time
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.test.utils import get_runner, setup_test_environment

from benchmarks import ground  # noqa: F401 - sets Django up for what follows
from sansan.places.models import Area
from sansan.trail.canonical import canonical, digest, moment
from sansan.trail.models import Event, Head
from sansan.trail.record import SYSTEM, record
from sansan.trail.verify import verify
from tests.trail.guards import lifted

COLUMNS = [str(field.column) for field in Event._meta.concrete_fields]
TARGET = Area(code="4117", name="测试市")


def record_each(count: int) -> float:
    """Seconds for so many events, each in its own committed transaction."""
    start = time.perf_counter()
    for number in range(count):
        with transaction.atomic():
            record("trail.exported", target=TARGET, by=SYSTEM, area_code="411702", after={"状态": number})
    return time.perf_counter() - start


def fill(count: int) -> None:
    """A long chain, written past record() because recording millions is not what is measured here."""
    head = Head.objects.get()
    with (
        connection.schema_editor() as editor
    ):  # the walk goes by key; keeping these would be most of the writing
        for index in Event._meta.indexes:
            editor.remove_index(Event, index)
    columns, marks = ", ".join(COLUMNS), ", ".join(["%s"] * len(COLUMNS))
    with lifted(), connection.cursor() as cursor:
        for chunk in _chunks(count, head):
            with transaction.atomic():
                cursor.executemany(f"INSERT INTO trail_event ({columns}) VALUES ({marks})", chunk)
        Head.objects.update(seq=head.seq, hash=head.hash)


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
            "target_id": str(number % 100_000),
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
        if len(chunk) == 10_000:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def main() -> None:
    recorded, verified = (int(number) for number in [*sys.argv[1:3], "1000", "100000"][:2])
    setup_test_environment(debug=False)
    if connection.vendor == "sqlite":  # in memory it would be faster than any deployment is
        connection.settings_dict["TEST"]["NAME"] = str(settings.DATA_DIR / "bench.sqlite3")
    runner = get_runner(settings)(verbosity=0, interactive=False)
    old = runner.setup_databases()
    try:
        seconds = record_each(recorded)
        print(f"{connection.vendor}: 记录 {recorded} 条，每秒 {recorded / seconds:,.0f} 条")
        fill(verified)
        start, worked = time.perf_counter(), time.process_time()
        verdict = verify()
        seconds, worked = time.perf_counter() - start, time.process_time() - worked
        assert verdict.intact, verdict
        rate = verdict.count / seconds
        print(
            f"{connection.vendor}: 核验 {verdict.count:,} 条用 {seconds:.1f} 秒（处理器 {worked:.1f} 秒），"
            f"每秒 {rate:,.0f} 条；五百万条约 {5_000_000 / rate / 60:.1f} 分钟"
        )
    finally:
        runner.teardown_databases(old)


if __name__ == "__main__":
    main()
