"""Puts a database and its files aside under another name, to start with empty ones. Nothing is deleted."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sansan.commands import readiness
from sansan.config import config

_SQLITE_COMPANIONS = ("", "-wal", "-shm")


@contextmanager
def set_aside(suffix: str) -> Iterator[list[str]]:
    """Yields where the old data went. If the block fails, the old data comes back and the new is what goes."""
    kept: list[str] = []
    undo = _Undo()
    try:
        database = config().sqlite_file
        if database:
            _close_connection()
            undo.database = database
            for companion in _SQLITE_COMPANIONS:
                old = database.with_name(database.name + companion)
                _rename(
                    old, old.with_name(f"{database.stem}-{suffix}{database.suffix}{companion}"), kept, undo
                )
        else:
            kept.append(_rename_schema(f"sansan_{suffix.replace('-', '_')}", undo))
        files = config().data_dir / "files"
        _rename(files, files.with_name(f"files-{suffix}"), kept, undo)
        readiness.forget()
        yield kept
    except BaseException:
        _close_connection()
        undo.run()
        raise


class _Undo:
    """Steps back, taken last first."""

    def __init__(self) -> None:
        self.steps: list[tuple[Path, Path]] = []
        self.schema = ""
        self.database: Path | None = None

    def run(self) -> None:
        readiness.forget()
        if self.database:
            for companion in _SQLITE_COMPANIONS:
                Path(f"{self.database}{companion}").unlink(missing_ok=True)
        for here, there in reversed(self.steps):
            here.replace(there)
        if self.schema:
            _execute('DROP SCHEMA "public" CASCADE', f'ALTER SCHEMA "{self.schema}" RENAME TO "public"')


def _rename(old: Path, new: Path, kept: list[str], undo: _Undo) -> None:
    if old.exists():
        old.rename(new)
        undo.steps.append((new, old))
        kept.append(str(new))


def _rename_schema(name: str, undo: _Undo) -> str:
    _execute(f'ALTER SCHEMA "public" RENAME TO "{name}"', 'CREATE SCHEMA "public"')
    undo.schema = name
    return f"数据库模式 {name}"


def _execute(*statements: str) -> None:
    from django.db import connection, transaction

    with transaction.atomic(), connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _close_connection() -> None:
    from django.db import connection

    connection.close()
