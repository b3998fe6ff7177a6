"""What runs in a process that walks segments. Nothing of Django is imported before it is set up."""

import os
from typing import Any


def set_up(database: dict[str, Any]) -> None:
    """On the database of the process that started this one, which a test may have chosen."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sansan.settings")
    import django

    django.setup()
    from django.db import connection

    connection.close()
    connection.settings_dict.update(database)


def walk_part(part: tuple[int, int, str]) -> Any:
    """The `Walk` over one segment."""
    from sansan.trail.walking import walk

    return walk(*part)
