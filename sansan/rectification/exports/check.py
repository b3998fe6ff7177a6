"""核对销号卷、督察卷：文件是否完整、轨迹是否与摘要相符。只用 Python 标准库（3.8 以上），不联网，不需要本系统。

  python3 check.py                      在解压后的目录里核对
  python3 check.py 督察卷.zip            直接核对压缩包
  python3 check.py 督察卷.zip 摘要       另外核对整个压缩包的摘要（SHA-256，见系统页面或操作轨迹）

退出状态：0 相符，1 不符。不符的文件逐个列出。
"""

from __future__ import annotations

import hashlib
import json
import sys
import zipfile
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import IO, Union

SUMS = "SHA256SUMS"
PIECE = 1024 * 1024


class Folder:
    """An unpacked archive."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def names(self) -> list[str]:
        found = (p for p in self.root.rglob("*") if p.is_file() and "__pycache__" not in p.parts)
        return sorted(p.relative_to(self.root).as_posix() for p in found)

    def open(self, name: str) -> IO[bytes]:
        return (self.root / name).open("rb")


class Packed:
    """An archive as it came."""

    def __init__(self, path: Path) -> None:
        self.zip = zipfile.ZipFile(path)

    def names(self) -> list[str]:
        return sorted(self.zip.namelist())

    def open(self, name: str) -> IO[bytes]:
        return self.zip.open(name)


Files = Union[Folder, Packed]  # noqa: UP007 - runs on the reader's Python, 3.8 or later


def digest_of(handle: IO[bytes]) -> str:
    found = hashlib.sha256()
    while piece := handle.read(PIECE):
        found.update(piece)
    return found.hexdigest()


def check(files: Files) -> tuple[list[str], int, int]:
    """What does not agree, one sentence each; and how many files and events were looked at."""
    try:
        with files.open(SUMS) as handle:
            lines = (
                handle.read().decode().split("\n")
            )  # not splitlines: a changed line end must not pass for one
        listed = {name: digest for digest, name in (line.split("  ", 1) for line in lines if line)}
    except DAMAGE as error:
        return [f"{SUMS}：读不出来（{error}）"], 0, 0
    wrong: list[str] = []
    events, there = 0, files.names()
    if len(there) != len(set(there)):
        wrong.append("压缩包里有重名的文件")
    wrong += [f"{name}：清单里没有这个文件" for name in there if name != SUMS and name not in listed]
    for name, digest in listed.items():
        if name not in there:
            wrong.append(f"{name}：文件缺失")
            continue
        try:
            with files.open(name) as handle:
                found = digest_of(handle)
        except DAMAGE as error:
            wrong.append(f"{name}：读不出来（{error}）")
            continue
        if found != digest:
            wrong.append(f"{name}：内容被改动，与清单的摘要不符")
    for name in listed:
        if name.split("/")[-1] == "events.jsonl" and name in there:
            count, sentences = check_events(files, name)
            events += count
            wrong += sentences
    return wrong, len(listed), events


def check_events(files: Files, name: str) -> tuple[int, list[str]]:
    """Every line has its digest, and where two events stand next to each other in the chain, the link holds."""
    try:
        with files.open(name.replace("events.jsonl", "events.sha256")) as handle:
            digests = [line.split()[0] for line in handle.read().decode().splitlines()]
        count = 0
        last: tuple[int, str] | None = None
        with files.open(name) as lines:
            for count, line in enumerate(lines, 1):
                spelt = line.rstrip(b"\n")
                event = json.loads(spelt)
                seq, digest = event["seq"], hashlib.sha256(spelt).hexdigest()
                if count > len(digests) or digest != digests[count - 1]:
                    return count, [f"{name}：第 {count} 条（序号 {seq}）与摘要不符"]
                if last and (seq <= last[0] or (seq == last[0] + 1 and event["previous_hash"] != last[1])):
                    return count, [f"{name}：第 {count} 条（序号 {seq}）与前一条不相接"]
                last = (seq, digest)
    except (*DAMAGE, ValueError, KeyError, TypeError, AttributeError) as error:
        return 0, [f"{name}：读不出来（{error}）"]
    return count, [] if count == len(digests) else [f"{name}：末尾缺少 {len(digests) - count} 条"]


DAMAGE = (
    OSError,
    KeyError,
    ValueError,
    EOFError,
    zipfile.BadZipFile,
    zlib.error,
    NotImplementedError,
    RuntimeError,
)
"""What reading a damaged archive may raise."""


def say(sentence: str) -> None:
    sys.stdout.buffer.write(f"{sentence}\n".encode())  # UTF-8 whatever the machine's language


def main(arguments: Sequence[str]) -> int:
    path = Path(arguments[0]) if arguments else Path(__file__).resolve().parent
    wrong: list[str] = []
    if len(arguments) > 1:
        with path.open("rb") as handle:
            if digest_of(handle) != arguments[1].strip().lower():
                wrong.append("整个压缩包的摘要与所给的不符")
    try:
        files: Files = Folder(path) if path.is_dir() else Packed(path)
    except DAMAGE as error:
        say(f"不符：压缩包打不开（{error}）")
        return 1
    found, count, events = check(files)
    for sentence in wrong + found:
        say(f"不符：{sentence}")
    if wrong or found:
        return 1
    say(f"相符：{count} 个文件，{events} 条轨迹。")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
