"""Every rule is described, documented, and shown once asking and once silent."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from sansan.documents.analysis import Analysis
from sansan.documents.audit import RULES, rule_texts
from sansan.documents.model import Declared, DeclaredCount, Span, StatusCode
from sansan.documents.places import Gazetteer, PlaceRow
from tests.documents.audit.reports import report, rules

HERE = Span(1, 0, 2)
REFERENCE = Path(__file__).resolve().parents[3] / "docs" / "reference" / "audit-rules.md"
COUNTIES = Gazetteer(
    [
        PlaceRow("990000", "平川市", None, "市"),
        PlaceRow("990001", "石梁县", "990000", "县"),
        PlaceRow("990002", "柳坪县", "990000", "县"),
    ]
)
DONE, OPEN = StatusCode.COMPLETED, StatusCode.NOT_COMPLETED


def says(*answers: str) -> Callable[[], Analysis]:
    return lambda: report(answers)


def counts(tasks: int, statuses: Sequence[StatusCode], **tally: int) -> Callable[[], Analysis]:
    head = Declared(
        None, DeclaredCount("项", tasks, HERE), [DeclaredCount(k, v, HERE) for k, v in tally.items()]
    )
    return lambda: report(["已办。"] * len(statuses), statuses=statuses, declared=head)


def in_city(whole: str) -> Callable[[], Analysis]:
    answers = [f"全市查扣劣质油品{whole}吨。", "石梁县扣押劣质油品80余吨。", "柳坪县查扣劣质油品33.8吨。"]
    return lambda: report(answers, gazetteer=COUNTIES)


RUNNING = "截至2023年6月底，累计完成农户改造1200户。截至2023年9月底，累计完成农户改造{}户。"
SAME = "截至2023年6月30日，全市共排查登记“散乱污”企业{}家。"

EXAMPLES: dict[str, tuple[Callable[[], Analysis], Callable[[], Analysis]]] = {
    "whole_equals_parts": (
        says("共86处，其中东区71处、西区17处。"),
        says("共86处，其中东区71处、西区15处。"),
    ),
    "part_exceeds_whole": (says("设备80套，其中球机95套。"), says("设备80套，其中球机75套。")),
    "rate": (says("应改造50台，已改造40台，完成率90%。"), says("应改造50台，已改造40台，完成率80%。")),
    "from_to_by": (says("由18名增加到26名，增加6名。"), says("由18名增加到26名，增加8名。")),
    "year_on_year": (
        says("用煤90万吨，同比减少10万吨，下降12%。"),
        says("用煤90万吨，同比减少10万吨，下降10%。"),
    ),
    "per_unit": (
        says("培训8期、640人次，平均每期90人次。"),
        says("培训8期、640人次，平均每期80人次。"),
    ),
    "cumulative_order": (says(RUNNING.format(1100)), says(RUNNING.format(1300))),
    "same_figure": (
        says(SAME.format(198), SAME.format(189)),
        says(SAME.format(198), SAME.format(198)),
    ),
    "scope_conflict": (in_city("105.7"), in_city("125.7")),
    "listed_names": (says("石梁县、柳坪县3个县已完成。"), says("石梁县、柳坪县2个县已完成。")),
    "time_order": (
        says("公示时间：2023年5月16日至2023年5月10日。"),
        says("公示时间：2023年5月10日至2023年5月16日。"),
    ),
    "notice_days": (
        says("公示5天：2023年5月10日至2023年5月16日。"),
        says("公示7天：2023年5月10日至2023年5月16日。"),
    ),
    "status_against_text": (
        lambda: report(["剩余2家正在办理手续。"], statuses=[DONE]),
        lambda: report(["剩余2家已办理手续。"], statuses=[DONE]),
    ),
    "declared_counts": (counts(3, [DONE, DONE]), counts(2, [DONE, DONE])),
    "declared_tally": (
        counts(2, [DONE, DONE], 已完成=1, 未完成=1),
        counts(2, [DONE, OPEN], 已完成=1, 未完成=1),
    ),
    "tally_total": (
        counts(4, [DONE, DONE, DONE, OPEN], 已完成=3, 未完成=2),
        counts(4, [DONE, DONE, DONE, OPEN], 已完成=3, 未完成=1),
    ),
}


def test_every_rule_has_its_text_and_its_two_examples() -> None:
    assert set(RULES) == set(rule_texts()) == set(EXAMPLES)


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_is_documented(rule: str) -> None:
    assert f"`{rule}` {rule_texts()[rule].name}" in REFERENCE.read_text("utf-8")


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_asks_in_one_example_and_is_silent_in_the_other(rule: str) -> None:
    asks, silent = EXAMPLES[rule]
    assert rule in rules(asks())
    assert rules(silent()) == []


def test_the_day_of_a_report_is_a_date() -> None:
    late = report(["已于2023年8月5日完成。"], as_of=dt.date(2023, 6, 30))
    assert rules(late) == ["time_order"]
