"""The shape of the code: small modules, named rooms, arrows that point down."""

import subprocess

import pytest
from django.core.management import call_command

from scripts.paths import ROOT, VENV
from tests.project.tree import ROOMS, files, modules, shown

LONGEST_MODULE = 450
NAMELESS = {"utils", "util", "helpers", "helper", "common", "misc"}


def test_no_file_is_longer_than_a_reader_can_hold() -> None:
    sources = [*files(".py"), *files(".ts", under="frontend"), *files(".html")]
    long = [
        f"{shown(file)}: {lines}"
        for file in sources
        if "migrations" not in file.parts
        and (lines := len(file.read_text(encoding="utf-8").splitlines())) > LONGEST_MODULE
    ]
    assert not long


def test_every_module_is_named_for_what_it_is() -> None:
    assert not [
        shown(file)
        for under in ("sansan", "scripts", "benchmarks")
        for file in modules(under)
        if file.stem in NAMELESS
    ]


def test_every_room_is_on_the_architecture_page() -> None:
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    assert not [room for room in ROOMS if f"`{room}`" not in page and f"`{room}/`" not in page]


def test_every_module_says_what_it_is_for() -> None:
    silent = [
        shown(file)
        for file in modules()
        if (text := file.read_text(encoding="utf-8")).strip() and not text.lstrip().startswith(('"""', "#"))
    ]
    assert not silent


def test_the_arrows_between_the_rooms_point_down() -> None:
    done = subprocess.run(
        [VENV / "bin" / "lint-imports", "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout


@pytest.mark.django_db
def test_no_migration_is_missing() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
