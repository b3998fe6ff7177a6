"""Whole reports through the reader: our own samples close; the city's report has its two known questions."""

import json
from pathlib import Path

import pytest

from sansan.documents.reading import read_file

SAMPLES = Path(__file__).parent / "samples"


@pytest.mark.parametrize("name", sorted(p.name for p in SAMPLES.glob("closing_*.txt")))
def test_a_report_whose_figures_close_raises_no_question(name: str) -> None:
    assert [f.message for f in read_file(SAMPLES / name).findings] == []


MUTATIONS = [
    ("立行立改402个", "立行立改392个", "1"),
    ("县区62个", "县区72个", "1"),
    ("36.3万元", "38.3万元", "1"),
    ("远山商砼180万元", "远山商砼160万元", "2"),
    ("共30台", "共32台", "3"),
    ("增长57.7%", "增长67.7%", "3"),
    ("提高23个", "提高25个", "3"),
    ("其余4座", "其余5座", "4"),
    ("7400亩的70%", "7400亩的75%", "4"),
    ("柳坪县3个县区", "柳坪县4个县区", "4"),
    ("搬迁1家", "搬迁2家", "5"),
    ("集中供热930户", "集中供热830户", "6"),
    ("柳坪县40吨", "柳坪县50吨", "6"),
    ("不实9件", "不实8件", "6"),
    ("下降6.8%", "下降7.8%", "7"),
    ("3台并入热网", "4台并入热网", "7"),
    ("乡镇站点92个", "乡镇站点94个", "8"),
    ("户均2.5吨", "户均3.5吨", "8"),
    ("整合搬迁5家", "整合搬迁6家", "9"),
    ("小型4,440家", "小型4,540家", "11"),
    ("安装率99.2%", "安装率97.2%", "11"),
    ("不达标的3家", "不达标的4家", "11"),
    ("D级684家", "D级674家", "12"),
    ("平均每期280人次", "平均每期260人次", "12"),
    ("占92.5%", "占95.5%", "12"),
]


@pytest.mark.parametrize(("printed", "changed", "task"), MUTATIONS)
def test_one_changed_figure_of_a_report_is_found_in_its_task(
    printed: str, changed: str, task: str, tmp_path: Path
) -> None:
    text = (SAMPLES / "closing_report.txt").read_text("utf-8")
    assert text.count(printed) == 1
    path = tmp_path / "report.txt"
    path.write_text(text.replace(printed, changed), "utf-8")
    reading = read_file(path)
    numbers = {t.key: t.number for t in reading.outline.tasks}
    assert {numbers.get(f.task or "") for f in reading.findings} == {task}


@pytest.mark.shared
def test_the_city_s_report_has_its_two_known_questions_and_no_other(shared: Path) -> None:
    reading = read_file(shared / "documents" / "zhumadian-2020.txt")
    numbers = {t.key: t.number for t in reading.outline.tasks}
    found = {(f.rule, numbers[f.task or ""]) for f in reading.findings}
    assert found == {("whole_equals_parts", "17"), ("scope_conflict", "12")}
    by_rule = {f.rule: f for f in reading.findings}
    assert "合计97，相差2" in by_rule["whole_equals_parts"].message
    assert "第13项" in by_rule["scope_conflict"].message


@pytest.mark.shared
def test_known_contradictions_of_the_reference_documents_are_found_and_nothing_else(shared: Path) -> None:
    for path in sorted((shared / "documents").glob("composed_*.txt")):
        truth = json.loads(path.with_suffix(".json").read_text("utf-8"))["numeric_checks"]
        reading = read_file(path)
        numbers = {t.key: t.number for t in reading.outline.tasks}
        found = {numbers.get(f.task or "") for f in reading.findings}
        expected = {check["task"] for check in truth if check["holds"] is False}
        assert found == expected, path.name
        assert len(reading.findings) == sum(1 for c in truth if c["holds"] is False), path.name
