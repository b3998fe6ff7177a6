"""The Python environment: `.venv`, filled from the locked requirements."""

import sys
from pathlib import Path

from scripts.paths import PYTHON, REQUIREMENTS, ROOT, SANSAN, STAMPS, VENV
from scripts.stamps import digest, is_current, put
from scripts.steps import Step, command

NETWORK_ADVICE = "检查到软件包仓库的网络（pip 的镜像设置写在 pip 自己的配置里），然后重新执行同一条命令。"


def virtual_environment() -> Step:
    # The path is part of it: scripts in an environment that was moved point nowhere.
    made_for = f"{ROOT} {sys.version_info.major}.{sys.version_info.minor}"
    stamp = VENV / "sansan-environment"

    def work() -> None:
        other_python = stamp.is_file() and not is_current(stamp, made_for)
        command(sys.executable, "-m", "venv", *(["--clear"] if other_python else []), VENV)
        put(stamp, made_for)

    return Step(
        "建立 Python 环境（.venv）",
        lambda: PYTHON.exists() and is_current(stamp, made_for),
        work,
        "确认 Python 带有 venv 模块（Debian/Ubuntu：apt-get install python3.11-venv），再试一次。",
    )


def packages(name: str) -> Step:
    """Install `requirements/<name>.txt` and the project itself."""
    return Step(
        "安装 Python 依赖包" if name == "base" else "安装 Python 依赖包（含开发工具）",
        lambda: SANSAN.exists() and is_current(_stamp(name), _wanted(name)),
        lambda: _install(name),
        NETWORK_ADVICE,
    )


def install_extra(name: str) -> None:
    """Install one more locked list, such as Node for a machine without it."""
    if not is_current(_stamp(name), digest([_list(name)])):
        _pip("--require-hashes", "-r", _list(name))
        put(_stamp(name), digest([_list(name)]))


def _install(name: str) -> None:
    _pip("--require-hashes", "-r", _list(name))
    _pip("--no-deps", "--editable", ROOT)
    # The development list contains the base list, so both are done.
    for done in {name, "base"}:
        put(_stamp(done), _wanted(done))


def _pip(*words: str | Path) -> None:
    command(PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *words)


def _list(name: str) -> Path:
    return REQUIREMENTS / f"{name}.txt"


def _stamp(name: str) -> Path:
    return STAMPS / f"packages-{name}"


def _wanted(name: str) -> str:
    return digest([_list(name), ROOT / "pyproject.toml"])
