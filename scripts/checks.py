"""`python -m scripts.checks`: every check of the project, the suite on both databases, the browser.

The whole suite with the browser runs last, so that pytest's own summary is the last thing printed.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence

from scripts.chromium import locate
from scripts.node import node_environment
from scripts.paths import FRONTEND, ROOT, VENV
from scripts.postgresql import reachable, scratch_address

_WORKERS = ("-n", "2", "--dist", "loadfile")


def lint() -> bool:
    """Style, types, arrows between the rooms, types of the front end."""
    python = (sys.executable, "-m")
    results = [
        _run("代码风格（ruff check）", [*python, "ruff", "check", "--quiet", "."]),
        _run("代码排版（ruff format）", [*python, "ruff", "format", "--quiet", "--check", "."]),
        _run(
            "类型检查（mypy）",
            [*python, "mypy", "--no-error-summary", "sansan", "scripts", "tests", "benchmarks"],
        ),
        _run("分层约定（import-linter）", [str(VENV / "bin" / "lint-imports")]),
        _run(
            "前端类型检查（tsc）",
            ["npm", "run", "--silent", "check"],
            env=node_environment(),
            cwd=str(FRONTEND),
        ),
    ]
    return all(results)


def on_postgresql(words: Sequence[str]) -> bool:
    """The suite without the browser on PostgreSQL, where there is one."""
    server = reachable()
    if server is None:
        print(
            "—— PostgreSQL：未运行（没有可用的数据库；可用 SANSAN_TEST_DATABASE_URL 指定）/ not run: none reachable"
        )
        return True
    with tempfile.TemporaryDirectory(prefix="sansan-test-") as data_dir:
        env = {"DATABASE_URL": scratch_address(server), "SANSAN_DATA_DIR": data_dir}
        return _run("测试（PostgreSQL）", [*_pytest(), "-m", "not e2e", *words], env=env)


def on_sqlite(words: Sequence[str]) -> bool:
    """The whole suite, browser included, on SQLite."""
    with tempfile.TemporaryDirectory(prefix="sansan-test-") as data_dir:
        env = {"DATABASE_URL": "", "SANSAN_DATA_DIR": data_dir}
        browser = locate()
        if browser:
            env["SANSAN_CHROMIUM"] = str(browser)
        return _run("测试（SQLite，含浏览器）", [*_pytest(), *words], env=env)


def _pytest() -> list[str]:
    return [sys.executable, "-m", "pytest", "-q", *_WORKERS]


def _run(
    title: str, words: Sequence[str], *, env: Mapping[str, str] | None = None, cwd: str = str(ROOT)
) -> bool:
    print(f"—— {title}", flush=True)
    begun = time.monotonic()
    done = subprocess.run(words, env={**os.environ, **(env or {})}, cwd=cwd, check=False)
    if not title.startswith("测试"):
        word = "通过" if done.returncode == 0 else "未通过"
        print(f"   {word}（{time.monotonic() - begun:.1f} 秒）", flush=True)
    return done.returncode == 0


def main(words: Sequence[str]) -> int:
    if words == ["--lint"]:
        return 0 if lint() else 1
    failed = [
        name
        for name, passed in {
            "代码检查": lint(),
            "PostgreSQL 上的测试": on_postgresql(words),
            "SQLite 与浏览器测试": on_sqlite(words),
        }.items()
        if not passed
    ]
    if failed:
        print(f"未通过：{'、'.join(failed)}", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
