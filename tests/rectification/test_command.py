"""Reports in and papers out on the command line, in a person's name."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from sansan.people.roles import Role
from sansan.rectification.command import rectification
from sansan.rectification.models import SourceDocument, Task
from tests.people.factories import person_with
from tests.rectification.factories import RoundFactory, TaskFactory

pytestmark = pytest.mark.django_db
REPORT = Path(__file__).parent / "reports" / "county.txt"


@pytest.fixture(autouse=True)
def _files(tmp_path, settings):
    settings.DATA_DIR = tmp_path


@pytest.fixture
def office():
    return person_with(Role.CITY_OFFICE, username="office")


def run(*words):
    return CliRunner().invoke(rectification, [str(word) for word in words])


def test_a_trial_run_says_what_would_happen_and_writes_nothing(office):
    done = run("import", REPORT, "--round", RoundFactory().pk, "--by", "office", "--confirm", "--dry-run")
    assert (done.exit_code, done.output.strip()) == (
        0,
        "读出 3 项：新任务 3 项，更新已有任务 0 项。试运行，没有写入",
    )
    assert not SourceDocument.objects.exists()


def test_a_report_is_left_to_be_looked_at_or_entered_at_once(office):
    round_ = RoundFactory()
    assert "待核对" in run("import", REPORT, "--round", round_.pk, "--by", "office").output
    assert not Task.objects.exists()
    assert "已入账" in run("import", REPORT, "--round", round_.pk, "--by", "office", "--confirm").output
    assert Task.objects.count() == 3


def test_a_file_that_cannot_be_read_ends_with_status_1_and_the_reason(office, tmp_path):
    blank = tmp_path / "空白.txt"
    blank.write_text("  \n")
    done = run("import", blank, "--round", RoundFactory().pk, "--by", "office")
    assert done.exit_code == 1
    assert "没有文字" in done.output


def test_the_command_line_gives_nobody_more_than_the_page(office):
    person_with(Role.COUNTY_OFFICE, area_code="411725", username="county")
    round_ = RoundFactory()
    assert run("import", REPORT, "--round", round_.pk, "--by", "county").exit_code == 1
    assert run("export-report", round_.pk, "--by", "county", "-o", "x.docx").exit_code == 1
    assert run("rounds", "--by", "county").output == ""
    assert "没有启用的用户" in run("rounds", "--by", "nobody").output


def test_report_and_ledger_are_written_to_files(office, tmp_path):
    task = TaskFactory()
    assert run("rounds", "--by", "office").output == f"{task.round_id}\t{task.round.name}\t1 项\n"
    for words, name in ((["export-report", task.round_id], "a.docx"), (["export-ledger"], "a.xlsx")):
        assert run(*words, "--by", "office", "-o", tmp_path / name).exit_code == 0
        assert (tmp_path / name).read_bytes()[:2] == b"PK"
