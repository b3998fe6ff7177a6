"""One spelling for each value, so that the same event has the same hash on every database and machine."""

import datetime as dt
import hashlib
import json
import uuid
from collections.abc import Mapping, Set
from decimal import Decimal
from enum import Enum
from json.encoder import encode_basestring as quoted
from typing import Any

from django.utils.functional import Promise

__all__ = ["GENESIS", "canonical", "clean", "digest", "moment", "plain", "quoted"]

_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))

GENESIS = "0" * 64
"""What the first event names as its predecessor."""


def clean(text: str) -> str:
    """Text every database can hold: PostgreSQL refuses NUL, UTF-8 refuses a lone surrogate."""
    return text.replace("\x00", "\ufffd").encode("utf-8", "replace").decode("utf-8")


def plain(value: Any) -> Any:
    """A value as JSON can say it exactly. Floats, decimals and dates become text: their JSON spelling varies.

    Raises TypeError for what has no agreed spelling (a model instance, bytes).
    """
    if isinstance(value, Enum):
        value = value.value
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, str | Promise):
        return clean(str(value))
    if isinstance(value, dt.datetime):
        return moment(value)
    if isinstance(value, float | Decimal | uuid.UUID | dt.date | dt.time | dt.timedelta):
        return str(value)
    return _plain_container(value)


def _plain_container(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {clean(str(key)): plain(item) for key, item in value.items()}
    if isinstance(value, Set):
        return sorted((plain(item) for item in value), key=str)
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    raise TypeError(f"the trail has no spelling for {type(value).__name__}: {value!r}")


def moment(value: dt.datetime) -> str:
    """A point in time in UTC to the microsecond, which both databases keep."""
    if value.tzinfo is None:
        return value.isoformat(timespec="microseconds")
    return value.astimezone(dt.UTC).isoformat(timespec="microseconds")


def canonical(value: Any) -> str:
    """JSON with sorted keys, no spaces, characters as themselves."""
    return _ENCODER.encode(value)


def digest(fields: Mapping[str, Any]) -> str:
    """SHA-256 (hex) of an event's fields, the hash of its predecessor among them."""
    return hashlib.sha256(canonical(fields).encode("utf-8", "surrogatepass")).hexdigest()
