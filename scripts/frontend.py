"""The front end: its npm packages and the files built from `frontend/`."""

from collections.abc import Iterator
from pathlib import Path

from scripts.node import node_environment
from scripts.paths import DIST, FRONTEND
from scripts.stamps import digest, is_current, put
from scripts.steps import Step, command

_SKIPPED = {"node_modules", "dist"}


def npm_packages() -> Step:
    stamp = FRONTEND / "node_modules" / ".sansan-installed"

    def wanted() -> str:
        return digest([FRONTEND / "package.json", FRONTEND / "package-lock.json"])

    def work() -> None:
        command("npm", "ci", "--no-fund", "--no-audit", env=node_environment(), cwd=FRONTEND)
        put(stamp, wanted())

    return Step(
        "安装前端依赖包（npm ci）",
        lambda: is_current(stamp, wanted()),
        work,
        "检查到 npm 仓库的网络；也可以自行安装 Node 22 或更新版本后重试。",
    )


def build() -> Step:
    stamp = DIST / ".sansan-built"

    def wanted() -> str:
        return digest(sources())

    def work() -> None:
        command("npm", "run", "build", env=node_environment(), cwd=FRONTEND)
        put(stamp, wanted())

    return Step(
        "构建前端", lambda: is_current(stamp, wanted()), work, "查看上面的构建错误；这是程序的问题，请反馈。"
    )


def sources() -> Iterator[Path]:
    """Every file the build depends on."""
    for entry in FRONTEND.iterdir():
        if entry.is_file():
            yield entry
        elif entry.name not in _SKIPPED:
            yield from (file for file in entry.rglob("*") if file.is_file())
