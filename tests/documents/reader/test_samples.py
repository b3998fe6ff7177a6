"""Invented documents written to try layouts the reader had not seen; what each says stands in `expected.json`.

A task there is [number, class, beginning of the problem, status, code, deadline, date, units with roles, measures].
"""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest

from sansan.documents.jsonform import to_json
from sansan.documents.reading import read_bytes, read_file
from tests.documents.reader.coverage import uncovered

SAMPLES = Path(__file__).resolve().parents[1] / "samples"
EXPECTED: dict[str, Any] = json.loads((SAMPLES / "expected.json").read_text("utf-8"))
#: Their tables leave the names of the columns, which belong to no task.
TABLES = {"complaint_table_by_tabs", "table_with_classes", "table_by_single_bars"}


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_a_sample_is_read_as_a_person_reads_it(name: str):
    reading = read_file(SAMPLES / f"{name}.txt")
    found, expected = to_json(reading), EXPECTED[name]
    assert (found["title"], found["kind"]) == (expected["title"], expected["kind"])
    assert [found["declared"]["classes"], found["declared"]["tasks"]] == expected["declared"]
    assert [[each["number"], each["title"]] for each in found["classes"]] == expected["classes"]
    assert [_essence(task) for task in found["tasks"]] == expected["tasks"]
    assert uncovered(reading) == "" or name in TABLES


def _essence(task: dict[str, Any]) -> list[Any]:
    said = [task[name] for name in ("status", "status_code", "deadline", "deadline_date")]
    units = [f"{unit['role']}:{unit['name']}" for unit in task["units"]]
    return [task["number"], task["class"], task["problem"][:12], *said, units, len(task["measures"])]


def test_every_sample_has_its_expectation():
    assert {path.stem for path in SAMPLES.glob("*.txt")} == set(EXPECTED)


@pytest.mark.parametrize(
    "piece", ["某县，\n", "（已完\n", "1.甲\n", "整改情况：已完成。\n", "（1）甲。", "“", "一"]
)
def test_hostile_repetition_takes_no_more_than_its_share_of_time(piece: str):
    def seconds(times: int) -> float:
        start = time.process_time()
        read_bytes((piece * times).encode(), "a.txt")
        return time.process_time() - start

    seconds(50)  # the vocabularies are compiled
    assert seconds(8000) < 12 * seconds(2000) + 0.5  # four times the text; sixteen would be quadratic
