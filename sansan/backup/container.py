"""The file itself: a plain tar, written without knowing sizes beforehand, read without trusting a byte. Pure.

Tar and not zip: its memory does not grow with the number of files, every byte of it is either under a digest or fixed
by this module, and nothing in it can unfold to more than it is. Any tar program opens it.
"""

import hashlib
import re
import tarfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import IO

from sansan.errors import Invalid

BLOCK = 512
CHUNK = 1024 * 1024
LONGEST_LINE = 256 * CHUNK
"""No honest row is longer; a longer line would be read into memory whole."""
FILES = "files/"
_END = bytes(2 * BLOCK)
_STORED = re.compile(r"files/([0-9a-f]{2})/([0-9a-f]{2})/(\1\2[0-9a-f]{60})")
_NAME = re.compile(
    r"(README\.md|(manifest\.json|(manifest|tables|files)\.sha256)|tables/[a-z0-9_]+\.[a-z0-9_]+\.jsonl)"
)


@dataclass(frozen=True)
class Part:
    """One entry: its content lies at `offset`."""

    name: str
    offset: int
    size: int


@dataclass(frozen=True)
class Written:
    """What was put in: `sha256` and `size` as they came out."""

    sha256: str
    size: int
    lines: int


def _header(name: str, size: int, moment: int) -> bytes:
    """The one header this name and size can have."""
    entry = tarfile.TarInfo(name)
    entry.size, entry.mtime, entry.mode = size, moment, 0o600
    return entry.tobuf(tarfile.GNU_FORMAT)


class Writer:
    """Puts entries into an empty file that can be sought. `moment` is the time all entries bear, in seconds."""

    def __init__(self, stream: IO[bytes], moment: int) -> None:
        self._stream, self._moment, self._last = stream, moment, 0

    def add(self, name: str, chunks: Iterable[bytes]) -> Written:
        stream, total, size, lines = self._stream, hashlib.sha256(), 0, 0
        self._last = stream.tell()
        stream.write(bytes(BLOCK))
        for chunk in chunks:
            total.update(chunk)
            stream.write(chunk)
            size += len(chunk)
            lines += 1
        stream.write(bytes(-size % BLOCK))
        end = stream.tell()
        stream.seek(self._last)
        stream.write(_header(name, size, self._moment))
        stream.seek(end)
        return Written(total.hexdigest(), size, lines)

    def take_back(self) -> None:
        """Undo the last `add`."""
        self._stream.seek(self._last)
        self._stream.truncate()

    def close(self) -> None:
        self._stream.write(_END)


class Container:
    """A backup opened for reading. Its headers are walked at once; anything that is not as written is refused.

    `names` are the entries in their order, a run of stored files as one `files/`; `moment` is the time they bear.
    """

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self.size = stream.seek(0, 2)
        self.moment: int | None = None
        self.names: list[str] = []
        self._parts: dict[str, Part] = {}
        self._first_file = -1
        for part in self._walk(0):
            stored = bool(_STORED.fullmatch(part.name))
            if stored and self._first_file < 0:
                self._first_file = part.offset - BLOCK
            name = FILES if stored else part.name
            if not (stored and self.names[-1:] == [FILES]):
                if name in self.names:
                    raise _broken(part.name, "重复出现")
                self.names.append(name)
            if not stored:
                self._parts[part.name] = part

    def part(self, name: str) -> Part:
        found = self._parts.get(name)
        if found is None:
            raise _broken(name, "缺少这一部分")
        return found

    def read(self, name: str, limit: int = 64 * CHUNK) -> bytes:
        """A small part, whole."""
        part = self.part(name)
        if part.size > limit:
            raise _broken(name, "大得不合常理")
        return b"".join(self.chunks(part))

    def chunks(self, part: Part) -> Iterator[bytes]:
        """The content, piece by piece; other parts may be read in between."""
        at, end = part.offset, part.offset + part.size
        while at < end:
            self._stream.seek(at)
            chunk = self._stream.read(min(CHUNK, end - at))
            if not chunk:
                raise _broken(part.name, "文件被截断")
            at += len(chunk)
            yield chunk

    def lines(self, part: Part) -> Iterator[bytes]:
        """The content line by line, each with its line feed."""
        rest = b""
        for chunk in self.chunks(part):
            *whole, rest = (rest + chunk).split(b"\n")
            for line in whole:
                yield line + b"\n"
            if len(rest) > LONGEST_LINE:
                raise _broken(part.name, "有一行长得不合常理")
        if rest:
            raise _broken(part.name, "最后一行不完整")

    def stored_files(self) -> Iterator[Part]:
        """The stored files in their order."""
        if self._first_file < 0:
            return
        for part in self._walk(self._first_file):
            if not _STORED.fullmatch(part.name):
                return
            yield part

    def _walk(self, at: int) -> Iterator[Part]:
        while True:
            header = self._at(at, BLOCK)
            if not header.strip(b"\0"):
                if at + len(_END) != self.size or self._at(at, len(_END)) != _END:
                    raise _broken("文件末尾", "有多余的内容，或结尾不完整")
                return
            part = self._part(header, at)
            end = part.offset + part.size
            if end > self.size:
                raise _broken(part.name, "文件被截断")
            if self._at(end, -end % BLOCK).strip(b"\0"):
                raise _broken(part.name, "填充处有内容")
            yield part
            at = end + -end % BLOCK

    def _part(self, header: bytes, at: int) -> Part:
        try:
            entry = tarfile.TarInfo.frombuf(header, "utf-8", "strict")
        except (tarfile.HeaderError, ValueError) as error:
            raise _broken(f"第 {at} 字节", "条目头损坏，或不是备份文件") from error
        name, moment = entry.name, int(entry.mtime)
        if not (_NAME.fullmatch(name) or _STORED.fullmatch(name)):
            raise _broken(name, "备份里不该有这一部分")
        self.moment = moment if self.moment is None else self.moment
        if entry.size < 0 or moment != self.moment or header != _header(name, entry.size, moment):
            raise _broken(name, "条目头被改动过，或不是普通文件")
        return Part(name, at + BLOCK, int(entry.size))

    def _at(self, at: int, size: int) -> bytes:
        self._stream.seek(at)
        found = self._stream.read(size)
        if len(found) != size:
            raise _broken("文件末尾", "文件被截断，或不是备份文件")
        return found


def _broken(part: str, why: str) -> Invalid:
    return Invalid(f"备份不能用：{part}：{why}。", part=part)
