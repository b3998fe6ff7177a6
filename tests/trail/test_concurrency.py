"""Writers at the same time queue for the head of the chain: no event is lost, none shares a predecessor."""

import os
import subprocess
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

ROOT = Path(__file__).resolve().parents[2]
SERVER = os.environ.get("SANSAN_TEST_POSTGRES", "postgres://postgres@127.0.0.1:5432")
THREADS, EACH = 6, 25


def written(data_dir: Path, processes: int = 1, database_url: str = "") -> list[list[str]]:
    """Run the writers, in several processes if asked; what each said at its end."""
    environment = {
        **os.environ,
        "SANSAN_DATA_DIR": str(data_dir),
        "DATABASE_URL": database_url,
        "DJANGO_SETTINGS_MODULE": "sansan.settings",
    }
    command = [sys.executable, "-m", "tests.trail.writers", str(THREADS), str(EACH)]

    def start() -> "subprocess.Popen[str]":
        return subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)

    running = [start() for _ in range(processes)]
    said = [process.communicate(timeout=120)[0].split() for process in running]
    assert [process.returncode for process in running] == [0] * processes
    return said


def test_threads_on_a_sqlite_file_leave_one_whole_chain(tmp_path: Path) -> None:
    total = str(THREADS * EACH)
    assert written(tmp_path) == [[total, total, "True", total, "0"]]


def test_processes_on_a_sqlite_file_leave_one_whole_chain(tmp_path: Path) -> None:
    written(tmp_path)
    said = written(tmp_path, processes=2)
    total = str(3 * THREADS * EACH)
    assert max(said, key=lambda words: int(words[0])) == [total, total, "True", total, "0"]


@pytest.fixture
def postgresql() -> Iterator[str]:
    """A database of its own on the server of SANSAN_TEST_POSTGRES."""
    psycopg = pytest.importorskip("psycopg")
    name = f"sansan_trail_{uuid.uuid4().hex[:8]}"
    address = f"postgresql://{urlsplit(SERVER).netloc}"
    try:
        server = psycopg.connect(f"{address}/postgres", autocommit=True, connect_timeout=3)
    except psycopg.OperationalError:
        pytest.skip("no PostgreSQL server to test with (SANSAN_TEST_POSTGRES)")
    server.execute(f"CREATE DATABASE {name}")
    yield f"{SERVER}/{name}"
    server.execute(f"DROP DATABASE {name} WITH (FORCE)")
    server.close()


def test_threads_on_postgresql_leave_one_whole_chain(tmp_path: Path, postgresql: str) -> None:
    total = str(THREADS * EACH)
    assert written(tmp_path, database_url=postgresql) == [[total, total, "True", total, "0"]]
