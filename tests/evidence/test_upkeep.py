"""Files nobody owns are swept, files that were lost or changed are found."""

import datetime as dt
import os
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from django.utils import timezone

from sansan.evidence import store
from sansan.evidence.command import evidence
from sansan.evidence.models import StoredFile
from sansan.evidence.upkeep import check, orphans, sweep
from sansan.trail.models import Event
from sansan.trail.record import SYSTEM

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_store(tmp_path: Path, settings: object) -> None:
    settings.DATA_DIR = tmp_path  # type: ignore[attr-defined]


def run(*arguments: str) -> Result:
    return CliRunner().invoke(evidence, arguments)


def left_behind(content: bytes, hours_old: float = 48) -> Path:
    """A file whose upload never committed."""
    stored = store.keep(content)
    stored.delete()
    path = store.path_of(stored.sha256)
    age(path, hours_old)
    return path


def age(path: Path, hours: float) -> None:
    then = (timezone.now() - dt.timedelta(hours=hours)).timestamp()
    os.utime(path, (then, then))


def test_a_file_without_a_row_is_found_with_its_thumbnail() -> None:
    path = left_behind(b"orphan")
    thumbnail = store.write_derived(path.name, ".400.webp", b"small")
    age(thumbnail, 48)
    assert {orphan.path for orphan in orphans(now=timezone.now())} == {path, thumbnail}


def test_a_file_with_a_row_or_of_an_upload_under_way_is_left() -> None:
    age(store.path_of(store.keep(b"owned").sha256), 48)
    left_behind(b"young", hours_old=1)
    assert orphans(now=timezone.now()) == []


def test_a_broken_off_temporary_file_is_an_orphan_too() -> None:
    (store.root() / "incoming").mkdir(parents=True)
    path = store.root() / "incoming" / "tmpabc"
    path.write_bytes(b"half")
    age(path, 48)
    assert [orphan.path for orphan in orphans(now=timezone.now())] == [path]


def test_sweeping_deletes_and_remembers() -> None:
    path = left_behind(b"orphan")
    assert len(sweep(by=SYSTEM, now=timezone.now())) == 1
    assert not path.exists()
    event = Event.objects.get(verb="evidence.swept")
    assert (event.target_label, event.after) == ("文件库", {"文件数": 1, "字节数": 6})


def test_sweeping_a_clean_store_records_nothing() -> None:
    assert sweep(by=SYSTEM, now=timezone.now()) == []
    assert not Event.objects.exists()


def test_the_command_only_lists_unless_told_to_delete() -> None:
    path = left_behind(b"orphan")
    assert "可清理 1 个无主文件" in run("sweep").output
    assert path.exists()
    assert "已删除 1 个无主文件" in run("sweep", "--delete").output
    assert not path.exists()
    assert run("sweep", "--delete", "--dry-run").exit_code == 2


def test_a_whole_store_checks_clean() -> None:
    store.keep(b"one")
    store.keep(b"two")
    assert check() == (2, [])
    result = run("check")
    assert (result.exit_code, result.output) == (0, "核对 2 个文件，完好 2 个，丢失或损坏 0 个。\n")


def test_a_lost_and_a_changed_file_are_named() -> None:
    lost, changed = store.keep(b"lost"), store.keep(b"changed")
    store.path_of(lost.sha256).unlink()
    store.path_of(changed.sha256).write_bytes(b"chanGed")
    result = run("check")
    assert result.exit_code == 1
    assert f"文件丢失：{lost.sha256}" in result.output
    assert f"内容与摘要不符：{changed.sha256}" in result.output


def test_checking_reports_its_progress() -> None:
    store.keep(b"one")
    seen: list[tuple[int, int]] = []
    check(lambda done, total: seen.append((done, total)))
    assert seen == [(1, StoredFile.objects.count())]
