"""The workplace's reference documents, where they are there."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from sansan.documents.jsonform import to_json
from sansan.documents.reading import read_file
from tests.documents.reader.coverage import uncovered
from tests.documents.reader.helpers import units

pytestmark = pytest.mark.shared
CITY = "zhumadian-2020.txt"
NAMES = [
    "complaints_list",
    "county_three_level",
    "npc_law_check",
    "progress_list_guanyu",
    "quarterly_status_table",
    "township_placeholders",
]
#: Titles in which the ground truth departs from the words of its own text: there the text is right.
PRINTED = {
    "complaints_list": "岚江市办理省生态环境保护督察组转办群众信访举报件和边督边改情况公开（第六批）",
    "npc_law_check": "望川区人民政府关于水污染防治法执法检查报告审议意见整改落实情况的报告",
}


def test_the_citys_report_gives_six_classes_and_thirty_six_tasks(shared: Path):
    found = to_json(read_file(shared / "documents" / CITY))
    assert found["declared"] == {"classes": 6, "tasks": 36, "statuses": {}}
    assert [task["number"] for task in found["tasks"]] == [str(number) for number in range(1, 37)]
    assert list(Counter(task["class"] for task in found["tasks"]).values()) == [3, 10, 3, 15, 4, 1]
    assert [len(each["sections"]) for each in found["classes"]] == [2, 3, 2, 4, 3, 0]
    assert Counter(task["status"] for task in found["tasks"]) == {
        "已完成": 13,
        "已完成，持续推进": 11,
        "按照时序进度持续推进": 12,
    }
    assert found["title"] == "省委“三散”污染治理专项督察反馈意见整改完成情况"
    assert found["unknown"] == []
    measures = [
        3,
        1,
        6,
        1,
        1,
        1,
        1,
        2,
        1,
        1,
        1,
        1,
        3,
        1,
        1,
        3,
        4,
        2,
        1,
        1,
        1,
        3,
        1,
        1,
        2,
        2,
        1,
        1,
        4,
        1,
        6,
        6,
        1,
        1,
        3,
        3,
    ]
    assert [len(task["measures"]) for task in found["tasks"]] == measures


@pytest.mark.parametrize("name", NAMES)
def test_a_composed_document_equals_its_ground_truth(shared: Path, name: str):
    path = shared / "documents" / f"composed_{name}.txt"
    truth = json.loads(path.with_suffix(".json").read_text("utf-8"))
    reading = read_file(path)
    found = to_json(reading)
    assert found["title"] == PRINTED.get(name, truth["title"])
    assert [_essence(task) for task in found["tasks"]] == [_expected(task) for task in truth["tasks"]]
    for task, expected in zip(found["tasks"], truth["tasks"], strict=True):
        assert task["problem"].startswith(expected["title_start"].split(" |")[0])
    assert (
        uncovered(reading) == "" or name == "quarterly_status_table"
    )  # there only the names of the columns are left


def _essence(task: dict[str, Any]) -> tuple[Any, ...]:
    said = (
        task["number"],
        task["status"],
        task["status_code"],
        task["deadline"],
        task["class"],
        task["section"],
    )
    return *said, units(task) or None, units(task, "lead") or None, len(task["measures"])


def _expected(task: dict[str, Any]) -> tuple[Any, ...]:
    said = (
        task["number"],
        task["status"],
        task["status_normalised"],
        task["deadline"],
        task["category"],
        task["section"],
    )
    return *said, task["responsible"], task.get("lead"), task["measure_count"]
