"""Writing a backup: whole and checked against what was read, or not at all."""

import datetime as dt
import hashlib
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import IO

from django.db import connection, models
from django.utils import timezone

from sansan.backup import tables
from sansan.backup.chain import EVENTS, Chain
from sansan.backup.container import CHUNK, Writer, Written
from sansan.backup.manifest import (
    FORMAT,
    Files,
    Head,
    Manifest,
    Table,
    digest_of,
    file_path,
    sum_line,
    table_path,
    table_sums,
)
from sansan.backup.snapshot import snapshot
from sansan.errors import Conflict, Invalid
from sansan.evidence import store
from sansan.evidence.models import StoredFile
from sansan.trail.canonical import GENESIS
from sansan.trail.models import Head as TrailHead

README = Path(__file__).parent / "data" / "README.md"

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Made:
    """A backup that was written. `trouble` is what is wrong with the trail in it, in Chinese, "" when nothing is."""

    manifest: Manifest
    size: int
    trouble: str


@dataclass(frozen=True)
class Plan:
    """What a backup would hold: rows by table, and the stored files."""

    rows: dict[str, int]
    files: int
    size: int


def plan() -> Plan:
    counts = {tables.name_of(model): models.QuerySet(model=model).count() for model in tables.kept()}
    size = StoredFile.objects.aggregate(total=models.Sum("size"))["total"] or 0
    return Plan(counts, counts[tables.name_of(StoredFile)], size)


def back_up(
    target: Path, *, files: bool = True, allow_missing: bool = False, progress: Progress | None = None
) -> Made:
    """Write `target`, readable by its owner only. Raises Conflict when it exists, Invalid for damaged contents.

    With `allow_missing` stored files that are lost or changed are left out and named in the manifest.
    """
    if target.exists():
        raise Conflict(f"{target} 已存在，不会覆盖。请换一个文件名。")
    with _unfinished(target) as stream, tempfile.TemporaryFile() as sums, snapshot():
        work = _Work(stream, sums, progress)
        work.writer.add("README.md", [README.read_bytes()])
        found = tuple(work.table(model) for model in tables.kept())
        stored = work.files(included=files)
        if stored.missing and not allow_missing:
            raise Invalid(_lost(stored.missing))
        head = TrailHead.objects.filter(pk=1).first()
        manifest = Manifest(
            format=FORMAT,
            product=version("sansan"),
            created_at=work.now,
            database=connection.vendor,
            migrations=tables.migrations(),
            tables=found,
            files=stored,
            trail=Head(seq=head.seq, hash=head.hash) if head else Head(seq=0, hash=GENESIS),
            readme_sha256=hashlib.sha256(README.read_bytes()).hexdigest(),
            digest=digest_of(found),
        )
        work.finish(manifest)
        work.chain.finish(manifest.trail)
    return Made(manifest, target.stat().st_size, work.chain.why)


