"""Two at once and a power cut, on real databases: one key, one deed, one answer."""

import os
import signal
import subprocess
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from scripts.paths import ROOT

THREADS = 4  # as many as tests.api.senders starts
SERVER = os.environ.get("SANSAN_TEST_POSTGRES", "postgres://postgres@127.0.0.1:5432")


@pytest.fixture
def postgresql() -> Iterator[str]:
    """An empty database of its own; the test is skipped where no server answers."""
    psycopg = pytest.importorskip("psycopg")
    parts = urlsplit(SERVER)
    try:
        server = psycopg.connect(f"{SERVER}/postgres", autocommit=True, connect_timeout=2)
    except psycopg.OperationalError:
        pytest.skip(f"no PostgreSQL answers on {parts.hostname}:{parts.port}")
    name = f"sansan_{uuid.uuid4().hex[:12]}"
    server.execute(f"CREATE DATABASE {name}")
    yield f"{SERVER}/{name}"
    server.execute(f"DROP DATABASE {name} WITH (FORCE)")
    server.close()


def _run(environment: dict[str, str], *arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "tests.api.senders", *arguments],
        cwd=ROOT, env=environment, capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip


def _one_deed(data_dir: Path, database_url: str = "") -> None:
    environment = {
        **os.environ,
        "SANSAN_DATA_DIR": str(data_dir),
        "DATABASE_URL": database_url,
        "DJANGO_SETTINGS_MODULE": "sansan.settings",
        "SANSAN_ALLOWED_HOSTS": '["testserver"]',
    }
    raced = _run(environment, "race")
    assert raced.returncode == 0, raced.stderr
    token, said = raced.stdout.splitlines()
    assert said == f"{[201] * THREADS} {THREADS - 1} 0 1", "one did it, the others got its answer"
    assert _run(environment, "die", token).returncode == -signal.SIGKILL
    again = _run(environment, "again", token)
    assert again.stdout.strip() == "[201] 0 1 2", again.stdout + again.stderr


def test_one_key_is_one_deed_on_a_sqlite_file(tmp_path: Path) -> None:
    _one_deed(tmp_path)


def test_one_key_is_one_deed_on_postgresql(tmp_path: Path, postgresql: str) -> None:
    _one_deed(tmp_path, postgresql)
