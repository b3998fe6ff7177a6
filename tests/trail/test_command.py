"""`sansan audit verify`: words for a person, an exit status for a script, a line for the auditor to keep."""

import pytest
from click.testing import CliRunner, Result
from django.db import DatabaseError

from sansan.trail import verify as module
from sansan.trail.command import audit
from tests.trail.conftest import write_chain
from tests.trail.test_verify import tamper

pytestmark = pytest.mark.django_db


def run(*arguments: str) -> Result:
    return CliRunner().invoke(audit, ["verify", *arguments])


def test_an_intact_trail_exits_0_and_prints_its_head() -> None:
    last = write_chain(3)[-1]
    result = run()
    assert result.exit_code == 0
    assert "共 3 条" in result.output
    assert result.output.splitlines()[-1] == f"链首 3 {last.hash}"


def test_a_broken_trail_exits_1_and_names_the_first_broken_link() -> None:
    write_chain(4)
    tamper("UPDATE trail_event SET reason = 'x' WHERE seq = 2")
    result = run()
    assert result.exit_code == 1
    assert "断裂于第 2 条" in result.output
    assert "第2人" in result.output, "the row as it stands is shown"


def test_a_kept_head_is_compared() -> None:
    kept = write_chain(2)[-1].hash
    assert run("--head", kept.upper()).exit_code == 0
    result = run("--head", "0" * 63 + "1")
    assert result.exit_code == 1
    assert "与留存不符" in result.output


def test_a_head_that_was_copied_wrongly_is_wrong_usage() -> None:
    result = run("--head", "abc")
    assert result.exit_code == 2
    assert "64 位十六进制数" in result.output


def test_a_missing_database_exits_2(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise DatabaseError("no such table")

    monkeypatch.setattr(module, "verify", fail)
    assert run().exit_code == 2


def test_no_progress_bar_goes_into_a_log() -> None:
    write_chain(2)
    assert "核验轨迹" not in run().output
