"""Out of one database and into another, of the same kind or not: the same digests, an intact trail, people get in."""

from pathlib import Path

from tests.backup.conftest import Deployment, deployment, digest_said, done


def test_sqlite_to_postgresql_and_back_to_sqlite_keeps_every_digest(
    city: Path, postgresql: str, tmp_path: Path
) -> None:
    first = digest_said(done(deployment(tmp_path)("restore", "--check", city)))
    there = deployment(tmp_path / "there", postgresql)
    done(there("setup"))
    assert digest_said(done(there("restore", city))) == first
    assert digest_said(done(there("backup", tmp_path / "there.tar"))) == first
    assert "操作轨迹完整" in done(there("audit", "verify"))
    assert "丢失或损坏 0 个" in done(there("evidence", "check"))

    back = deployment(tmp_path / "back")
    done(back("setup"))
    assert digest_said(done(back("restore", tmp_path / "there.tar"))) == first
    assert digest_said(done(back("backup", tmp_path / "back.tar"))) == first
    assert "操作轨迹完整" in done(back("audit", "verify"))


def test_sqlite_to_sqlite_keeps_every_digest_and_no_sample_city_is_loaded_into_it(
    city: Path, tmp_path: Path
) -> None:
    target = deployment(tmp_path / "data")
    done(target("setup"))
    said = done(target("restore", city))
    assert "逐表核对无误" in said
    assert digest_said(done(target("backup", tmp_path / "again.tar"))) == digest_said(said)
    assert target("sample", "load", "--check").returncode == 0, "a start would load the sample into it"


def _while_somebody_writes(there: Deployment, target: Path) -> None:
    done(there("setup"))
    done(there(target, module="tests.backup.meanwhile"))
    assert "备份完好" in done(there("restore", "--check", target))


def test_a_backup_from_sqlite_is_of_one_moment_and_holds_up_nobody(tmp_path: Path) -> None:
    _while_somebody_writes(deployment(tmp_path / "data"), tmp_path / "b.tar")


def test_a_backup_from_postgresql_is_of_one_moment_and_holds_up_nobody(
    postgresql: str, tmp_path: Path
) -> None:
    _while_somebody_writes(deployment(tmp_path / "data", postgresql), tmp_path / "b.tar")


def test_a_backup_is_checked_where_there_is_no_database_at_all(city: Path, tmp_path: Path) -> None:
    nowhere = deployment(tmp_path / "nothing", "postgres://nobody@127.0.0.1:1/nothing")
    assert "备份完好" in done(nowhere("backup", "--check", city))
    assert "备份完好" in done(nowhere("restore", "--check", city))
    assert not (tmp_path / "nothing").exists()


def test_a_database_without_tables_is_told_to_be_set_up_first(city: Path, tmp_path: Path) -> None:
    ran = deployment(tmp_path / "data")("restore", city)
    assert ran.returncode == 1
    assert "sansan setup" in ran.stderr
