"""Claims about the work: measures, sub-tasks, acceptance, open questions."""

import datetime as dt

import pytest

from sansan.rectification.closing.checks import work
from sansan.rectification.closing.facts import Acceptance, Facts, Measure, Notice, Part
from sansan.rectification.closing.registry import Judgement

HOLDS, CONTRADICTED, UNJUDGED = Judgement.HOLDS, Judgement.CONTRADICTED, Judgement.UNJUDGED
NOW = dt.datetime(2020, 7, 20, 4, tzinfo=dt.UTC)


def facts(**given) -> Facts:
    return Facts(now=NOW, task_id=1, **given)


DONE, LEFT = Measure(1, 1, done=True), Measure(2, 2, done=False)


@pytest.mark.parametrize(
    ("measures", "evidence", "judgement", "said"),
    [
        ((DONE,), 1, HOLDS, "整改措施 1 条均已办结，佐证材料 1 份"),
        ((DONE, LEFT), 3, CONTRADICTED, "整改措施 2 条，其中 1 条没有办结"),
        ((DONE,), 0, CONTRADICTED, "佐证材料 0 份（至少 1 份）"),
        ((), 3, UNJUDGED, "没有登记整改措施"),
    ],
)
def test_every_measure_is_done_and_proven(measures, evidence, judgement, said):
    verdict = work.measures_done(facts(measures=measures, evidence_count=evidence), {"evidence": 1})
    assert verdict.judgement is judgement
    assert said in verdict.sentence


@pytest.mark.parametrize(
    ("parts", "judgement", "said"),
    [
        ((Part(1, "1", accepted=True),), HOLDS, "下级任务 1 项均已验收"),
        ((Part(1, "1", accepted=True), Part(2, "2", accepted=False)), CONTRADICTED, "其中 1 项没有验收"),
        ((), UNJUDGED, "没有下级任务"),
    ],
)
def test_every_sub_task_is_accepted(parts, judgement, said):
    verdict = work.parts_accepted(facts(parts=parts), {})
    assert verdict.judgement is judgement
    assert said in verdict.sentence


@pytest.mark.parametrize(
    ("person", "units", "judgement", "said"),
    [
        (7, {1}, HOLDS, "验收 1 次"),
        (3, {1}, CONTRADICTED, "1 次由办理人本人验收"),
        (7, {1, 9}, CONTRADICTED, "1 次由承担整改的单位验收"),
    ],
)
def test_whoever_accepts_has_not_done_the_work(person, units, judgement, said):
    acceptance = Acceptance(person, NOW, frozenset(units))
    known = facts(acceptances=(acceptance,), doer_ids=frozenset({3}), doing_unit_ids=frozenset({9}))
    verdict = work.accepted_by_others(known, {})
    assert verdict.judgement is judgement
    assert said in verdict.sentence


def test_one_acceptance_from_within_spoils_the_others():
    outside, inside = Acceptance(7, NOW, frozenset({1})), Acceptance(8, NOW, frozenset({9}))
    known = facts(acceptances=(outside, inside), doing_unit_ids=frozenset({9}))
    assert work.accepted_by_others(known, {}).judgement is CONTRADICTED


def test_without_a_record_nobody_knows_who_accepted():
    assert work.accepted_by_others(facts(), {}).judgement is UNJUDGED


@pytest.mark.parametrize(
    ("given", "judgement", "said"),
    [
        ({}, HOLDS, "没有待处置"),
        ({"open_findings": (4, 5)}, CONTRADICTED, "有 2 条核查疑点没有处置"),
        ({"waiting_sources": 1}, UNJUDGED, "1 份报告还没有入账"),
        ({"open_findings": (4,), "waiting_sources": 1}, CONTRADICTED, "有 1 条"),
    ],
)
def test_no_question_of_the_audit_is_left(given, judgement, said):
    verdict = work.no_open_finding(facts(**given), {})
    assert verdict.judgement is judgement
    assert said in verdict.sentence


def notice(**given) -> Notice:
    known = {"required": 7, "served": 7}
    return Notice(dt.date(2020, 7, 10), dt.date(2020, 7, 16), **{**known, **given})


@pytest.mark.parametrize(
    ("given", "judgement", "said"),
    [
        (notice(), HOLDS, "2020-07-10 至 2020-07-16 公示，满 7 日，没有收到异议"),
        (notice(objected=True, answered=True), HOLDS, "异议已处理"),
        (notice(objected=True), CONTRADICTED, "异议还没有处理结果"),
        (notice(served=5), CONTRADICTED, "只有 5 日，应为 7 日"),
        (notice(served=None, counted="个工作日"), UNJUDGED, "是否满 7 个工作日"),
        (None, CONTRADICTED, "没有公示记录"),
    ],
)
def test_the_notice_has_run_its_days_and_every_objection_is_answered(given, judgement, said):
    verdict = work.notice_served(facts(notice=given), {})
    assert verdict.judgement is judgement
    assert said in verdict.sentence


@pytest.mark.parametrize(
    ("hour", "judgement"), [(15, CONTRADICTED), (16, HOLDS)], ids=["23:59 in Beijing", "the day after"]
)
def test_the_last_day_of_a_notice_is_part_of_it(hour, judgement):
    evening = dt.datetime(2020, 7, 16, hour, tzinfo=dt.UTC)
    assert work.notice_served(Facts(now=evening, task_id=1, notice=notice()), {}).judgement is judgement
