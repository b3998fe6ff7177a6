"""Deployments of their own beside the test's database: a city to back up, and what restores it."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest

from scripts.paths import ROOT
from scripts.postgresql import reachable
from tests.cli.conftest import sansan

__all__ = ["sansan"]

Deployment = Callable[..., subprocess.CompletedProcess[str]]


def deployment(data_dir: Path, database_url: str = "") -> Deployment:
    """A deployment with its own data directory: calling it runs `sansan`, or with `module=` a module of the tests."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("SANSAN_")}
    environment: Mapping[str, str] = {
        **inherited,
        "SANSAN_DATA_DIR": str(data_dir),
        "SANSAN_ENV_FILE": str(data_dir / "settings.env"),
        "DATABASE_URL": database_url,
    }

    def run(*words: object, module: str = "sansan.cli") -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", module, *map(str, words)],
            env=environment,
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )

    return run


def done(ran: subprocess.CompletedProcess[str]) -> str:
    """What it said; it must have gone well."""
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


def digest_said(said: str) -> str:
    return next(line.split()[1] for line in said.splitlines() if line.startswith("总摘要"))


@pytest.fixture(scope="session")
def city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup of the sample city, from SQLite, with rows of every odd kind added."""
    folder = tmp_path_factory.mktemp("city")
    source = deployment(folder / "data")
    done(source("sample", "load"))
    done(source(module="tests.backup.odd_rows"))
    done(source("backup", folder / "city.tar"))
    return folder / "city.tar"


@pytest.fixture
def postgresql(tmp_path: Path) -> Iterator[str]:
    """The address of an empty PostgreSQL database, gone afterwards."""
    server = reachable()
    if server is None:
        pytest.skip("no PostgreSQL to be reached")
    name = f"sansan_backup_{os.getpid()}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    yield urlunsplit((*urlsplit(server)[:2], f"/{name}", "", ""))
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
