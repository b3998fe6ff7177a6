"""Which reader a file is for: its content decides, its name may only agree."""

from __future__ import annotations

import hashlib
import re
from pathlib import PurePath

import filetype

from sansan.documents.errors import DocumentError
from sansan.documents.formats.archive import is_macro_enabled, open_archive
from sansan.documents.formats.html import decode_html, looks_like_html, read_html
from sansan.documents.formats.office import read_docx
from sansan.documents.formats.pdf import read_pdf
from sansan.documents.formats.sheets import read_delimited, read_xlsx
from sansan.documents.formats.sources import Builder
from sansan.documents.formats.text import decode, one_line_end
from sansan.documents.grids import tables_in
from sansan.documents.limits import in_words, limits
from sansan.documents.model import Source

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_TEXT_SUFFIXES = frozenset({"txt", "text", "md", "markdown", "csv", "tsv", "html", "htm", "xhtml", "shtml"})
_BINARY_SUFFIXES = {"docx": "docx", "xlsx": "xlsx", "pdf": "pdf"}
_OLD_SUFFIXES = frozenset({"doc", "xls", "wps", "et", "rtf", "dot", "xlt"})
_MACRO_SUFFIXES = frozenset({"docm", "xlsm", "dotm", "xltm", "xlsb", "xlam"})
_MARKDOWN = re.compile(r"^(?:#{1,6}[ \t]+|>[ \t]?|[-*+][ \t]+(?=\S))|\*\*|__", re.MULTILINE)


def read_source(data: bytes, name: str) -> Source:
    """The text and tables of a file. Raises `DocumentError` with a code and a message for a person."""
    if not data:
        raise DocumentError("empty")
    if len(data) > limits().file_bytes:
        raise DocumentError("too_large", size=in_words(len(data)), limit=in_words(limits().file_bytes))
    suffix = PurePath(name).suffix.lower().lstrip(".")
    if suffix in _MACRO_SUFFIXES:
        raise DocumentError("macro")
    builder, media_type, encoding = _read(data, suffix)
    if isinstance(builder, Builder):
        text, tables, unread = builder.text(), tuple(builder.tables), tuple(builder.unread)
    else:
        text, tables, unread = builder, tuple(tables_in(builder)), ()
    if not text.strip():
        raise DocumentError("no_text")
    if len(text) > limits().characters:
        raise DocumentError("too_large", size=f"{len(text)} 字", limit=f"{limits().characters} 字")
    digest = hashlib.sha256(data).hexdigest()
    return Source(PurePath(name).name, media_type, text, digest, encoding, tables, unread)


def _read(data: bytes, suffix: str) -> tuple[Builder | str, str, str | None]:
    if data.lstrip()[:5] == b"%PDF-" or b"%PDF-" in data[:1024]:
        _agree(suffix, "pdf", "PDF")
        return read_pdf(data), "application/pdf", None
    if data.startswith(_OLE):
        raise _old_office(data, suffix)
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _office(data, suffix)
    if suffix in _BINARY_SUFFIXES or (suffix in _OLD_SUFFIXES and not data.startswith(b"{\\rtf")):
        raise DocumentError("wrong_type", suffix=suffix, found=_found(data))
    if data.startswith(b"{\\rtf"):
        raise DocumentError("old_office", suffix="rtf")
    if filetype.guess(data) is not None:
        raise (
            DocumentError("wrong_type", suffix=suffix, found=_found(data))
            if suffix in _TEXT_SUFFIXES
            else DocumentError("unknown_type")
        )
    return _text(data, suffix)


def _office(data: bytes, suffix: str) -> tuple[Builder, str, str | None]:
    archive = open_archive(data)
    names = set(archive.namelist())
    if is_macro_enabled(archive):
        raise DocumentError("macro")
    if "word/document.xml" in names:
        _agree(suffix, "docx", "Word 文档")
        return read_docx(data), _WORD, None
    if "xl/workbook.xml" in names:
        _agree(suffix, "xlsx", "Excel 工作簿")
        return read_xlsx(data), _SHEET, None
    if suffix in _BINARY_SUFFIXES and "[Content_Types].xml" not in names:
        raise DocumentError("wrong_type", suffix=suffix, found="普通压缩包")
    if suffix in _BINARY_SUFFIXES:
        raise DocumentError("corrupt", detail="缺少正文部分")
    raise DocumentError("unknown_type")


def _text(data: bytes, suffix: str) -> tuple[Builder | str, str, str | None]:
    if suffix in ("html", "htm", "xhtml", "shtml") or looks_like_html(data[:4000].decode("latin-1")):
        text, encoding = decode_html(data)
        return read_html(one_line_end(text)), "text/html", encoding
    text, encoding = decode(data)
    text = one_line_end(text)
    if suffix == "csv":
        return read_delimited(text), "text/csv", encoding
    if suffix == "tsv":
        return read_delimited(text, "\t"), "text/tab-separated-values", encoding
    if suffix in ("md", "markdown"):
        return _MARKDOWN.sub("", text), "text/markdown", encoding
    return text, "text/plain", encoding


def _agree(suffix: str, expected: str, found: str) -> None:
    """A name that promises another type is refused: the wrong file was chosen, or it was renamed."""
    if suffix != expected and (
        suffix in _BINARY_SUFFIXES or suffix in _TEXT_SUFFIXES or suffix in _OLD_SUFFIXES
    ):
        raise DocumentError("wrong_type", suffix=suffix, found=found)


def _old_office(data: bytes, suffix: str) -> DocumentError:
    if "EncryptedPackage".encode("utf-16-le") in data:
        return DocumentError("encrypted")
    return DocumentError("old_office", suffix=f".{suffix}" if suffix else "doc、xls")


def _found(data: bytes) -> str:
    guess = filetype.guess(data)
    if guess is None:
        return "文本" if b"\x00" not in data[:2000] else "无法识别的内容"
    names = {
        "image": "图片",
        "video": "视频",
        "audio": "音频",
        "application": "其他格式的文件",
        "font": "字体",
    }
    return f"{names.get(guess.mime.partition('/')[0], '其他格式的文件')}（{guess.extension}）"
