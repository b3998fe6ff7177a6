"""What a backup says of itself: where it comes from, what is in it, and the digests that prove it. Pure."""

import datetime as dt
import hashlib
import json
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from sansan.backup.canonical import Kind, Layout
from sansan.errors import Invalid

FORMAT = 1
Digest = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Column(_Part):
    name: Annotated[str, Field(pattern=r"^[a-z0-9_]+$")]
    kind: Kind


class Table(_Part):
    """`last_number` is the highest key the database ever gave out: keys of deleted rows are not given again."""

    name: Annotated[str, Field(pattern=r"^[a-z0-9_]+\.[a-z0-9_]+$")]
    columns: tuple[Column, ...]
    rows: Annotated[int, Field(ge=0)]
    sha256: Digest
    last_number: Annotated[int, Field(ge=0)]

    @property
    def path(self) -> str:
        return table_path(self.name)

    @property
    def layout(self) -> Layout:
        return Layout(
            tuple(column.name for column in self.columns), tuple(column.kind for column in self.columns)
        )


class Files(_Part):
    """`missing`: hashes of files the rows speak of and the store had lost or changed, left out knowingly."""

    included: bool
    count: Annotated[int, Field(ge=0)]
    size: Annotated[int, Field(ge=0)]
    missing: tuple[Digest, ...]
    sha256: Digest


class Head(_Part):
    """The end of the trail's chain."""

    seq: Annotated[int, Field(ge=0)]
    hash: Digest


class Manifest(_Part):
    """`digest` is that of `tables.sha256`, which names every table with its own; it says nothing of when or where."""

    format: int
    product: str
    created_at: dt.datetime
    database: str
    migrations: dict[str, tuple[str, ...]]
    tables: tuple[Table, ...]
    files: Files
    trail: Head
    readme_sha256: Digest
    digest: Digest

    def text(self) -> bytes:
        said = json.dumps(self.model_dump(mode="json"), ensure_ascii=False, indent=1, sort_keys=True)
        return said.encode() + b"\n"

    @property
    def rows(self) -> int:
        return sum(table.rows for table in self.tables)


def parse(text: bytes) -> Manifest:
    """The manifest. Raises Invalid for one of another format, or that is none."""
    try:
        said = json.loads(text)
        found = said.get("format") if isinstance(said, dict) else None
        if found != FORMAT:
            raise Invalid(
                f"备份的格式版本是 {found}，本程序只认 {FORMAT}。请用写出它的那个版本的程序恢复。",
                part="manifest.json",
            )
        return Manifest.model_validate(said)
    except (ValueError, RecursionError, ValidationError) as error:
        raise Invalid(
            "备份的清单 manifest.json 读不懂，文件不是备份或已损坏。", part="manifest.json"
        ) from error


def table_path(name: str) -> str:
    return f"tables/{name}.jsonl"


def file_path(sha256: str) -> str:
    return f"files/{sha256[:2]}/{sha256[2:4]}/{sha256}"


def sum_line(sha256: str, path: str) -> bytes:
    """A line as `sha256sum` writes and checks it."""
    return f"{sha256}  {path}\n".encode()


def table_sums(tables: tuple[Table, ...]) -> bytes:
    """The text of `tables.sha256`."""
    return b"".join(sum_line(table.sha256, table.path) for table in tables)


def digest_of(tables: tuple[Table, ...]) -> str:
    """The digest of the whole: of `tables.sha256`, so that `sha256sum tables.sha256` prints it."""
    return hashlib.sha256(table_sums(tables)).hexdigest()
