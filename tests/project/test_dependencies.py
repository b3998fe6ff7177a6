"""Every package earns its place, and what is installed is exactly what was locked."""

import re
import tomllib
from itertools import chain

from scripts.paths import REQUIREMENTS, ROOT

_PYPROJECT = ROOT / "pyproject.toml"
_NAME = re.compile(r"[A-Za-z0-9._-]+")


def test_every_direct_package_has_a_reason_beside_it() -> None:
    packages = re.findall(r'^  "[^"]+",?.*$|^(?:postgresql|notify) = .*$', _packages_text(), re.MULTILINE)
    assert len(packages) > 30
    assert not [line for line in packages if not re.search(r"# \S+", line)]


def test_every_direct_package_is_locked() -> None:
    project = tomllib.loads(_PYPROJECT.read_text(encoding="utf-8"))
    wanted = {
        "base": [
            *project["project"]["dependencies"],
            *chain.from_iterable(project["project"]["optional-dependencies"].values()),
        ],
        "dev": project["dependency-groups"]["dev"],
        "node": project["dependency-groups"]["node"],
    }
    for name, packages in wanted.items():
        assert not {_normal(package) for package in packages} - _locked(name), name


def test_development_uses_the_same_versions_as_production() -> None:
    production, development = _pins("base"), _pins("dev")
    assert production.items() <= development.items()


def test_every_locked_package_carries_its_hashes() -> None:
    for file in REQUIREMENTS.glob("*.txt"):
        for block in re.split(r"\n(?=\S)", file.read_text(encoding="utf-8").strip()):
            assert "--hash=sha256:" in block or block.startswith("#"), block.splitlines()[0]


def _packages_text() -> str:
    return _PYPROJECT.read_text(encoding="utf-8").split("dependencies = [", 1)[1].split("[tool.", 1)[0]


def _pins(name: str) -> dict[str, str]:
    text = (REQUIREMENTS / f"{name}.txt").read_text(encoding="utf-8")
    return dict(re.findall(r"^([a-z0-9._-]+)(?:\[[^\]]*\])?==([^ ;\\]+)", text, re.MULTILINE))


def _locked(name: str) -> set[str]:
    return {_normal(package) for package in _pins(name)}


def _normal(package: str) -> str:
    found = _NAME.match(package)
    assert found, package
    return re.sub(r"[._-]+", "-", found[0]).lower()
