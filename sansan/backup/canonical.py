"""Rows as lines: one spelling for each value, the same on every database, and back without a loss. Pure.

A line is a JSON object with its keys in order, no spaces, ended by a line feed. Numbers that JSON cannot hold exactly
are text. A JSON column is a list of one, so that JSON's null and an empty column stay two things.
"""

import base64
import datetime as dt
import json
import math
import re
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


class Kind(StrEnum):
    """What a column holds, whichever way its database stores it."""

    TEXT = "text"
    INTEGER = "integer"
    BOOLEAN = "boolean"
    DECIMAL = "decimal"
    FLOAT = "float"
    DATE = "date"
    TIME = "time"
    MOMENT = "moment"
    DURATION = "duration"
    UUID = "uuid"
    BYTES = "bytes"
    JSON = "json"


@dataclass(frozen=True)
class _Form:
    """A value of type `takes` from a database, `spell`ed as JSON of type `written`; `read` undoes it."""

    takes: type
    spell: Callable[[Any], Any]
    written: type
    read: Callable[[Any], Any]


def _same(value: Any) -> Any:
    return value


def _decimal(value: Decimal) -> str:
    """1.50 and 1.5 are one number and have one spelling; so have 0 and -0."""
    if not value.is_finite():
        raise ValueError("不是有限的数")
    text = format(value, "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in ("-0", "") else text


def _float(value: float) -> float:
    if not math.isfinite(value):
        raise ValueError("不是有限的数")
    return value or 0.0  # SQLite keeps no -0.0


def _moment(value: dt.datetime) -> str:
    if value.tzinfo is None:
        raise ValueError("时间没有时区")
    return value.astimezone(dt.UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def _microseconds(value: dt.timedelta) -> int:
    return value // dt.timedelta(microseconds=1)


def _plain(value: Any) -> Any:
    """A JSON value as every database gives it back: PostgreSQL writes out the noughts of 1e+16, and knows no -0."""
    if isinstance(value, float):
        text = repr(_float(value))
        return int(Decimal(text)) if "e+" in text else float(text)
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return value


_FORMS = {
    Kind.TEXT: _Form(str, _same, str, _same),
    Kind.INTEGER: _Form(int, _same, int, _same),
    Kind.BOOLEAN: _Form(bool, _same, bool, _same),
    Kind.DECIMAL: _Form(Decimal, _decimal, str, Decimal),
    Kind.FLOAT: _Form(float, _float, float, _same),
    Kind.DATE: _Form(dt.date, dt.date.isoformat, str, dt.date.fromisoformat),
    Kind.TIME: _Form(dt.time, lambda value: value.isoformat("microseconds"), str, dt.time.fromisoformat),
    Kind.MOMENT: _Form(dt.datetime, _moment, str, dt.datetime.fromisoformat),
    Kind.DURATION: _Form(dt.timedelta, _microseconds, int, lambda value: dt.timedelta(microseconds=value)),
    Kind.UUID: _Form(uuid.UUID, str, str, uuid.UUID),
    Kind.BYTES: _Form(
        bytes,
        lambda value: base64.b64encode(value).decode("ascii"),
        str,
        lambda text: base64.b64decode(text, validate=True),
    ),
    Kind.JSON: _Form(list, lambda value: [_plain(value[0])], list, _same),
}


@dataclass(frozen=True)
class Layout:
    """The columns of a table, each with its kind, in the order of the database's rows."""

    names: tuple[str, ...]
    kinds: tuple[Kind, ...]

    def line(self, row: Sequence[Any]) -> bytes:
        """A row as its line. A JSON column comes as a list of one. Raises ValueError naming the column that is odd."""
        said = {}
        for name, kind, value in zip(self.names, self.kinds, row, strict=True):
            try:
                said[name] = None if value is None else _spelled(_FORMS[kind], value)
            except (ValueError, TypeError, ArithmeticError) as error:
                raise ValueError(f"{name}：{error}") from error
        text = _ENCODER.encode(said)
        try:
            return text.encode() + b"\n"
        except UnicodeEncodeError:  # only inside JSON text, where the escape means the same
            return _LONE_SURROGATE.sub(lambda found: f"\\u{ord(found[0]):04x}", text).encode() + b"\n"

    def row(self, line: bytes) -> list[Any]:
        """The row of a line. Raises ValueError for anything `line` would not have written."""
        try:
            said = json.loads(line)
        except RecursionError as error:
            raise ValueError("嵌套过深") from error
        if not isinstance(said, dict) or said.keys() != set(self.names):
            raise ValueError("列与清单不符")
        row = []
        for name, kind in zip(self.names, self.kinds, strict=True):
            try:
                row.append(None if said[name] is None else _read(_FORMS[kind], said[name]))
            except (ValueError, TypeError, ArithmeticError) as error:
                raise ValueError(f"{name}：内容不是 {kind} 的写法") from error
        if self.line(row) != line:
            raise ValueError("写法不规范")
        return row


def _spelled(form: _Form, value: Any) -> Any:
    if type(value) is not form.takes and not (form.takes is str and isinstance(value, str)):
        raise TypeError(f"应为 {form.takes.__name__}，实为 {type(value).__name__}")
    return form.spell(value)


def _read(form: _Form, value: Any) -> Any:
    if type(value) is not form.written or (isinstance(value, list) and len(value) != 1):
        raise TypeError("类型不符")
    return form.read(value)
