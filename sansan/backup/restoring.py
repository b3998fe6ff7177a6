"""Putting a backup into an empty database: all of it, proven the same, or nothing."""

import hashlib
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import islice
from typing import IO, Any

from django.db import DatabaseError, IntegrityError, connection, models, transaction

from sansan.backup import checking, tables
from sansan.backup.canonical import Kind
from sansan.backup.chain import EVENTS, HEAD
from sansan.backup.container import Container
from sansan.backup.manifest import Manifest, Table
from sansan.errors import Conflict, Invalid
from sansan.evidence import store
from sansan.trail.replay import Rows, put_back

BATCH = 2000

Progress = Callable[[int, int], None]


def require_room(manifest: Manifest) -> None:
    """Raises Conflict unless the database is of the structure the backup was made from, and empty."""
    _require_structure(manifest)
    for model in tables.kept():
        if models.QuerySet(model=model).exists():
            raise Conflict(
                f"数据库不是空的（{model._meta.verbose_name} {tables.name_of(model)} 里已有数据），不能恢复。"
                "请另建空库：SQLite 换一个 SANSAN_DATA_DIR，PostgreSQL 换一个空的 DATABASE_URL，"
                "执行 sansan setup 后再恢复；原有数据不要动。"
            )


def _require_structure(manifest: Manifest) -> None:
    here = tables.migrations()
    for app in sorted(here.keys() | manifest.migrations.keys()):
        ours, theirs = set(here.get(app, ())), set(manifest.migrations.get(app, ()))
        if ours != theirs:
            odd = "、".join(sorted(ours ^ theirs))
            raise Conflict(
                f"备份（程序 {manifest.product}）与数据库的结构不同：{app} 的 {odd} 只在一方。"
                "请用写出备份的那个版本的程序执行 sansan setup 和 sansan restore，然后再升级。"
            )
    said = {table.name: table.columns for table in manifest.tables}
    if said != {tables.name_of(model): tables.columns(model) for model in tables.kept()}:
        raise Conflict("备份的表或列与本程序的不同。请用写出备份的那个版本的程序恢复，然后再升级。")


def restore(container: Container, manifest: Manifest, *, progress: Progress | None = None) -> None:
    """Put in what `checking.check` found right. Raises Conflict (no room for it) or Invalid; then nothing is left."""
    try:
        with _placed_files() as placed, transaction.atomic():
            require_room(manifest)
            done = _rows(container, manifest, progress)
            connection.check_constraints()
            _require_same(manifest)
            for model, table in _pairs(manifest):
                tables.give_numbers_after(model, table.last_number)
            _files(container, manifest, placed, lambda: progress and progress(next(done), _total(manifest)))
    except IntegrityError as error:
        raise Invalid(f"备份里的数据互相矛盾，数据库不收（{error}）。没有恢复任何内容。") from error
    except DatabaseError as error:
        raise Invalid(f"数据库不收备份里的数据（{error}）。没有恢复任何内容。") from error
    except OSError as error:
        raise Invalid(f"文件写不进存储（{error.strerror}）。没有恢复任何内容。") from error


def _total(manifest: Manifest) -> int:
    return manifest.rows + manifest.files.count


def _pairs(manifest: Manifest) -> list[tuple[tables.Model, Table]]:
    said = {table.name: table for table in manifest.tables}
    return [(model, said[tables.name_of(model)]) for model in tables.kept()]


def _rows(container: Container, manifest: Manifest, progress: Progress | None) -> Iterator[int]:
    """Every table; foreign keys are looked at when all are in. The trail goes through its own door."""
    done = 0
    for model, table in _pairs(manifest):
        rows = _adapted(model, checking.rows(container, table))
        while batch := list(islice(rows, BATCH)):
            try:
                if table.name == EVENTS:
                    put_back(batch, insert)
                elif table.name != HEAD:
                    insert(model, batch)
            except ValueError as error:  # what a driver will not even send: PostgreSQL has no NUL in text
                raise Invalid(
                    f"{table.path}：数据库存不下这一表的内容（{error}）。没有恢复任何内容。"
                ) from error
            done += len(batch)
            if progress:
                progress(done, _total(manifest))
    return iter(range(done, _total(manifest) + 1))


def insert(model: tables.Model, rows: Rows) -> None:
    """Rows as they are, keys included: no field sets a time, no signal is sent."""
    table = connection.ops.quote_name(model._meta.db_table)
    names = [column.name for column in tables.columns(model)]
    columns = ", ".join(connection.ops.quote_name(name) for name in names)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            copying = cursor.copy(f"COPY {table} ({columns}) FROM STDIN")
            with connection.wrap_database_errors, copying as copy:  # the driver's own call, not Django's
                for row in rows:
                    copy.write_row(row)
            return
        marks = ", ".join(["%s"] * len(names))
        statement = f"INSERT INTO {table} ({columns}) VALUES ({marks})"  # noqa: S608 - names of the models
        cursor.executemany(statement, rows)


def _adapted(model: tables.Model, rows: Iterator[list[Any]]) -> Iterator[list[Any]]:
    """Values as the database's driver takes them. Not through the fields' own ways of saving: those set the time."""
    turns = [_turn(field) for field in model._meta.concrete_fields]
    for row in rows:
        yield [None if value is None else turn(value) for turn, value in zip(turns, row, strict=True)]


def _turn(field: Any) -> Callable[[Any], Any]:
    ops: Any = connection.ops
    kind = tables.kind_of(field)
    if kind is Kind.JSON:
        return lambda value: ops.adapt_json_value(value[0], None)
    if kind in (Kind.TEXT, Kind.INTEGER, Kind.FLOAT, Kind.BOOLEAN):
        return lambda value: value
    return lambda value: field.get_db_prep_value(value, connection)


def _require_same(manifest: Manifest) -> None:
    """What the database now says of itself is what the backup said."""
    for model, table in _pairs(manifest):
        total, layout = hashlib.sha256(), table.layout
        for row in tables.rows(model):
            total.update(layout.line(row))
        if total.hexdigest() != table.sha256:
            raise Invalid(f"{table.name} 存入数据库后再读出，与备份不同。没有恢复任何内容。", part=table.path)


def _files(container: Container, manifest: Manifest, placed: IO[str], advance: Callable[[], object]) -> None:
    for part in container.stored_files():
        sha256 = part.name.rsplit("/", 1)[-1]
        if store.put_back(sha256, container.chunks(part)):
            placed.write(f"{sha256}\n")
        advance()


@contextmanager
def _placed_files() -> Iterator[IO[str]]:
    """Takes the hashes of files put into the store; they leave it again when the block fails."""
    with tempfile.TemporaryFile("w+", encoding="ascii") as placed:
        try:
            yield placed
        except BaseException:
            placed.seek(0)
            for line in placed:
                store.path_of(line.strip()).unlink(missing_ok=True)
            raise
