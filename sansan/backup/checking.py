"""Reading a whole backup and believing nothing it says of itself. Pure: it needs no database."""

import hashlib
from collections.abc import Callable, Iterator
from typing import Any

from sansan.backup.chain import EVENTS, HEAD, Chain
from sansan.backup.container import FILES, Container, Part
from sansan.backup.manifest import (
    Head,
    Manifest,
    Table,
    digest_of,
    file_path,
    parse,
    sum_line,
    table_sums,
)
from sansan.errors import Invalid

STORED_FILES = "evidence.storedfile"

Progress = Callable[[int, int], None]


def check(container: Container, progress: Progress | None = None) -> Manifest:
    """The manifest of a backup of which every byte was read and found right. Raises Invalid naming the part."""
    manifest = read_manifest(container)
    _names(container, manifest)
    chain, head = Chain(), Head(seq=0, hash=Chain().end.hash)
    done = 0
    for table in manifest.tables:
        for row in rows(container, table):
            if table.name == EVENTS:
                chain.add(table.layout.names, row)
            elif table.name == HEAD:
                said = dict(zip(table.layout.names, row, strict=True))
                head = Head.model_construct(seq=said["seq"], hash=said["hash"])
        done += container.part(table.path).size
        if progress:
            progress(done, container.size)
    chain.finish(head)
    if chain.why or head != manifest.trail:
        raise _wrong(f"tables/{EVENTS}.jsonl", chain.why or "链首与清单不符")
    if container.read("tables.sha256") != table_sums(manifest.tables):
        raise _wrong("tables.sha256", "与清单不符")
    if digest_of(manifest.tables) != manifest.digest:
        raise _wrong("manifest.json", "总摘要与各表的摘要不符")
    _files(container, manifest, done, progress)
    return manifest


def read_manifest(container: Container) -> Manifest:
    """The manifest, and that it and the readme are as they were written."""
    text = container.read("manifest.json")
    if container.read("manifest.sha256") != sum_line(hashlib.sha256(text).hexdigest(), "manifest.json"):
        raise _wrong("manifest.json", "与 manifest.sha256 不符")
    manifest = parse(text)
    if manifest.text() != text:
        raise _wrong("manifest.json", "写法不规范")
    if hashlib.sha256(container.read("README.md")).hexdigest() != manifest.readme_sha256:
        raise _wrong("README.md", "内容被改动过")
    if container.moment != int(manifest.created_at.timestamp()):
        raise _wrong("manifest.json", "备份时间与各部分的时间不符")
    return manifest


def rows(container: Container, table: Table) -> Iterator[list[Any]]:
    """The rows of a table; what was read is compared with its digest before the last row is given out."""
    layout, total, number = table.layout, hashlib.sha256(), 0
    part = container.part(table.path)
    for line in container.lines(part):
        number += 1
        total.update(line)
        try:
            row = layout.row(line)
        except ValueError as error:
            raise _wrong(part.name, f"第 {number} 行：{error}") from error
        if number == table.rows:
            _compare(total.hexdigest(), table, part)
        yield row
    if number != table.rows:
        raise _wrong(part.name, f"应有 {table.rows} 行，实有 {number} 行")
    _compare(total.hexdigest(), table, part)


def _compare(found: str, table: Table, part: Part) -> None:
    if found != table.sha256:
        raise _wrong(part.name, "内容与摘要不符")


def _names(container: Container, manifest: Manifest) -> None:
    """Exactly the parts the manifest speaks of, in their order."""
    expected = ["README.md", *(table.path for table in manifest.tables)]
    expected += [FILES] if manifest.files.count else []
    expected += ["tables.sha256", "files.sha256", "manifest.json", "manifest.sha256"]
    for name in expected:
        if name not in container.names:
            raise _wrong(name, "缺少这一部分")
    for name in container.names:
        if name not in expected:
            raise _wrong(name, "清单里没有这一部分")
    if container.names != expected:
        raise _wrong("manifest.json", "各部分的次序与清单不符")


def _files(container: Container, manifest: Manifest, done: int, progress: Progress | None) -> None:
    """The stored files are those the rows speak of, in the order of the rows, each what its name says."""
    found, count, size = container.stored_files(), 0, 0
    listed = hashlib.sha256()
    for sha256, expected in _expected_files(container, manifest):
        part = next(found, None)
        path = file_path(sha256)
        if part is None or part.name != path:
            raise _wrong(path, "缺少这个文件" if part is None else f"这里应是它，却是 {part.name}")
        if part.size != expected or _sha256(container, part) != sha256:
            raise _wrong(path, "内容与摘要不符")
        listed.update(sum_line(sha256, path))
        count, size = count + 1, size + part.size
        if progress:
            progress(min(done + size, container.size), container.size)
    if (extra := next(found, None)) is not None:
        raise _wrong(extra.name, "没有哪一行提到这个文件")
    said = manifest.files
    if (count, size, listed.hexdigest()) != (said.count, said.size, said.sha256):
        raise _wrong("manifest.json", "文件的个数、大小或摘要不符")
    if _sha256(container, container.part("files.sha256")) != listed.hexdigest():
        raise _wrong("files.sha256", "与各文件的摘要不符")


def _expected_files(container: Container, manifest: Manifest) -> Iterator[tuple[str, int]]:
    """Hash and size of each file the backup must hold."""
    missing = set(manifest.files.missing)
    for table in manifest.tables:
        if table.name == STORED_FILES and manifest.files.included:
            for row in rows(container, table):
                said = dict(zip(table.layout.names, row, strict=True))
                if said["sha256"] not in missing:
                    yield said["sha256"], said["size"]


def _sha256(container: Container, part: Part) -> str:
    total = hashlib.sha256()
    for chunk in container.chunks(part):
        total.update(chunk)
    return total.hexdigest()


def _wrong(part: str, why: str) -> Invalid:
    return Invalid(f"备份不能用：{part}：{why}。", part=part)
