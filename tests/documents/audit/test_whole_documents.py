"""Rules that need more than one sentence: status, declared counts, other tasks, deadlines."""

import datetime as dt
import time

import pytest

from sansan.documents.model import (
    Declared,
    DeclaredCount,
    Span,
    StatusCode,
    TaskClass,
)
from sansan.documents.places import Gazetteer, PlaceRow
from sansan.documents.reading import read_bytes
from tests.documents.audit.reports import report, rules

DONE, ONGOING = StatusCode.COMPLETED, StatusCode.COMPLETED_ONGOING
HERE = Span(1, 0, 2)
GAZETTEER = Gazetteer(
    [
        PlaceRow("990000", "平川市", None, "市"),
        PlaceRow("990001", "石梁县", "990000", "县"),
        PlaceRow("990002", "柳坪县", "990000", "县"),
    ]
)


@pytest.mark.parametrize(
    "answer",
    [
        "已关停3家，剩余2家正在办理搬迁手续。",
        "料棚密闭尚未完成。",
        "设备已采购，正在安装调试。",
        "目前暂未达到整改标准。",
        "污水管网未完成建设，正在抓紧施工。",
        "预计2024年6月底前完成改造。",
    ],
)
def test_done_beside_unfinished_work_is_asked_about(answer: str) -> None:
    assert rules(report([answer], statuses=[DONE])) == ["status_against_text"]


@pytest.mark.parametrize(
    "answer",
    [
        "已全部拆除，场地已复绿。",
        "对未完成整改的企业，一律不得恢复生产。",
        "经排查，尚未发现反弹现象。",
        "此前正在生产的3家企业已全部停产。",
        "加强巡查，发现正在焚烧秸秆的，立即制止。",
        "未按要求整改到位的企业已依法关停。",
        "督促在建项目落实“六个百分之百”，未达到要求的不得开工。",
        "目前设备运行正常，正常生产期间污染物达标排放。",
    ],
)
def test_done_beside_finished_work_is_not_asked_about(answer: str) -> None:
    assert rules(report([answer], statuses=[DONE])) == []


def test_a_kept_up_task_may_still_have_work_under_way() -> None:
    assert rules(report(["167家正在按程序处置。"], statuses=[ONGOING])) == []


def test_the_problem_itself_may_tell_of_unfinished_work() -> None:
    analysis = report(["已拆除。"], statuses=[DONE], problem="督察时2家企业正在生产，尚未整改。")
    assert rules(analysis) == []


def test_not_done_beside_all_done_is_asked_about() -> None:
    analysis = report(["5处问题已全部整改到位。"], statuses=[StatusCode.NOT_COMPLETED])
    assert rules(analysis) == ["status_against_text"]


def test_not_done_with_one_of_two_finished_is_no_question() -> None:
    answer = "甲站已全部整改到位；乙站正在施工。"
    assert rules(report([answer], statuses=[StatusCode.NOT_COMPLETED])) == []


def counted(noun: str, value: int) -> DeclaredCount:
    return DeclaredCount(noun, value, HERE)


def declared(tasks: int, **statuses: int) -> Declared:
    return Declared(None, counted("项", tasks), [counted(k, v) for k, v in statuses.items()])


def test_declared_tasks_that_are_not_there_are_asked_about() -> None:
    assert rules(report(["已办。", "已办。"], declared=declared(3))) == ["declared_counts"]


def test_declared_tasks_that_are_there_are_no_question() -> None:
    assert rules(report(["已办。", "已办。"], declared=declared(2))) == []


def test_declared_classes_are_counted() -> None:
    classes = [TaskClass("一", "甲", HERE), TaskClass("二", "乙", HERE)]
    wrong = Declared(classes=counted("类", 3))
    right = Declared(classes=counted("类", 2))
    assert rules(report(["已办。"], declared=wrong, classes=classes)) == ["declared_counts"]
    assert rules(report(["已办。"], declared=right, classes=classes)) == []


@pytest.mark.parametrize("tally", [{"已完成": 3}, {"已完成": 2, "已完成，持续推进": 1}])
def test_done_in_a_tally_may_or_may_not_hold_those_kept_up(tally: dict[str, int]) -> None:
    answers = ["已办。"] * 3
    assert rules(report(answers, statuses=[DONE, DONE, ONGOING], declared=declared(3, **tally))) == []


def test_a_tally_the_tasks_do_not_have_is_asked_about() -> None:
    answers = ["已办。"] * 3
    tally = declared(3, 已完成=1, 未完成=2)
    found = rules(report(answers, statuses=[DONE, DONE, StatusCode.NOT_COMPLETED], declared=tally))
    assert found == ["declared_tally", "declared_tally"]


def test_a_tally_that_is_not_the_declared_total_is_asked_about() -> None:
    answers = ["已办。"] * 4
    tally = declared(4, 已完成=2, 未完成=1)
    statuses = [DONE, DONE, StatusCode.NOT_COMPLETED, None]
    assert rules(report(answers, statuses=statuses, declared=tally)) == ["tally_total"]
    fits = declared(4, 已完成=3, 未完成=1)
    statuses = [DONE, DONE, DONE, StatusCode.NOT_COMPLETED]
    assert rules(report(answers, statuses=statuses, declared=fits)) == []


