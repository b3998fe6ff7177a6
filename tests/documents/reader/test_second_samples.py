"""Invented documents a second reader wrote, with what a person reads in them, before the reader saw them.

Beside each stands a `.toml`: title, kind, as_of, declared (classes,tasks), classes (number and title), sections, the
texts in `unknown`, and a line for each task:

number | class | beginning of the problem | status | code | count of measures | deadline | its date or `standing`
       | units with their roles | section | key of the parent

What is left out at the end of a line is not there in the document.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from sansan.documents.jsonform import to_json
from sansan.documents.reading import read_file
from tests.documents.reader.coverage import uncovered

SAMPLES = Path(__file__).resolve().parents[1] / "samples" / "second"
DOCUMENTS = sorted(path for path in SAMPLES.iterdir() if path.suffix != ".toml")
COLUMNS = 11


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.stem)
def test_a_sample_is_read_as_a_person_reads_it(path: Path):
    expected = tomllib.loads(path.with_suffix(".toml").read_text("utf-8"))
    reading = read_file(path)
    found = to_json(reading)
    assert (found["title"], found["kind"]) == (expected["title"], expected["kind"])
    assert found["as_of"] == expected.get("as_of")
    counts = (found["declared"][name] for name in ("classes", "tasks"))
    assert ",".join("" if each is None else str(each) for each in counts) == expected["declared"]
    assert [_named(each) for each in found["classes"]] == expected["classes"]
    sections = [_named(inner) for each in found["classes"] for inner in each["sections"]]
    assert sections == expected.get("sections", [])
    rows = [_cells(line) for line in expected["tasks"].strip("\n").splitlines()]
    assert [_row(task, row[2]) for task, row in zip(found["tasks"], rows, strict=False)] == rows
    assert len(found["tasks"]) == len(rows)
    assert [each["text"] for each in found["unknown"]] == expected.get("unknown", [])
    if "keys" in expected:
        assert " ".join(task["key"] for task in found["tasks"]) == expected["keys"]
    if not reading.source.tables:  # tables leave the names of their columns
        assert uncovered(reading) == ""


def _named(each: dict[str, Any]) -> str:
    return f"{each['number'] or ''} {each['title']}".strip()


def _cells(line: str) -> list[str]:
    cells = [cell.strip() for cell in line.split("|")]
    return cells + [""] * (COLUMNS - len(cells))


def _row(task: dict[str, Any], beginning: str) -> list[str]:
    """The task as a line of the expectation; its problem only as far as the expectation tells it."""
    date = task["deadline_date"] or ("standing" if task["standing"] else None)
    cells = [
        *(task[name] for name in ("number", "class")),
        task["problem"][: len(beginning)] or task["problem"],
        *(task[name] for name in ("status", "status_code")),
        str(len(task["measures"])),
        task["deadline"],
        date,
        " ".join(f"{unit['role']}:{unit['name']}" for unit in task["units"]),
        *(task[name] for name in ("section", "parent")),
    ]
    return [cell or "" for cell in cells]
