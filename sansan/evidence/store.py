"""The content-addressed store: DATA_DIR/files/ab/cd/<sha256>, a file whole or not there at all."""

import hashlib
import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import filetype
from django.conf import settings
from django.core.files.base import File
from django.db import transaction

from sansan.config import config
from sansan.errors import Invalid
from sansan.evidence.models import StoredFile

CHUNK = 1024 * 1024


def root() -> Path:
    """Where the files lie."""
    return Path(settings.DATA_DIR) / "files"


def path_of(sha256: str, suffix: str = "") -> Path:
    """The place of a file, or with a suffix of something made from it."""
    return root() / sha256[:2] / sha256[2:4] / f"{sha256}{suffix}"


def keep(source: "bytes | IO[bytes] | File[bytes]", *, media_type: str = "") -> StoredFile:
    """Put bytes into the store and return their row; the same bytes again return the same row.

    The file is on disk, complete and flushed, before the row is written: a crash leaves at worst a file without
    a row, which `sansan evidence sweep` finds. Raises Invalid for more than `upload_max_bytes`.
    """
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("keep() belongs inside transaction.atomic()")
    with _temporary() as (handle, temporary):
        digest, size = hashlib.sha256(), 0
        head = b""
        for chunk in _chunks(source):
            size += len(chunk)
            _refuse_too_large(size)
            head = head or chunk[:8192]
            digest.update(chunk)
            handle.write(chunk)
        place_file(handle, temporary, path_of(digest.hexdigest()))
    guessed = media_type or filetype.guess_mime(head) or "application/octet-stream"
    stored, _ = StoredFile.objects.get_or_create(
        sha256=digest.hexdigest(), defaults={"size": size, "media_type": guessed}
    )
    return stored


def put_back(sha256: str, chunks: Iterable[bytes]) -> bool:
    """Put a file of known content where it belongs, as a restored backup brings it; whether it was not there.

    A damaged file of that name is replaced. Raises Invalid when the content is not what its name says.
    """
    place = path_of(sha256)
    with _temporary() as (handle, temporary):
        digest = hashlib.sha256()
        for chunk in chunks:
            digest.update(chunk)
            handle.write(chunk)
        if digest.hexdigest() != sha256:
            raise Invalid(f"文件 {sha256} 的内容与摘要不符")
        present = place.exists()
        if present and _digest_of(place) != sha256:
            place.unlink()
        place_file(handle, temporary, place)
    return not present


def _digest_of(place: Path) -> str:
    with place.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def read(stored: StoredFile) -> bytes:
    """The bytes of a kept file. Raises Invalid when the disk has lost it."""
    try:
        return path_of(stored.sha256).read_bytes()
    except FileNotFoundError as error:
        raise Invalid("文件在存储中找不到，请联系系统管理员运行 sansan evidence check") from error


def write_derived(sha256: str, suffix: str, content: bytes) -> Path:
    """Keep something made from a stored file beside it, such as its thumbnail."""
    place = path_of(sha256, suffix)
    with _temporary() as (handle, temporary):
        handle.write(content)
        place_file(handle, temporary, place)
    return place


def _refuse_too_large(size: int) -> None:
    limit = config().upload_max_bytes
    if size > limit:
        raise Invalid(f"文件超过 {limit / CHUNK:g} MB 的上限，请压缩或分开后再上传", field="upload")


def _chunks(source: "bytes | IO[bytes] | File[bytes]") -> Iterator[bytes]:
    if isinstance(source, bytes):
        yield source
        return
    source.seek(0)
    while chunk := source.read(CHUNK):
        yield chunk


@contextmanager
def _temporary() -> Iterator[tuple[IO[bytes], Path]]:
    """A file on the same disk, gone afterwards unless it was moved to its place."""
    folder = root() / "incoming"
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=folder, delete=False) as handle:
        path = Path(handle.name)
        try:
            yield handle, path
        finally:
            path.unlink(missing_ok=True)


def place_file(handle: IO[bytes], temporary: Path, place: Path) -> None:
    """Move a finished temporary file to its place, so that the place holds all of it or nothing."""
    if place.exists():
        # Its age protects it from the sweep until the row of this upload is committed.
        os.utime(place)
        return
    handle.flush()
    os.fsync(handle.fileno())
    place.parent.mkdir(parents=True, exist_ok=True)
    temporary.replace(place)
    folder = os.open(place.parent, os.O_RDONLY)
    try:
        os.fsync(folder)  # the name, too, must survive a power cut
    finally:
        os.close(folder)