TALLIES = [
    "巡察反馈问题共38个，细化整改措施126条，已完成113条、需长期坚持13条。",
    "首批问题共96个，已整改91个，占94.8%；第二批新增54个，已整改37个。",
]


@pytest.mark.parametrize("head", TALLIES)
def test_a_tally_of_measures_or_of_two_lots_is_not_held_against_the_number_of_problems(head: str) -> None:
    findings = read_bytes(head.encode(), "报告.txt").findings
    assert [f.rule for f in findings] == []


SAME = "截至2023年6月30日，全市共排查登记“散乱污”企业{}家。"


def test_one_figure_with_two_values_in_two_tasks_is_asked_about() -> None:
    assert rules(report([SAME.format(198), SAME.format(189)])) == ["same_figure"]
    assert rules(report([SAME.format(198), SAME.format(198)])) == []


def test_figures_of_two_dates_may_differ() -> None:
    later = SAME.format(189).replace("6月30日", "9月30日")
    assert rules(report([SAME.format(198), later])) == []


RUNNING = "截至2023年6月底，累计完成农户改造1200户。截至2023年9月底，累计完成农户改造{}户。"


def test_a_running_total_that_falls_is_asked_about() -> None:
    assert rules(report([RUNNING.format(1100)])) == ["cumulative_order"]
    assert rules(report([RUNNING.format(1300)])) == []


CITY = "今年以来，全市查扣劣质油品{}吨。"
COUNTY = "石梁县多部门联合执法，扣押劣质油品80余吨。"
OTHER = "柳坪县查扣劣质油品33.8吨。"


def test_counties_that_exceed_their_city_in_other_tasks_are_asked_about() -> None:
    found = report([CITY.format("105.7"), COUNTY, OTHER], gazetteer=GAZETTEER)
    assert rules(found) == ["scope_conflict"]
    assert "113.8吨" in found.findings[0].message
    assert "口径" in found.findings[0].innocent


def test_counties_within_their_city_are_no_question() -> None:
    assert rules(report([CITY.format("125.7"), COUNTY, OTHER], gazetteer=GAZETTEER)) == []


def test_common_things_of_two_tasks_are_not_compared() -> None:
    answers = ["全市检查企业60家。", "石梁县检查企业80家。"]
    assert rules(report(answers, gazetteer=GAZETTEER)) == []


def test_work_done_after_the_report_s_date_is_asked_about() -> None:
    as_of = dt.date(2023, 6, 30)
    assert rules(report(["已于2023年8月5日完成拆除。"], as_of=as_of)) == ["time_order"]
    assert rules(report(["已于2023年5月8日完成拆除。"], as_of=as_of)) == []
    assert rules(report(["计划2023年8月5日前完成拆除。"], as_of=as_of)) == []


def test_a_milestone_after_the_deadline_is_asked_about() -> None:
    limit = dt.date(2023, 6, 30)
    assert rules(report(["2023年9月底前完成管网改造。"], deadline=limit)) == ["time_order"]
    assert rules(report(["2023年5月底前完成管网改造。"], deadline=limit)) == []
    assert rules(report(["2023年9月底前完成销号验收。"], deadline=limit)) == []


def test_on_schedule_after_the_deadline_is_asked_about() -> None:
    limit = dt.date(2023, 3, 31)
    late = report(
        ["继续推进。"], statuses=[StatusCode.ON_SCHEDULE], deadline=limit, as_of=dt.date(2023, 6, 30)
    )
    early = report(
        ["继续推进。"], statuses=[StatusCode.ON_SCHEDULE], deadline=limit, as_of=dt.date(2023, 3, 31)
    )
    assert rules(late) == ["time_order"]
    assert rules(early) == []


@pytest.mark.parametrize(
    "text",
    [
        "平川县、" * 1000 + "3个县区",
        "剩余3家，" * 200,
        "占3%，3家，" * 200,
        "1" * 5000,
        "（" * 1000,
        "《甲》" * 1000,
        "共3家、" * 500,
    ],
)
def test_no_text_takes_long(text: str) -> None:
    began = time.perf_counter()
    report([text])
    assert time.perf_counter() - began < 10


def test_a_part_told_in_the_sentence_after_its_whole_is_found() -> None:
    answer = "发现错接排口14个。封堵错接排口11个。剩余{}个因道路开挖正在办理手续。"
    assert rules(report([answer.format(4)])) == ["whole_equals_parts"]
    assert rules(report([answer.format(3)])) == []


def test_a_rate_that_falls_against_the_problem_is_asked_about() -> None:
    problem = "县城污水集中收集率仅为58%。"
    assert rules(report(["收集率提高到52%。"], problem=problem)) == ["from_to_by"]
    assert rules(report(["收集率提高到66%。"], problem=problem)) == []


def test_the_order_of_tasks_does_not_change_the_questions() -> None:
    answers = [
        "共60件，其中已办结40件，正在办理22件。",
        "发现问题20个，整改19个，整改率85%。",
        "由3家增加到7家，新增5家。",
    ]
    forward = sorted(rules(report(answers)))
    assert forward == sorted(rules(report(answers[::-1])))
    assert forward == ["from_to_by", "rate", "whole_equals_parts"]


def test_a_task_is_named_with_its_class_where_numbers_restart() -> None:
    found = report(["共60件，其中已办结40件，正在办理22件。"]).findings[0]
    assert found.message == "第1项：60件，所列办结40件、正在办理22件合计62件，相差2件。"
