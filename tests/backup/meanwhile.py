"""Backs a deployment up while another connection writes. Run as a module: prints how many persons were where."""

import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sansan.commands.group import set_up_django


def back_up_while_somebody_writes(target: Path) -> None:
    from django.db import connection

    from sansan.backup import making, tables
    from sansan.people.models import Person
    from tests.people.factories import PersonFactory

    before = Person.objects.count()
    rows = tables.rows
    written: list[str] = []

    def write() -> None:
        PersonFactory.create(username="meanwhile")
        written.append("meanwhile")
        connection.close()

    def meanwhile(model: tables.Model) -> Iterator[list[Any]]:
        if not written:  # the first table is about to be read
            thread = threading.Thread(target=write)
            thread.start()
            thread.join(timeout=10)  # on SQLite a writer kept out would wait longer than this
            assert written, "the writer was kept waiting"
        yield from rows(model)

    making.tables.rows = meanwhile
    manifest = making.back_up(target).manifest
    held = {table.name: table.rows for table in manifest.tables}["people.person"]
    assert (held, Person.objects.count()) == (before, before + 1), (held, before)


if __name__ == "__main__":
    set_up_django()
    back_up_while_somebody_writes(Path(sys.argv[1]))
