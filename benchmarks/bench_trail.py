"""The trail: events recorded a second, events verified a second.

`python -m benchmarks.bench_trail [recorded] [verified]`; `DATABASE_URL` chooses the server; the database used is a
scratch one (a file, for SQLite) that is removed afterwards. What counts is five million: `bench_trail 1000 5000000`
takes some minutes, most of them to write it, and 4 GB of disk.
"""

import sys
import time

from django.db import transaction

from benchmarks.chain import fill
from benchmarks.ground import scratch_database
from sansan.places.models import Area
from sansan.trail.record import SYSTEM, record
from sansan.trail.verify import verify

TARGET = Area(code="4117", name="测试市")


def record_each(count: int) -> float:
    """Seconds for so many events, each in its own committed transaction."""
    start = time.perf_counter()
    for number in range(count):
        with transaction.atomic():
            record("trail.exported", target=TARGET, by=SYSTEM, area_code="411702", after={"状态": number})
    return time.perf_counter() - start


def main() -> None:
    recorded, verified = (int(number) for number in [*sys.argv[1:3], "1000", "100000"][:2])
    with scratch_database() as vendor:
        seconds = record_each(recorded)
        print(f"{vendor}: 记录 {recorded} 条，每秒 {recorded / seconds:,.0f} 条")
        fill(verified)
        start, worked = time.perf_counter(), time.process_time()
        verdict = verify()
        seconds, worked = time.perf_counter() - start, time.process_time() - worked
        assert verdict.intact, verdict
        rate = verdict.count / seconds
        print(
            f"{vendor}: 核验 {verdict.count:,} 条用 {seconds:.1f} 秒（处理器 {worked:.1f} 秒），"
            f"每秒 {rate:,.0f} 条；五百万条约 {5_000_000 / rate / 60:.1f} 分钟"
        )


if __name__ == "__main__":
    main()
