"""Run as a program: two persons close one task in the same moment, then override one request in the same moment.

The database is the one of the environment; it is migrated first. Prints what became of both tries, and what is stored.
"""

import threading
from collections.abc import Callable

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402

from sansan.errors import Conflict  # noqa: E402
from sansan.people.models import Person  # noqa: E402
from sansan.rectification.closing.actions import override_and_close, request_closing  # noqa: E402
from sansan.rectification.models import ClosingOverride, ClosingRequest  # noqa: E402
from sansan.trail.models import Event  # noqa: E402
from tests.rectification.closing.scene import accepted, bare, overrider, scene  # noqa: E402
from tests.rectification.closing.test_closing import GOOD_WORDS  # noqa: E402


def at_once(act: Callable[[Person], object], people: tuple[Person, Person]) -> list[str]:
    begin, said = threading.Barrier(2), []

    def run(person: Person) -> None:
        begin.wait()
        try:
            act(person)
            said.append("done")
        except Conflict:
            said.append("conflict")
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(person,)) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(said)


def main() -> None:
    call_command("migrate", verbosity=0, skip_checks=True)
    city = scene()
    people = (city.city_officer, overrider())
    task = accepted(city, city.a)
    said = at_once(lambda by: request_closing(by=by, task_id=task.pk, text="材料齐全。"), people)
    silent = accepted(city, city.b, ("before", bare("前")), ("after", bare("后")))
    asked = request_closing(by=people[0], task_id=silent.pk, text="材料齐全。")
    said += at_once(lambda by: override_and_close(by=by, request_id=asked.pk, reasons=GOOD_WORDS), people)
    closed = Event.objects.filter(verb="task.closed").count()
    print(*said, ClosingRequest.objects.count(), ClosingOverride.objects.count(), closed)  # noqa: T201


if __name__ == "__main__":
    main()
