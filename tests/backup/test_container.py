"""The file is a plain tar, and not one byte of it can be changed, added or taken away without being noticed."""

import io
import tarfile

import pytest

from sansan.backup import container as module
from sansan.backup.checking import check
from sansan.backup.container import BLOCK, Writer
from sansan.errors import Invalid
from tests.backup.archives import AT, contents, opened

WHOLE = contents().write()


def refusal(content: bytes) -> Invalid:
    with pytest.raises(Invalid) as caught:
        check(opened(content))
    return caught.value


def test_a_whole_backup_is_found_whole() -> None:
    manifest = check(opened(WHOLE))
    assert (manifest.rows, manifest.files.count, manifest.trail.seq) == (6, 2, 3)


def test_any_tar_program_opens_it() -> None:
    with tarfile.open(fileobj=io.BytesIO(WHOLE)) as archive:
        entries = archive.getmembers()
        assert {entry.mode for entry in entries} == {0o600}
        assert {entry.mtime for entry in entries} == {AT.timestamp()}
        assert [entry.name for entry in entries][:2] == ["README.md", "tables/evidence.storedfile.jsonl"]
        read = archive.extractfile("tables/trail.head.jsonl")
        assert read is not None
        assert read.read().startswith(b'{"hash":')


def test_a_byte_changed_anywhere_is_noticed() -> None:
    """Every seventh, one after the other: seven does not divide a block, so every place of a header is met."""
    whole = contents(events=1).write()
    unnoticed: list[int] = []
    unnamed: list[int] = []
    for place in range(0, len(whole), 7):
        changed = bytearray(whole)
        changed[place] ^= 1
        try:
            check(opened(bytes(changed)))
        except Invalid as error:
            unnamed += [] if error.data["part"] else [place]
        else:
            unnoticed.append(place)
    assert (unnoticed, unnamed) == ([], [])


@pytest.mark.parametrize("cut", [1, BLOCK, 2 * BLOCK, 3 * BLOCK, len(WHOLE) // 2, len(WHOLE) - 1, len(WHOLE)])
def test_a_file_cut_short_is_refused(cut: int) -> None:
    assert refusal(WHOLE[:-cut])


@pytest.mark.parametrize("more", [b"\0", bytes(BLOCK), b"x" * BLOCK])
def test_a_file_with_something_after_its_end_is_refused(more: bytes) -> None:
    assert refusal(WHOLE + more).data["part"] == "文件末尾"


@pytest.mark.parametrize("content", [b"", b"x", b"PK\x03\x04" + bytes(2000), bytes(2 * BLOCK)])
def test_what_is_no_backup_at_all_is_refused(content: bytes) -> None:
    assert refusal(content)


@pytest.mark.parametrize(
    "name",
    [
        "../outside", "/etc/passwd", "files/../../outside", "tables/../x.jsonl", "tables/people.person.jsonl/..",
        "files/aa/bb/" + "c" * 64, "files/aa/bb/short", "notes.txt", "README.md",
    ],
)  # fmt: skip
def test_an_entry_that_has_no_business_there_is_refused_by_name(name: str) -> None:
    changed = contents()
    changed.extra.append((name, b"content"))
    assert refusal(changed.write()).data["part"] == name


@pytest.mark.parametrize(
    "kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.DIRTYPE, tarfile.FIFOTYPE, tarfile.CHRTYPE]
)
def test_an_entry_that_is_no_plain_file_is_refused(kind: bytes) -> None:
    entry = tarfile.TarInfo("README.md")
    entry.mtime, entry.mode, entry.type, entry.linkname = int(AT.timestamp()), 0o600, kind, "/etc/passwd"
    assert refusal(entry.tobuf(tarfile.GNU_FORMAT) + WHOLE[BLOCK:]).data["part"].startswith("README.md")


def test_an_entry_that_claims_to_be_larger_than_the_file_is_refused_before_it_is_read() -> None:
    entry = tarfile.TarInfo("README.md")
    entry.mtime, entry.mode, entry.size = int(AT.timestamp()), 0o600, 1 << 50
    error = refusal(entry.tobuf(tarfile.GNU_FORMAT) + WHOLE[BLOCK:])
    assert (error.data["part"], "截断" in error.message) == ("README.md", True)


def test_a_line_longer_than_any_row_is_refused_instead_of_filling_the_memory(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "CHUNK", 100)
    monkeypatch.setattr(module, "LONGEST_LINE", 200)
    changed = contents()
    changed.tables["trail.event"][0]["reason"] = "长" * 500
    assert "长得不合常理" in refusal(changed.write()).message


def test_an_entry_may_be_larger_than_the_eight_gigabytes_of_the_oldest_tar() -> None:
    header = module._header("tables/trail.event.jsonl", 20 << 30, 0)
    assert tarfile.TarInfo.frombuf(header, "utf-8", "strict").size == 20 << 30
    assert len(header) == BLOCK


def test_an_entry_taken_back_leaves_no_trace() -> None:
    stream = io.BytesIO()
    writer = Writer(stream, 0)
    writer.add("README.md", [b"kept"])
    before = stream.getvalue()
    writer.add("manifest.json", [b"x" * 2000])
    writer.take_back()
    assert stream.getvalue() == before
