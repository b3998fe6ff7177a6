"""The command line, in this process and as a program of its own."""

import os
import socket
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from sansan.cli import main
from scripts.paths import ROOT

Program = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def sansan() -> Callable[..., Result]:
    """Run a command in this process, in the test's database."""
    return lambda *words, **options: CliRunner().invoke(main, list(words), prog_name="sansan", **options)


@pytest.fixture
def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def own_environment(tmp_path: Path, free_port: int) -> Mapping[str, str]:
    """A deployment of its own: empty data directory, SQLite, its own settings file and port."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("SANSAN_")}
    return {
        **inherited,
        "SANSAN_DATA_DIR": str(tmp_path / "data"),
        "SANSAN_ENV_FILE": str(tmp_path / "settings.env"),
        "SANSAN_PORT": str(free_port),
        "DATABASE_URL": "",
    }


@pytest.fixture
def program(own_environment: Mapping[str, str]) -> Program:
    """Run `sansan` as a program in that deployment."""

    def run(*words: str, given: str = "") -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "sansan.cli", *words],
            env=own_environment,
            cwd=ROOT,
            input=given,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    return run
