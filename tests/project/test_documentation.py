"""The documentation says what the code does, and its links lead somewhere."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from scripts.paths import ROOT
from scripts.reference import PAGES
from tests.project.tree import files, shown

_LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)#\s]+)(#[^)]*)?\)")


@pytest.mark.parametrize(("page", "text"), PAGES.items(), ids=lambda value: getattr(value, "name", ""))
def test_reference_page_is_what_the_code_says(page: Path, text: Callable[[], str]) -> None:
    assert page.read_text(encoding="utf-8") == text(), "run make docs"


def test_every_link_leads_to_a_file() -> None:
    broken = [
        f"{shown(file)}: {target}"
        for file in files(".md")
        for target, _ in _LINK.findall(file.read_text(encoding="utf-8"))
        if not (file.parent / target).exists()
    ]
    assert not broken


def test_every_page_of_the_documentation_can_be_reached_from_its_index() -> None:
    start = ROOT / "docs" / "index.md"
    reached, waiting = {start}, [start]
    while waiting:
        page = waiting.pop()
        for target, _ in _LINK.findall(page.read_text(encoding="utf-8")):
            found = (page.parent / target).resolve()
            if found.suffix == ".md" and found.is_file() and found not in reached:
                reached.add(found)
                waiting.append(found)
    assert not [shown(file) for file in files(".md", under="docs") if file not in reached]


def test_decisions_are_numbered_without_a_gap_and_carry_their_three_parts() -> None:
    decisions = files(".md", under="docs/adr")
    assert [file.name[:4] for file in decisions] == [f"{n:04}" for n in range(1, len(decisions) + 1)]
    for file in decisions:
        text = file.read_text(encoding="utf-8")
        assert all(part in text for part in ("## Context", "## Decision", "## Consequences")), file.name


def test_readme_shows_the_two_commands() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert "make run" in text
    assert "make test" in text


def test_changelog_has_room_for_what_is_not_released() -> None:
    assert "## [Unreleased]" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_every_identifier_of_the_glossary_is_used_in_the_code() -> None:
    glossary = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    code = "\n".join(file.read_text(encoding="utf-8") for file in files(".py", under="sansan"))
    rows = re.findall(r"^\| [^|]+ \| `([^`]+)` \|", glossary, re.MULTILINE)
    assert len(rows) > 20
    assert not [name for name in rows if name not in code]
