"""Run as a program against a database of its own (the environment names it): one request under one key, several times.

`race` sends it from several threads at once; `die` is killed after the deed and before the answer; `again` sends it
once more. Each prints the statuses it got, how many answers were repetitions, how many figures there are, how many
events speak of them.
"""

import os
import signal
import sys
import threading
from typing import Any

import django

django.setup()

from django.core.management import call_command  # noqa: E402 - the settings come first
from django.db import connection  # noqa: E402 - as above

from sansan.api import idempotency  # noqa: E402 - as above
from sansan.api.models import Token  # noqa: E402 - as above
from sansan.people.roles import Role  # noqa: E402 - as above
from sansan.rectification.models import Task, TaskFigure  # noqa: E402 - as above
from sansan.trail.models import Event  # noqa: E402 - as above
from tests.api.conftest import Machine, machine_of  # noqa: E402 - as above
from tests.people.factories import OrganisationFactory, person_with  # noqa: E402 - as above
from tests.rectification.factories import TaskFactory  # noqa: E402 - as above

THREADS = 4
FIGURE = {"name": "已覆盖", "value": "12", "unit": "处", "as_of": "2020-07-17"}


def send(machine: Machine, key: str) -> Any:
    return machine.post(f"tasks/{Task.objects.get().pk}/figures", FIGURE, Idempotency_Key=key)


def race(machine: Machine) -> list[Any]:
    answers: list[Any] = []
    begin = threading.Barrier(THREADS)

    def one() -> None:
        try:
            begin.wait()
            answers.append(send(machine, "race"))
        finally:
            connection.close()

    threads = [threading.Thread(target=one) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def main(what: str, token: str) -> None:
    if what == "race":
        call_command("migrate", verbosity=0, skip_checks=True)
        body = OrganisationFactory.create()
        TaskFactory.create(units=[body], state="rectifying")
        machine = machine_of(person_with(Role.BUREAU_OFFICER, organisation=body))
        print(machine.headers["Authorization"].removeprefix("Bearer "))  # noqa: T201 - a program speaks by printing
        answers = race(machine)
        TaskFigure.objects.all().delete()  # the next request is about the same figure
    else:
        Token.objects.update(window=0)
        if what == "die":
            idempotency._keep = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
        answers = [send(Machine(token), "crash")]
    repeated = sum("Idempotency-Replayed" in answer for answer in answers)
    events = Event.objects.filter(verb="figure.added").count()
    print(sorted(a.status_code for a in answers), repeated, TaskFigure.objects.count(), events)  # noqa: T201 - as above


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else "")
