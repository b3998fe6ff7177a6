"""A task's closing file: complete, checkable with standard tools alone, and only for whoever sees the whole round."""

import hashlib
import json
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from sansan.errors import Missing
from sansan.people.roles import Role
from sansan.rectification.actions import steps
from sansan.rectification.actions.exports import export_closing_file
from sansan.rectification.exports.closing_file import NOTE
from sansan.trail.models import Event
from tests.people.factories import OrganisationFactory, person_with
from tests.rectification.factories import MeasureFactory, TaskFactory
from tests.rectification.test_steps import DAY, QUESHAN, photo

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _files(tmp_path, settings):
    settings.DATA_DIR = tmp_path / "data"


@pytest.fixture
def office():
    return person_with(Role.CITY_OFFICE)


@pytest.fixture
def county():
    return OrganisationFactory.create(name="确山县人民政府", area_code=QUESHAN)


@pytest.fixture
def officer(county):
    return person_with(Role.COUNTY_OFFICE, area_code=QUESHAN, organisation=county)


@pytest.fixture
def folder(office, officer, county, tmp_path) -> Path:
    """The closing file of a task handed in with a photo, unpacked."""
    task = TaskFactory.create(number="5")
    MeasureFactory.create(task=task, text="拆除设备。")
    steps.assign(by=office, task_id=task.pk, organisation_id=county.pk)
    steps.submit(
        by=officer,
        task_id=task.pk,
        organisation_id=county.pk,
        text="两断三清完成。",
        as_of=DAY,
        uploads=[("after", photo())],
    )
    place: Path = tmp_path / "unpacked"
    with export_closing_file(by=office, task_id=task.pk) as taken, zipfile.ZipFile(taken) as archive:
        assert archive.testzip() is None
        archive.extractall(place)
    return place


def test_every_file_is_in_the_list_of_sums_and_has_its_sum(folder: Path) -> None:
    lines = (folder / "SHA256SUMS").read_text("utf-8").splitlines()
    listed = {name: digest for digest, name in (line.split("  ", 1) for line in lines)}
    there = {str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file()} - {"SHA256SUMS"}
    assert set(listed) == there
    assert all(
        hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest for name, digest in listed.items()
    )
    assert any(name.startswith("evidence/") and name.endswith("整改后.jpg") for name in there)


@pytest.mark.skipif(shutil.which("sha256sum") is None, reason="no sha256sum on this machine")
def test_the_standard_tool_agrees_and_sees_a_changed_byte(folder: Path) -> None:
    check = ["sha256sum", "-c", "--quiet", "SHA256SUMS"]
    assert subprocess.run(check, cwd=folder, check=False).returncode == 0
    with (folder / "task.json").open("ab") as handle:
        handle.write(b" ")
    assert subprocess.run(check, cwd=folder, check=False, capture_output=True).returncode == 1


def test_the_lines_of_the_note_check_the_events(folder: Path) -> None:
    """The command is run as the reader would run it, from the note in the file."""
    note = (folder / "说明.txt").read_text("utf-8")
    found = re.search(r'python3 -c "(.*?)"\n', note, re.DOTALL)
    assert found
    code = found[1].replace("\\\n", "")

    def says() -> str:
        done = subprocess.run(
            [sys.executable, "-c", code], cwd=folder, capture_output=True, text=True, check=True
        )
        return done.stdout.strip()

    assert says() == "True"
    events = (folder / "events.jsonl").read_text("utf-8")
    (folder / "events.jsonl").write_text(events.replace("两断三清完成", "两断三清未完成"), "utf-8")
    assert says() == "False"


def test_the_hashes_are_those_of_the_chain(folder: Path) -> None:
    lines = [json.loads(line) for line in (folder / "events.jsonl").read_text("utf-8").splitlines()]
    hashes = [line.split()[0] for line in (folder / "events.sha256").read_text("utf-8").splitlines()]
    assert [line["verb"] for line in lines] == [
        "task.assigned",
        "task.submitted",
        "task.file_exported",
    ]
    for line, digest in zip(lines, hashes, strict=True):
        event = Event.objects.get(seq=line["seq"])
        assert (event.hash, event.previous_hash) == (digest, line["previous_hash"])


def test_the_task_is_told_whole(folder: Path) -> None:
    said = json.loads((folder / "task.json").read_text("utf-8"))
    assert (said["number"], said["state"]) == ("5", "待验收")
    assert said["measures"] == [{"done_at": None, "text": "拆除设备。"}]
    assert [r["text"] for r in said["reports"]] == ["两断三清完成。"]


def test_taking_it_is_in_the_trail(folder: Path, office) -> None:
    assert Event.objects.filter(verb="task.file_exported", actor_id=office.pk).exists()


def test_a_county_that_sees_a_part_does_not_get_the_whole_file(officer, county) -> None:
    task = TaskFactory.create(counties=[QUESHAN])
    with pytest.raises(Missing):
        export_closing_file(by=officer, task_id=task.pk)


def test_the_note_has_no_hole_left_open() -> None:
    assert set(re.findall(r"{(\w+)}", NOTE)) == {"task", "at", "by"}
