"""Looking into a zip archive without unpacking it. Pure."""

import zipfile
from dataclasses import dataclass
from typing import IO


class BadArchiveError(ValueError):
    """Why the archive is refused, in Chinese."""


@dataclass(frozen=True)
class Bounds:
    """What an honest office document stays within."""

    max_entries: int
    max_unpacked_bytes: int
    max_ratio: int


WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_MAIN_PART = {"word/document.xml": WORD, "xl/workbook.xml": EXCEL}


def office_type(handle: IO[bytes], bounds: Bounds) -> str:
    """The media type of an office document, "" for any other archive. Raises BadArchiveError for hostile ones."""
    try:
        with zipfile.ZipFile(handle) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise BadArchiveError("压缩结构已损坏，请重新保存后再上传") from error
    _refuse_hostile(entries, bounds)
    names = {entry.filename for entry in entries}
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise BadArchiveError("含有宏，不能上传；请另存为不含宏的 docx 或 xlsx")
    if "[Content_Types].xml" not in names:
        return ""
    return next((kind for part, kind in _MAIN_PART.items() if part in names), "")


def _refuse_hostile(entries: list[zipfile.ZipInfo], bounds: Bounds) -> None:
    """The sizes an archive declares are binding: the reader stops at them, so they may be trusted here."""
    if any(entry.flag_bits & 1 for entry in entries):
        raise BadArchiveError("文件已加密，请取消密码后再上传")
    unpacked = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    if len(entries) > bounds.max_entries or unpacked > bounds.max_unpacked_bytes:
        raise BadArchiveError("展开后过大，疑似压缩炸弹，不能上传")
    if unpacked > bounds.max_ratio * max(packed, 1) and unpacked > 1024 * 1024:
        raise BadArchiveError("压缩比异常，疑似压缩炸弹，不能上传")
