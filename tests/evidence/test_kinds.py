"""A file is what its content says, and its name must agree."""

import contextlib
import io
import struct
import zipfile
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sansan.errors import Invalid
from sansan.evidence.archive import BadArchiveError, Bounds, office_type
from sansan.evidence.kinds import accept
from sansan.evidence.rules import file_types
from tests.evidence import samples

MP4 = b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom" + b"\x00" * 64


def kind(content: bytes, name: str) -> str:
    return accept(io.BytesIO(content), name, len(content)).media_type


def refusal(content: bytes, name: str) -> str:
    with pytest.raises(Invalid) as caught:
        kind(content, name)
    assert name in caught.value.message
    assert caught.value.data["field"] == "upload"
    return caught.value.message


@pytest.mark.parametrize(
    ("content", "name", "media_type"),
    [
        (samples.jpeg(), "现场.JPG", "image/jpeg"),
        (samples.encoded(samples.scene(), "PNG"), "现场.png", "image/png"),
        (samples.encoded(samples.scene(), "WEBP"), "现场.webp", "image/webp"),
        (samples.encoded(samples.scene(), "HEIF"), "IMG_0001.HEIC", "image/heic"),
        (samples.PDF, "验收表.pdf", "application/pdf"),
        (
            samples.docx(),
            "报告.docx",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ),
        (samples.xlsx(), "台账.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ("整改情况说明".encode(), "说明.txt", "text/plain"),
        ("整改情况说明".encode("gb18030"), "说明.txt", "text/plain"),
        (MP4, "录像.mp4", "video/mp4"),
    ],
)
def test_each_accepted_type_is_known_by_its_content(content: bytes, name: str, media_type: str) -> None:
    assert kind(content, name) == media_type


def test_every_type_of_the_rules_has_a_label_extensions_and_a_limit() -> None:
    for known in file_types().values():
        assert known.label
        assert known.extensions
        assert 0 < known.max_bytes <= 20 * 1024 * 1024


@pytest.mark.parametrize(
    ("content", "name", "says"),
    [
        (b"", "空.jpg", "文件是空的"),
        (samples.PDF, "现场.jpg", "内容是PDF 文件，与文件名（.jpg）不符"),
        (samples.jpeg(), "现场", "没有扩展名"),
        (b"MZ\x90\x00" + b"\x00" * 200, "程序.exe", "不是可以上传的类型"),
        (b"<html><script>alert(1)</script>", "页面.html", "不符"),
        (b"GIF89a" + b"\x00" * 50, "动图.gif", "不是可以上传的类型"),
        (bytes.fromhex("d0cf11e0a1b11ae1") + b"\x00" * 600, "旧.xls", "旧版 Office"),
        (samples.with_entry(samples.xlsx(), "xl/vbaProject.bin", b"Sub"), "宏.xlsx", "含有宏"),
        (samples.docx()[:2000], "残.docx", "压缩结构已损坏"),
        (b"%PDF-1.4 not really", "坏.pdf", "PDF 已损坏"),
        (b"text" * (6 * 1024 * 1024 // 4), "大.txt", "5 MB 的上限"),
    ],
)
def test_what_is_refused_is_told_why_and_what_to_do(content: bytes, name: str, says: str) -> None:
    assert says in refusal(content, name)


def test_an_archive_that_is_no_office_document_is_refused() -> None:
    assert "不是可以上传的类型" in refusal(samples.with_entry(_empty_zip(), "a.txt", b"x"), "资料.zip")


def test_a_compression_bomb_is_refused_unopened() -> None:
    bomb = samples.with_entry(samples.docx(), "word/media/big.bin", b"\x00" * (320 * 1024 * 1024))
    assert "压缩炸弹" in refusal(bomb, "报告.docx")
    dense = samples.with_entry(samples.docx(), "word/media/dense.bin", b"\x00" * (40 * 1024 * 1024))
    assert "压缩比异常" in refusal(dense, "报告.docx")


def test_an_encrypted_archive_is_refused() -> None:
    marked = bytearray(samples.docx())
    central = marked.rindex(b"PK\x01\x02")
    marked[central + 8] |= 1
    assert "文件已加密" in refusal(bytes(marked), "报告.docx")


def test_an_archive_of_very_many_entries_is_refused() -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for number in range(11):
            archive.writestr(str(number), b"")
    with pytest.raises(BadArchiveError):
        office_type(target, Bounds(max_entries=10, max_unpacked_bytes=1000, max_ratio=100))


@given(st.binary(max_size=300), st.sampled_from(["a.jpg", "a.pdf", "a.docx", "a.txt", "a.mp4"]))
def test_any_bytes_are_accepted_or_refused_in_words_never_worse(content: bytes, name: str) -> None:
    for start in (b"", b"PK\x03\x04", b"%PDF-1.7\n", b"\xff\xd8\xff"):
        with contextlib.suppress(Invalid):
            kind(start + content, name)


def _empty_zip() -> bytes:
    target = io.BytesIO()
    zipfile.ZipFile(target, "w").close()
    return target.getvalue()


def png_header(width: int, height: int) -> bytes:
    """A png that claims a size and holds next to nothing."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b""))
        + chunk(b"IEND", b"")
    )
