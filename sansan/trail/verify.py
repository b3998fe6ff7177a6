"""Walking the whole chain and naming its first broken link."""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import DatabaseError, connection, models
from django.db.models.functions import Cast
from django.utils.dateparse import parse_datetime

from sansan.trail.canonical import GENESIS, moment, quoted
from sansan.trail.models import Event, Head

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
class Verdict:
    """What the walk found: `count` links held, `broken_seq` is the first that did not.

    None: all held. 0: all held, but a head kept elsewhere is not among them, so the whole was rewritten.
    """

    count: int
    head_seq: int
    head_hash: str
    broken_seq: int | None = None
    why: str = ""

    @property
    def intact(self) -> bool:
        return self.broken_seq is None

    @property
    def broken_at(self) -> Event | None:
        """The event of the broken link, when there is a row to show."""
        if not self.broken_seq:
            return None
        try:
            return Event.objects.filter(seq=self.broken_seq).first()
        except (ValueError, DatabaseError):
            return None


def verify(progress: Callable[[int, int], None] | None = None, *, kept_hash: str = "") -> Verdict:
    """Check every link from the first event to the head.

    `progress(done, total)` is called after each chunk. `kept_hash` is a head written down earlier, outside
    this database: it must still be in the chain, the only proof against someone who rewrote all of it.
    Events appended while the walk goes on are left to the next one.
    """
    ends = Event.objects.aggregate(
        first=models.Min("seq"), last=models.Max("seq")
    )  # before the head moves on
    head = Head.objects.filter(pk=1).first() or Head(seq=0, hash=GENESIS)
    expected, previous, kept_seen = 1, GENESIS, kept_hash in ("", GENESIS)
    for row in _rows(head.seq):
        why = _why_broken(row, expected, previous)
        if why:
            return Verdict(expected - 1, head.seq, head.hash, expected, why)
        previous = row[-1]
        kept_seen = kept_seen or previous == kept_hash
        if progress and expected % CHUNK == 0:
            progress(expected, head.seq)
        expected += 1
    if progress:
        progress(expected - 1, head.seq)
    broken_seq, why = _why_end_broken(head, expected - 1, previous)
    if not why:
        broken_seq, why = _stranger(head, ends)
    if not why and not kept_seen:
        broken_seq, why = 0, "留存的链首不在链上：操作记录曾被整体改写或截断，或留存的摘要抄录有误"
    return Verdict(expected - 1, head.seq, head.hash, broken_seq, why)


def _rows(head_seq: int) -> Iterator[tuple[Any, ...]]:
    """Rows up to `head_seq` as stored, JSON as text; one that cannot be read is all None and the last."""
    text = models.TextField()
    query = (
        Event.objects.annotate(
            at_text=_moment_text(), before_text=Cast("before", text), after_text=Cast("after", text)
        )
        .order_by("seq")
        .values_list(*COLUMNS)
    )
    last = 0
    while True:
        try:
            chunk = list(query.filter(seq__gt=last, seq__lte=head_seq)[:CHUNK])
        except (ValueError, DatabaseError):
            yield from _one_by_one(query, last, head_seq)
            return
        if not chunk:
            return
        yield from chunk
        last = chunk[-1][0]


def _one_by_one(
    query: "models.QuerySet[Event, tuple[Any, ...]]", last: int, head_seq: int
) -> Iterator[tuple[Any, ...]]:
    """The rows of a chunk that failed, up to the one that cannot be read."""
    for seq in range(last + 1, min(last + CHUNK, head_seq) + 1):
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
    if not _moment(row[1]):
        return "记录无法读取：内容已损坏"
    if row[-2] != previous:
        return "所记的前一条摘要与前一条记录不符"
    try:
        found = hashlib.sha256(spelled(row).encode("utf-8", "surrogatepass")).hexdigest()
    except TypeError:  # bytes where text was: SQLite stores anything anywhere
        found = ""
    return "" if found == row[-1] else "内容与摘要不符：记录被改动过"


def spelled(row: tuple[Any, ...]) -> str:
    """What `canonical.canonical` makes of the hashed fields, written out because it is done millions of times."""
    (seq, at, verb, actor_id, actor_name, target_type, target_id, target_label, area_code, reason, before, after,
     request_id, previous_hash, _) = row  # fmt: skip
    if type(seq) is not int or type(actor_id) not in (int, type(None)):
        raise TypeError("a number is no number")
    return (
        f'{{"actor_id":{"null" if actor_id is None else actor_id},"actor_name":{quoted(actor_name)},'
        f'"after":{quoted(after)},"area_code":{quoted(area_code)},"at":{quoted(_moment(at))},'
        f'"before":{quoted(before)},"previous_hash":{quoted(previous_hash)},"reason":{quoted(reason)},'
        f'"request_id":{quoted(request_id)},"seq":{seq},"target_id":{quoted(target_id)},'
        f'"target_label":{quoted(target_label)},"target_type":{quoted(target_type)},"verb":{quoted(verb)}}}'
    )


def _why_end_broken(head: Head, count: int, last_hash: str) -> tuple[int | None, str]:
    """Whether the chain ends where the head says."""
    if count < head.seq:
        return count + 1, f"末尾被截断：链首指向第 {head.seq} 条，实有 {count} 条"
    if last_hash != head.hash:
        return count, "最后一条的摘要与链首不符"
    return None, ""


def _stranger(head: Head, ends: dict[str, int | None]) -> tuple[int | None, str]:
    """A row before the first or after the last link, which record() never wrote."""
    first, last = ends["first"], ends["last"]
    if first is not None and first < 1:
        return first, "记录未经系统写入：序号早于第 1 条"
    if last is not None and last > head.seq:
        return head.seq + 1, f"第 {head.seq + 1} 条起不在链上：链首缺失或被改动，或记录未经系统写入"
    return None, ""
