"""What a file is, told by its content; its name must agree."""

from pathlib import PurePath
from typing import IO

import filetype
import pypdfium2

from sansan.errors import Invalid
from sansan.evidence.archive import BadArchiveError, Bounds, office_type
from sansan.evidence.rules import FileType, Limits, file_types, limits

_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_PROBE = 8192
_ALIASES = {"image/heif": "image/heic"}
_CONTROL = frozenset(range(32)) - {9, 10, 12, 13}


def accept(handle: IO[bytes], name: str, size: int) -> FileType:
    """The type of an upload, or Invalid with a message that names the file and says what to do."""
    if size == 0:
        raise _refused(name, "文件是空的，请检查后重新选择")
    kind = _kind(handle, name)
    if kind is None:
        allowed = "、".join(dict.fromkeys(ext for known in file_types().values() for ext in known.extensions))
        raise _refused(name, f"不是可以上传的类型。可以上传：{allowed}")
    extension = PurePath(name).suffix.lower().removeprefix(".")
    if extension not in kind.extensions:
        shown = f".{extension}" if extension else "没有扩展名"
        raise _refused(name, f"内容是{kind.label}，与文件名（{shown}）不符，请核对文件或改正扩展名")
    if size > kind.max_bytes:
        raise _refused(name, f"超过{kind.label} {kind.max_bytes // 1024 // 1024} MB 的上限，请压缩后再上传")
    if kind.media_type == "application/pdf":
        _open_pdf(handle, name)
    return kind


def _refused(name: str, why: str) -> Invalid:
    return Invalid(f"“{name}”{why}。", field="upload")


def _kind(handle: IO[bytes], name: str) -> FileType | None:
    handle.seek(0)
    head = handle.read(_PROBE)
    if head.startswith(_OLE):
        raise _refused(name, "是旧版 Office 文件或加密的 Office 文件，请另存为不加密的 docx 或 xlsx")
    if head.startswith(b"PK"):
        media_type = _office(handle, name)
    else:
        guessed = filetype.guess_mime(head) or ""
        media_type = _ALIASES.get(guessed, guessed) or _text(handle)
    return file_types().get(media_type)


def _office(handle: IO[bytes], name: str) -> str:
    try:
        return office_type(handle, bounds_of(limits()))
    except BadArchiveError as error:
        raise _refused(name, str(error)) from error


def bounds_of(rules: Limits) -> Bounds:
    """The archive limits of the room."""
    return Bounds(rules.archive_max_entries, rules.archive_max_unpacked_bytes, rules.archive_max_ratio)


def _text(handle: IO[bytes]) -> str:
    """Text has no mark of its own: it is what decodes as UTF-8 or GB 18030 and holds no control characters."""
    handle.seek(0)
    content = handle.read()
    if not _CONTROL.isdisjoint(content):
        return ""
    for encoding in ("utf-8", "gb18030"):
        try:
            content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return "text/plain"
    return ""


def _open_pdf(handle: IO[bytes], name: str) -> None:
    """A pdf that opens: evidence nobody can read is none."""
    handle.seek(0)
    try:
        document = pypdfium2.PdfDocument(handle.read())
    except pypdfium2.PdfiumError as error:
        locked = "password" in str(error).lower()
        why = "已加密，请取消密码后再上传" if locked else "PDF 已损坏，请重新导出后再上传"
        raise _refused(name, why) from error
    pages = len(document)
    document.close()
    if not pages:
        raise _refused(name, "PDF 里没有页面，请重新导出后再上传")
