"""Whole paragraphs, as answers in a report of three tasks that goes through the reader."""

from __future__ import annotations

import pytest

from sansan.documents.reading import read_bytes
from tests.documents.audit.closing_paragraphs import CLOSING
from tests.documents.audit.pairs import INNOCENT, PAIRS
from tests.documents.audit.twins import TWINS
from tests.documents.audit.wrong_paragraphs import OPEN

REPORT = """石梁县生态环境保护督察反馈意见整改完成情况
（截至2023年9月30日）
一、污染防治存在短板
1.部分路段保洁不到位。（已完成，持续推进）
整改情况：（1）开展城市清洁行动，清理卫生死角26处。（2）坚持每日巡查。
2.部分企业治理不到位，监管存在短板。（{status}）
整改情况：{answer}
3.工地扬尘管控不严。（按照时序进度持续推进）
整改情况：对在建工地开展拉网式排查，查处违规行为7起，罚款9.5万元。
"""


def found(answer: str, status: str = "已完成，持续推进") -> set[tuple[str, str | None]]:
    reading = read_bytes(REPORT.format(answer=answer, status=status).encode(), "报告.txt")
    numbers = {t.key: t.number for t in reading.outline.tasks}
    return {(f.rule, numbers.get(f.task or "")) for f in reading.findings}


@pytest.mark.parametrize("answer", CLOSING)
def test_a_paragraph_whose_figures_fit_together_raises_no_question(answer: str) -> None:
    assert found(answer) == set()


@pytest.mark.parametrize(("answer", "rule"), OPEN)
def test_a_paragraph_with_one_wrong_figure_is_asked_about_under_its_task(answer: str, rule: str) -> None:
    status = "已完成" if rule == "status_against_text" else "已完成，持续推进"
    assert found(answer, status) == {(rule, "2")}


def filled(answer: str, numbers: str | tuple[str, ...]) -> str:
    return answer.format(*([numbers] if isinstance(numbers, str) else numbers))


@pytest.mark.parametrize(("rule", "answer", "fits", "_slip"), PAIRS)
def test_a_paragraph_with_the_number_that_fits_raises_no_question(
    rule: str, answer: str, fits: str, _slip: str
) -> None:
    assert found(filled(answer, fits)) == set()


@pytest.mark.parametrize(("rule", "answer", "_fits", "slip"), PAIRS)
def test_the_same_paragraph_with_a_slip_is_asked_about(rule: str, answer: str, _fits: str, slip: str) -> None:
    assert found(filled(answer, slip)) == {(rule, "2")}


@pytest.mark.parametrize("answer", INNOCENT)
def test_what_only_looks_like_a_slip_raises_no_question(answer: str) -> None:
    assert found(answer) == set()


@pytest.mark.parametrize(("rule", "innocent", "_wrong"), TWINS)
def test_words_that_tell_of_something_else_raise_no_question(rule: str, innocent: str, _wrong: str) -> None:
    assert found(innocent) == set()


@pytest.mark.parametrize(("rule", "_innocent", "wrong"), TWINS)
def test_the_twin_without_those_words_is_asked_about(rule: str, _innocent: str, wrong: str) -> None:
    assert found(wrong) == {(rule, "2")}


TASK_22 = """石梁县整改完成情况
一、大气
1.省定{whole}家企业无组织排放治理任务中，上报完成186家，部分县区未督促落实。（按照时序进度持续推进）
整改情况：（1）治理任务完成198家；不属于任务范围1家；不具备治理能力的30家，均长期停产；正在建设3家：分别为甲建材、乙建材、丙建材，\
经查实以上3家企业均长期停产，正在筹集资金。下一步加强监管，未达标不得生产；拆除1家（青岭建材）。（2）检查企业1400家，发现问题133个。
"""


@pytest.mark.parametrize(("whole", "questions"), [("233", 0), ("231", 1), ("235", 1)])
def test_a_list_between_semicolons_is_added_up_over_a_sentence_put_between(
    whole: str, questions: int
) -> None:
    findings = read_bytes(TASK_22.format(whole=whole).encode(), "报告.txt").findings
    assert [f.rule for f in findings] == ["whole_equals_parts"] * questions
