"""The project's own files, as the guard tests look at them."""

import ast
import subprocess
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from scripts.paths import ROOT

ROOMS = tuple(
    sorted(
        file.parent.name for file in (ROOT / "sansan").glob("*/__init__.py") if file.parent.name != "commands"
    )
)


@lru_cache
def tracked() -> tuple[Path, ...]:
    """Files under version control, and new ones that are about to be."""
    said = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    return tuple(file for name in sorted(said.splitlines()) if (file := ROOT / name).is_file())


def files(*suffixes: str, under: str = "") -> list[Path]:
    base = ROOT / under
    return [file for file in tracked() if file.suffix in suffixes and base in (file, *file.parents)]


def modules(under: str = "sansan") -> list[Path]:
    return [file for file in files(".py", under=under) if "migrations" not in file.parts]


def functions(file: Path) -> Iterator[ast.FunctionDef]:
    """Top-level functions of a module."""
    for node in ast.parse(file.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.FunctionDef):
            yield node


def calls(node: ast.AST) -> Iterator[tuple[str, ast.Call]]:
    """Every call inside, with the last part of the called name: `record` for `trail.record(...)`."""
    for inner in ast.walk(node):
        if isinstance(inner, ast.Call):
            called = inner.func
            name = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
            yield name, inner


def shown(file: Path) -> str:
    return str(file.relative_to(ROOT))
