"""Office files are zip archives: looked over before anything inside is parsed."""

from __future__ import annotations

import io
import zipfile
import zlib

from sansan.documents.errors import DocumentError
from sansan.documents.limits import in_words, limits

_CHUNK = 1 << 20


def open_archive(data: bytes) -> zipfile.ZipFile:
    """The archive, once its sizes are found sane. Raises `DocumentError`: encrypted, macro, bomb, corrupt."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        members = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise DocumentError("corrupt", detail="压缩包打不开") from error
    _check_size(sum(member.file_size for member in members), len(data), len(members))
    if any(member.flag_bits & 0x1 for member in members):
        raise DocumentError("encrypted")
    names = {member.filename.lower() for member in members}
    if any(name.endswith("vbaproject.bin") for name in names):
        raise DocumentError("macro")
    _unpack(archive, members, len(data))
    return archive


def _check_size(unpacked: int, packed: int, members: int) -> None:
    limit = limits()
    lopsided = unpacked > limit.ratio_from_bytes and unpacked > packed * limit.ratio
    if unpacked > limit.unpacked_bytes or members > limit.members or lopsided:
        raise DocumentError("bomb", size=in_words(unpacked))


def _unpack(archive: zipfile.ZipFile, members: list[zipfile.ZipInfo], packed: int) -> None:
    """Count what really comes out: the sizes in the directory are only claims."""
    total = 0
    try:
        for member in members:
            with archive.open(member) as stream:
                while chunk := stream.read(_CHUNK):
                    total += len(chunk)
                    _check_size(total, packed, len(members))
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError) as error:
        raise DocumentError("corrupt", detail="压缩内容校验不过") from error


def is_macro_enabled(archive: zipfile.ZipFile) -> bool:
    """Whether the content types call the file a macro file (docm, xlsm) though the macros are gone."""
    try:
        return b"macroenabled" in archive.read("[Content_Types].xml").lower()
    except KeyError:
        return False
