"""Keeping the index: following the trail, making it anew, checking it against the rows.

Every write has its event, so whoever follows the events misses none. The index follows right after the commit, in a
transaction of its own: a write never fails for its sake, and what a crash leaves undone the worker's clock does.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from sansan.search.models import Entry, State
from sansan.search.registry import Kind, Text, kinds, target_types
from sansan.search.words import VERSION, grams, plain
from sansan.trail.models import Event, Head

EVENTS = 500
ROWS = 200
AT_ONCE = 2000
"""Events of a system so small that its index is made at once rather than by the worker."""

STALLED = dt.timedelta(minutes=5)

Progress = Callable[[str, int], None]


def is_current() -> bool:
    """Whether there is an index to ask. It may be some events behind; `behind` says how many."""
    return State.objects.filter(version=VERSION).exists()


def behind() -> int | None:
    """How many events that change the index are not in it; None where there is no index."""
    state = State.objects.filter(version=VERSION).first()
    if state is None:
        return None
    return Event.objects.filter(seq__gt=state.seq, target_type__in=target_types()).count()


def wants_building() -> bool:
    """Whether somebody should make the index: there is none, of another version, or its making has stopped."""
    state = State.objects.first()
    if state is None:
        return True
    return state.version != VERSION and (state.version != "" or state.at < timezone.now() - STALLED)


def catch_up() -> None:
    """Take in everything committed so far. Without an index it makes one where that takes a moment only."""
    if not State.objects.exists() and (Head.objects.values_list("seq", flat=True).first() or 0) <= AT_ONCE:
        rebuild()
        return
    while _take_in():
        pass


@transaction.atomic
def _take_in() -> bool:
    """The next events; whether there may be more."""
    state = State.objects.select_for_update().filter(version=VERSION).first()
    if state is None:
        return False
    events = list(
        Event.objects.filter(seq__gt=state.seq)
        .order_by("seq")
        .values_list("seq", "target_type", "target_id")[:EVENTS]
    )
    if not events:
        return False
    touched: dict[str, set[int]] = {}
    for _, target_type, target_id in events:
        if target_id.isdigit():
            touched.setdefault(target_type, set()).add(int(target_id))
    for kind in kinds():
        ids: set[int] = set()
        for target_type, rows_of in kind.concerns.items():
            if target_type in touched:
                ids.update(rows_of(sorted(touched[target_type])))
        for chunk in _chunks(sorted(ids)):
            _refresh(kind, chunk)
    state.seq, state.at = events[-1][0], timezone.now()
    state.save(update_fields=["seq", "at"])
    return len(events) == EVENTS


def _refresh(kind: Kind, ids: list[int]) -> None:
    """Make the entries of these rows what the rows say; what did not change keeps its entry and its place."""
    kept = {(e.target_id, e.part): e for e in _entries(kind).filter(target_id__in=ids)}
    fresh = []
    for row in kind.rows().filter(pk__in=ids):
        for entry in entries_of(kind, row):
            old = kept.get((entry.target_id, entry.part))
            if old and old.plain == entry.plain:
                del kept[entry.target_id, entry.part]
            else:
                fresh.append(entry)
    Entry.objects.filter(pk__in=[entry.pk for entry in kept.values()]).delete()
    Entry.objects.bulk_create(fresh)


def entries_of(kind: Kind, row: Any) -> Iterator[Entry]:
    """What the index should hold of a row."""
    for text in kind.texts(row):
        title, body = plain(text.title).spaced, _body(text)
        if title or body:
            yield Entry(
                kind=kind.key,
                target_id=row.pk,
                part=text.part,
                plain=f"{title}\n{body}",
                grams=" ".join(_words(kind, title, body)),
            )


def _body(text: Text) -> str:
    return "\n".join(plain(value).spaced for _, value in text.fields if value)


def _words(kind: Kind, title: str, body: str) -> list[str]:
    """k: the kind, t: in the title, b: anywhere."""
    above = grams(title)
    anywhere = above.union(*map(grams, body.split("\n")))
    return [f"k{kind.key}", *sorted(f"t{gram}" for gram in above), *sorted(f"b{gram}" for gram in anywhere)]


def rebuild(progress: Progress = lambda _label, _done: None) -> None:
    """Make the index anew, some rows a transaction, so that others can write meanwhile; then what they wrote."""
    seq = Head.objects.values_list("seq", flat=True).first() or 0
    _note(seq, "")
    Entry.objects.all().delete()
    for kind in kinds():
        done = 0
        progress(kind.label, 0)
        for rows in _pages(kind):
            _add(kind, rows, seq)
            done += len(rows)
            progress(kind.label, done)
    _note(seq, VERSION)
    while _take_in():
        pass


@transaction.atomic
def _add(kind: Kind, rows: list[Any], seq: int) -> None:
    Entry.objects.bulk_create(
        [entry for row in rows for entry in entries_of(kind, row)], ignore_conflicts=True
    )
    _note(seq, "")


def _note(seq: int, version: str) -> None:
    State.objects.update_or_create(pk=1, defaults={"seq": seq, "version": version, "at": timezone.now()})


@dataclass(frozen=True)
class Difference:
    """A row whose entries are not what the row says."""

    kind: str
    target_id: int
    what: str


def differences() -> Iterator[Difference]:
    """Where index and rows disagree; nothing when `behind()` is 0 and all is well."""
    for kind in kinds():
        seen: set[int] = set()
        for rows in _pages(kind):
            ids = [row.pk for row in rows]
            kept: dict[int, dict[int, str]] = {}
            for target, part, text in (
                _entries(kind).filter(target_id__in=ids).values_list("target_id", "part", "plain")
            ):
                kept.setdefault(target, {})[part] = text
            for row in rows:
                should = {entry.part: entry.plain for entry in entries_of(kind, row)}
                if should != kept.get(row.pk, {}):
                    yield Difference(kind.label, row.pk, "缺少" if row.pk not in kept else "内容不一致")
            seen.update(ids)
        for target in _entries(kind).values_list("target_id", flat=True).distinct().order_by("target_id"):
            if target not in seen:
                yield Difference(kind.label, target, "已不存在")
    for key in Entry.objects.exclude(kind__in=[kind.key for kind in kinds()]).values_list("kind", flat=True):
        yield Difference(key, 0, "不再可搜")


def _entries(kind: Kind) -> Any:
    return Entry.objects.filter(kind=kind.key).defer("grams")


def _pages(kind: Kind) -> Iterator[list[Any]]:
    """All rows of a kind by primary key."""
    last = 0
    while rows := list(kind.rows().filter(Q(pk__gt=last)).order_by("pk")[:ROWS]):
        yield rows
        last = rows[-1].pk


def _chunks(ids: list[int]) -> Iterable[list[int]]:
    return (ids[at : at + ROWS] for at in range(0, len(ids), ROWS))
