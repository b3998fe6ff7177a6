"""A zip that anyone can check: every file in a list of sums, the list beside it, the checking program inside.

Files go in piece by piece; what is kept in memory is their names and sums.
"""

import datetime as dt
import hashlib
import zipfile
from collections.abc import Iterable, Iterator
from importlib import resources
from types import TracebackType
from typing import IO

from sansan.trail.canonical import canonical
from sansan.trail.models import Event
from sansan.trail.record import hashed_fields

CHUNK = 1024 * 1024
SUMS = "SHA256SUMS"
CHECK = "check.py"


class Bundle:
    """Used as a context: leaving it without an error writes the program and the sums."""

    def __init__(self, target: IO[bytes], at: dt.datetime) -> None:
        self._zip = zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED)
        self._at = at.timetuple()[:6]
        self._sums: list[str] = []

    def __enter__(self) -> "Bundle":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is None:
            program = resources.files("sansan.rectification.exports").joinpath("check.py").read_bytes()
            self.add(CHECK, [program])
            self._write(SUMS, ["".join(self._sums).encode()], stored=False)
        self._zip.close()

    def add(self, name: str, pieces: Iterable[bytes], *, stored: bool = False) -> None:
        """`stored` for what is compressed already: photos, office documents."""
        self._sums.append(f"{self._write(name, pieces, stored=stored)}  {name}\n")

    def text(self, name: str, text: str) -> None:
        self.add(name, [text.encode()])

    def file(self, name: str, handle: IO[bytes]) -> None:
        self.add(name, _pieces(handle), stored=True)

    def events(self, folder: str, events: Iterable[Event]) -> int:
        """events.jsonl, spelt as the hashes cover it, and events.sha256 with the hash the chain holds; how many."""
        hashes: list[str] = []

        def lines() -> Iterator[bytes]:
            for event in events:
                hashes.append(event.hash)
                yield f"{canonical(hashed_fields(event))}\n".encode()

        self.add(f"{folder}events.jsonl", lines())
        numbered = "".join(f"{digest}  {number}\n" for number, digest in enumerate(hashes, 1))
        self.text(f"{folder}events.sha256", numbered)
        return len(hashes)

    def _write(self, name: str, pieces: Iterable[bytes], *, stored: bool) -> str:
        info = zipfile.ZipInfo(name, self._at)
        info.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
        digest = hashlib.sha256()
        with self._zip.open(info, "w", force_zip64=True) as entry:
            for piece in pieces:
                digest.update(piece)
                entry.write(piece)
        return digest.hexdigest()


def _pieces(handle: IO[bytes]) -> Iterator[bytes]:
    while piece := handle.read(CHUNK):
        yield piece
