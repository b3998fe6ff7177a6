"""Walking a stretch of the chain row by row. What is done here is done millions of times."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import DatabaseError, connection, models
from django.db.models.functions import Cast
from django.utils.dateparse import parse_datetime

from sansan.trail.canonical import GENESIS, moment, quoted
from sansan.trail.models import Event

CHUNK = 5000
"""Rows read at once. Short reads by key rather than one long cursor: nobody waits for the verifier."""

COLUMNS = (
    "seq",
    "at_text",
    "verb",
    "actor_id",
    "actor_name",
    "target_type",
    "target_id",
    "target_label",
    "area_code",
    "reason",
    "before_text",
    "after_text",
    "request_id",
    "previous_hash",
    "hash",
)


@dataclass(frozen=True)
class Walk:
    """What the walk of a segment up to `last` found: `count` links held; `why` the next did not, empty when all did."""

    last: int
    count: int
    last_hash: str
    kept_seen: bool
    why: str = ""


def walk(first: int, last: int, kept_hash: str = "") -> Walk:
    """Check the links `first` to `last`. What the one before them says of its own hash is checked with that one."""
    expected, previous, kept_seen = first, _hash_before(first), False
    for row in _rows(first - 1, last):
        why = _why_broken(row, expected, previous)
        if why:
            return Walk(last, expected - first, previous, kept_seen, why)
        previous = row[-1]
        kept_seen = kept_seen or previous == kept_hash
        expected += 1
    return Walk(last, expected - first, previous, kept_seen)


def _hash_before(first: int) -> str:
    """The hash the link before `first` bears; where it is missing the segment before says so."""
    if first == 1:
        return GENESIS
    found = Event.objects.filter(seq=first - 1).values_list("hash", flat=True).first()
    return str(found or "")


def _rows(last: int, upto: int) -> Iterator[tuple[Any, ...]]:
    """Rows after `last`, up to `upto`, as stored, JSON as text; one that cannot be read is all None and the last."""
    text = models.TextField()
    query = (
        Event.objects.annotate(
            at_text=_moment_text(), before_text=Cast("before", text), after_text=Cast("after", text)
        )
        .order_by("seq")
        .values_list(*COLUMNS)
    )
    while True:
        try:
            chunk = list(query.filter(seq__gt=last, seq__lte=upto)[:CHUNK])
        except (ValueError, DatabaseError):
            yield from _one_by_one(query, last, upto)
            return
        if not chunk:
            return
        yield from chunk
        last = chunk[-1][0]


def _one_by_one(
    query: "models.QuerySet[Event, tuple[Any, ...]]", last: int, upto: int
) -> Iterator[tuple[Any, ...]]:
    """The rows of a chunk that failed, up to the one that cannot be read."""
    for seq in range(last + 1, min(last + CHUNK, upto) + 1):
        try:
            yield from query.filter(seq=seq)
        except (ValueError, DatabaseError):
            yield (seq, *([None] * (len(COLUMNS) - 1)))
            return


def _moment_text() -> models.Func:
    """The time as text: making a datetime of every row only to spell it again would take half the walk."""
    if connection.vendor == "postgresql":
        template = """to_char(%(expressions)s AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"+00:00"')"""
        return models.Func("at", template=template, output_field=models.TextField())
    return Cast("at", models.TextField())


def _moment(stored: Any) -> str:
    """The hashed spelling of a time as the database gives it; empty for what is no time."""
    if not isinstance(stored, str):
        return ""
    if stored.endswith("+00:00"):  # PostgreSQL was asked to spell it as we do
        return stored
    if stored[10:11] == " " and len(stored) in (19, 26):  # SQLite, without and with a fraction of a second
        return f"{stored[:10]}T{stored[11:]}{'' if len(stored) == 26 else '.000000'}+00:00"
    try:
        found = parse_datetime(stored)
    except ValueError:
        return ""
    return moment(found) if found else ""


def _why_broken(row: tuple[Any, ...], expected: int, previous: str) -> str:
    """Why this row is not the link expected here; empty when it is."""
    if row[0] != expected:
        return f"缺少第 {expected} 条记录"
    at = _moment(row[1])
    if not at:
        return "记录无法读取：内容已损坏"
    if row[-2] != previous:
        return "所记的前一条摘要与前一条记录不符"
    try:
        found = hashlib.sha256(spelled(row, at).encode("utf-8", "surrogatepass")).hexdigest()
    except TypeError:  # bytes where text was: SQLite stores anything anywhere
        found = ""
    return "" if found == row[-1] else "内容与摘要不符：记录被改动过"


def spelled(row: tuple[Any, ...], at: str) -> str:
    """What `canonical.canonical` makes of the hashed fields, written out because it is done millions of times."""
    (seq, _, verb, actor_id, actor_name, target_type, target_id, target_label, area_code, reason, before, after,
     request_id, previous_hash, _) = row  # fmt: skip
    if type(seq) is not int or type(actor_id) not in (int, type(None)):
        raise TypeError("a number is no number")
    return (
        f'{{"actor_id":{"null" if actor_id is None else actor_id},"actor_name":{quoted(actor_name)},'
        f'"after":{quoted(after)},"area_code":{quoted(area_code)},"at":{quoted(at)},'
        f'"before":{quoted(before)},"previous_hash":{quoted(previous_hash)},"reason":{quoted(reason)},'
        f'"request_id":{quoted(request_id)},"seq":{seq},"target_id":{quoted(target_id)},'
        f'"target_label":{quoted(target_label)},"target_type":{quoted(target_type)},"verb":{quoted(verb)}}}'
    )
