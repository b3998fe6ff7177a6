"""Two people at once: one closes, the other hears that it is done. On both databases, with real commits."""

import os
import subprocess
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest

from scripts.paths import ROOT
from scripts.postgresql import reachable

ONE_EACH = ["conflict", "done", "conflict", "done", "2", "2", "2"]


def closed(data_dir: Path, database_url: str = "") -> list[str]:
    environment = {
        **os.environ,
        "SANSAN_DATA_DIR": str(data_dir),
        "DATABASE_URL": database_url,
        "DJANGO_SETTINGS_MODULE": "sansan.settings",
    }
    command = [sys.executable, "-m", "tests.rectification.closing.closers"]
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=240, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout.split()


def test_on_sqlite_one_of_two_closes(tmp_path: Path) -> None:
    assert closed(tmp_path) == ONE_EACH


@pytest.fixture
def postgresql() -> Iterator[str]:
    server = reachable()
    if server is None:
        pytest.skip("no PostgreSQL server to test with")
    name = f"sansan_closing_{uuid.uuid4().hex[:8]}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        parts = urlsplit(server)
        yield f"{parts.scheme}://{parts.netloc}/{name}"
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def test_on_postgresql_one_of_two_closes(tmp_path: Path, postgresql: str) -> None:
    assert closed(tmp_path, postgresql) == ONE_EACH
