"""Two people at once, the second while the first has not committed: nothing is lost, no number is given twice."""

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

ALL_WELL = ["1,2", "both", "[4, 5]", "1,2"]


def said(data_dir: Path, database_url: str = "") -> list[str]:
    environment = {
        **os.environ,
        "SANSAN_DATA_DIR": str(data_dir),
        "DATABASE_URL": database_url,
        "DJANGO_SETTINGS_MODULE": "sansan.settings",
    }
    command = [sys.executable, "-m", "tests.project.meanwhile"]
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=240, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout.strip().split("|")


def test_on_sqlite(tmp_path: Path) -> None:
    assert said(tmp_path) == ALL_WELL


@pytest.fixture
def postgresql() -> Iterator[str]:
    server = reachable()
    if server is None:
        pytest.skip("no PostgreSQL server to test with")
    name = f"sansan_meanwhile_{uuid.uuid4().hex[:8]}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        parts = urlsplit(server)
        yield f"{parts.scheme}://{parts.netloc}/{name}"
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def test_on_postgresql(tmp_path: Path, postgresql: str) -> None:
    assert said(tmp_path, postgresql) == ALL_WELL
