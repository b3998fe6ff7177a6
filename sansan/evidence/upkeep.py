"""Keeping store and rows in step: files nobody owns, rows whose file is lost or changed."""

import datetime as dt
import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction

from sansan.evidence import store
from sansan.evidence.models import StoredFile
from sansan.evidence.rules import limits
from sansan.trail.record import Actor, record

_SHA256_LENGTH = 64
_CHUNK = 500

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Orphan:
    """A file in the store that no row speaks of."""

    path: Path
    size: int


def orphans(*, now: dt.datetime) -> list[Orphan]:
    """Files, and thumbnails, without a row, older than the grace an upload under way is given."""
    files = [path for path in sorted(store.root().rglob("*")) if path.is_file()]
    before = (now - dt.timedelta(hours=limits().sweep_grace_hours)).timestamp()
    old = [path for path in files if path.stat().st_mtime < before]
    known: set[str] = set()
    names = sorted({path.name[:_SHA256_LENGTH] for path in old})
    for start in range(0, len(names), _CHUNK):
        rows = StoredFile.objects.filter(sha256__in=names[start : start + _CHUNK])
        known.update(rows.values_list("sha256", flat=True))
    return [Orphan(path, path.stat().st_size) for path in old if path.name[:_SHA256_LENGTH] not in known]


@transaction.atomic
def sweep(*, by: Actor, now: dt.datetime) -> list[Orphan]:
    """Delete the orphans and remember how many there were."""
    found = orphans(now=now)
    if not found:
        return []
    for orphan in found:
        orphan.path.unlink(missing_ok=True)
    total = sum(orphan.size for orphan in found)
    whole_store = StoredFile(
        pk=0, sha256="文件库"
    )  # the event is about the store, which has no row of its own
    record("evidence.swept", target=whole_store, by=by, after={"文件数": len(found), "字节数": total})
    return found


@dataclass(frozen=True)
class Damage:
    """A row whose file is not what it was. `why` is Chinese."""

    stored: StoredFile
    why: str


def check(progress: Progress | None = None) -> tuple[int, list[Damage]]:
    """Read every stored file again: (how many, those lost or changed). `progress(done, total)` in between."""
    total, done, damaged = StoredFile.objects.count(), 0, []
    for stored in _all_rows():
        why = _why_damaged(stored)
        if why:
            damaged.append(Damage(stored, why))
        done += 1
        if progress:
            progress(done, total)
    return done, damaged


def _all_rows() -> Iterator[StoredFile]:
    """By key, in short reads: reading the files may take hours, and no cursor should stay open that long."""
    last = 0
    while chunk := list(StoredFile.objects.filter(pk__gt=last).order_by("pk")[:_CHUNK]):
        yield from chunk
        last = chunk[-1].pk


def _why_damaged(stored: StoredFile) -> str:
    try:
        with store.path_of(stored.sha256).open("rb") as handle:
            found = hashlib.file_digest(handle, "sha256").hexdigest()
    except FileNotFoundError:
        return "文件丢失"
    except OSError as error:
        return f"文件读不出来（{error.strerror}）"
    return "" if found == stored.sha256 else "内容与摘要不符"
