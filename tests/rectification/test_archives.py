"""A round's archive: whole, made in the background, checked by anyone offline, and every flipped byte is named."""

import datetime as dt
import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import timezone

from sansan.errors import Conflict, Missing
from sansan.rectification.actions import upkeep
from sansan.rectification.archives import actions
from sansan.rectification.archives.actions import (
    PATIENCE,
    cancel_archive,
    make_archive,
    request_archive,
    revive,
    take_archive,
)
from sansan.rectification.archives.shelf import path_of, shelf
from sansan.rectification.exports import check
from sansan.rectification.models import Instrument, RoundArchive
from sansan.trail.models import Event
from tests.client import PageClient
from tests.rectification.two_counties import TwoCounties, two_counties

pytestmark = pytest.mark.django_db
State = RoundArchive.State


@pytest.fixture(autouse=True)
def _files(tmp_path, settings):
    settings.DATA_DIR = tmp_path / "data"
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}


@pytest.fixture
def scene() -> TwoCounties:
    found = two_counties()
    upkeep.dispose_finding(
        by=found.city_officer, finding_id=found.a.finding.pk, disposition="explained", reason="口径不同"
    )
    for serial, state in ((1, "issued"), (None, "drafted")):
        Instrument.objects.create(
            task=found.a.task, organisation=found.a.office, area_code=found.a.code,
            rung="urge", name="督办单（黄牌）", words="攻坚督", year=2026 if serial else None, serial=serial,
            deadline=dt.date(2026, 6, serial or 9), facts="超期" if serial else "拟稿未发的话", demand="请报告。",
            reply_by=dt.date(2026, 7, 5), state=state, issued_at=timezone.now() if serial else None,
            drafted_by=found.city_officer,
        )  # fmt: skip
    _store_report(found)
    return found


def _store_report(scene: TwoCounties) -> None:
    from sansan.evidence.store import keep

    scene.source.file = keep("督察报告原文".encode())
    scene.source.save(update_fields=["file"])


@pytest.fixture
def made(scene: TwoCounties) -> RoundArchive:
    return make(scene)


def make(scene: TwoCounties) -> RoundArchive:
    asked = request_archive(by=scene.city_officer, round_id=scene.round.pk)
    make_archive(archive_id=asked.pk)
    return RoundArchive.objects.get(pk=asked.pk)


@pytest.fixture
def folder(made: RoundArchive, tmp_path: Path) -> Path:
    place = tmp_path / "unpacked"
    with zipfile.ZipFile(path_of(made)) as archive:
        archive.extractall(place)
    return place


def run(*arguments: object, cwd: Path | None = None) -> tuple[int, str]:
    """The check as its reader runs it: another Python, isolated from ours."""
    done = subprocess.run(
        [sys.executable, "-I", *map(str, arguments)], cwd=cwd, capture_output=True, check=False
    )
    return done.returncode, done.stdout.decode()


# what it holds


def test_it_holds_every_task_and_the_rounds_own_papers(folder: Path, scene: TwoCounties) -> None:
    listed = json.loads((folder / "manifest.json").read_text("utf-8"))
    assert len(listed["tasks"]) == scene.round.tasks.count() == 3
    for entry in listed["tasks"]:
        told = json.loads((folder / entry["folder"] / "task.json").read_text("utf-8"))
        assert told["problem"] == entry["problem"]
        lines = (folder / entry["folder"] / "events.jsonl").read_text("utf-8").splitlines()
        assert len(lines) == entry["events"] > 0
        photos = list((folder / entry["folder"] / "evidence").iterdir())
        assert len(photos) == entry["evidence"] == len(told["evidence"]) > 0
    assert (folder / "papers" / "攻坚督〔2026〕1号.docx").exists()
    findings = [json.loads(line) for line in (folder / "findings.jsonl").read_text("utf-8").splitlines()]
    assert "口径不同" in {finding["reason"] for finding in findings}
    (report,) = json.loads((folder / "reports" / "reports.json").read_text("utf-8"))
    assert (folder / report["file"]).read_text("utf-8") == "督察报告原文"
    assert (folder / "台账.xlsx").stat().st_size > 1000
    assert (folder / "整改完成情况.docx").stat().st_size > 1000


def test_a_paper_nobody_sent_is_not_in_it(folder: Path) -> None:
    assert [p.name for p in (folder / "papers").iterdir()] == ["攻坚督〔2026〕1号.docx"]
    assert not [p for p in folder.rglob("*.json") if "拟稿未发的话" in p.read_text("utf-8")]


def test_a_file_the_disk_has_lost_is_named_and_stops_nothing(scene: TwoCounties, tmp_path: Path) -> None:
    from sansan.evidence.store import path_of as file_of

    lost = scene.a.evidence[0]
    file_of(lost.file.sha256).unlink()
    with zipfile.ZipFile(path_of(make(scene))) as archive:
        told = [json.loads(archive.read(n)) for n in archive.namelist() if n.endswith("/task.json")]
    said = [e for task in told for e in task["evidence"] if e["sha256"] == lost.file.sha256]
    assert said
    assert all(e["lost"] and e["file"] is None for e in said)


