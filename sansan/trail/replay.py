"""Putting back events recorded earlier, as a restored backup brings them: the same links, past the same guards."""

from collections.abc import Callable, Sequence
from typing import Any

from django.db import connection, models, transaction

from sansan.trail.canonical import GENESIS
from sansan.trail.models import Event, Head

Rows = Sequence[Sequence[Any]]

_COLUMNS = [field.column for field in Event._meta.concrete_fields]
_SEQ, _HASH = _COLUMNS.index("seq"), _COLUMNS.index("hash")


@transaction.atomic
def put_back(rows: Rows, insert: Callable[[type[models.Model], Rows], None]) -> None:
    """Append events that have their hashes already: whole rows, as the database's driver takes them.

    The database refuses what does not continue the chain (IntegrityError). It cannot check the hashes themselves;
    whoever calls has done so. `insert` puts rows into a table, in one statement where the database allows it.
    """
    Head.objects.get_or_create(pk=1, defaults={"seq": 0, "hash": GENESIS})
    # PostgreSQL's guards follow the links of a whole statement; SQLite's look at single rows.
    at_once = len(rows) if connection.vendor == "postgresql" else 1
    with connection.cursor() as cursor:
        for start in range(0, len(rows), at_once):
            part = rows[start : start + at_once]
            insert(Event, part)
            cursor.execute(
                "UPDATE trail_head SET seq = %s, hash = %s WHERE id = 1", [part[-1][_SEQ], part[-1][_HASH]]
            )
