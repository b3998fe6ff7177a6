"""Lifting the database's guards over the trail, as only someone with the database in hand can."""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module

from django.apps import apps
from django.db import connection

_MIGRATION = import_module("sansan.trail.migrations.0001_initial")


@contextmanager
def lifted() -> Iterator[None]:
    """Inside, rows of the trail can be changed and deleted."""
    with connection.schema_editor(atomic=False) as editor:
        _MIGRATION.remove_guards(apps, editor)
    try:
        yield
    finally:
        with connection.schema_editor(atomic=False) as editor:
            _MIGRATION.install_guards(apps, editor)