# checked by anyone


def test_the_program_inside_checks_it_packed_and_unpacked(made: RoundArchive, folder: Path) -> None:
    for arguments in ((folder / "check.py",), (folder / "check.py", path_of(made), made.sha256)):
        code, said = run(*arguments)
        assert (code, said[:3]) == (0, "相符：")


def test_one_flipped_byte_in_any_file_is_named(folder: Path) -> None:
    code = check.check(check.Folder(folder))
    assert code[0] == []
    for path in sorted(p for p in folder.rglob("*") if p.is_file() and p.name != "SHA256SUMS"):
        content = path.read_bytes()
        for at in {0, len(content) // 2, len(content) - 1} if content else set():
            path.write_bytes(content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :])
            wrong, _, _ = check.check(check.Folder(folder))
            name = path.relative_to(folder).as_posix()
            assert any(sentence.startswith(f"{name}：") for sentence in wrong), (name, at, wrong)
        path.write_bytes(content)


def test_one_flipped_byte_in_the_list_of_sums_is_seen(folder: Path) -> None:
    sums = folder / "SHA256SUMS"
    content = sums.read_bytes()
    for at in range(0, len(content), 7):
        sums.write_bytes(content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :])
        assert check.check(check.Folder(folder))[0], at


def test_one_flipped_byte_anywhere_in_the_zip_is_seen(
    made: RoundArchive, tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    """With the sum the system shows, not a bit of the container itself can change unseen."""
    content = path_of(made).read_bytes()
    bad = tmp_path / "bad.zip"
    for at in range(0, len(content), max(1, len(content) // 60)):
        bad.write_bytes(content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :])
        assert check.main([str(bad), made.sha256]) == 1
        assert "不符：".encode() in capsysbinary.readouterr().out


def test_missing_and_added_files_and_a_cut_trail_are_named(folder: Path) -> None:
    (folder / "round.json").unlink()
    (folder / "tasks" / "多出来的.txt").write_text("x")
    events = next(folder.rglob("tasks/*/events.jsonl"))
    lines = events.read_bytes().splitlines(keepends=True)
    events.write_bytes(b"".join(lines[:-1]))
    wrong = check.check(check.Folder(folder))[0]
    name = events.relative_to(folder).as_posix()
    assert "round.json：文件缺失" in wrong
    assert "tasks/多出来的.txt：清单里没有这个文件" in wrong
    assert f"{name}：末尾缺少 1 条" in wrong


def test_a_link_that_does_not_hold_is_named_though_every_sum_was_made_anew(tmp_path: Path) -> None:
    """Whoever rewrites a line and its hash still has the next line's word on it."""
    import hashlib

    lines, previous = [], "0" * 64
    for seq in (1, 2, 3):
        line = json.dumps({"seq": seq, "previous_hash": previous, "text": "两断三清完成"}).encode()
        lines.append(line)
        previous = hashlib.sha256(line).hexdigest()
    lines[1] = lines[1].replace(b'"seq": 2', b'"seq":  2')
    sums = "".join(f"{hashlib.sha256(line).hexdigest()}  {n}\n" for n, line in enumerate(lines, 1))
    (tmp_path / "events.jsonl").write_bytes(b"\n".join(lines) + b"\n")
    (tmp_path / "events.sha256").write_text(sums)
    assert check.check_events(check.Folder(tmp_path), "events.jsonl") == (
        3, ["events.jsonl：第 3 条（序号 3）与前一条不相接"],
    )  # fmt: skip


# made in the background


def test_the_row_and_the_trail_say_what_was_made(made: RoundArchive) -> None:
    content = path_of(made).read_bytes()
    event = Event.objects.get(verb="archive.made")
    assert (made.state, made.size, made.done, made.total) == ("done", len(content), 3, 3)
    assert (event.after["sha256"], event.after["tasks"]) == (made.sha256, 3)
    assert [p.name for p in shelf().iterdir()] == [f"{made.claim}.zip"]


def test_a_cancelled_making_stops_at_the_next_task_and_leaves_nothing(scene, monkeypatch) -> None:
    asked = request_archive(by=scene.city_officer, round_id=scene.round.pk)
    written = []
    real = actions._beat

    def cancelling(archive: RoundArchive, done: int) -> None:
        written.append(done)
        if done == 1:
            cancel_archive(by=scene.city_officer, archive_id=asked.pk)
        real(archive, done)

    monkeypatch.setattr(actions, "_beat", cancelling)
    make_archive(archive_id=asked.pk)
    assert written == [1]
    assert RoundArchive.objects.get().state == State.CANCELLED
    assert list(shelf().iterdir()) == []
    make_archive(archive_id=asked.pk)
    assert RoundArchive.objects.get().state == State.CANCELLED, "nobody wants it any more"


def test_a_making_whose_worker_was_killed_is_made_anew_under_another_name(scene) -> None:
    asked = request_archive(by=scene.city_officer, round_id=scene.round.pk)
    shelf().mkdir(parents=True)
    (shelf() / "old.part").write_bytes(b"half")
    RoundArchive.objects.update(state=State.RUNNING, claim="old", done=1)
    assert revive() == []
    RoundArchive.objects.update(beat_at=timezone.now() - PATIENCE - dt.timedelta(seconds=1))
    assert revive() == [asked.pk]
    make_archive(archive_id=asked.pk)
    archive = RoundArchive.objects.get()
    assert archive.state == State.DONE
    assert [p.name for p in shelf().iterdir()] == [f"{archive.claim}.zip"]


def test_a_making_whose_job_was_lost_is_asked_for_again(scene) -> None:
    asked = request_archive(by=scene.city_officer, round_id=scene.round.pk)
    assert revive() == []
    RoundArchive.objects.update(beat_at=timezone.now() - PATIENCE - dt.timedelta(seconds=1))
    assert (revive(), revive()) == ([asked.pk], [])
    make_archive(archive_id=asked.pk)
    make_archive(archive_id=asked.pk)  # the job was only late: it finds nothing left to do
    assert RoundArchive.objects.get().state == State.DONE


def test_one_at_a_time_and_the_new_one_takes_the_olds_place(
    scene, django_capture_on_commit_callbacks
) -> None:
    request_archive(by=scene.city_officer, round_id=scene.round.pk)
    with pytest.raises(Conflict, match="正在制作"):
        request_archive(by=scene.city_officer, round_id=scene.round.pk)
    RoundArchive.objects.update(state=State.CANCELLED)
    first = make(scene)
    with django_capture_on_commit_callbacks(execute=True):
        second = make(scene)
    first.refresh_from_db()
    assert (first.state, path_of(first).exists()) == (State.REPLACED, False)
    with pytest.raises(Conflict, match="已由新卷代替"):
        take_archive(by=scene.city_officer, archive_id=first.pk)
    with take_archive(by=scene.city_officer, archive_id=second.pk) as handle:
        assert handle.read(2) == b"PK"


def test_a_failure_is_said_and_leaves_nothing(scene, monkeypatch) -> None:
    asked = request_archive(by=scene.city_officer, round_id=scene.round.pk)

    def broken(archive: RoundArchive, done: int) -> None:
        raise OSError("No space left on device")

    monkeypatch.setattr(actions, "_beat", broken)
    with pytest.raises(OSError, match="No space"):
        make_archive(archive_id=asked.pk)
    archive = RoundArchive.objects.get()
    assert archive.state == State.FAILED
    assert "请重新制作" in archive.error
    assert list(shelf().iterdir()) == []
    assert Event.objects.filter(verb="archive.failed").exists()


def test_memory_does_not_grow_with_the_files(scene, settings) -> None:
    """Forty files of 4 MB: what is held at once stays far below what goes through."""
    import os
    import tracemalloc

    from sansan.evidence.models import Evidence
    from sansan.evidence.store import keep

    report = scene.a.reports[0]
    for number in range(40):
        Evidence.objects.create(
            file=keep(os.urandom(4 * 1024 * 1024)), name=f"{number}.bin", purpose="document",
            target_type="rectification.progressreport", target_id=str(report.pk), area_code=scene.a.code,
            uploaded_by=scene.a.officer,
        )  # fmt: skip
    tracemalloc.start()
    archive = make(scene)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert archive.size > 160 * 1024 * 1024
    assert peak < 30 * 1024 * 1024


# who may


def test_only_whoever_takes_out_the_whole_round_may(scene, made) -> None:
    for person in (scene.a.officer, scene.a.leader):
        with pytest.raises(Missing):
            request_archive(by=person, round_id=scene.round.pk)
        with pytest.raises(Missing):
            take_archive(by=person, archive_id=made.pk)


def test_the_pages_make_show_and_send_it(scene, client: PageClient) -> None:
    client.force_login(scene.city_officer)
    address = reverse("rectification:round_archive", args=[scene.round.pk])
    assert "制作督察卷" in client.get(address).content.decode()
    client.post(reverse("rectification:archive_make", args=[scene.round.pk]))
    archive = RoundArchive.objects.get()
    assert "排队中" in client.get(address).content.decode()
    make_archive(archive_id=archive.pk)
    archive.refresh_from_db()
    over = client.get(reverse("rectification:archive_progress", args=[archive.pk]))
    assert over["HX-Redirect"] == address
    assert archive.sha256 in client.get(address).content.decode()
    sent = client.post(reverse("rectification:archive_file", args=[archive.pk]))
    assert zipfile.ZipFile(io.BytesIO(b"".join(sent.streaming_content))).testzip() is None
    assert Event.objects.filter(verb="archive.taken", actor_id=scene.city_officer.pk).exists()
