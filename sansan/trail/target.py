"""How the trail, and whoever points at a row without a foreign key, names a row."""

from django.db import models


def key_of(target: models.Model) -> tuple[str, str]:
    """(type, id) of a saved row, like ("rectification.task", "17")."""
    return target._meta.label_lower, str(target.pk)
