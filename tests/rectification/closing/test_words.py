"""Claims about what is written: figures, texts, sums, document numbers."""

import datetime as dt
from decimal import Decimal

import pytest

from sansan.documents.model import Bound
from sansan.rectification.closing.checks import words
from sansan.rectification.closing.facts import Facts, Figure, Identity, Policy, Report
from sansan.rectification.closing.registry import Judgement

HOLDS, CONTRADICTED, UNJUDGED = Judgement.HOLDS, Judgement.CONTRADICTED, Judgement.UNJUDGED
NOW = dt.datetime(2020, 7, 20, 4, tzinfo=dt.UTC)
DAY, LATER = dt.date(2020, 7, 1), dt.date(2020, 7, 10)


def facts(*texts: str, **given) -> Facts:
    reports = tuple(Report(n, n, text, DAY) for n, text in enumerate(texts, 1))
    return Facts(now=NOW, task_id=1, reports=reports, **given)


def figure(pk: int, value: int, **given) -> Figure:
    known = {"name": "已整治", "printed": str(value), "unit": "家", "scope": "", "as_of": DAY}
    return Figure(pk=pk, value=Decimal(value), **{**known, **given})


@pytest.mark.parametrize(
    ("figures", "judgement", "said"),
    [
        ((figure(1, 31), figure(2, 40, as_of=LATER)), HOLDS, "最近 2020-07-10"),
        ((figure(1, 31), figure(2, 40, as_of=None)), CONTRADICTED, "1 个没有截至日期"),
        ((figure(1, 31), figure(2, 32)), CONTRADICTED, "1 组同一指标"),
        ((figure(1, 31), figure(2, 32, scope="驿城区")), HOLDS, "数据 2 个"),
        ((figure(1, 31), figure(2, 30, bound=Bound.AT_LEAST)), UNJUDGED, "写作约数"),
        ((), UNJUDGED, "没有登记数据"),
    ],
    ids=["dated", "undated", "two values", "other scope", "rounded", "none"],
)
def test_figures_cite_their_day_and_agree(figures, judgement, said):
    verdict = words.figures_dated(facts(figures=figures), {})
    assert verdict.judgement is judgement
    assert said in verdict.sentence


@pytest.mark.parametrize(
    ("texts", "judgement", "said"),
    [
        (("共86处，其中东区71处、西区15处，全部覆盖。",), HOLDS, "最近填报 1 份"),
        (("全部清运。", "共86处，其中东区71处、西区17处。"), CONTRADICTED, "最近填报 2 份，文字中有 1 处"),
        ((), UNJUDGED, "没有单位填报过进展"),
    ],
)
def test_numbers_in_the_reports_add_up(texts, judgement, said):
    verdict = words.sums_reconcile(facts(*texts), {})
    assert verdict.judgement is judgement
    assert said in verdict.sentence


def test_the_closing_opinion_is_read_as_strictly_as_a_report():
    opinion = "应改造50台，已改造40台，完成率90%，驻政[2020]3号已落实，场地正在清理。"
    known = facts("全部清运。", text=opinion)
    for check in (words.sums_reconcile, words.text_fits_status, words.numbers_wellformed):
        verdict = check(known, {})
        assert verdict.judgement is CONTRADICTED, check
        assert [row.kind for row in verdict.rows] == ["opinion"]


@pytest.mark.parametrize(
    ("text", "judgement"),
    [
        ("设备已拆除，场地已清空。", HOLDS),
        ("设备已拆除，尚未完成复绿。", CONTRADICTED),
        ("设备已拆除，场地正在清理。", CONTRADICTED),
        ("整改前堆场尚未覆盖，现已全部覆盖。", HOLDS),
    ],
)
def test_done_does_not_stand_beside_not_yet(text, judgement):
    assert words.text_fits_status(facts(text), {}).judgement is judgement


def test_a_text_is_quoted_with_its_row_and_not_in_the_sentence():
    verdict = words.text_fits_status(facts("甲厂设备尚未拆除。"), {})
    assert "甲厂" not in verdict.sentence
    assert "1 处写有" in verdict.sentence
    assert (verdict.rows[0].kind, verdict.rows[0].key) == ("report", 1)
    assert "甲厂设备尚未拆除" in verdict.rows[0].says


@pytest.mark.parametrize(
    ("code", "claimed_on", "judgement"),
    [
        ("completed", LATER, HOLDS),
        ("completed_ongoing", LATER, HOLDS),
        ("", None, HOLDS),
        ("in_progress", LATER, CONTRADICTED),
        ("basically_completed", LATER, CONTRADICTED),
        ("on_schedule", dt.date(2020, 6, 1), HOLDS),  # handed in after that report
        ("on_schedule", DAY, CONTRADICTED),
        ("unknown", LATER, UNJUDGED),
    ],
)
def test_a_newer_report_that_says_unfinished_speaks_against_closing(code, claimed_on, judgement):
    known = facts(
        "全部清运。", claimed="按序时推进", claimed_code=code, claimed_as_of=claimed_on, submitted_as_of=DAY
    )
    assert words.text_fits_status(known, {}).judgement is judgement


def test_without_a_report_there_is_no_text_to_judge():
    assert words.text_fits_status(facts(), {}).judgement is UNJUDGED


@pytest.mark.parametrize(
    ("number", "judgement"),
    [
        ("驻政〔2020〕3号", HOLDS),
        ("国务院令第682号", HOLDS),
        ("GB/T 9704-2012", HOLDS),
        ("驻政[2020]3号", CONTRADICTED),
        ("驻政〔2020〕03号", CONTRADICTED),
        ("2020年3号文", CONTRADICTED),
    ],
)
def test_a_cited_number_has_the_form_of_the_standard(number, judgement):
    verdict = words.numbers_wellformed(facts(policies=(Policy(1, number),)), {})
    assert verdict.judgement is judgement


def test_a_number_in_a_report_is_shown_as_it_should_be_written():
    verdict = words.numbers_wellformed(facts("依据驻政[2020]3号取缔。"), {})
    assert verdict.judgement is CONTRADICTED
    assert "文号 1 处，其中 1 处格式有误" in verdict.sentence
    assert "驻政〔2020〕3号" in verdict.rows[0].says


def test_where_nothing_is_written_no_number_can_be_judged():
    assert words.numbers_wellformed(facts(), {}).judgement is UNJUDGED


@pytest.mark.parametrize(
    ("fits", "judgement", "said"),
    [
        ((), UNJUDGED, "没有登记合计关系"),
        (("agrees", "agrees"), HOLDS, "合计关系 2 条，都成立"),
        (("agrees", "differs"), CONTRADICTED, "其中 1 条不成立"),
        (("agrees", "open"), UNJUDGED, "1 条无法断定"),
    ],
)
def test_declared_sums_come_out(fits, judgement, said):
    identities = tuple(Identity(n, fit, f"数{n}") for n, fit in enumerate(fits, 1))
    verdict = words.identities_hold(facts(identities=identities), {})
    assert (verdict.judgement, said in verdict.sentence) == (judgement, True)
    assert [row.key for row in verdict.rows] == [
        n for n, fit in enumerate(fits, 1) if fit in {"differs", "open"}
    ]
