"""The trail: events recorded a second, events verified a second.

`python -m benchmarks.bench_trail [recorded] [verified]`; `DATABASE_URL` chooses the server; the database used is a
scratch one that is removed afterwards.
"""

import datetime as dt
import sys
import time
from collections.abc import Iterator

from django.conf import settings
from django.db import connection, transaction
from django.db.models import QuerySet
from django.test.utils import get_runner, setup_test_environment

from benchmarks import ground  # noqa: F401 - sets Django up for what follows
from sansan.places.models import Area
from sansan.trail.canonical import digest
from sansan.trail.models import Event, Head
from sansan.trail.record import SYSTEM, hashed_fields, record
from sansan.trail.verify import verify
from tests.trail.guards import lifted

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
    past_the_guard: QuerySet[Event] = QuerySet(model=Event)
    with lifted(), transaction.atomic():
        for chunk in _chunks(count, head):
            past_the_guard.bulk_create(chunk)
        Head.objects.update(seq=head.seq, hash=head.hash)


def _chunks(count: int, head: Head) -> Iterator[list[Event]]:
    at = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    chunk: list[Event] = []
    for number in range(count):
        event = Event(
            seq=head.seq + 1,
            at=at + dt.timedelta(seconds=number),
            verb="task.reported",
            actor_id=number % 500,
            actor_name=f"第{number % 500}人",
            target_type="rectification.task",
            target_id=str(number % 100_000),
            target_label="第十七项 建筑工地扬尘在线监测",
            area_code="411702",
            reason="按月填报",
            before={"state": "assigned", "progress": number % 100},
            after={"state": "submitted", "progress": number % 100 + 1, "note": "已完成围挡和覆盖"},
            request_id=f"{number:032x}",
            previous_hash=head.hash,
        )
        event.hash = digest(hashed_fields(event))
        head.seq, head.hash = event.seq, event.hash
        chunk.append(event)
        if len(chunk) == 2000:
            yield chunk
            chunk = []
    yield chunk


def main() -> None:
    recorded, verified = (int(number) for number in [*sys.argv[1:3], "1000", "100000"][:2])
    setup_test_environment(debug=False)
    runner = get_runner(settings)(verbosity=0, interactive=False)
    old = runner.setup_databases()
    try:
        seconds = record_each(recorded)
        print(f"{connection.vendor}: 记录 {recorded} 条，每秒 {recorded / seconds:,.0f} 条")
        fill(verified)
        start = time.perf_counter()
        verdict = verify()
        seconds = time.perf_counter() - start
        assert verdict.intact, verdict
        rate = verdict.count / seconds
        print(
            f"{connection.vendor}: 核验 {verdict.count:,} 条用 {seconds:.1f} 秒，每秒 {rate:,.0f} 条；"
            f"五百万条约 {5_000_000 / rate / 60:.1f} 分钟"
        )
    finally:
        runner.teardown_databases(old)


if __name__ == "__main__":
    main()
