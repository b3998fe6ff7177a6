"""Run as a program: several threads write events at once, each in its own transaction, then the chain is verified.

Arguments: threads, events each. The database is the one of the environment; it is migrated first.
"""

import sys
import threading

import django

django.setup()

from django.contrib.contenttypes.models import ContentType  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402

from sansan.trail import registry  # noqa: E402
from sansan.trail.models import Event  # noqa: E402
from sansan.trail.record import SYSTEM, record  # noqa: E402
from sansan.trail.verify import verify  # noqa: E402


def write(thread: int, count: int, begin: threading.Barrier) -> None:
    row = ContentType(pk=thread + 1, app_label="sites", model="site")
    begin.wait()
    try:
        for number in range(count):
            with transaction.atomic():
                record("test.done", target=row, by=SYSTEM, reason=f"{thread}-{number}")
            if number % 5 == 0:
                write_and_take_back(row)
    finally:
        connection.close()


def write_and_take_back(row: ContentType) -> None:
    with transaction.atomic():
        record("test.done", target=row, by=SYSTEM, reason="taken back")
        transaction.set_rollback(True)


def main(threads: int, count: int) -> None:
    registry.declare({"test.done": "试验"})
    call_command("migrate", "trail", verbosity=0, skip_checks=True)
    begin = threading.Barrier(threads)
    workers = [threading.Thread(target=write, args=(number, count, begin)) for number in range(threads)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    verdict = verify()
    taken_back = Event.objects.filter(reason="taken back").count()
    print(Event.objects.count(), verdict.count, verdict.intact, verdict.head_seq, taken_back)  # noqa: T201


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
