"""How the trail, and whoever points at a row without a foreign key, names a row."""

from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import models

from sansan.trail import registry


def key_of(target: models.Model) -> tuple[str, str]:
    """(type, id) of a saved row, like ("rectification.task", "17")."""
    return target._meta.label_lower, str(target.pk)


def field_label(target_type: str, field: str) -> str:
    """The Chinese name of a column of that kind of row, or the word the room declared for what is no column."""
    column = _column(target_type, field)
    return registry.field(field) if column is None else str(getattr(column, "verbose_name", field))


def value_label(target_type: str, field: str, value: Any) -> Any:
    """The word for a value chosen from a list; any other value as it is."""
    choices = getattr(_column(target_type, field), "flatchoices", None) or ()
    return dict(choices).get(value, value) if isinstance(value, str) else value


def _column(target_type: str, field: str) -> Any:
    try:
        return apps.get_model(target_type)._meta.get_field(field)
    except (LookupError, ValueError, FieldDoesNotExist):
        return None
