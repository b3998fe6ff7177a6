"""Small backups made by hand, without a database: whole ones, and ones somebody has been at."""

import datetime as dt
import hashlib
import io
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from sansan.backup.canonical import Kind
from sansan.backup.container import Container, Writer
from sansan.backup.manifest import (
    FORMAT,
    Column,
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
from sansan.trail.canonical import GENESIS, digest, moment

AT = dt.datetime(2026, 3, 1, 8, 30, tzinfo=dt.UTC)
TEXTS = ("verb", "actor_name", "target_type", "target_id", "target_label", "area_code", "reason", "before", "after",
         "request_id", "previous_hash", "hash")  # fmt: skip
EVENT = {
    "seq": Kind.INTEGER,
    "at": Kind.MOMENT,
    "actor_id": Kind.INTEGER,
    **dict.fromkeys(TEXTS, Kind.TEXT),
}
COLUMNS = {
    "evidence.storedfile": {"id": Kind.INTEGER, "sha256": Kind.TEXT, "size": Kind.INTEGER},
    "trail.event": EVENT,
    "trail.head": {"id": Kind.INTEGER, "seq": Kind.INTEGER, "hash": Kind.TEXT},
}


@dataclass
class Contents:
    """What goes in; `write` makes every digest fit it, so that only what is wrong in itself can be found wrong."""

    tables: dict[str, list[dict[str, Any]]]
    stored: list[bytes]
    extra: list[tuple[str, bytes]] = field(default_factory=list)
    changes: dict[str, Any] = field(default_factory=dict)

    def write(self) -> bytes:
        stream = io.BytesIO()
        writer = Writer(stream, int(AT.timestamp()))
        readme = hashlib.sha256(b"readme")
        writer.add("README.md", [b"readme"])
        tables = tuple(self._table(writer, name, rows) for name, rows in sorted(self.tables.items()))
        sums = b""
        for content in self.stored:
            sha256 = hashlib.sha256(content).hexdigest()
            writer.add(file_path(sha256), [content])
            sums += sum_line(sha256, file_path(sha256))
        for name, content in self.extra:
            writer.add(name, [content])
        head = self.tables["trail.head"][0]
        manifest = Manifest(
            format=FORMAT,
            product="0.1.0",
            created_at=AT,
            database="sqlite",
            migrations={"trail": ("0001_initial",)},
            tables=tables,
            files=Files(
                included=True,
                count=len(self.stored),
                size=sum(map(len, self.stored)),
                missing=(),
                sha256=hashlib.sha256(sums).hexdigest(),
            ),
            trail=Head(seq=head["seq"], hash=head["hash"]),
            readme_sha256=readme.hexdigest(),
            digest=digest_of(tables),
        ).model_copy(update=self.changes)
        writer.add("tables.sha256", [table_sums(tables)])
        writer.add("files.sha256", [sums])
        writer.add("manifest.json", [manifest.text()])
        writer.add(
            "manifest.sha256", [sum_line(hashlib.sha256(manifest.text()).hexdigest(), "manifest.json")]
        )
        writer.close()
        return stream.getvalue()

    def _table(self, writer: Writer, name: str, rows: Iterable[dict[str, Any]]) -> Table:
        columns = tuple(Column(name=column, kind=kind) for column, kind in COLUMNS[name].items())
        blank = Table(name=name, columns=columns, rows=0, sha256=GENESIS, last_number=0)
        lines = [blank.layout.line([row[column.name] for column in columns]) for row in rows]
        written = writer.add(table_path(name), lines)
        return blank.model_copy(update={"rows": written.lines, "sha256": written.sha256})


def contents(*, events: int = 3) -> Contents:
    """A chain of events and two stored files, all in order."""
    stored = [b"photo", b"document" * 100]
    rows: list[dict[str, Any]] = []
    previous = GENESIS
    for number in range(1, events + 1):
        row: dict[str, Any] = {**dict.fromkeys(TEXTS, ""), "seq": number, "at": AT, "actor_id": None}
        row |= {"reason": f"事由 {number}", "before": "{}", "after": '{"a":1}', "previous_hash": previous}
        previous = row["hash"] = hash_of(row)
        rows.append(row)
    files = [
        {"id": number, "sha256": hashlib.sha256(content).hexdigest(), "size": len(content)}
        for number, content in enumerate(stored, 1)
    ]
    head = [{"id": 1, "seq": events, "hash": previous}]
    return Contents({"evidence.storedfile": files, "trail.event": rows, "trail.head": head}, stored)


def hash_of(row: dict[str, Any]) -> str:
    fields = {name: value for name, value in row.items() if name != "hash"}
    return digest({**fields, "at": moment(fields["at"])})


def opened(content: bytes) -> Container:
    return Container(io.BytesIO(content))
