"""`python -m scripts.prepare setup|test`: bring a fresh clone to where it can serve or be tested."""

import sys
from collections.abc import Callable

OLDEST_PYTHON = (3, 11)

if sys.version_info < OLDEST_PYTHON:
    sys.exit(
        f"需要 Python 3.11 或更新版本，当前是 {sys.version.split()[0]}。可用 make PYTHON=/path/to/python3.11 指定。"
    )

from scripts import chromium, environment, frontend  # noqa: E402 - the version is checked first
from scripts.paths import SANSAN  # noqa: E402
from scripts.steps import Step, command, run_all  # noqa: E402


def to_serve() -> list[Step]:
    """Everything up to a database with the sample city in it."""
    return [
        environment.virtual_environment(),
        environment.packages("base"),
        frontend.npm_packages(),
        frontend.build(),
        _database(),
        _sample_city(),
    ]


def to_test() -> list[Step]:
    """Tests make their own databases and content."""
    return [
        environment.virtual_environment(),
        environment.packages("dev"),
        frontend.npm_packages(),
        frontend.build(),
        chromium.browser(),
    ]


def _database() -> Step:
    return Step(
        "建立数据库",
        lambda: _says_yes("setup", "--check"),
        lambda: command(SANSAN, "setup"),
        "确认数据目录可写；若设置了 DATABASE_URL，确认该数据库能够连接。",
    )


def _sample_city() -> Step:
    return Step(
        "载入示例城市",
        lambda: _says_yes("sample", "load", "--check"),
        lambda: command(SANSAN, "sample", "load"),
        "数据库里若已有不完整的示例，可删除数据目录（默认 var/）后重试。",
    )


def _says_yes(*words: str) -> bool:
    import subprocess

    return subprocess.run([SANSAN, *words], stdout=subprocess.DEVNULL, check=False).returncode == 0


PLANS: dict[str, Callable[[], list[Step]]] = {"setup": to_serve, "test": to_test}

if __name__ == "__main__":
    run_all(PLANS[sys.argv[1]]())
