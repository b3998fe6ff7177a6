"""`sansan read` and the JSON it prints."""

from __future__ import annotations

import json
import subprocess
import sys
from importlib.resources import files
from pathlib import Path

import pytest
from click.testing import CliRunner
from jsonschema import Draft202012Validator

from sansan.documents.command import read
from sansan.documents.jsonform import to_json
from sansan.documents.reading import read_bytes
from tests.documents.reader.test_formats import TEXT

SCHEMA = json.loads(files("sansan.documents").joinpath("schema/reading.schema.json").read_text("utf-8"))


@pytest.fixture
def report(tmp_path: Path) -> Path:
    path = tmp_path / "整改.txt"
    path.write_text("云环〔2021〕3号\n" + TEXT + "监督电话：0999-1234567\nX月XX日\n", encoding="utf-8")
    return path


def test_the_summary_names_title_counts_tasks_and_what_was_not_understood(report):
    result = CliRunner().invoke(read, [str(report)])
    assert result.exit_code == 0
    for words in ("云岭市督察反馈意见整改完成情况", "任务：读到 2", "料场未密闭", "达到序时进度", "没有读懂"):
        assert words in result.output


def test_json_goes_to_standard_output_and_follows_the_schema(report):
    result = CliRunner().invoke(read, [str(report), "--json"])
    printed = json.loads(result.output)
    Draft202012Validator(SCHEMA).validate(printed)
    assert [task["status_code"] for task in printed["tasks"]] == ["completed", "on_schedule"]


def test_output_writes_a_file_and_keeps_the_screen_quiet(report, tmp_path):
    target = tmp_path / "out.json"
    result = CliRunner().invoke(read, [str(report), "--json", "--output", str(target)])
    assert (result.exit_code, result.output) == (0, "")
    assert json.loads(target.read_text("utf-8"))["title"] == "云岭市督察反馈意见整改完成情况"


def test_a_file_that_cannot_be_read_ends_with_status_one_and_a_message(tmp_path):
    empty = tmp_path / "空.txt"
    empty.touch()
    for path, words in ((empty, "文件是空的"), (tmp_path / "没有.txt", "找不到文件"), (tmp_path, "不是文件")):
        result = CliRunner().invoke(read, [str(path)])
        assert result.exit_code == 1
        assert words in result.stderr
        assert result.stdout == ""


def test_wrong_usage_ends_with_status_two():
    assert CliRunner().invoke(read, []).exit_code == 2


def test_the_command_starts_without_django(report):
    code = (
        "import sys; sys.argv = sys.argv[:2]; from sansan.documents.command import read; "
        "read(standalone_mode=False); assert 'django' not in sys.modules"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(report)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_the_schema_is_itself_valid_and_refuses_what_it_does_not_know():
    Draft202012Validator.check_schema(SCHEMA)
    printed = to_json(read_bytes(TEXT.encode(), "a.txt"))
    validator = Draft202012Validator(SCHEMA)
    validator.validate(printed)
    assert not validator.is_valid({**printed, "kind": "诗歌"})
    assert not validator.is_valid({**printed, "tasks": [{**printed["tasks"][0], "surprise": 1}]})
