"""Reading everything as it stood at one moment, while others go on writing."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction


@contextmanager
def snapshot() -> Iterator[None]:
    """Inside, every read sees the same state and nobody is kept from writing.

    On SQLite the product's transactions take the write lock when they begin; this one must not.
    """
    if connection.in_atomic_block:  # a test's own transaction: it is alone in there
        yield
        return
    connection.ensure_connection()
    if connection.vendor == "postgresql":
        with transaction.atomic():
            _execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            yield
        return
    sqlite: Any = connection
    mode, sqlite.transaction_mode = sqlite.transaction_mode, "DEFERRED"
    try:
        with transaction.atomic():
            yield
    finally:
        sqlite.transaction_mode = mode


def _execute(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)