class _Work:
    """One backup under way."""

    def __init__(self, stream: IO[bytes], sums: IO[bytes], progress: Progress | None) -> None:
        self.now = timezone.now().astimezone(dt.UTC).replace(microsecond=0)
        self.writer = Writer(stream, int(self.now.timestamp()))
        self.chain = Chain()
        self._sums = sums  # the text of files.sha256, which may be long
        self._done, self._progress = 0, progress
        counted = plan()
        self._total = sum(counted.rows.values()) + counted.files

    def table(self, model: tables.Model) -> Table:
        name = tables.name_of(model)
        columns = tables.columns(model)
        blank = Table(
            name=name, columns=columns, rows=0, sha256=GENESIS, last_number=tables.last_number(model)
        )
        written = self.writer.add(table_path(name), self._lines(model, blank))
        return blank.model_copy(update={"rows": written.lines, "sha256": written.sha256})

    def _lines(self, model: tables.Model, table: Table) -> Iterator[bytes]:
        layout = table.layout
        for row in tables.rows(model):
            try:
                yield layout.line(row)
            except ValueError as error:
                key = dict(zip(layout.names, row, strict=True))[tables.key_column(model)]
                raise Invalid(f"{table.name} 主键 {key} 的一行无法备份：{error}。请先改正这一行。") from error
            if table.name == EVENTS:
                self.chain.add(layout.names, row)
            self._advance()

    def files(self, *, included: bool) -> Files:
        count = size = 0
        missing: list[str] = []
        total = hashlib.sha256()
        for sha256, expected in _stored() if included else ():
            written = self._file(sha256)
            if written is None or (written.sha256, written.size) != (sha256, expected):
                if written:
                    self.writer.take_back()
                missing.append(sha256)
            else:
                line = sum_line(sha256, file_path(sha256))
                total.update(line)
                self._sums.write(line)
                count, size = count + 1, size + expected
            self._advance()
        return Files(
            included=included, count=count, size=size, missing=tuple(missing), sha256=total.hexdigest()
        )

    def _file(self, sha256: str) -> Written | None:
        """None when the disk has lost it or cannot read it to its end."""
        try:
            with store.path_of(sha256).open("rb") as handle:
                return self.writer.add(file_path(sha256), _readable(handle))
        except FileNotFoundError:
            return None
        except _UnreadableError:
            self.writer.take_back()
            return None

    def finish(self, manifest: Manifest) -> None:
        self.writer.add("tables.sha256", [table_sums(manifest.tables)])
        self._sums.seek(0)
        self.writer.add("files.sha256", iter(lambda: self._sums.read(CHUNK), b""))
        text = manifest.text()
        self.writer.add("manifest.json", [text])
        line = sum_line(hashlib.sha256(text).hexdigest(), "manifest.json")
        self.writer.add("manifest.sha256", [line])
        self.writer.close()

    def _advance(self) -> None:
        self._done += 1
        if self._progress and self._done % 100 == 0:
            self._progress(self._done, self._total)


class _UnreadableError(Exception):
    """The disk gave back less than a whole file."""


def _readable(handle: IO[bytes]) -> Iterator[bytes]:
    """The content; a failure to read it is told from a failure to write it."""
    while True:
        try:
            chunk = handle.read(CHUNK)
        except OSError as error:
            raise _UnreadableError from error
        if not chunk:
            return
        yield chunk


def _stored() -> Iterator[tuple[str, int]]:
    """Hash and size of every stored file, in the order of the rows."""
    names = [column.name for column in tables.columns(StoredFile)]
    for row in tables.rows(StoredFile):
        said = dict(zip(names, row, strict=True))
        yield said["sha256"], said["size"]


def _lost(missing: tuple[str, ...]) -> str:
    shown = "、".join(missing[:5]) + ("……" if len(missing) > 5 else "")
    return (
        f"有 {len(missing)} 个文件丢失或被改动，没有写成备份：{shown}。"
        "请用 sansan evidence check 查明；确已找不回的，加 --allow-missing 备份其余部分，缺的会记在清单里。"
    )


@contextmanager
def _unfinished(target: Path) -> Iterator[IO[bytes]]:
    """A file beside the target that takes its name when the block ends well, and is gone when it does not."""
    temporary = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        handle = os.open(temporary, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600)
    except OSError as error:
        raise Invalid(f"{target.parent} 里写不了文件（{error.strerror}）。") from error
    try:
        with os.fdopen(handle, "w+b") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        _take_name(temporary, target)
    except OSError as error:
        raise Invalid(f"没有写成 {target}：{error.strerror}。") from error
    finally:
        temporary.unlink(missing_ok=True)


def _take_name(temporary: Path, target: Path) -> None:
    """A link refuses to replace a file that has come in between; a rename, where there are no links, would not."""
    try:
        os.link(temporary, target)
    except FileExistsError as error:
        raise Conflict(f"{target} 已存在，不会覆盖。请换一个文件名。") from error
    except OSError:
        if target.exists():
            raise Conflict(f"{target} 已存在，不会覆盖。请换一个文件名。") from None
        temporary.rename(target)
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
