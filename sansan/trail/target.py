"""How the trail, and whoever points at a row without a foreign key, names a row."""

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import models


def key_of(target: models.Model) -> tuple[str, str]:
    """(type, id) of a saved row, like ("rectification.task", "17")."""
    return target._meta.label_lower, str(target.pk)


def field_label(target_type: str, field: str) -> str:
    """The Chinese name of a column of that kind of row; anything else keeps the name it was recorded under."""
    try:
        found = apps.get_model(target_type)._meta.get_field(field)
    except (LookupError, ValueError, FieldDoesNotExist):
        return field
    return str(getattr(found, "verbose_name", field))
