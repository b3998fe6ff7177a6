"""A file is in the store whole, once, or not at all."""

import hashlib
import io
import os
from pathlib import Path

import pytest
from django.db import transaction

from sansan.config import config
from sansan.errors import Invalid
from sansan.evidence import store
from sansan.evidence.models import StoredFile
from tests.evidence import samples

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def empty_store(tmp_path: Path, settings: object) -> None:
    settings.DATA_DIR = tmp_path  # type: ignore[attr-defined]


def files() -> list[Path]:
    return [path for path in store.root().rglob("*") if path.is_file()]


def test_a_file_lies_under_its_hash() -> None:
    stored = store.keep(samples.PDF)
    sha = hashlib.sha256(samples.PDF).hexdigest()
    assert (stored.sha256, stored.size, stored.media_type) == (sha, len(samples.PDF), "application/pdf")
    assert store.path_of(sha) == store.root() / sha[:2] / sha[2:4] / sha
    assert store.read(stored) == samples.PDF


def test_the_same_bytes_are_kept_once() -> None:
    first, second = store.keep(b"same"), store.keep(io.BytesIO(b"same"))
    assert first.pk == second.pk
    assert len(files()) == 1


def test_an_upload_that_was_already_read_is_kept_from_its_beginning() -> None:
    upload = samples.upload(b"0123456789", "a.txt")
    upload.read(4)
    assert store.read(store.keep(upload)) == b"0123456789"


def test_a_crash_while_writing_leaves_no_half_file(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_descriptor: int) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(OSError, match="disk full"):
        store.keep(b"content")
    assert (files(), StoredFile.objects.count()) == ([], 0)


def test_a_file_beyond_the_limit_is_refused_and_nothing_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(config(), "upload_max_bytes", 1024 * 1024)
    with pytest.raises(Invalid, match="1 MB 的上限"):
        store.keep(b"x" * (1024 * 1024 + 1))
    assert (files(), StoredFile.objects.count()) == ([], 0)


def test_keeping_an_old_file_again_makes_it_young_so_that_the_sweep_leaves_it() -> None:
    place = store.path_of(store.keep(b"again").sha256)
    os.utime(place, (0, 0))
    store.keep(b"again")
    assert place.stat().st_mtime > 1_000_000


def test_a_lost_file_is_reported_in_words() -> None:
    stored = store.keep(b"gone")
    store.path_of(stored.sha256).unlink()
    with pytest.raises(Invalid, match="找不到"):
        store.read(stored)


@pytest.mark.django_db(transaction=True)
def test_keeping_a_file_belongs_into_a_transaction() -> None:
    with pytest.raises(transaction.TransactionManagementError):
        store.keep(b"content")
