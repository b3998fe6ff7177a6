"""Documents cited by number and title."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sansan.documents.references import find_references


def cited(text: str) -> list[tuple[str | None, str | None]]:
    return [(r.number, r.title) for r in find_references(text)[0]]


@pytest.mark.parametrize(
    ("text", "references"),
    [
        ("《整治方案》（平环攻坚办〔2021〕19号）", [("平环攻坚办〔2021〕19号", "整治方案")]),
        ("（平环管〔2006〕12号）", [("平环管〔2006〕12号", None)]),
        ("按照《污染防治法》执行", [(None, "污染防治法")]),
        ("《关于印发〈清单〉的通知》（平办〔2021〕3号）", [("平办〔2021〕3号", "关于印发〈清单〉的通知")]),
        ("《规划》（2017—2025年）（平自然资〔2020〕122号）", [("平自然资〔2020〕122号", "规划")]),
        ("《规划》（2017—2025年）", [(None, "规划")]),
        ("《甲案》《乙案》（平办〔2021〕3号）", [(None, "甲案"), ("平办〔2021〕3号", "乙案")]),
        ("按照平环文[2020]3号要求", [("平环文〔2020〕3号", None)]),
        ("平环文(2020)3号", [("平环文〔2020〕3号", None)]),
        ("平环文【2020】第03号", [("平环文〔2020〕3号", None)]),
        ("平环文﹝2020﹞３号", [("平环文〔2020〕3号", None)]),
        ("报告\n\n平政〔2021〕52号\n\n县人大：", [("平政〔2021〕52号", None)]),
    ],
)
def test_a_citation_is_read_in_its_canonical_form(
    text: str, references: list[tuple[str | None, str | None]]
) -> None:
    assert cited(text) == references


@pytest.mark.parametrize(
    ("text", "number", "kind"),
    [
        ("《通知》（平环攻坚办〔2020〕28），", "平环攻坚办〔2020〕28号", "文号缺“号”"),
        ("平环管2006〕12号", "平环管〔2006〕12号", "文号缺“〔”"),
        ("平环管〔2006 12号", "平环管〔2006〕12号", "文号缺“〕”"),
        ("（平环攻坚\n办〔2020〕1\n9号）", "平环攻坚办〔2020〕19号", "文号内断行"),
        ("平环文[2020]3号", "平环文〔2020〕3号", "文号括号"),
    ],
)
def test_what_was_mended_in_a_number_is_told(text: str, number: str, kind: str) -> None:
    references, repairs = find_references(text)
    assert number in [r.number for r in references]
    assert [(r.kind, r.after) for r in repairs] == [(kind, number)]


def test_one_number_in_several_places_is_one_reference() -> None:
    text = "《方案》（平办〔2019〕25号）要求。\n依据平办〔2019〕25号，落实《方案》。"
    (reference,) = find_references(text)[0]
    assert len(reference.mentions) == 3
    assert [m.line for m in reference.mentions] == [1, 2, 2]


@pytest.mark.parametrize("text", ["检查企业（2019）5家", "国务院（2020）", "2人（2019）3个", "共36项"])
def test_other_numbers_in_brackets_are_no_document(text: str) -> None:
    assert cited(text) == []


@settings(max_examples=100, deadline=None, derandomize=True)
@given(
    st.text("平环攻坚办政发函", min_size=2, max_size=6),
    st.integers(1990, 2039),
    st.integers(1, 9999),
    st.sampled_from(["〔〕", "[]", "()", "（）", "【】", "﹝﹞", "［］"]),
)
def test_any_number_is_found_under_any_brackets(code: str, year: int, serial: int, brackets: str) -> None:
    text = f"印发《方案》（{code}{brackets[0]}{year}{brackets[1]}{serial}号），执行。"
    assert cited(text) == [(f"{code}〔{year}〕{serial}号", "方案")]


@pytest.mark.shared
def test_every_number_of_the_reference_documents_is_found(shared: Path) -> None:
    for path in sorted((shared / "documents").glob("composed_*.txt")):
        expected = json.loads(path.with_suffix(".json").read_text("utf-8"))["document_numbers"]
        numbers = [n for n, _ in cited(path.read_text("utf-8")) if n]
        assert sorted(numbers) == sorted(expected), path.name


@pytest.mark.shared
def test_the_city_s_report_cites_eleven_numbers_one_of_them_repaired(shared: Path) -> None:
    text = (shared / "documents" / "zhumadian-2020.txt").read_text("utf-8")
    references, repairs = find_references(text)
    numbers = [r.number for r in references if r.number]
    assert len(numbers) == len(set(numbers)) == 11
    assert [(r.kind, r.before) for r in repairs] == [("文号缺“号”", "西环攻坚办〔2020〕28")]
