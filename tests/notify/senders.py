"""Run as a program: several workers plan and send the same messages at once. Prints deliveries, then each one's count.

Argument: how many messages. Database and mail server are those of the environment; the database is migrated first.
"""

import sys
import threading

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402

from sansan.notify.models import Delivery  # noqa: E402
from sansan.notify.planning import plan_all  # noqa: E402
from sansan.notify.sending import send_due  # noqa: E402
from tests.notify.factories import MessageFactory  # noqa: E402
from tests.people.factories import PersonFactory  # noqa: E402

WORKERS = 3


def work(sent: list[int], begin: threading.Barrier) -> None:
    try:
        begin.wait()
        plan_all()
        begin.wait()
        sent.append(send_due()["sent"])
    finally:
        connection.close()


def main(count: int) -> None:
    call_command("migrate", "notify", verbosity=0, skip_checks=True)
    for number in range(count):
        person = PersonFactory.create(email=f"p{number}@example.gov.cn", username=f"p{number}")
        MessageFactory.create(recipient=person, planned_at=None)
    sent: list[int] = []
    begin = threading.Barrier(WORKERS)
    workers = [threading.Thread(target=work, args=(sent, begin)) for _ in range(WORKERS)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    print(Delivery.objects.filter(state="sent").count(), *sent)  # noqa: T201


if __name__ == "__main__":
    main(int(sys.argv[1]))
