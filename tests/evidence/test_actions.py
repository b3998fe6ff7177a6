"""Handing in evidence: checked, kept, tied to its row, remembered."""

import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from sansan.config import config
from sansan.errors import Invalid, NotAllowed
from sansan.evidence import store
from sansan.evidence.actions import attach
from sansan.evidence.models import Evidence, StoredFile
from sansan.evidence.queries import evidence_of
from sansan.people.models import Organisation, Person
from sansan.people.roles import Role
from sansan.trail.models import Event
from sansan.trail.queries import history_of
from tests.evidence import samples
from tests.people.factories import person_with

pytestmark = pytest.mark.django_db


def hand_in(
    by: Person, target: Organisation, content: bytes, name: str = "现场.jpg", **fields: str
) -> Evidence:
    return attach(
        by=by,
        upload=samples.upload(content, name),
        target=target,
        area_code=fields.pop("area_code", target.area_code),
        organisation_id=target.pk,
        purpose=fields.pop("purpose", "after"),
        **fields,
    )


def test_a_photo_is_kept_with_what_it_tells(officer_a: Person, office_a: Organisation) -> None:
    evidence = hand_in(officer_a, office_a, samples.jpeg(exif=samples.exif()), note="围挡已补齐")
    evidence.refresh_from_db()
    assert (evidence.name, evidence.purpose, evidence.note) == ("现场.jpg", "after", "围挡已补齐")
    assert evidence.taken_at is not None
    assert [evidence.lon, evidence.lat] == pytest.approx([114.022, 33.012])
    assert (evidence.camera, len(evidence.perceptual_hash)) == ("HUAWEI NOH-AN00", 16)
    assert store.path_of(evidence.file.sha256).exists()
    assert store.path_of(evidence.file.sha256, ".400.webp").exists()
    assert list(evidence_of(office_a)) == [evidence]


def test_a_document_has_no_photo_facts(officer_a: Person, office_a: Organisation) -> None:
    evidence = hand_in(officer_a, office_a, samples.PDF, "验收表.pdf", purpose="document")
    assert (evidence.taken_at, evidence.lon, evidence.perceptual_hash, evidence.band_0) == (
        None,
        None,
        "",
        None,
    )


def test_the_row_remembers_who_handed_in_what(officer_a: Person, office_a: Organisation) -> None:
    evidence = hand_in(officer_a, office_a, samples.jpeg())
    event = history_of(office_a).get(verb="evidence.attached")
    assert (event.actor_id, event.area_code) == (officer_a.pk, "411702")
    assert event.after["sha256"] == evidence.file.sha256
    assert event.after["文件名"] == "现场.jpg"


def test_a_refused_file_leaves_no_row_no_file_and_no_event(officer_a: Person, office_a: Organisation) -> None:
    with pytest.raises(Invalid):
        hand_in(officer_a, office_a, samples.PDF, "现场.jpg")
    assert not StoredFile.objects.exists()
    assert not Evidence.objects.exists()
    assert not Event.objects.filter(verb="evidence.attached").exists()


def test_a_person_without_the_permission_is_refused(office_a: Organisation) -> None:
    leader = person_with(Role.COUNTY_LEADER, area_code="411702")
    with pytest.raises(NotAllowed):
        hand_in(leader, office_a, samples.jpeg())


def test_a_person_of_one_county_cannot_hand_in_for_another(officer_b: Person, office_a: Organisation) -> None:
    with pytest.raises(NotAllowed):
        hand_in(officer_b, office_a, samples.jpeg())


def test_a_purpose_nobody_defined_is_refused(officer_a: Person, office_a: Organisation) -> None:
    with pytest.raises(Invalid, match="用途"):
        hand_in(officer_a, office_a, samples.jpeg(), purpose="decoration")


def test_a_50_mb_file_is_refused_in_words(officer_a: Person, office_a: Organisation) -> None:
    with pytest.raises(Invalid, match="20 MB 的上限"):
        hand_in(officer_a, office_a, b"\xff\xd8\xff" + b"\x00" * (50 * 1024 * 1024))


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd.jpg", "passwd.jpg"),
        ("C:\\照片\\现场.jpg", "现场.jpg"),
        ("a\x00\nb.jpg", "a\ufffdb.jpg"),
        ("长" * 300 + ".jpg", "长" * 196 + ".jpg"),
    ],
)
def test_a_name_is_only_a_name(officer_a: Person, office_a: Organisation, given: str, kept: str) -> None:
    upload = samples.upload(samples.jpeg(), "x.jpg")
    upload._name = given  # type: ignore[attr-defined]  # as a client that does not clean up would send it
    evidence = attach(
        by=officer_a,
        upload=upload,
        target=office_a,
        area_code="411702",
        organisation_id=None,
        purpose="other",
    )
    assert evidence.name == kept


@pytest.fixture
def scanner(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Path]:
    """A scanner that runs these shell lines with the uploaded file as $1."""

    def install(lines: str) -> Path:
        script, log = tmp_path / "scan.sh", tmp_path / "scan.log"
        script.write_text(f'#!/bin/sh\nlog="{log}"\n{lines}\n', encoding="utf-8")
        script.chmod(script.stat().st_mode | stat.S_IEXEC)
        monkeypatch.setattr(config(), "upload_scan_command", f"{script} --quiet")
        return log

    return install


def test_the_virus_hook_sees_the_file_and_lets_a_clean_one_pass(
    officer_a: Person, office_a: Organisation, scanner: Callable[[str], Path]
) -> None:
    log = scanner('test "$1" = --quiet && cksum < "$2" > "$log"; exit 0')
    hand_in(officer_a, office_a, samples.jpeg())
    assert log.read_text().split()[1] == str(len(samples.jpeg()))


@pytest.mark.parametrize(("status", "says"), [("1", "未通过病毒检查"), ("2", "没有完成")])
def test_what_the_virus_hook_does_not_clear_is_refused(
    officer_a: Person, office_a: Organisation, scanner: Callable[[str], Path], status: str, says: str
) -> None:
    scanner(f"exit {status}")
    with pytest.raises(Invalid, match=says):
        hand_in(officer_a, office_a, samples.jpeg())
    assert not StoredFile.objects.exists()


def test_a_missing_scanner_does_not_wave_files_through(
    officer_a: Person, office_a: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(config(), "upload_scan_command", "/nonexistent/scanner")
    with pytest.raises(Invalid, match="没有完成"):
        hand_in(officer_a, office_a, samples.jpeg())
