"""A column that keeps JSON as the very text that was hashed."""

import json
from collections.abc import Mapping
from typing import Any

from django.db import models

from sansan.trail.canonical import canonical, plain


class CanonicalJSONField(models.TextField[Mapping[str, Any], dict[str, Any]]):
    """A mapping stored as canonical JSON text.

    Not JSONField: PostgreSQL's jsonb re-spells what it stores, and then the hash would speak of
    something else than what lies in the table.
    """

    def deconstruct(self) -> Any:
        """To the database it is a text column, and migrations must not depend on the room's code."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.TextField", args, kwargs

    def from_db_value(self, value: str | None, *_: object) -> dict[str, Any]:
        """The mapping; a text someone damaged is still shown, so that the reader sees the damage."""
        return self.to_python(value)

    def to_python(self, value: Any) -> dict[str, Any]:
        if isinstance(value, Mapping):
            return dict(value)
        try:
            parsed = json.loads(value or "{}")
        except ValueError:
            return {"无法解析的内容": value}
        return parsed if isinstance(parsed, dict) else {"无法解析的内容": value}

    def get_prep_value(self, value: Mapping[str, Any]) -> str:
        return canonical(plain(value))

    def value_to_string(self, obj: models.Model) -> str:
        return self.get_prep_value(self.value_from_object(obj))
